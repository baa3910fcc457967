"""What the whole hub does on the embedded broker beside what SQLite alone could do with the same bytes.

The hub takes up a backlog: every message is read from the input, decided with all layers, laid in three dueslag,
linked into the log and answered with a receipt, in transactions that are on the disk. SQLite alone inserts those same
five values a message, as many messages to a commit as the router takes in a batch, just as safely
(`synchronous=FULL`, WAL). The first third of the backlog is warming up, as in `bench.sidevaerts`: the screen is made
then. Rounds of the two are interleaved, each in a fresh directory; a ratio is taken within a round. Beside it: how fast
the hub takes messages in while it routes, and how long it takes from start to ready.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import sqlite3
import statistics
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import orjson

from bench import billede
from bench.opstart import STARTLOFT, Start, maal_start
from bench.resultat import Forhold, forholdstabel, spaend, tabel
from brokers import EmbeddedBroker, Record, StoredRecord
from hub import logning
from hub.beskedfordeler import Beskedfordeler, Fordelerindstillinger, emner, indpost
from hub.beskedfordeler.indpost import Indpost
from hub.konfiguration.kilde import FastKonfiguration, Konfiguration
from hub.konfiguration.model import Abonnement, Myndighed, Serviceaftale, System
from hub.kontrakter.historik import noegle
from hub.loekke import ny_loekke
from hub.log.haendelse import Sted
from schemas.catalogue import Katalog
from schemas.codec import pak
from schemas.formater.jsonform import fra_json
from schemas.regler import standardlager

T = TypeVar("T")

BESKEDER = 30_000
RUNDER = 5
_VARM = 8_000
"""Messages before the first round: what is made once in a process is made then."""
GULV = 0.3
"""What the ratio should be at least."""

KONTRAKT = "dk.faelleshub.sag.SagRegistreret"
HEMMELIGHED = b"a bench's secret, of 32 bytes...."
CVR = "58271713"
SAMTIDIGE = 500
"""Senders at a time, when intake is measured with routing."""

AFSENDER = System(navn="fagsystem", myndighed=CVR)
MODTAGERE = tuple(System(navn=f"modtager {nr}", myndighed=CVR) for nr in range(3))


@dataclass(frozen=True)
class Resultat:
    """Messages a second, per round: of the hub on a backlog, of SQLite alone, and of the hub with intake."""

    hub: tuple[float, ...]
    sqlite: tuple[float, ...]
    med_indtag: tuple[float, ...]
    bytes_pr_besked: float
    """Of all five values."""
    start: Start

    @property
    def forhold(self) -> tuple[float, ...]:
        """The hub on a backlog to SQLite alone."""
        return tuple(hub / sqlite for hub, sqlite in zip(self.hub, self.sqlite, strict=True))

    @property
    def median(self) -> float:
        """The median ratio."""
        return statistics.median(self.forhold)


def beskeder(antal: int) -> list[tuple[str, bytes]]:
    """Object ids, and first registrations of as many sager: the catalogue's example under new ids."""
    data = orjson.loads(Katalog.standard().efter_navn(KONTRAKT).eksempelfil.read_bytes())
    skema = standardlager().nyeste(KONTRAKT)
    raa = pak(skema, fra_json(orjson.dumps(data), skema))
    besked_id, objekt = data["beskedId"]["uuid"].encode(), data["beskeddata"]["sagId"].encode()
    ud = []
    for _ in range(antal):
        ny = str(uuid.uuid4())
        ud.append((ny, raa.replace(besked_id, str(uuid.uuid4()).encode()).replace(objekt, ny.encode())))
    return ud


