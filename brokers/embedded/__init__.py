"""The embedded broker: a durable log on SQLite in one directory, for one machine and any number of its processes."""

from brokers.embedded.broker import EmbeddedBroker

__all__ = ["EmbeddedBroker"]
