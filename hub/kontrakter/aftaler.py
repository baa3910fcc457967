"""The agreement and authority layers: whether a system may send a message now, on behalf of these authorities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from hub.konfiguration.model import ALLE, FOELSOMHEDER, Retning, Serviceaftale, TilladtModtagerTilstand, Tilstand
from hub.kontrakter import registerregler as rr
from hub.kontrakter.afgoerelse import Rutefelter
from hub.kontrakter.ruter import myndigheder, tilladte_modtagere
from schemas.codec import Indhold
from schemas.regler.regel import Aarsag

_AFSENDER: Final = frozenset({Retning.AFSEND, Retning.BEGGE})


@dataclass(frozen=True, slots=True)
class Tilladelse:
    """One serviceaftale as the engine asks it: sets and prefixes instead of lists and wildcards."""

    beskedtyper: frozenset[str] | None
    """None: every beskedtype."""
    kle: tuple[str, ...]
    """Prefixes: `27.*` covers every subject that begins with `27.`."""
    alle_kle: bool
    foelsomhed: int
    myndigheder: frozenset[str] | None
    modtagere: frozenset[str] | None
    trim: bool
    fra: dt.datetime
    til: dt.datetime | None
    aktiv: bool

    @classmethod
    def af(cls, aftale: Serviceaftale) -> Tilladelse:
        """The compiled form of an agreement."""
        return cls(
            _maengde(aftale.beskedtyper),
            tuple(moenster.rstrip("*") for moenster in aftale.kle),
            ALLE in aftale.kle,
            FOELSOMHEDER.index(aftale.foelsomhed),
            _maengde(aftale.myndigheder),
            _maengde(aftale.modtagere),
            aftale.tilladt_modtager is TilladtModtagerTilstand.TRIM,
            aftale.gyldig_fra,
            aftale.gyldig_til,
            aftale.tilstand is Tilstand.AKTIV,
        )

    def gaelder(self, nu: dt.datetime) -> bool:
        """Whether the agreement is in force."""
        return self.aktiv and self.fra <= nu and (self.til is None or nu < self.til)

    def daekker(self, ruter: Rutefelter, *, kle_valgfri: bool) -> bool:
        """Whether the message keeps within this agreement."""
        return (
            self._rammer_kle(ruter, kle_valgfri=kle_valgfri)
            and ruter.foelsomhed <= self.foelsomhed
            and self._tillader(ruter)
            and (self.myndigheder is None or self.myndigheder.issuperset(ruter.myndigheder))
        )

    def _rammer_kle(self, ruter: Rutefelter, *, kle_valgfri: bool) -> bool:
        return self.alle_kle or (
            bool(ruter.kle or kle_valgfri) and all([kle.startswith(self.kle) for kle in ruter.kle])
        )

    def _tillader(self, ruter: Rutefelter) -> bool:
        return self.modtagere is None or self.trim or self.modtagere.issuperset(ruter.tilladt_modtager)

    def brud(self, ruter: Rutefelter, indhold: Indhold, *, kle_valgfri: bool) -> Iterator[Aarsag]:
        """Where the message goes beyond this agreement; `indhold` tells the place of each breach."""
        if not self._rammer_kle(ruter, kle_valgfri=kle_valgfri):
            yield rr.AFTALE_KLE.aarsag()
        if ruter.foelsomhed > self.foelsomhed:
            yield rr.AFTALE_FOELSOMHED.aarsag()
        if self.modtagere is not None and not self._tillader(ruter):
            for nummer, cvr in tilladte_modtagere(indhold):
                if cvr not in self.modtagere:
                    yield rr.TILLADT_MODTAGER.aarsag(nummer)
        if self.myndigheder is not None and not self.myndigheder.issuperset(ruter.myndigheder):
            for nummer, cvr in myndigheder(indhold):
                if cvr not in self.myndigheder:
                    yield rr.MYNDIGHED.aarsag(nummer)


def _maengde(vaerdier: Iterable[str]) -> frozenset[str] | None:
    maengde = frozenset(vaerdier)
    return None if ALLE in maengde else maengde


def tilladelser(aftaler: Iterable[Serviceaftale]) -> Mapping[str, tuple[Tilladelse, ...]]:
    """What each system may send, by system id.

    In one order on every instance, whatever order they were read in; those that trim nothing are asked first.
    """
    efter_system: dict[str, tuple[Tilladelse, ...]] = {}
    for aftale in sorted(aftaler, key=lambda a: (a.tilladt_modtager is TilladtModtagerTilstand.TRIM, a.id)):
        if aftale.retning in _AFSENDER:
            efter_system[aftale.system] = (*efter_system.get(aftale.system, ()), Tilladelse.af(aftale))
    return efter_system


@dataclass(frozen=True, slots=True)
class Provet:
    """The answer of the agreement layers: the reasons against, or the agreement that covers the message."""

    aarsager: tuple[Aarsag, ...]
    tilladelse: Tilladelse | None


def proev_aftaler(
    kandidater: tuple[Tilladelse, ...], ruter: Rutefelter, indhold: Indhold, nu: dt.datetime, *, kle_valgfri: bool
) -> Provet:
    """Whether some one agreement covers the whole message. If none does: the breaches of the one that comes nearest."""
    om_typen = [t for t in kandidater if t.beskedtyper is None or ruter.beskedtype in t.beskedtyper]
    if not om_typen:
        return Provet((rr.AFTALE_BESKEDTYPE.aarsag(),), None)
    naermest: tuple[Aarsag, ...] | None = None
    for tilladelse in om_typen:
        if not tilladelse.gaelder(nu):
            continue
        brud = tuple(tilladelse.brud(ruter, indhold, kle_valgfri=kle_valgfri))
        if not brud:
            return Provet((), tilladelse)
        if naermest is None or len(brud) < len(naermest):
            naermest = brud
    if naermest is None:
        return Provet((rr.AFTALE_PERIODE.aarsag(),), None)
    return Provet(naermest, None)


def find_aftale(
    kandidater: Iterable[Tilladelse], ruter: Rutefelter, nu: dt.datetime, *, kle_valgfri: bool
) -> Tilladelse | None:
    """The agreement that `proev_aftaler` finds to cover the whole message; None where it would find none."""
    for tilladelse in kandidater:
        om_typen = tilladelse.beskedtyper is None or ruter.beskedtype in tilladelse.beskedtyper
        if om_typen and tilladelse.gaelder(nu) and tilladelse.daekker(ruter, kle_valgfri=kle_valgfri):
            return tilladelse
    return None
