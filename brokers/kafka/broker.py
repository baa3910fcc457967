"""The Kafka backend: the port `brokers.base.Broker` on an Apache Kafka cluster."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import structlog

from brokers.base import (
    Broker,
    Consumer,
    Position,
    Producer,
    Reader,
    Rebalance,
    Record,
    TopicPartition,
    TopicSpec,
    Unavailable,
)
from brokers.kafka.admin import Admin
from brokers.kafka.catalogue import Catalogue
from brokers.kafka.cluster import Cluster, no_such_partition
from brokers.kafka.connections import Connections, parse_addresses
from brokers.kafka.consumer import KafkaConsumer
from brokers.kafka.core import Core
from brokers.kafka.cursor import Cursor
from brokers.kafka.fetching import Fetching, end_offsets
from brokers.kafka.grouping import Group
from brokers.kafka.holding import take_over
from brokers.kafka.reader import KafkaReader, check_offset
from brokers.kafka.rights import set_rights
from brokers.kafka.security import PLAIN, Security
from brokers.kafka.sending import Sending
from brokers.kafka.transactions import KafkaProducer
from brokers.kafka.watching import Watching
from brokers.limits import check_name, check_spec
from brokers.rights import Right

LOG = structlog.get_logger(__name__)

_REQUEST: Final = 10.0
"""Seconds that one request may take; a call may make several, until its own time is up."""
_GOODBYE: Final = 5.0
"""Seconds for readers, members and producers to end by themselves when the broker object is stopped."""


class KafkaBroker(Broker):
    """The cluster that answers at `bootstrap` (host:port, several with commas), for one event loop. Times in seconds.

    `replication` and `min_insync`: of the topics made here, and the least that is accepted of others; None leaves both
    to the cluster. `session_timeout`: so long a silent consumer keeps its partitions. `transaction_timeout`: after so
    long the cluster aborts what a dead writer left open, if nobody takes over before. `request_timeout`: so long a call
    goes on trying while the cluster is away. `topic_settings`: further settings for topics made here, in Kafka's words.
    """

    def __init__(
        self,
        bootstrap: str,
        *,
        security: Security = PLAIN,
        client_id: str = "faelleshub",
        replication: int | None = None,
        min_insync: int | None = None,
        session_timeout: float = 10.0,
        transaction_timeout: float = 30.0,
        request_timeout: float = 15.0,
        topic_settings: Mapping[str, str] | None = None,
    ) -> None:
        self._bootstrap = bootstrap
        self._security = security
        self._client_id = client_id
        self._replication = replication
        self._min_insync = min_insync
        self._session_timeout = session_timeout
        self._transaction_timeout = transaction_timeout
        self._request_timeout = request_timeout
        self._topic_settings = dict(topic_settings or {})
        self._opened: contextlib.AsyncExitStack | None = None
        self._running: _Running | None = None
        self._clients: set[KafkaConsumer | KafkaReader | KafkaProducer] = set()
        self._closing: asyncio.Future[list[BaseException | None]] | None = None

    async def start(self) -> None:
        """Connect. Raises Unavailable: which of address, TLS, credentials or rights is wrong, and where."""
        if self._opened is not None:
            return
        # At its lowest level it writes what is in the requests.
        logging.getLogger("aiokafka").setLevel(logging.WARNING)
        addresses = parse_addresses(self._bootstrap)
        connections = Connections(self._security, self._client_id, min(_REQUEST, self._request_timeout))
        async with contextlib.AsyncExitStack() as opened:
            cluster = Cluster(connections, addresses)
            catalogue = Catalogue(cluster)
            opened.push_async_callback(self._await_clients)
            opened.push_async_callback(cluster.stop)
            opened.push_async_callback(catalogue.stop)
            opened.push_async_callback(connections.close)
            core = Core(
                connections,
                cluster,
                catalogue,
                self._request_timeout,
                self._session_timeout,
                self._transaction_timeout,
            )
            await core.patience().through(cluster.start)
            running = _Running(core, self._replication, self._min_insync, self._topic_settings)
            for part in (running.sending, running.fetching, running.watching):
                opened.push_async_callback(part.stop)
            await core.patience().through(running.sending.holder)
            opened.push_async_callback(self._close_clients)
            self._running = running
            self._opened = opened.pop_all()
        LOG.info("connected to Kafka", brokers=len(cluster.nodes), protocol=self._security.protocol)

    async def stop(self) -> None:
        """Leave the groups, finish what is on its way if the cluster is there, let go."""
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.aclose()
            self._running = None

    async def ensure_topics(self, *specs: TopicSpec) -> None:
        """Create what is missing; none of them when one that exists mismatches."""
        for spec in specs:
            check_spec(spec)
        await self._parts.admin.ensure(specs)

    async def topics(self) -> Mapping[str, TopicSpec]:
        """Every topic there is, but the cluster's own."""
        return await self._parts.admin.every()

    async def delete_topic(self, name: str) -> None:
        """Remove a topic, with every group's progress in it."""
        await self._parts.admin.delete(name)

    async def send(self, *records: Record) -> Sequence[Position]:
        """Write records, each for itself; returns when all in-sync replicas have them."""
        return await self._parts.sending.send(records)

    async def producer(self, transactional_id: str) -> Producer:
        """Take over `transactional_id`."""
        check_name("transactional id", transactional_id)
        core = self._parts.core
        producer = KafkaProducer(core, await take_over(core, transactional_id), self._clients.discard)
        self._clients.add(producer)
        return producer

    async def consumer(
        self,
        *topics: str,
        group: str,
        on_assigned: Rebalance | None = None,
        on_revoked: Rebalance | None = None,
    ) -> Consumer:
        """Join `group`. Topics that do not exist yet are read once they do."""
        check_name("group", group)
        for name in topics:
            check_spec(TopicSpec(name))
        parts = self._parts
        consumer = KafkaConsumer(
            parts.core,
            parts.fetching,
            parts.watching,
            group,
            frozenset(topics),
            on_assigned=on_assigned,
            on_revoked=on_revoked,
            on_close=self._clients.discard,
        )
        self._clients.add(consumer)
        consumer.enter()
        return consumer

    async def reader(self, topic: str, partition: int = 0, *, offset: int = 0) -> Reader:
        """Read one partition. Raises UnknownTopic."""
        place = TopicPartition(topic, partition)
        check_offset(place, offset)
        parts = self._parts
        layout = await parts.core.cluster.known(topic, parts.core.patience())
        if not 0 <= partition < len(layout.leaders):
            raise no_such_partition(topic, partition, len(layout.leaders))
        cursor = Cursor(place, layout.topic_id, offset)
        reader = KafkaReader(parts.core, parts.fetching, parts.watching, cursor, self._clients.discard)
        self._clients.add(reader)
        return reader

    async def end_offsets(self, topic: str) -> Mapping[int, int]:
        """Per partition, the offset behind what is committed. Raises UnknownTopic."""
        core = self._parts.core
        patience = core.patience()
        return await patience.through(lambda: end_offsets(core, topic, patience))

    async def committed(self, group: str, topic: str) -> Mapping[int, int]:
        """Per partition, the group's progress. Raises UnknownTopic."""
        core = self._parts.core
        patience = core.patience()
        layout = await core.cluster.known(topic, patience)
        places = [TopicPartition(topic, number) for number in range(len(layout.leaders))]
        progress = await patience.through(lambda: Group(core, group).progress(places, patience))
        return {place.partition: offset for place, offset in sorted(progress.items())}

    async def set_rights(self, rights: Collection[Right], *, managed: Collection[str]) -> bool:
        """Make the cluster's access rules on managed names just these."""
        return await set_rights(self._parts.core, rights, managed)

    @property
    def _parts(self) -> _Running:
        if self._running is None:
            raise Unavailable("Kafka: the broker is not started")
        return self._running

    async def _close_clients(self) -> None:
        """Close what is open, for a while: without the cluster, a commit that is under way ends with the connections."""
        if self._clients:
            self._closing = asyncio.gather(*(client.close() for client in self._clients), return_exceptions=True)
            await asyncio.wait([self._closing], timeout=_GOODBYE)

    async def _await_clients(self) -> None:
        # A worker's failing on_revoked was for its own poll to hear of; it does not keep the rest from closing.
        if self._closing is not None:
            await self._closing
            self._closing = None


class _Running:
    """The parts of a started broker."""

    def __init__(
        self, core: Core, replication: int | None, min_insync: int | None, topic_settings: Mapping[str, str]
    ) -> None:
        self.core = core
        self.admin = Admin(core, replication, min_insync, topic_settings)
        self.sending = Sending(core)
        self.fetching = Fetching(core)
        self.watching = Watching(core)
