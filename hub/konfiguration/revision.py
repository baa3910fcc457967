"""The audit of configuration: who changed what, when, from where and why; the topic `konfig.aendringer`.

An entry is written in the transaction of the change it tells of, so that neither can stand without the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from brokers import Broker, Record, StoredRecord, TopicSpec

AENDRINGER: Final = "konfig.aendringer"
"""One record per changed resource, in the order in which the changes took effect."""

BEVARES: Final = dt.timedelta(days=3650)
"""How long an entry is kept."""


@dataclass(frozen=True, slots=True)
class Udoever:
    """Who makes a change, from which network address, and why."""

    hvem: str
    hvorfor: str
    hvorfra: str | None = None


@dataclass(frozen=True, slots=True)
class Aendring:
    """An audited change of one resource. `foer` is None when it was created, `efter` when it was removed."""

    nr: int
    """Its place in the audit; also where to read on from."""
    tidspunkt: dt.datetime
    slags: str
    id: str
    udoever: Udoever
    foer: dict[str, Any] | None
    efter: dict[str, Any] | None


def emne() -> TopicSpec:
    """The audit's topic, as it is made."""
    return TopicSpec(AENDRINGER, retention_ms=int(BEVARES.total_seconds() * 1000))


def post(
    slags: str,
    id_: str,
    udoever: Udoever,
    tidspunkt: dt.datetime,
    *,
    foer: dict[str, Any] | None,
    efter: dict[str, Any] | None,
) -> Record:
    """The audit's record of one change."""
    indhold = {
        "tidspunkt": tidspunkt,
        "slags": slags,
        "id": id_,
        "hvem": udoever.hvem,
        "hvorfra": udoever.hvorfra,
        "hvorfor": udoever.hvorfor,
        "foer": foer,
        "efter": efter,
    }
    return Record(AENDRINGER, orjson.dumps(indhold), id_.encode(), partition=0)


async def laes(broker: Broker, *, efter: int = -1, maks: int = 100) -> Sequence[Aendring]:
    """The entries after number `efter`, oldest first. Raises BrokerError."""
    async with await broker.reader(AENDRINGER, offset=efter + 1) as laeser:
        return [_aendring(fundet) for fundet in (await laeser.read(max_records=maks))[:maks]]


def _aendring(fundet: StoredRecord) -> Aendring:
    data = orjson.loads(fundet.value or b"{}")
    return Aendring(
        nr=fundet.offset,
        tidspunkt=dt.datetime.fromisoformat(data["tidspunkt"]),
        slags=data["slags"],
        id=data["id"],
        udoever=Udoever(data["hvem"], data["hvorfor"], data["hvorfra"]),
        foer=data["foer"],
        efter=data["efter"],
    )
