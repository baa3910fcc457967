"""Connections to the cluster's nodes: made when needed, one per node and lane, closed when a node does not answer.

A connection answers in order, so what may wait (a long poll, joining a group) has a lane of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Hashable
from typing import Any, Final, NamedTuple

import structlog
from aiokafka.conn import AIOKafkaConnection, CloseReason, create_conn
from aiokafka.errors import KafkaError

from brokers.base import Unavailable
from brokers.kafka.failures import Passing, unreachable
from brokers.kafka.security import Security
from brokers.kafka.wire import Outdated

LOG = structlog.get_logger(__name__)

_IDLE: Final = 540.0
"""Seconds after which an unused connection is closed; brokers close theirs after ten minutes."""
_GOODBYE: Final = 2.0
_NO_LIMIT_MS: Final = 3_600_000
"""aiokafka bounds a request per connection; here each request has its own bound."""

_PROTOCOLS: Final = {
    "plaintext": "PLAINTEXT",
    "tls": "SSL",
    "sasl_plaintext": "SASL_PLAINTEXT",
    "sasl_tls": "SASL_SSL",
}


class Node(NamedTuple):
    """A broker: its number (None for an address one begins with), and where it is."""

    number: int | None
    host: str
    port: int

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"


class Connections:
    """All connections of one broker object. `timeout`: seconds that one request may take, and connecting too."""

    def __init__(self, security: Security, client_id: str, timeout: float) -> None:
        self.security = security
        self.timeout = timeout
        self._client_id = client_id
        self._context = security.context()
        self._open: dict[tuple[Node, Hashable], AIOKafkaConnection] = {}
        self._locks: dict[tuple[Node, Hashable], asyncio.Lock] = {}
        self._silent: set[str] = set()
        """Addresses that gave no answer the last time they were asked."""
        self._closed = False

    async def ask(self, node: Node, request: Any, *, lane: Hashable = "", within: float | None = None) -> Any:
        """The node's answer. Raises Passing when it gives none; the connection is then made anew the next time.

        `lane`: which of the connections to the node. `within`: seconds it may take, when not the usual ones.
        """
        seconds = self.timeout if within is None else within
        connection = await self._connected(node, lane)
        try:
            async with asyncio.timeout(seconds):
                answer = await connection.send(request)
        except TimeoutError as error:
            # A request that stalls would be waited for again and again: the connection is made anew.
            connection.close(reason=CloseReason.CONNECTION_TIMEOUT)
            if node.address not in self._silent:
                self._silent.add(node.address)
                LOG.warning("a broker gave no answer; connecting anew", broker=node.address, seconds=seconds)
            raise Passing(f"Kafka: {unreachable(node.address, error, self.security, seconds)}") from error
        except Outdated as error:
            raise Unavailable(f"Kafka: {unreachable(node.address, error, self.security, seconds)}") from error
        except (KafkaError, OSError) as error:
            raise Passing(f"Kafka: {unreachable(node.address, error, self.security, seconds)}") from error
        self._silent.discard(node.address)
        return answer

    def release(self, lane: Hashable) -> None:
        """Close the connections of a lane that nobody will use again."""
        for place in [place for place in self._locks if place[1] == lane]:
            del self._locks[place]
            if (connection := self._open.pop(place, None)) is not None:
                connection.close(reason=CloseReason.SHUTDOWN)

    async def close(self) -> None:
        """Close all; does not wait long for nodes that are away."""
        self._closed = True
        goodbyes = [connection.close(reason=CloseReason.SHUTDOWN) for connection in self._open.values()]
        self._open.clear()
        if goodbyes:
            await asyncio.wait(goodbyes, timeout=_GOODBYE)

    async def _connected(self, node: Node, lane: Hashable) -> AIOKafkaConnection:
        place = (node, lane)
        connection = self._open.get(place)
        if connection is not None and connection.connected():
            return connection
        async with self._locks.setdefault(place, asyncio.Lock()):
            connection = self._open.get(place)
            if connection is None or not connection.connected():
                self._check_open()
                connection = self._open[place] = await self._connect(node)
                try:
                    self._check_open()
                except Unavailable:
                    connection.close(reason=CloseReason.SHUTDOWN)
                    raise
        return connection

    def _check_open(self) -> None:
        if self._closed:
            raise Unavailable("Kafka: the broker is stopped")

    async def _connect(self, node: Node) -> AIOKafkaConnection:
        security = self.security
        try:
            async with asyncio.timeout(self.timeout):
                return await create_conn(
                    node.host,
                    node.port,
                    client_id=self._client_id,
                    request_timeout_ms=_NO_LIMIT_MS,
                    ssl_context=self._context,
                    security_protocol=_PROTOCOLS[security.protocol],
                    max_idle_ms=_IDLE * 1000,
                    sasl_mechanism=security.mechanism if security.sasl else None,
                    sasl_plain_username=security.username,
                    sasl_plain_password=security.password,
                )
        except (KafkaError, OSError, TimeoutError, ValueError, AssertionError) as error:
            raise Passing(f"Kafka: {unreachable(node.address, error, security, self.timeout)}") from error


def parse_addresses(bootstrap: str) -> list[Node]:
    """The addresses to begin with. Raises Unavailable for one that is none."""
    nodes = []
    for part in filter(None, (each.strip() for each in bootstrap.split(","))):
        host, colon, port = part.rpartition(":")
        with contextlib.suppress(ValueError):
            if colon and host and 0 < int(port) < 65_536:
                nodes.append(Node(None, host.strip("[]"), int(port)))
                continue
        raise Unavailable(f"Kafka: address {part!r} is not host:port")
    if not nodes:
        raise Unavailable("Kafka: no address to begin with; give host:port of some of the cluster's brokers")
    return nodes
