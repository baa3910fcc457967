"""What a message costs in matching when there are 30,000 subscriptions and 6 million value-list entries, and not 100
and 1,000.

Both registers are drawn the same way: groups of four subscriptions of one kommune that want the same subject, each
with a system and an agreement of its own, and traffic that goes to the groups evenly. So a message meets as many
receivers in either, and what differs is only how much else there is. Rounds of the two are interleaved in one process;
a ratio is taken within a round, so that whatever else the machine does weighs on both.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import resource
import statistics
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Any

import orjson

from hub.beskedfordeler.abonnementer import Abonnementsindeks, byg_indeks
from hub.konfiguration.model import Abonnement, Filter, Retning, Serviceaftale, System
from hub.konfiguration.vaerdisaet import Vaerdisaet
from hub.kontrakter.afgoerelse import Rutefelter

STOR = (30_000, 6_000_000, 1_000)
"""Subscriptions, value-list entries, value lists."""
LILLE = (100, 1_000, 10)

RUNDER = 9
BESKEDER = 20_000
NU = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)

KOMMUNER = tuple(str(20_000_000 + 7 * nummer) for nummer in range(98))
BESKEDTYPER = tuple(str(uuid.uuid5(uuid.NAMESPACE_OID, f"beskedtype {nummer}")) for nummer in range(40))
HANDLINGER = tuple(str(uuid.uuid5(uuid.NAMESPACE_OID, f"handling {nummer}")) for nummer in range(8))
OBJEKTTYPER = tuple(str(uuid.uuid5(uuid.NAMESPACE_OID, f"objekttype {nummer}")) for nummer in range(6))
EMNER = tuple(
    f"{hoved:02}.{gruppe:02}.{emne:02}" for hoved in range(20, 45) for gruppe in range(0, 20, 4) for emne in range(0, 40, 8)
)


class Vaerdier:
    """The running hub's look-up without its topic: the same hash, the same table."""

    def __init__(self, antal: int, lister: Sequence[str]) -> None:
        self.lister = lister
        self.antal = antal
        self._hash = hashlib.blake2b(key=b"bench", digest_size=16, person=b"vaerdiliste")
        self._saet = Vaerdisaet()
        for nummer in range(antal):
            self._saet.tilfoej(self._hash_af(person(nummer)), nummer % len(lister), 0)

    def lister_med(self, objekt_id: str) -> tuple[str, ...]:
        numre = self._saet.numre(self._hash_af(objekt_id))
        return tuple([self.lister[nummer] for nummer in numre]) if numre else ()

    def _hash_af(self, tekst: str) -> bytes:
        beregning = self._hash.copy()
        beregning.update(tekst.encode())
        return beregning.digest()


def person(nummer: int) -> str:
    """A person id in CPR's form with a day that no one is born on."""
    return f"urn:oio:cpr-nr:{61 + nummer % 31}{1 + nummer // 31 % 12:02}{nummer // 372 % 100:02}{nummer // 37_200:04}"


@dataclass(frozen=True)
class Gruppe:
    """What a group of subscriptions has in common, and messages to it have too."""

    kommune: str
    beskedtype: str
    emne: str
    handling: str
    objekttype: str
    liste: int


@dataclass(frozen=True)
class Opstilling:
    """A register compiled, and traffic for it."""

    indeks: Abonnementsindeks
    beskeder: Sequence[bytes]
    """Routing fields as JSON: a message's are made anew when it comes, as they are when it is decoded."""
    bygget_sekunder: float


@dataclass(frozen=True)
class Resultat:
    """Ratios of cost per message, 30,000 subscriptions to 100, a ratio a round; and what lies behind them."""

    forhold: tuple[float, ...]
    lille_us: float
    stor_us: float
    lille_modtagere: float
    stor_modtagere: float
    bygget_sekunder: float
    rss_mib: float

    @property
    def median(self) -> float:
        """The median ratio."""
        return statistics.median(self.forhold)


