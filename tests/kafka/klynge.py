"""Three Kafka nodes as plain processes, for what only several can show: leaders that move, replicas that are missing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.kafka.server import VAERT, Kafkaserver, ledige_porte

_FLERE: Final = (
    "offsets.topic.replication.factor",
    "transaction.state.log.replication.factor",
    "default.replication.factor",
)
_MINDST: Final = ("transaction.state.log.min.isr", "min.insync.replicas")


class Kafkaklynge:
    """Nodes 1 to `antal`, each in a folder of its own below `mappe`. `lyttere` as a node's; they meet on the first.

    Every topic is on three of them, and two must have what is written; with one node, on that one.
    """

    def __init__(
        self,
        mappe: Path,
        *,
        antal: int = 3,
        egenskaber: Mapping[str, str] | None = None,
        lyttere: Mapping[str, str] | None = None,
    ) -> None:
        porte = ledige_porte(antal)
        alle = dict.fromkeys(_FLERE, str(min(antal, 3))) | dict.fromkeys(_MINDST, str(min(antal, 2)))
        alle["replica.lag.time.max.ms"] = "4000"
        kvorum = ",".join(f"{node}@{VAERT}:{port}" for node, port in enumerate(porte, 1))
        self.noder = [
            Kafkaserver(
                mappe / str(node),
                egenskaber=alle | dict(egenskaber or {}),
                lyttere=lyttere,
                node=node,
                kontrolport=port,
                kvorum=kvorum,
            )
            for node, port in enumerate(porte, 1)
        ]

    @property
    def bootstrap(self) -> str:
        """Every node's address."""
        return ",".join(node.bootstrap for node in self.noder)

    def start(self) -> Kafkaklynge:
        """Start those that are down, and wait until all serve. Raises Kafkafejl."""
        nye = [node for node in self.noder if not node.koerer]
        for node in nye:
            node.foed()
        for node in nye:
            node.vent_klar()
        return self

    def stop(self) -> None:
        """Stop all; a node without a quorum cannot end cleanly, so it is killed."""
        for node in self.noder:
            node.draeb()
