"""How bytes travel: one port, `base`, and the backends behind it."""

from brokers.base import (
    Broker,
    BrokerError,
    Cleanup,
    Consumer,
    Fenced,
    Headers,
    Position,
    Producer,
    Reader,
    Record,
    RecordTooLarge,
    StoredRecord,
    TopicMismatch,
    TopicPartition,
    TopicSpec,
    Transaction,
    Unavailable,
    UnknownTopic,
    partition_for,
)
from brokers.catchup import read_to
from brokers.embedded import EmbeddedBroker
from brokers.rights import Access, Resource, Right

__all__ = [
    "Access",
    "Broker",
    "BrokerError",
    "Cleanup",
    "Consumer",
    "EmbeddedBroker",
    "Fenced",
    "Headers",
    "Position",
    "Producer",
    "Reader",
    "Record",
    "RecordTooLarge",
    "Resource",
    "Right",
    "StoredRecord",
    "TopicMismatch",
    "TopicPartition",
    "TopicSpec",
    "Transaction",
    "Unavailable",
    "UnknownTopic",
    "partition_for",
    "read_to",
]
