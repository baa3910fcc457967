"""What it costs to decide about a message, every rule of every layer on, against decoding it and no more.

The message is an average SagRegistreret that is accepted: a sag in progress with a citizen, a caseworker, classes and
filed dokumenter. The register is that of a hub in use: hundreds of systems and agreements, subscriptions of which a few
match; the history knows the sag's last registration and many others. The peer is `fastavro.schemaless_reader` on the
same bytes with its schema parsed beforehand, as one would call it at its fastest. Rounds of the two are interleaved in
one process, short, in processor time, and a ratio is taken within a round, so that whatever else the machine does
weighs on both.
"""

from __future__ import annotations

import copy
import datetime as dt
import io
import json
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import fastavro

from bench import billede
from bench.resultat import Forhold, forholdstabel
from hub.beskedfordeler.register import byg_register
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import Abonnement, Filter, Retning, Serviceaftale, System
from hub.kontrakter import Historik, Leveret, Objektpost, Register, afgoer
from hub.kontrakter.sekvens import objektnoegle
from schemas.catalogue import Katalog
from schemas.codec import HOVED, pak
from schemas.formater.jsonform import fra_json
from schemas.regler import standardlager

KONTRAKT = "dk.faelleshub.sag.SagRegistreret"
LOFT = 2.5
"""The ratio that must not be passed."""

RUNDER = 41
BESKEDER = 100
"""Messages a round, each with a BeskedId and a sag of its own."""
SYSTEMER = 300
ABONNEMENTER = 400
KENDTE = 50_000
"""Objects and BeskedIds in the history."""
NU = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


class Hukommelse:
    """A history in dictionaries, as a worker holds its partition's."""

    def __init__(self) -> None:
        self._beskeder = {_uuid("besked", nummer): bytes(32) for nummer in range(KENDTE)}
        self._objekter = {_uuid("objekt", nummer): Objektpost(nummer, "Rettet", None) for nummer in range(KENDTE)}

    def kend(self, noegle: str, post: Objektpost) -> None:
        """Know an object's newest registration."""
        self._objekter[noegle] = post

    def besked(self, besked_id: str) -> bytes | None:
        """The content hash of the message with this id, or None."""
        return self._beskeder.get(besked_id)

    def objekt(self, objekt_id: str) -> Objektpost | None:
        """The newest registration of this object, or None."""
        return self._objekter.get(objekt_id)


@dataclass(frozen=True)
class Opstilling:
    """Messages, and what the engine needs to accept them."""

    beskeder: tuple[bytes, ...]
    register: Register
    historik: Historik
    afsender: str


@dataclass(frozen=True)
class Resultat:
    """Ratios of cost per message, deciding to decoding, a ratio a round; and what lies behind them."""

    forhold: tuple[float, ...]
    afkod_us: float
    afgoer_us: float
    bytes_pr_besked: float
    modtagere: float

    @property
    def median(self) -> float:
        """The median ratio."""
        return statistics.median(self.forhold)


def opstil() -> Opstilling:
    """A hub in use, and one sender's messages."""
    post = Katalog.standard().efter_navn(KONTRAKT)
    grund = json.loads(post.eksempelfil.read_bytes())
    kommune = "58271713"
    afsender = System(navn="Byggesag", myndighed=kommune)
    historik = Hukommelse()
    skema = standardlager()[post.id]
    beskeder = []
    for nummer in range(BESKEDER):
        sag = _uuid("sag", nummer)
        data = fra_json(json.dumps(en_sag(grund, sag, _uuid("ny besked", nummer))).encode(), skema)
        beskeder.append(pak(skema, data))
        historik.kend(objektnoegle(post, sag), Objektpost(0, "Opstaaet", afsender.id))
    register = byg_register(Konfiguration.af(*_konfiguration(afsender, kommune, post.beskedtype)))
    return Opstilling(tuple(beskeder), register, historik, afsender.id)


def en_sag(grund: dict[str, Any], sag_id: str, besked_id: str) -> dict[str, Any]:
    """The catalogue's example as it looks in the middle of its life: corrected, with a caseworker and a dokument."""
    besked = copy.deepcopy(grund)
    besked["beskedId"] = {"uuid": besked_id}
    registrering = besked["beskedkuvert"]["filtreringsdata"]["objektRegistrering"][0]
    registrering["objektId"] = {"uuid": sag_id}
    sag = besked["beskeddata"]
    sag["sagId"] = sag_id
    sag["registrering"]["livscyklusKode"] = "Rettet"
    fra = sag["aktoerer"][0]["virkning"]
    relation = {"reference": {"uuid": _uuid("person", 1)}, "virkning": fra}
    sag["aktoerer"].append({"rolle": "PrimaerBehandler", "objektType": "Bruger", **relation})
    sag["journalposter"] = [{"rolle": "Tilakteret", "indeks": "1", "dokumenttitel": "Ansøgning", **relation}]
    return besked


