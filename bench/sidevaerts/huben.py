"""The hub as a contestant: a bus with its topics and configuration, a backlog in its input, and the command that starts.

Every rule is on: contract, agreement, authority, sequence, duplicates, subscriptions; each message goes to three
dueslag, the chained log and the sender's receipts.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bench.embedded import AFSENDER, konfiguration
from bench.sidevaerts.kafka import Bus
from bench.sidevaerts.opgave import PARTITIONER
from bench.sidevaerts.sager import HEMMELIGHED
from brokers import Record, TopicSpec, Unavailable
from brokers.kafka import KafkaBroker
from hub.beskedfordeler import emner
from hub.konfiguration.kilde import Konfiguration, Slags
from hub.konfiguration.lager import Konfigurationslager, Skrivning
from hub.konfiguration.revision import Udoever

EGNE: Final = "bench."
"""What the topics of the benches begin with; all others are the hub's."""
KLAR: Final = "listens on"
"""What it writes when it is ready."""
_FORSOEG: Final = 5
_UDEN_SKAERM: Final = 'import sys\n\nsys.modules["wasmtime"] = None\n'


def ud(konf: Konfiguration | None = None) -> Sequence[str]:
    """Where it writes for each message: the dueslag, the log, the receipts."""
    dueslag = map(emner.dueslag, (konf or konfiguration()).abonnementer)
    return (*dueslag, emner.LOG, emner.kvittering(AFSENDER.id))


def ny_bus(bus: Bus, konf: Konfiguration | None = None) -> None:
    """Take away what the last hub left, and configure a new bus."""
    bus.slet(emne for emne in bus.emner() if not emne.startswith(EGNE))
    asyncio.run(_opsaet(bus.bootstrap, konf or konfiguration()))
    assert bus.naaet(emner.GRUPPE_ROUTER, emner.INDGANG) == 0, "a new bus begins at the beginning"


def efterslaeb(bus: Bus, poster: Iterable[Record]) -> None:
    """Lay messages into the input, as the intake does."""
    bus.fyld(poster, emner.INDGANG)


def kommando(bus: Bus, data: Path, *, arbejdere: int = 1) -> Sequence[str | Path]:
    """What an operator types."""
    program = Path(sys.executable).with_name("faelleshub")
    kafka = ("--broker", "kafka", "--bootstrap", bus.bootstrap)
    return (program, "start", "--port", "0", "--data", data, *kafka, "--arbejdere", str(arbejdere))


def miljoe(mappe: Path, *, skaerm: bool = True) -> Mapping[str, str]:
    """Secrets; and, for one without the screen, a start of Python after which the screen's runtime is not installed.

    Compiled files are kept in `mappe`, as an installed program has them.
    """
    valg = {
        "FAELLESHUB_HEMMELIGHED": HEMMELIGHED,
        "FAELLESHUB_ADMINISTRATOR_TOKEN": HEMMELIGHED.replace(" ", "-"),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(mappe / "pyc"),
    }
    if not skaerm:
        uden = mappe / "uden-skaerm"
        uden.mkdir(exist_ok=True)
        (uden / "sitecustomize.py").write_text(_UDEN_SKAERM)
        valg["PYTHONPATH"] = str(uden)
    return valg


async def _opsaet(bootstrap: str, konf: Konfiguration) -> None:
    async with KafkaBroker(bootstrap) as broker:
        await broker.ensure_topics(*emner.faste(PARTITIONER))
        for dueslag in _portioner([*map(emner.dueslagsemne, konf.abonnementer)], 50):
            await _sikr(broker, dueslag)
        lager = Konfigurationslager(broker)
        await lager.start()
        await lager.skriv(tuple(map(Skrivning.af, _alle(konf))), Udoever("bench", "a bus for a benchmark"))
        await lager.stop()


async def _sikr(broker: KafkaBroker, emner_: Sequence[TopicSpec]) -> None:
    """A thousand topics at once are more than a busy machine takes in the time that the hub gives it."""
    for _ in range(_FORSOEG):
        with contextlib.suppress(Unavailable):
            return await broker.ensure_topics(*emner_)
    return await broker.ensure_topics(*emner_)


def _portioner(alle: Sequence[TopicSpec], antal: int) -> Iterable[Sequence[TopicSpec]]:
    return (alle[fra : fra + antal] for fra in range(0, len(alle), antal))


def _alle(konf: Konfiguration) -> Iterable[Any]:
    for slags in Slags:
        yield from konf.samling(slags).values()
