"""Taking an input partition over: the fence first, then everything that must be known before the first decision.

Before `partition` on the way of a message; docs/adr/0012 tells why in this order.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import structlog

from brokers import Broker, TopicPartition
from hub.beskedfordeler import emner, historikfil
from hub.beskedfordeler.historiklager import Historiklager, genskab
from hub.beskedfordeler.maalinger import Maalinger
from hub.beskedfordeler.opslag import Opslag
from hub.beskedfordeler.partition import Kaedeende, Partition
from hub.beskedfordeler.punktskriver import Punktskriver
from hub.beskedfordeler.sigte import Sigte
from hub.beskedfordeler.typer import Fordelerindstillinger
from hub.log import hoveder
from hub.log.haendelse import laes_led
from hub.log.kaede import TOM

LOG = structlog.get_logger(__name__)


async def overtag(
    sted: TopicPartition,
    broker: Broker,
    opslag: Opslag,
    hemmelighed: bytes,
    valg: Fordelerindstillinger,
    maalinger: Maalinger,
    mappe: Path,
    sigte: Sigte,
    tur: asyncio.Lock,
) -> Partition:
    """Take a partition over: fence whoever had it, restore history and chain, read the configuration to its end.

    Then say by what it is routed. Raises BrokerError.

    `mappe` is where this instance keeps its checkpoints.
    """
    producer = await broker.producer(f"router-{sted.topic}-{sted.partition}")
    try:
        historik = Historiklager(hemmelighed, sted.partition, dage=valg.historik_dage, maks=valg.historik_maks)
        fil = historikfil.sti(mappe, sted.partition)
        laest = await genskab(historik, broker, sted.partition, fil)
        kaedeende = await find_kaedeende(broker, sted)
        punktskriver = Punktskriver(broker, sted.partition, historik, fil, laest)
        partition = Partition(sted, producer, historik, kaedeende, punktskriver, opslag, maalinger, sigte, tur)
        await opslag.indhent()
        await partition.meld_gaeldende()
    except BaseException:
        await producer.close()
        raise
    return partition


async def find_kaedeende(broker: Broker, sted: TopicPartition) -> Kaedeende:
    """Where the chain of this input partition ends, in the log and in the input. Raises BrokerError."""
    post = await hoveder.sidste_post(broker, emner.LOG, sted.partition)
    if post is None:
        return Kaedeende(TOM, 0)
    senest = laes_led(post.value or b"").haendelse.sted
    naaet = senest.offset + 1 if senest[:2] == sted else 0
    if naaet > (await broker.end_offsets(sted.topic)).get(sted.partition, 0):
        LOG.error("the log has decided more than the input holds; the input must have been made anew", topic=sted.topic)
        naaet = 0
    return Kaedeende(hoveder.hoved_af(post), naaet)
