"""The screen: says of a batch of messages which of them surely keep every rule of their contract, and where they go.

The third way through the declared rules, beside the judge's two. Each contract becomes a small program for a
WebAssembly runtime, made from the same declarations; it reads a message's bytes once, without making anything of them.
What it passes, the judge would pass. What it does not pass is a suspect, which the judge decides about: reasons always
come from the judge. Without the extra `faelleshub[hurtig]` there is no screen, and the judge does all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from schemas.regler.regel import Regel
from schemas.regler.skaerm.kerne import skriv_kerne
from schemas.regler.skaerm.motor import Motor, findes
from schemas.regler.skaerm.typer import Uegnet
from schemas.regler.skaerm.udtag import Udtag
from schemas.skema import Skema

__all__ = ["Fund", "Skaerm", "Udtag", "Uegnet", "byg_skaerm", "findes"]

_ORD_PR_BESKED = 256
"""Words of answer a message, on average over a batch; where there is no room left, messages are suspects."""
_STYKKE = 8_000_000
"""Bytes that are laid before the kernel at once."""

Fund = tuple[tuple[Any, ...], ...]
"""What was told of a message: for each Udtag the texts (ASCII) or numbers at its path."""


@dataclass(frozen=True)
class Skaerm:
    """The screen of one contract."""

    motor: Motor
    tal: tuple[bool, ...]

    def sigt(self, beskeder: Sequence[bytes]) -> list[Fund | None]:
        """For each message of this contract, framing and all: what is told of it, or None for a suspect."""
        svar: list[Fund | None] = []
        for stykke in _stykker(beskeder):
            svar += self._sigt(stykke)
        return svar

    def _sigt(self, beskeder: Sequence[bytes]) -> list[Fund | None]:
        samlet = b"".join(beskeder)
        ord_ = self.motor.koer(samlet, [0, *accumulate(map(len, beskeder))], _ORD_PR_BESKED)
        tekst = samlet.decode("latin-1")  # a place among bytes is a place among characters; what is told is ASCII
        svar: list[Fund | None] = []
        ved = 0
        for _ in beskeder:
            ved += 1
            if not ord_[ved - 1]:
                svar.append(None)
                continue
            fund: list[tuple[Any, ...]] = []
            for er_tal in self.tal:
                antal = ord_[ved]
                ved += 1
                if antal == 0:
                    fund.append(())
                elif er_tal:
                    fund.append(tuple([_tal(ord_[n], ord_[n + 1]) for n in range(ved, ved + 2 * antal, 2)]))
                elif antal == 1:
                    fund.append((tekst[ord_[ved] : ord_[ved + 1]],))
                else:
                    fund.append(tuple([tekst[ord_[n] : ord_[n + 1]] for n in range(ved, ved + 2 * antal, 2)]))
                ved += 2 * antal
            svar.append(tuple(fund))
        return svar


def byg_skaerm(skema: Skema, regler: Mapping[str, Sequence[Regel]], udtag: Sequence[Udtag]) -> Skaerm:
    """The screen of a contract whose rules are these, by record type (`Dommer.efter_type`).

    Takes some tens of milliseconds. Raises Uegnet for a contract that it cannot take, ImportError without the extra.
    """
    kerne = skriv_kerne(skema.raa, regler, udtag)
    return Skaerm(Motor(kerne), kerne.tal)


def _tal(lav: int, hoej: int) -> int:
    tal = hoej << 32 | lav
    return tal - (1 << 64) if hoej >> 31 else tal


def _stykker(beskeder: Sequence[bytes]) -> list[Sequence[bytes]]:
    if sum(map(len, beskeder)) <= _STYKKE:
        return [beskeder] if beskeder else []
    stykker: list[Sequence[bytes]] = []
    stykke: list[bytes] = []
    fylde = 0
    for besked in beskeder:
        if stykke and fylde + len(besked) > _STYKKE:
            stykker.append(stykke)
            stykke, fylde = [], 0
        stykke.append(besked)
        fylde += len(besked)
    return [*stykker, stykke]
