"""What matching costs a message among 30,000 subscriptions and 6 million value-list entries, as a ratio to 100 and 1,000.

The registers are drawn the same way: groups of four subscriptions of one kommune that want the same subject, each
with a system and an agreement of its own, and traffic that goes to the groups evenly. So a message meets as many
receivers in each, and what differs is how much else there is. Only matching is timed, on routing fields made anew
from bytes, as they are when a message has just been decoded; and every message comes once in a pass, so that what it
needs of the register has long been driven out of the cache. Passes of the registers take turns in one process. A
round is three passes of each, of which a message's fastest counts: so that others on the machine, who also empty the
cache, weigh less.
"""

from __future__ import annotations

import datetime as dt
import random
import resource
import statistics
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import orjson

from bench import billede
from bench.resultat import Forhold, forholdstabel, spaend, tabel
from brokers import StoredRecord
from hub.beskedfordeler.abonnementer import Abonnementsindeks, byg_indeks
from hub.konfiguration.model import Abonnement, Filter, Retning, Serviceaftale, System
from hub.konfiguration.vaerdihukommelse import Vaerdihukommelse
from hub.kontrakter.afgoerelse import Rutefelter

STOERRELSER = ((100, 1_000, 10), (1_000, 20_000, 30), (5_000, 200_000, 150), (30_000, 6_000_000, 1_000))
"""Subscriptions, value-list entries, value lists; the last is measured beside the first, the others lie between."""

RUNDER = 5
GENNEMLOEB = 3
BESKEDER = 20_000
MAAL = 1.2
MAAL_MIB = 1024
NU = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)

KOMMUNER = tuple(str(20_000_000 + 7 * nummer) for nummer in range(98))
BESKEDTYPER = tuple(str(uuid.uuid5(uuid.NAMESPACE_OID, f"beskedtype {nummer}")) for nummer in range(40))
HANDLINGER = tuple(str(uuid.uuid5(uuid.NAMESPACE_OID, f"handling {nummer}")) for nummer in range(8))
OBJEKTTYPER = tuple(str(uuid.uuid5(uuid.NAMESPACE_OID, f"objekttype {nummer}")) for nummer in range(6))
EMNER = tuple(
    f"{hoved:02}.{gruppe:02}.{emne:02}" for hoved in range(10, 90, 2) for gruppe in range(10) for emne in range(6)
)

_FELTER = attrgetter(*Rutefelter.__match_args__)


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
    aendret_sekunder: float


@dataclass(frozen=True)
class Resultat:
    """What was measured, of each size of register. Microseconds and receivers are per message."""

    us: tuple[tuple[float, ...], ...]
    """A number a round."""
    modtagere: tuple[float, ...]
    bygget_sekunder: float
    """To compile 30,000 subscriptions."""
    aendret_sekunder: float
    """To compile them when one has changed."""
    rss_mib: float
    """Of the whole process at its largest."""

    @property
    def forhold(self) -> Forhold:
        """The largest register's cost to the smallest one's."""
        return Forhold.af("30,000 subscriptions / 100", self.us[-1], self.us[0], hoejst=MAAL)


def vaerdilister(antal: int, lister: Sequence[str]) -> Vaerdihukommelse:
    """Value lists of so many entries in all, taken in as from their topic."""
    hukommelse = Vaerdihukommelse(b"bench")
    noegler = [uuid.UUID(liste).bytes for liste in lister]
    for nummer in range(antal):
        vaerdi = person(nummer)
        noegle = noegler[nummer % len(noegler)] + hukommelse.hash_af(vaerdi)
        hukommelse.anvend([StoredRecord("konfig.vaerdi", 0, nummer, 0, noegle, vaerdi.encode())])
    return hukommelse


def opstil(antal: int, vaerdier: int, lister: int, tilfaeldig: random.Random) -> Opstilling:
    """Draw a register and its traffic."""
    listeider = [str(uuid.UUID(int=tilfaeldig.getrandbits(128), version=4)) for _ in range(lister)]
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
    hukommelse = vaerdilister(vaerdier, listeider)
    start = time.perf_counter()
    indeks = byg_indeks(abonnementer, aftaler, systemer, vaerdier=hukommelse)
    bygget = time.perf_counter() - start
    abonnementer[0] = abonnementer[0].model_copy(update={"filter": Filter(beskedtyper=(grupper[0].beskedtype,))})
    start = time.perf_counter()
    byg_indeks(abonnementer, aftaler, systemer, vaerdier=hukommelse, forrige=indeks)
    aendret = time.perf_counter() - start
    beskeder = [orjson.dumps(_FELTER(besked(grupper, vaerdier, lister, tilfaeldig))) for _ in range(BESKEDER)]
    return Opstilling(indeks, beskeder, bygget, aendret)


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


