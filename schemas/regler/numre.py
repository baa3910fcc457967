"""The vocabulary, third part: identifiers, of which more is demanded than a pattern can say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from schemas.identifikatorer import MOENSTER, cpr_fejl, cvr_fejl, normal_urn, urn_fejl

CVR_URN: Final = "urn:oio:cvr-nr:"
_ALTID_NORMAL: Final = (CVR_URN, "urn:oio:kle:", "urn:oio:pnr:")
"""What follows these stands as it is in the normal form; so the commonest URNs need no closer look."""


@lru_cache(maxsize=4096)
def cvr_god(cvr: str) -> bool:
    """Whether this is a CVR number; a kommune meets the same few again and again."""
    return cvr_fejl(cvr) is None


class _Spoerg:
    """A word whose source asks `brud`, where there is something to ask about."""

    def brud(self, vaerdi: Any) -> Iterable[str]:
        """As `Krav.brud`."""
        raise NotImplementedError

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        """As `Krav.udtryk`."""
        return f"({navn} is None or not {bind(self.brud)}({navn}))"


@dataclass(frozen=True)
class Cvr(_Spoerg):
    """A text that is a CVR number, with the right check digit or one of the test numbers."""

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return () if vaerdi is None or cvr_god(vaerdi) else ("",)


@dataclass(frozen=True)
class Cpr(_Spoerg):
    """A text that is a CPR number: ten digits that begin with a date."""

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return () if vaerdi is None or cpr_fejl(vaerdi) is None else ("",)


@dataclass(frozen=True)
class UrnAf(_Spoerg):
    """A UnikId that is a URN of this form; `kraevet`: and it is there."""

    moenster: re.Pattern[str]
    kraevet: bool = False

    def brud(self, vaerdi: Any) -> Iterable[str]:
        if vaerdi is None:
            return ("",) if self.kraevet else ()
        return () if vaerdi["urn"] is not None and self.moenster.fullmatch(vaerdi["urn"]) else ("",)

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        return f"(not {bind(self.brud)}({navn}))" if self.kraevet else super().udtryk(navn, bind)


@dataclass(frozen=True)
class IkkeId(_Spoerg):
    """A UnikId that is none of these UUIDs or URNs."""

    vaerdier: frozenset[str]

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return () if vaerdi is None or (vaerdi["uuid"] or vaerdi["urn"]) not in self.vaerdier else ("",)


class _OmUrn(_Spoerg):
    """Speaks only where the record is a URN; the function is then not asked about the many that are not."""

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        return f"({navn} is None or {navn}['urn'] is None or not {bind(self.brud)}({navn}))"


@dataclass(frozen=True)
class NormalUrn(_OmUrn):
    """The URN of a UnikId is in its normal form."""

    def brud(self, vaerdi: Any) -> Iterable[str]:
        urn = None if vaerdi is None else vaerdi["urn"]
        return () if urn is None or urn.startswith(_ALTID_NORMAL) or normal_urn(urn) == urn else (".urn",)


@dataclass(frozen=True)
class UrnTal(_OmUrn):
    """The number in the URN of a UnikId has the form that its kind of URN needs. What is no URN is another's matter."""

    def brud(self, vaerdi: Any) -> Iterable[str]:
        urn = None if vaerdi is None else vaerdi["urn"]
        if urn is None:
            return ()
        god = cvr_god(urn.removeprefix(CVR_URN)) if urn.startswith(CVR_URN) else not urn_fejl(urn)
        return () if god or not MOENSTER["urn"].fullmatch(urn) else (".urn",)
