"""What the log says of an error helps an operator, and quotes no message."""

from __future__ import annotations

from brokers import Unavailable
from hub.beskedfordeler.fejl import fejlord


def test_brokerens_egne_ord_staar_i_loggen_og_andres_ikke() -> None:
    assert fejlord(Unavailable("kafka-1:9092: nothing listens there")) == "kafka-1:9092: nothing listens there"
    assert fejlord(ValueError("610190-1234 is no number")) == "ValueError"
