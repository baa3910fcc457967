"""A cluster whose network to each hub is in the test's hand.

Every hub has a listener of its own on every node, and is told that it is at the way that leads there. So one hub can
be cut off from one node, or from all, while the others notice nothing. The test itself goes straight to the nodes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from tests.fejl.mellemled import Brud, Mellemled
from tests.kafka.klynge import Kafkaklynge
from tests.kafka.server import Kafkaserver

_EGEN: Final = "TEST"


class Netklynge:
    """The nodes, and the ways to them. Hubs are numbered from 0."""

    def __init__(
        self, mappe: Path, hubber: int, *, noder: int = 3, egenskaber: Mapping[str, str] | None = None
    ) -> None:
        self._hubber = hubber
        lyttere = dict.fromkeys((_EGEN, *map(_lytter, range(hubber))), "PLAINTEXT")
        self._klynge = Kafkaklynge(mappe, antal=noder, egenskaber=egenskaber, lyttere=lyttere)
        self._net = Mellemled(
            {_vej(hub, node): node.adresse(_lytter(hub)) for node in self.noder for hub in range(hubber)}
        )

    @property
    def noder(self) -> list[Kafkaserver]:
        """The nodes, killed and frozen one by one."""
        return self._klynge.noder

    @property
    def bootstrap(self) -> str:
        """Where the test begins: every node, and nothing in between."""
        return self._klynge.bootstrap

    def hubs_bootstrap(self, hub: int) -> str:
        """Where a hub begins: its ways to every node."""
        return ",".join(f"localhost:{self._net.porte[_vej(hub, node)]}" for node in self.noder)

    def start(self) -> None:
        """Start the nodes that are down, and wait until all serve. Blocks. Raises Kafkafejl."""
        self._klynge.start()

    async def bryd(self, hub: int, brud: Brud, node: Kafkaserver | None = None) -> None:
        """Cut a hub off from a node, or from all."""
        for vej in self._veje(hub, node):
            await self._net.bryd(vej, brud)

    async def hel(self, hub: int, node: Kafkaserver | None = None) -> None:
        """Let a hub reach a node again, or all."""
        for vej in self._veje(hub, node):
            await self._net.hel(vej)

    def _veje(self, hub: int, node: Kafkaserver | None) -> Iterator[str]:
        return (_vej(hub, en) for en in ([node] if node else self.noder))

    @asynccontextmanager
    async def koerende(self) -> AsyncIterator[Netklynge]:
        """The cluster, up; nothing of it outlives the block."""
        async with self._net:
            for node in self.noder:
                for hub in range(self._hubber):
                    node.annoncer(_lytter(hub), self._net.porte[_vej(hub, node)])
            try:
                await asyncio.to_thread(self.start)
                yield self
            finally:
                await asyncio.to_thread(self._klynge.stop)


def _lytter(hub: int) -> str:
    return f"HUB{hub}"


def _vej(hub: int, node: Kafkaserver) -> str:
    return f"hub{hub}-node{node.node}"