def konfiguration() -> Konfiguration:
    """A sender, and three receivers of everything."""
    alt = {"retning": "begge", "beskedtyper": ["*"], "kle": ["*"], "foelsomhed": "VIP_SAGER", "myndigheder": ["*"]}
    aftaler = [
        Serviceaftale.model_validate({"navn": s.navn, "system": s.id, "gyldig_fra": "2020-01-01T00:00:00Z", **alt})
        for s in (AFSENDER, *MODTAGERE)
    ]
    abonnementer = [Abonnement(navn=f"alt til {system.navn}", system=system.id) for system in MODTAGERE]
    return Konfiguration.af(Myndighed(cvr=CVR, navn="Aarhus"), AFSENDER, *MODTAGERE, *aftaler, *abonnementer, version=1)


def fordeler(broker: EmbeddedBroker, mappe: Path) -> Beskedfordeler:
    """The routing core, as the hub starts it."""
    return Beskedfordeler(broker, FastKonfiguration(konfiguration()), hemmelighed=HEMMELIGHED, data=mappe)


@asynccontextmanager
async def frisk_bus() -> AsyncIterator[tuple[EmbeddedBroker, Path]]:
    """A broker on an empty directory, with the topics that every hub has."""
    with tempfile.TemporaryDirectory() as midlertidig:
        mappe = Path(midlertidig)
        async with EmbeddedBroker(mappe / "bus") as broker:
            await broker.ensure_topics(*emner.faste(Fordelerindstillinger().partitioner))
            yield broker, mappe


