"""Which bus a child works on: `host:port` is a Kafka, anything else the directory of an embedded log."""

from __future__ import annotations

from pathlib import Path

from brokers import Broker, EmbeddedBroker


def aabn(bus: str, session: float) -> Broker:
    """Not started yet. `session`: seconds that a silent member keeps what it has."""
    if ":" not in bus:
        return EmbeddedBroker(Path(bus), session_timeout=session)
    from brokers.kafka import KafkaBroker

    # A frozen process may leave a transaction open, and nobody else takes over an id that is its own.
    return KafkaBroker(bus, session_timeout=session, request_timeout=60.0, transaction_timeout=10.0)
