"""Look-ups in the base registers, through a cache: what is known is not paid for twice (K:220).

A register that does not answer is tolerated and said so: every answer tells where it comes from and how old it is.
Keys are keyed hashes, so that no CPR number stands in an index.
"""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.sdk import Utilgaengelig, YdreAfvisning, YdreSystem

POSTER_MAKS: Final = 100_000
"""Answers kept; the least used go first."""

Ur = Callable[[], dt.datetime]


class Svarkilde(enum.StrEnum):
    """Where an answer comes from."""

    REGISTER = "register"
    """Asked now."""
    CACHE = "cache"
    """Asked before, and still fresh."""
    FORAELDET = "foraeldet"
    """Asked long before; the register does not answer now."""
    UTILGAENGELIG = "utilgaengelig"
    """Never asked before, and the register does not answer now: nothing is known, which is not the same as nothing."""


@dataclass(frozen=True, slots=True)
class Svar:
    """An answer. `data` is None when the register has no such entry, or when nothing is known (see `kilde`)."""

    data: dict[str, Any] | None = field(repr=False)
    kilde: Svarkilde
    hentet: dt.datetime | None


@dataclass(slots=True)
class Opslagstal:
    """What the cache has saved."""

    spurgt: int = 0
    """Look-ups that someone asked for."""
    betalt: int = 0
    """Of those, asked of the register."""
    ubesvaret: int = 0
    """Asked of a register that did not answer."""

    @property
    def sparet(self) -> int:
        """Look-ups avoided."""
        return self.spurgt - self.betalt - self.ubesvaret


class Grunddataopslag:
    """One cache in front of both registers; `levetid` is how long an answer is fresh."""

    def __init__(
        self,
        ydre: YdreSystem,
        *,
        levetid: dt.timedelta = dt.timedelta(hours=12),
        ur: Ur = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._ydre, self._levetid, self._ur = ydre, levetid, ur
        self._hemmelighed = secrets.token_bytes(32)
        self._kendte: OrderedDict[bytes, tuple[dict[str, Any] | None, dt.datetime]] = OrderedDict()
        self.tal = {"person": Opslagstal(), "ejendom": Opslagstal()}

    async def person(self, cpr: str) -> Svar:
        """The person with this CPR number."""
        return await self._slaa_op("person", {"cpr": cpr})

    async def ejendom(self, bfe: str) -> Svar:
        """The property with this BFE number."""
        return await self._slaa_op("ejendom", {"bfe": bfe})

    def glem_person(self, cpr: str) -> None:
        """The register has told of a change: the next look-up asks it."""
        self._kendte.pop(self._noegle("person", {"cpr": cpr}), None)

    def glem_ejendom(self, bfe: str) -> None:
        """As `glem_person`."""
        self._kendte.pop(self._noegle("ejendom", {"bfe": bfe}), None)

    async def _slaa_op(self, register: str, spoergsmaal: dict[str, str]) -> Svar:
        noegle, nu, tal = self._noegle(register, spoergsmaal), self._ur(), self.tal[register]
        tal.spurgt += 1
        kendt = self._kendte.get(noegle)
        if kendt is not None and nu - kendt[1] < self._levetid:
            self._kendte.move_to_end(noegle)
            return Svar(kendt[0], Svarkilde.CACHE, kendt[1])
        try:
            data = await self._ydre.send(f"/{register}/opslag", spoergsmaal)
        except YdreAfvisning:
            data = None  # the register answers: there is no such entry
        except Utilgaengelig:
            tal.ubesvaret += 1
            if kendt is None:
                return Svar(None, Svarkilde.UTILGAENGELIG, None)
            return Svar(kendt[0], Svarkilde.FORAELDET, kendt[1])
        tal.betalt += 1
        self._kendte[noegle] = (data, nu)
        self._kendte.move_to_end(noegle)
        if len(self._kendte) > POSTER_MAKS:
            self._kendte.popitem(last=False)
        return Svar(data, Svarkilde.REGISTER, nu)

    def _noegle(self, register: str, spoergsmaal: dict[str, str]) -> bytes:
        tekst = "/".join((register, *spoergsmaal.values())).encode()
        return hashlib.blake2b(tekst, key=self._hemmelighed, digest_size=16).digest()
