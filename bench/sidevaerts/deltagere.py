"""Who takes part: the hub, with the screen, without, and with two workers; and what a user would pick instead."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from bench.sidevaerts import huben
from bench.sidevaerts.kafka import Bus
from bench.sidevaerts.opgave import KONTRAKT, Opgave
from bench.sidevaerts.tur import Loeb
from brokers import Record
from hub.beskedfordeler import emner
from schemas.regler import standardlager
from scripts.kafka_jars import KAFKA, LOG4J
from scripts.maven_jars import fetch_jars

COMMIT_MS: Final = 100
"""How long a peer's transaction stays open at most: what Kafka Streams does with exactly_once_v2 unless told otherwise."""
IND: Final = f"{huben.EGNE}ind"
AVRO: Final = "1.12.1"
_STREAMS: Final = Path(__file__).parent / "java" / "Streams.java"


@dataclass(frozen=True)
class Bane:
    """Where a turn is run: the broker, a folder of its own, and the backlog in memory, which is in `IND` too."""

    bus: Bus
    mappe: Path
    navn: str
    """Of the turn; no other has it."""
    poster: Sequence[Record]
    ind: str = IND
    """Where a peer finds the backlog."""


@dataclass(frozen=True)
class Deltager:
    """A contestant; `klargoer` makes it ready for a turn."""

    id: str
    kort: str
    """As it is called in tables."""
    beskrivelse: str
    klargoer: Callable[[Bane], Loeb]
    langsom: bool = False
    """Whether it gets a smaller backlog, which it takes as long for."""


def _opgave(bane: Bane, millisekunder: int = COMMIT_MS) -> Opgave:
    opgave = Opgave(bane.bus.bootstrap, bane.ind, f"{huben.EGNE}{bane.navn}", bane.navn, millisekunder)
    bane.bus.opret(opgave.emner)
    return opgave


def _peer(modul: str, *valg: str, millisekunder: int = COMMIT_MS) -> Callable[[Bane], Loeb]:
    def klargoer(bane: Bane) -> Loeb:
        opgave = _opgave(bane, millisekunder)
        kommando = (sys.executable, "-m", f"bench.sidevaerts.{modul}", *opgave.argumenter(), *valg)
        return Loeb(kommando, huben.miljoe(bane.mappe), opgave.gruppe, opgave.ind, tuple(opgave.emner))

    return klargoer


def _streams(traade: int) -> Callable[[Bane], Loeb]:
    def klargoer(bane: Bane) -> Loeb:
        opgave = _opgave(bane)
        stier, skemafil = javastier(bane.mappe), bane.mappe / "sag.avsc"
        skemafil.write_text(json.dumps(standardlager().nyeste(KONTRAKT).raa))
        tilstand = bane.mappe / bane.navn
        ud = ",".join(opgave.emner)
        argumenter = (opgave.bootstrap, opgave.ind, ud, opgave.gruppe, str(opgave.millisekunder), skemafil)
        kommando = ("java", "-cp", stier, "Streams", *argumenter, str(traade), tilstand)
        return Loeb(kommando, {}, opgave.gruppe, opgave.ind, tuple(opgave.emner))

    return klargoer


def _hub(*, skaerm: bool = True, arbejdere: int = 1) -> Callable[[Bane], Loeb]:
    def klargoer(bane: Bane) -> Loeb:
        huben.ny_bus(bane.bus)
        huben.efterslaeb(bane.bus, bane.poster)
        kommando = huben.kommando(bane.bus, bane.mappe / bane.navn, arbejdere=arbejdere)
        miljoe = huben.miljoe(bane.mappe, skaerm=skaerm)
        return Loeb(kommando, miljoe, emner.GRUPPE_ROUTER, emner.INDGANG, tuple(huben.ud()))

    return klargoer


@cache
def javastier(mappe: Path) -> str:
    """The class path of the compiled peer; its jars are fetched the first time. Raises JarsMissing."""
    jars = fetch_jars(
        "streams",
        KAFKA,
        (
            ("org.apache.kafka", "kafka-streams", KAFKA),
            ("org.apache.avro", "avro", AVRO),
            ("org.apache.logging.log4j", "log4j-core", LOG4J),
            ("org.apache.logging.log4j", "log4j-slf4j-impl", LOG4J),
        ),
    )
    klasser = mappe / "klasser"
    subprocess.run(("javac", "-cp", f"{jars}/*", "-d", str(klasser), str(_STREAMS)), check=True)  # noqa: S603, S607 - our own source, with the machine's compiler
    return f"{klasser}{os.pathsep}{jars}/*"


HUB: Final = Deltager("hub", "hub", "every rule on", _hub())
HUB_UDEN: Final = Deltager(
    "hub-uden", "hub without the screen", "every rule on, by the judge alone", _hub(skaerm=False)
)
HUB_TO: Final = Deltager("hub-to", "hub, two workers", "--arbejdere 2", _hub(arbejdere=2))
RAA: Final = Deltager("a", "(a) raw", "aiokafka in batches, nothing decoded", _peer("raa"))
AFKODET: Final = Deltager("b", "(b) decoded", "(a), and fastavro", _peer("raa", "--afkod"))
CONFLUENT: Final = Deltager("c", "(c) confluent-kafka", "in transactions, and fastavro", _peer("confluent"))
FASTSTREAM: Final = Deltager(
    "d", "(d) FastStream", "as its docs write it, and fastavro; at least once", _peer("faststream_"), langsom=True
)
STREAMS: Final = Deltager("e", "(e) Kafka Streams", "exactly_once_v2, Avro, one thread", _streams(1))
STREAMS_TO: Final = Deltager("e-to", "(e) two threads", "exactly_once_v2, Avro, two threads", _streams(2))

raa_straks: Final = _peer("raa", millisekunder=0)
"""(a) as it commits where latency counts: what each poll brought."""
ALLE: Final = (HUB, HUB_UDEN, HUB_TO, RAA, AFKODET, CONFLUENT, FASTSTREAM, STREAMS, STREAMS_TO)