def _konfiguration(afsender: System, kommune: str, beskedtype: str) -> Iterator[Any]:
    yield afsender
    yield _aftale("Byggesag", afsender, Retning.AFSEND, kommune, ("02.*", "01.*"))
    typer = [type_ for type_, _ in Katalog.standard().beskedtyper()]
    systemer = [System(navn=f"System {nummer}", myndighed=str(20_000_000 + nummer)) for nummer in range(SYSTEMER)]
    yield from systemer
    for nummer, system in enumerate(systemer):
        hos = kommune if nummer < 10 else system.myndighed
        yield _aftale(f"Aftale {nummer}", system, Retning.BEGGE, hos, ("02.*", f"{nummer % 90 + 10}.*"))
    for nummer in range(ABONNEMENTER):
        system = systemer[nummer % SYSTEMER]
        typefilter = (beskedtype,) if nummer % 2 else (typer[nummer % len(typer)],)
        yield Abonnement(
            navn=f"Abonnement {nummer}", system=system.id, filter=Filter(beskedtyper=typefilter, kle=("02.*",))
        )


def _aftale(navn: str, system: System, retning: Retning, myndighed: str, kle: tuple[str, ...]) -> Serviceaftale:
    return Serviceaftale(
        navn=navn,
        system=system.id,
        retning=retning,
        beskedtyper=("*",),
        kle=kle,
        foelsomhed="FOELSOMME_PERSONOPLYSNINGER",
        myndigheder=(myndighed,),
        gyldig_fra=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )


def _uuid(slags: str, nummer: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{slags} {nummer}"))


def maal(runder: int = RUNDER) -> Resultat:
    """Decide and decode the same messages in turn; raises AssertionError should one not be accepted."""
    hub = opstil()
    skema = fastavro.parse_schema(standardlager().nyeste(KONTRAKT).raa)

    def afkod() -> None:
        for raa in hub.beskeder:
            ind = io.BytesIO(raa)
            ind.seek(HOVED)
            fastavro.schemaless_reader(ind, skema)

    def doem() -> None:
        for raa in hub.beskeder:
            afgoer(raa, hub.register, hub.historik, afsender=hub.afsender, nu=NU)

    svar = [afgoer(raa, hub.register, hub.historik, afsender=hub.afsender, nu=NU) for raa in hub.beskeder]
    modtagere = [len(et.modtagere) for et in svar if isinstance(et, Leveret)]
    assert len(modtagere) == BESKEDER, "the benchmark is of accepted messages"
    _tid(afkod)
    par = [(_tid(afkod), _tid(doem)) for _ in range(runder)]
    return Resultat(
        forhold=tuple(doemt / afkodet for afkodet, doemt in par),
        afkod_us=statistics.median(afkodet for afkodet, _ in par),
        afgoer_us=statistics.median(doemt for _, doemt in par),
        bytes_pr_besked=statistics.mean(map(len, hub.beskeder)),
        modtagere=statistics.mean(modtagere),
    )


def _tid(arbejde: Callable[[], None]) -> float:
    """Microseconds of this thread's own time a message: what else runs on the machine is not counted."""
    start = time.thread_time()
    arbejde()
    return (time.thread_time() - start) / BESKEDER * 1e6


def main() -> None:
    """Print the table, draw the picture; see `bench/README.md`."""
    resultat = maal()
    forhold = [Forhold("decide, every layer / decode", resultat.forhold, hoejst=LOFT)]
    billede.forhold("kontrakter", "Deciding one message, every rule on, beside decoding it", forhold)
    print(
        f"SagRegistreret of {resultat.bytes_pr_besked:,.0f} bytes, to {resultat.modtagere:.1f} receivers: "
        f"`fastavro.schemaless_reader` {resultat.afkod_us:.0f} µs a message, `afgoer` {resultat.afgoer_us:.0f} µs\n"
    )
    print(*forholdstabel(forhold), sep="\n")


if __name__ == "__main__":
    main()