async def efterslaeb(antal: int) -> tuple[float, list[bytes]]:
    """Messages a second of a backlog behind its first third, and every value written into dueslag, log and receipts.

    By the times at which the links of the log were stored.
    """
    async with frisk_bus() as (broker, mappe):
        poster = [_indpost(objekt, raa) for objekt, raa in beskeder(antal)]
        for fra in range(0, antal, 1_000):
            await broker.send(*poster[fra : fra + 1_000])
        hub = fordeler(broker, mappe)
        await hub.start()
        await _faerdig(broker)
        await hub.stop()
        *dueslag, log, kvitteringer = await _skrevet(broker, antal)
        tider = sorted([post.timestamp_ms for post in log])
        varm = tider[antal // 3]
        efter = [tid for tid in tider if tid > varm]
        vaerdier = [post.value or b"" for hver in zip(*dueslag, log, kvitteringer, strict=True) for post in hver]
        return len(efter) / (efter[-1] - varm) * 1000, vaerdier


async def med_indtag(antal: int) -> float:
    """Seconds in which the hub takes messages in, some hundreds at a time, and routes them all."""
    async with frisk_bus() as (broker, mappe):
        hub = fordeler(broker, mappe)
        await hub.start()
        venter = iter(beskeder(antal))

        async def send() -> None:
            for _, raa in venter:
                await hub.modtag(raa, AFSENDER.id)

        start = time.perf_counter()
        await asyncio.gather(*(send() for _ in range(SAMTIDIGE)))
        await _faerdig(broker)
        sekunder = time.perf_counter() - start
        await hub.stop()
        return sekunder


def sqlite_alene(vaerdier: Sequence[bytes], antal: int) -> float:
    """Seconds in which SQLite inserts the values, in commits of as many messages as the router takes in a batch."""
    valg, fem = Fordelerindstillinger(), len(vaerdier) // antal
    pr_commit = min(valg.batch_poster, valg.batch_bytes // len(vaerdier[0])) * fem
    with (
        tempfile.TemporaryDirectory() as mappe,
        closing(sqlite3.connect(Path(mappe) / "alene.sqlite", isolation_level=None)) as db,
    ):
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE post (id INTEGER PRIMARY KEY, vaerdi BLOB NOT NULL)")
        start = time.perf_counter()
        for fra in range(0, len(vaerdier), pr_commit):
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT INTO post (vaerdi) VALUES (?)", [(v,) for v in vaerdier[fra : fra + pr_commit]])
            db.execute("COMMIT")
        return time.perf_counter() - start


def _indpost(objekt: str, raa: bytes) -> Record:
    noegle_, sted = noegle(HEMMELIGHED, objekt), Sted(emner.INDGANG, -1, -1)
    ind = Indpost(raa, noegle_, AFSENDER.id, str(uuid.uuid4()), dt.datetime.now(dt.UTC), sted)
    return indpost.skriv(ind)


async def _faerdig(broker: EmbeddedBroker) -> None:
    slut = {partition: naaet for partition, naaet in (await broker.end_offsets(emner.INDGANG)).items() if naaet}
    while True:
        await asyncio.sleep(0.005)
        if await broker.committed(emner.GRUPPE_ROUTER, emner.INDGANG) == slut:
            return


async def _skrevet(broker: EmbeddedBroker, antal: int) -> list[list[StoredRecord]]:
    """What was written: each dueslag, the log and the receipts, in an order in which sizes belong together."""
    abonnementer = [emner.dueslag(id_) for id_ in konfiguration().abonnementer]
    alle = (*abonnementer, emner.LOG, emner.kvittering(AFSENDER.id))
    samlet = [await _laes(broker, emne) for emne in alle]
    assert {len(poster) for poster in samlet} == {antal}, "every message should be accepted, and go to all three"
    return samlet


async def _laes(broker: EmbeddedBroker, emne: str) -> list[StoredRecord]:
    fundne: list[StoredRecord] = []
    for partition in await broker.end_offsets(emne):
        async with await broker.reader(emne, partition) as laeser:
            while poster := await laeser.read(max_records=5_000):
                fundne += poster
    return fundne


def _koer(arbejde: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=ny_loekke()) as runner:
        return runner.run(arbejde)


def maal(antal: int = BESKEDER, runder: int = RUNDER) -> Resultat:
    """Measure turn by turn; raises AssertionError should a message not be accepted."""
    logning.opsaet(niveau="warning")
    _koer(efterslaeb(_VARM))
    gc.freeze()  # as the hub's own process does when it is ready
    gc.set_threshold(50_000, 20, 100)
    hub, alene, ind, fylde = [], [], [], 0.0
    for _ in range(runder):
        hastighed, vaerdier = _koer(efterslaeb(antal))
        hub.append(hastighed)
        alene.append(antal / sqlite_alene(vaerdier, antal))
        ind.append(antal // 3 / _koer(med_indtag(antal // 3)))
        fylde = sum(map(len, vaerdier)) / antal
    return Resultat(tuple(hub), tuple(alene), tuple(ind), fylde, maal_start())


def forhold(resultat: Resultat) -> list[Forhold]:
    """To SQLite alone, and from start to ready to importing."""
    return [
        Forhold("the hub on a backlog / SQLite alone", resultat.forhold, mindst=GULV),
        Forhold.af("the hub with intake / SQLite alone", resultat.med_indtag, resultat.sqlite),
        Forhold("start to ready / import", resultat.start.forhold, hoejst=STARTLOFT),
    ]


def main() -> None:
    """Print the tables, draw the picture; see `bench/README.md`."""
    resultat = maal()
    alle = forhold(resultat)
    billede.forhold("embedded", "The whole hub on the embedded broker, beside SQLite alone", alle)
    print(f"{BESKEDER:,} messages a round, {resultat.bytes_pr_besked:,.0f} bytes in five values for each\n")
    raekker = [
        ("the hub, a backlog: decide, 3 dueslag, log, receipt", spaend(resultat.hub)),
        ("the hub, with intake", spaend(resultat.med_indtag)),
        ("SQLite alone, the same bytes", spaend(resultat.sqlite)),
    ]
    print(*tabel(("", "messages a second: median (min-max)"), raekker), sep="\n")
    start, import_ = (statistics.median(tal) for tal in zip(*resultat.start.par, strict=True))
    print(f"\nFrom start to ready {start * 1000:.0f} ms; importing its dependencies {import_ * 1000:.0f} ms.\n")
    print(*forholdstabel(alle), sep="\n")


if __name__ == "__main__":
    main()
