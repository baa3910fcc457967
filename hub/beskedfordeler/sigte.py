"""The screens of a running hub, each made when enough messages of its contract come; a batch is given to them whole.

Before the decision on the way of a message. What no screen has passed goes to the judge, which decides the same: a
screen may be missing (without the extra, for a contract it cannot take, until it is made), and nothing else changes.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from hub.kontrakter.register import Register
from hub.kontrakter.sigtet import UDTAG, Sigtet, sigtet
from schemas.codec import HOVED
from schemas.regler.dommer import Dommer
from schemas.regler.skaerm import Skaerm, Uegnet, byg_skaerm, findes

LOG = structlog.get_logger(__name__)

MINDST: Final = 8
"""Messages of one contract in a batch below which the judge is as quick: the runtime is called once for them."""


@dataclass(frozen=True, slots=True)
class _Forsoeg:
    """A screen, or that there is none to be had, for one judge of a contract."""

    dommer: Dommer
    skaerm: Skaerm | None


class Sigte:
    """Gives messages to the screens of their contracts. For one thread; the screens are made in another."""

    def __init__(self, *, mindst: int = MINDST) -> None:
        self._mindst = mindst
        self._faerdige: dict[int, _Forsoeg] = {}
        self._venter: set[int] = set()
        self._laas = threading.Lock()
        self._bygges = threading.Lock()
        """Held while one is made: many at once would take the processor from the messages."""

    def sigt(self, beskeder: Sequence[bytes], register: Register) -> list[Sigtet | None]:
        """For each message what is known of it, or None where the judge must look at it."""
        svar: list[Sigtet | None] = [None] * len(beskeder)
        if not findes():
            return svar
        for skema_id, numre in _efter_skema(beskeder).items():
            if len(numre) < self._mindst or (skaerm := self._skaerm(skema_id, register)) is None:
                continue
            skema = register.skemaer[skema_id]
            try:
                fundne = skaerm.sigt([beskeder[nummer] for nummer in numre])
            except Exception as fejl:  # noqa: BLE001 - whatever the runtime does, the judge can still decide
                LOG.warning("a screen failed and is not used again", schema=skema.navn, error=type(fejl).__name__)
                self._faerdige[skema_id] = _Forsoeg(register.dommere[skema_id], None)
                continue
            for nummer, fund in zip(numre, fundne, strict=True):
                if fund is not None:
                    svar[nummer] = sigtet(skema, fund)
        return svar

    def klargoer(self, register: Register) -> int:
        """Make the screens of all contracts that can have one, now; how many there are."""
        return sum(self._byg(skema_id, register) is not None for skema_id in register.skemaer if findes())

    def _skaerm(self, skema_id: int, register: Register) -> Skaerm | None:
        dommer = register.dommere.get(skema_id)
        if dommer is None:
            return None
        forsoeg = self._faerdige.get(skema_id)
        if forsoeg is not None and forsoeg.dommer is dommer:
            return forsoeg.skaerm
        with self._laas:
            if skema_id not in self._venter:
                self._venter.add(skema_id)
                threading.Thread(
                    target=self._byg, args=(skema_id, register), name=f"skaerm-{skema_id}", daemon=True
                ).start()
        return None

    def _byg(self, skema_id: int, register: Register) -> Skaerm | None:
        skema, dommer = register.skemaer[skema_id], register.dommere[skema_id]
        skaerm: Skaerm | None = None
        try:
            if skema.er_besked:
                with self._bygges:
                    skaerm = byg_skaerm(skema, dommer.efter_type, UDTAG)
        except Uegnet as fejl:
            LOG.info("a contract has no screen; its messages are judged one by one", schema=skema.navn, why=str(fejl))
        except Exception as fejl:  # noqa: BLE001 - a runtime that fails leaves the judge, which needs none
            LOG.warning(
                "a screen could not be made; the judge does its work", schema=skema.navn, error=type(fejl).__name__
            )
        self._faerdige[skema_id] = _Forsoeg(dommer, skaerm)
        with self._laas:
            self._venter.discard(skema_id)
        return skaerm


def _efter_skema(beskeder: Sequence[bytes]) -> Mapping[int, list[int]]:
    """The numbers of the messages of each schema id; those without a whole head are nobody's."""
    efter: dict[bytes, list[int]] = {}
    for nummer, besked in enumerate(beskeder):
        efter.setdefault(besked[:HOVED], []).append(nummer)
    return {
        int.from_bytes(hoved[1:], "big"): numre
        for hoved, numre in efter.items()
        if len(hoved) == HOVED and hoved[0] == 0
    }
