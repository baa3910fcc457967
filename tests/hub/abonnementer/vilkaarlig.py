"""Random registers and messages, drawn from so few values that they often meet.

Drawn from a seed, hundreds at a time; hypothesis chooses seeds and sizes.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from hub.beskedfordeler.abonnementer import Abonnementsindeks, byg_indeks
from hub.konfiguration.model import (
    FOELSOMHEDER,
    Abonnement,
    Filter,
    Retning,
    Serviceaftale,
    System,
    TilladtModtagerTilstand,
    Tilstand,
)
from hub.kontrakter.afgoerelse import Rutefelter

T = TypeVar("T")

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def uid(slags: str, nummer: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{slags} {nummer}"))


TYPER = tuple(uid("beskedtype", nr) for nr in range(3))
KLE_VALGFRI = TYPER[:1]
MYNDIGHEDER = ("11111111", "12345678", "99999999")
EMNER = ("27.12.00", "27.12.05", "27.15.00", "28.12.00", "32.03.12")
OMRAADER = ("*", "2*", "27.*", "27.1*", "27.12.*", "27.12.0*", "27.12.05", "32.03.12", "9*")
OBJEKTER = ("urn:oio:cpr-nr:6101901234", "urn:oio:cpr-nr:6202924321", uid("objekt", 1), uid("objekt", 2))
LISTER = tuple(uid("liste", nr) for nr in range(4))
OBJEKTTYPER = (uid("objekttype", 1), "urn:oio:objekttype:sag")
HANDLINGER = (uid("handling", 1), uid("handling", 2), "urn:oio:handling:ret")
SYSTEMER = tuple(uid("system", nr) for nr in range(4))


@dataclass(frozen=True)
class FasteVaerdier:
    """Value lists from a dict."""

    lister: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def lister_med(self, objekt_id: str) -> tuple[str, ...]:
        return tuple(liste for liste, vaerdier in self.lister.items() if objekt_id in vaerdier)


@dataclass(frozen=True)
class Register:
    """What an index is made from, by id."""

    abonnementer: Mapping[str, Abonnement]
    aftaler: Mapping[str, Serviceaftale]
    systemer: Mapping[str, System]

    @classmethod
    def af(
        cls, abonnementer: Iterable[Abonnement], aftaler: Iterable[Serviceaftale], systemer: Iterable[System]
    ) -> Register:
        return cls(
            {et.id: et for et in abonnementer},
            {en.id: en for en in aftaler},
            {system.id: system for system in systemer},
        )

    def indeks(
        self, lister: Mapping[str, tuple[str, ...]], forrige: Abonnementsindeks | None = None
    ) -> Abonnementsindeks:
        return byg_indeks(
            self.abonnementer.values(),
            self.aftaler.values(),
            self.systemer.values(),
            vaerdier=FasteVaerdier(lister),
            kle_valgfri=KLE_VALGFRI,
            forrige=forrige,
        )


class Lodtraekning:
    """Everything random that a test needs, from one seed."""

    def __init__(self, froe: int) -> None:
        self.r = random.Random(froe)

    def register(self, antal: int) -> Register:
        return Register.af(
            [self.abonnement() for _ in range(antal)],
            [self.aftale() for _ in range(4 + antal // 4)],
            [self.system(id_) for id_ in SYSTEMER[: self.r.randint(2, 4)]],
        )

    def aendret(self, register: Register) -> Register:
        """A register with one thing more, other or less: most often a subscription."""
        match self.r.randrange(8):
            case 0:
                aftale = self.aftale()
                return replace(register, aftaler={**register.aftaler, aftale.id: aftale})
            case 1:
                return replace(register, aftaler=self._uden_en(register.aftaler))
            case 2:
                system = self.system(self.r.choice(SYSTEMER))
                return replace(register, systemer={**register.systemer, system.id: system})
            case 3 | 4:
                return replace(register, abonnementer=self._uden_en(register.abonnementer))
            case _:
                abonnement = self.abonnement()
                return replace(register, abonnementer={**register.abonnementer, abonnement.id: abonnement})

    def abonnement(self) -> Abonnement:
        return Abonnement(
            id=uid("abonnement", self.r.randrange(200)),
            navn="et abonnement",
            system=self.r.choice(SYSTEMER),
            tilstand=self._tilstand(),
            filter=Filter(
                beskedtyper=self._maaske(TYPER, 0.3),
                objekttyper=self._maaske(OBJEKTTYPER, 0.2),
                handlinger=self._maaske(HANDLINGER, 0.2),
                kle=self._maaske(OMRAADER, 0.3),
                myndigheder=self._maaske(MYNDIGHEDER, 0.3),
                objekter=self._maaske(OBJEKTER, 0.1),
                vaerdilister=self._maaske(LISTER, 0.2),
                foelsomhed=self._maaske(FOELSOMHEDER, 0.2),
            ),
        )

    def aftale(self) -> Serviceaftale:
        fra = START + dt.timedelta(days=self.r.randrange(4))
        return Serviceaftale(
            id=uid("aftale", self.r.randrange(100)),
            navn="en aftale",
            system=self.r.choice(SYSTEMER),
            retning=self.r.choice((Retning.MODTAG, Retning.BEGGE, Retning.MODTAG, Retning.AFSEND)),
            beskedtyper=self._maaske(TYPER, 0.4) or ("*",),
            kle=self._maaske(OMRAADER, 0.4) or ("*",),
            foelsomhed=self.r.choice((*FOELSOMHEDER, FOELSOMHEDER[-1])),
            myndigheder=self._maaske(MYNDIGHEDER, 0.4) or ("*",),
            modtagere=self._maaske(MYNDIGHEDER, 0.4) or ("*",),
            tilladt_modtager=self.r.choice(tuple(TilladtModtagerTilstand)),
            tilstand=self._tilstand(),
            gyldig_fra=fra,
            gyldig_til=fra + dt.timedelta(days=self.r.randint(1, 4)) if self.r.random() < 0.5 else None,
        )

    def system(self, id_: str) -> System:
        return System(id=id_, navn="et system", myndighed=self.r.choice(MYNDIGHEDER), tilstand=self._tilstand())

    def besked(self) -> Rutefelter:
        return Rutefelter(
            besked_id=uid("besked", 1),
            beskedtype=self.r.choice(TYPER),
            transaktions_id=None,
            kriterier=(self._maaske(OBJEKTTYPER, 0.8), self._maaske(HANDLINGER, 0.8)),
            kle=self._maaske(EMNER, 0.8),
            myndigheder=self._maaske(MYNDIGHEDER, 0.8),
            objekter=self._maaske((*OBJEKTER, LISTER[0], uid("objekt", 3)), 0.9),
            foelsomhed=self.r.randint(0, len(FOELSOMHEDER)),
            tilladt_modtager=self._maaske(MYNDIGHEDER, 0.3),
            gyldig_fra=None,
            gyldig_til=None,
        )

    def lister(self) -> dict[str, tuple[str, ...]]:
        return {liste: self._maaske((*OBJEKTER, LISTER[0]), 0.8) for liste in LISTER[:3]}

    def tid(self) -> dt.datetime:
        return START + dt.timedelta(hours=12 * self.r.randint(-1, 14))

    def _maaske(self, vaerdier: Sequence[str], chance: float) -> tuple[str, ...]:
        """Some of these with this chance, otherwise none. Messages may name one twice."""
        if self.r.random() >= chance:
            return ()
        return tuple(self.r.choice(vaerdier) for _ in range(self.r.choice((1, 1, 2, 3))))

    def _tilstand(self) -> Tilstand:
        return self.r.choice([Tilstand.AKTIV] * 6 + [Tilstand.PAUSE, Tilstand.AFSLUTTET])

    def _uden_en(self, ting: Mapping[str, T]) -> dict[str, T]:
        bort = self.r.choice(sorted(ting)) if ting else None
        return {id_: en for id_, en in ting.items() if id_ != bort}