def besked(grupper: Sequence[Gruppe], vaerdier: int, lister: int, tilfaeldig: random.Random) -> Rutefelter:
    """A message about a sag and a person: to all of a group, or, five in eight, as another group has it in one place."""
    gruppe, anden = tilfaeldig.choice(grupper), tilfaeldig.choice(grupper)
    afvigelse = tilfaeldig.randrange(8)
    liste = anden.liste if afvigelse == 1 else gruppe.liste
    return Rutefelter(
        besked_id=str(uuid.UUID(int=tilfaeldig.getrandbits(128), version=4)),
        beskedtype=anden.beskedtype if afvigelse == 2 else gruppe.beskedtype,
        transaktions_id=None,
        kriterier=((gruppe.objekttype,), (anden.handling if afvigelse == 3 else gruppe.handling,)),
        kle=(anden.emne if afvigelse == 4 else gruppe.emne,),
        myndigheder=(anden.kommune if afvigelse == 5 else gruppe.kommune,),
        objekter=(
            str(uuid.UUID(int=tilfaeldig.getrandbits(128), version=4)),
            person(tilfaeldig.randrange(vaerdier // lister) * lister + liste),
        ),
        foelsomhed=tilfaeldig.randrange(3),
        tilladt_modtager=(),
        gyldig_fra=None,
        gyldig_til=None,
    )


def _uforanderlig(felt: Any) -> Any:
    return tuple(map(_uforanderlig, felt)) if isinstance(felt, list) else felt


def koer(opstilling: Opstilling, tider: list[int]) -> float:
    """Send all messages through; nanoseconds in `tider` where faster than before. Returns receivers a message."""
    modtagere = opstilling.indeks.modtagere
    ur = time.perf_counter_ns
    fundne = 0
    for nummer, besked_ in enumerate(opstilling.beskeder):
        ruter = Rutefelter(*map(_uforanderlig, orjson.loads(besked_)))
        start = ur()
        svar = modtagere(ruter, NU)
        tid = ur() - start
        tider[nummer] = min(tider[nummer], tid)
        fundne += len(svar)
    return fundne / len(opstilling.beskeder)


def runde(opstillinger: Sequence[Opstilling]) -> tuple[float, ...]:
    """Microseconds a message, with each of the registers."""
    tider = [[sys.maxsize] * BESKEDER for _ in opstillinger]
    for _ in range(GENNEMLOEB):
        for opstilling, egne in zip(opstillinger, tider, strict=True):
            koer(opstilling, egne)
    return tuple(statistics.mean(egne) / 1e3 for egne in tider)


def maal() -> Resultat:
    """Draw the registers, then measure them turn by turn."""
    tilfaeldig = random.Random(2026)
    opstillinger = [opstil(*stoerrelse, tilfaeldig) for stoerrelse in STOERRELSER]
    modtagere = tuple(koer(opstilling, [0] * BESKEDER) for opstilling in opstillinger)
    runder = [runde(opstillinger) for _ in range(RUNDER)]
    return Resultat(
        us=tuple(zip(*runder, strict=True)),
        modtagere=modtagere,
        bygget_sekunder=opstillinger[-1].bygget_sekunder,
        aendret_sekunder=opstillinger[-1].aendret_sekunder,
        rss_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def main() -> None:
    """Print what was measured beside what is aimed at, draw the pictures; see `bench/README.md`."""
    maalt = maal()
    billede.forhold("abonnementer-forhold", "Matching among 30,000 subscriptions, beside 100", [maalt.forhold])
    billede.kurver(
        "abonnementer",
        "What matching costs a message, by the number of subscriptions",
        "subscriptions (value-list entries: 1,000; 20,000; 200,000; 6,000,000)",
        "microseconds a message",
        {"matching": [(antal, us) for (antal, *_), us in zip(STOERRELSER, maalt.us, strict=True)]},
        fra_nul=True,
    )
    raekker = [
        (f"{antal:,}", f"{vaerdier:,}", f"{lister:,}", spaend(us), f"{modtagere:.2f}")
        for (antal, vaerdier, lister), us, modtagere in zip(STOERRELSER, maalt.us, maalt.modtagere, strict=True)
    ]
    print(*tabel(("subscriptions", "entries", "lists", "µs a message", "receivers"), raekker), sep="\n")
    print(
        f"\nMemory of the whole process {maalt.rss_mib:.0f} MiB (aim: {MAAL_MIB}); 30,000 compiled in "
        f"{maalt.bygget_sekunder:.1f} s, with one changed in {maalt.aendret_sekunder * 1e3:.0f} ms.\n"
    )
    print(*forholdstabel([maalt.forhold]), sep="\n")


if __name__ == "__main__":
    main()
