"""What the parts of one Kafka broker object share: the cluster, what is known of its topics, and how long to wait."""

from __future__ import annotations

from dataclasses import dataclass

from brokers.kafka.catalogue import Catalogue
from brokers.kafka.cluster import Cluster
from brokers.kafka.connections import Connections
from brokers.kafka.failures import Patience
from brokers.kafka.security import Security


@dataclass(frozen=True, slots=True)
class Core:
    """A started broker. Times in seconds."""

    connections: Connections
    cluster: Cluster
    catalogue: Catalogue
    request_timeout: float
    session_timeout: float
    transaction_timeout: float

    @property
    def security(self) -> Security:
        """How this instance shows who it is."""
        return self.connections.security

    def patience(self) -> Patience:
        """How long one call goes on trying."""
        return Patience(self.request_timeout)