def opstil(antal: int, vaerdier: int, lister: int, tilfaeldig: random.Random) -> Opstilling:
    """Draw a register and its traffic."""
    listeider = [sys.intern(str(uuid.UUID(int=tilfaeldig.getrandbits(128), version=4))) for _ in range(lister)]
    grupper = [
        Gruppe(
            tilfaeldig.choice(KOMMUNER),
            tilfaeldig.choice(BESKEDTYPER),
            tilfaeldig.choice(EMNER),
            tilfaeldig.choice(HANDLINGER),
            tilfaeldig.choice(OBJEKTTYPER),
            nummer % lister,
        )
        for nummer in range(antal // 4)
    ]
    systemer, aftaler, abonnementer = [], [], []
    for nummer, gruppe in enumerate(grupper):
        for plads, filter_ in enumerate(filtre(gruppe, listeider, tilfaeldig)):
            system = System(navn=f"system {nummer} {plads}", myndighed=gruppe.kommune)
            systemer.append(system)
            aftaler.append(aftale(system, gruppe, tilfaeldig))
            abonnementer.append(Abonnement(navn=f"abonnement {nummer} {plads}", system=system.id, filter=filter_))
    opslag = Vaerdier(vaerdier, listeider)
    start = time.perf_counter()
    indeks = byg_indeks(abonnementer, aftaler, systemer, vaerdier=opslag)
    bygget = time.perf_counter() - start
    beskeder = [orjson.dumps(astuple(besked(tilfaeldig.choice(grupper), opslag, tilfaeldig))) for _ in range(BESKEDER)]
    return Opstilling(indeks, beskeder, bygget)


def filtre(gruppe: Gruppe, lister: Sequence[str], tilfaeldig: random.Random) -> Iterator[Filter]:
    """Four ways to want the group's messages: by type and area, by type and handling, by person, by area alone."""
    andre = tuple(tilfaeldig.sample(BESKEDTYPER, 2))
    yield Filter(beskedtyper=(gruppe.beskedtype, *andre), kle=(gruppe.emne[:3] + "*",))
    yield Filter(beskedtyper=(gruppe.beskedtype,), handlinger=(gruppe.handling,), kle=(gruppe.emne,))
    yield Filter(beskedtyper=(gruppe.beskedtype,), vaerdilister=(lister[gruppe.liste],))
    yield Filter(kle=(gruppe.emne[:6] + "*",), objekttyper=(gruppe.objekttype,), myndigheder=(gruppe.kommune,))


def aftale(system: System, gruppe: Gruppe, tilfaeldig: random.Random) -> Serviceaftale:
    """An agreement that covers the group's messages, and a good deal more."""
    return Serviceaftale(
        navn=f"aftale {system.navn}",
        system=system.id,
        retning=Retning.MODTAG,
        beskedtyper=("*",) if tilfaeldig.random() < 0.3 else (gruppe.beskedtype, *tilfaeldig.sample(BESKEDTYPER, 8)),
        kle=("*",) if tilfaeldig.random() < 0.3 else (gruppe.emne[:3] + "*", tilfaeldig.choice(EMNER)[:3] + "*"),
        foelsomhed="FOELSOMME_PERSONOPLYSNINGER",
        myndigheder=(gruppe.kommune,),
        gyldig_fra=NU - dt.timedelta(days=tilfaeldig.randrange(1, 700)),
        gyldig_til=NU + dt.timedelta(days=tilfaeldig.randrange(1, 700)),
    )


def besked(gruppe: Gruppe, vaerdier: Vaerdier, tilfaeldig: random.Random) -> Rutefelter:
    """A message about a sag and a person: to all of a group, or the same with something else in one place."""
    afvigelse = tilfaeldig.randrange(8)
    antal, lister = vaerdier.antal, len(vaerdier.lister)
    liste = gruppe.liste if afvigelse != 1 else tilfaeldig.randrange(lister)
    return Rutefelter(
        besked_id=str(uuid.UUID(int=tilfaeldig.getrandbits(128), version=4)),
        beskedtype=tilfaeldig.choice(BESKEDTYPER) if afvigelse == 2 else gruppe.beskedtype,
        transaktions_id=None,
        kriterier=((gruppe.objekttype,), (tilfaeldig.choice(HANDLINGER) if afvigelse == 3 else gruppe.handling,)),
        kle=(tilfaeldig.choice(EMNER) if afvigelse == 4 else gruppe.emne,),
        myndigheder=(tilfaeldig.choice(KOMMUNER) if afvigelse == 5 else gruppe.kommune,),
        objekter=(
            str(uuid.UUID(int=tilfaeldig.getrandbits(128), version=4)),
            person(tilfaeldig.randrange(antal // lister) * lister + liste),
        ),
        foelsomhed=tilfaeldig.randrange(3),
        tilladt_modtager=(),
        gyldig_fra=None,
        gyldig_til=None,
    )


def _uforanderlig(felt: Any) -> Any:
    return tuple(map(_uforanderlig, felt)) if isinstance(felt, list) else felt


def koer(opstilling: Opstilling) -> tuple[float, float]:
    """Microseconds and receivers a message; without the slowest one in fifty, which others on the machine held up."""
    modtagere = opstilling.indeks.modtagere
    ur = time.perf_counter_ns
    tider: list[int] = []
    fundne = 0
    for besked_ in opstilling.beskeder:
        ruter = Rutefelter(*map(_uforanderlig, orjson.loads(besked_)))
        start = ur()
        svar = modtagere(ruter, NU)
        tider.append(ur() - start)
        fundne += len(svar)
    antal = len(tider)
    return statistics.mean(sorted(tider)[: antal - antal // 50]) / 1e3, fundne / antal


def maal() -> Resultat:
    """Draw both registers, then measure them turn by turn."""
    tilfaeldig = random.Random(2026)
    lille = opstil(*LILLE, tilfaeldig)
    stor = opstil(*STOR, tilfaeldig)
    koer(lille), koer(stor)
    runder = [(koer(lille), koer(stor)) for _ in range(RUNDER)]
    return Resultat(
        forhold=tuple(efter[0] / foer[0] for foer, efter in runder),
        lille_us=statistics.median(foer[0] for foer, _ in runder),
        stor_us=statistics.median(efter[0] for _, efter in runder),
        lille_modtagere=runder[0][0][1],
        stor_modtagere=runder[0][1][1],
        bygget_sekunder=stor.bygget_sekunder,
        rss_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


if __name__ == "__main__":
    print(maal())
