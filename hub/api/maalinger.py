"""What operators measure of the API. Labels are operation ids and statuses: few and fixed, never a path or a caller."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge

from hub.api.svarmaaler import Svarmaaler


class Apimaalinger:
    """The API's counters."""

    def __init__(self, register: CollectorRegistry) -> None:
        self.register = register
        self.svar = Svarmaaler()
        register.register(self.svar)
        self.ventende = Gauge("faelleshub_http_ventende", "Long polls that wait now.", registry=register)
        self.videresendt = Counter(
            "faelleshub_videresendt", "Calls on dueslag of other instances, by outcome.", ["udfald"], registry=register
        )
        self.stoerrelser = Gauge("faelleshub_stoerrelse", "How much is waiting where.", ["hvor"], registry=register)
