"""What operators measure of the API. Labels are operation ids and statuses: few and fixed, never a path or a caller."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_TIDER: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)


class Apimaalinger:
    """The API's counters."""

    def __init__(self, register: CollectorRegistry) -> None:
        self.register = register
        self.svar = Counter("faelleshub_http_svar", "Answers.", ["operation", "status"], registry=register)
        self.varighed = Histogram(
            "faelleshub_http_sekunder", "Seconds until the answer.", ["operation"], buckets=_TIDER, registry=register
        )
        self.ventende = Gauge("faelleshub_http_ventende", "Long polls that wait now.", registry=register)
        self.videresendt = Counter(
            "faelleshub_videresendt", "Calls on dueslag of other instances, by outcome.", ["udfald"], registry=register
        )
        self.stoerrelser = Gauge("faelleshub_stoerrelse", "How much is waiting where.", ["hvor"], registry=register)
