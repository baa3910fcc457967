"""What operators measure of the routing core. Labels are few and fixed: decisions and layers, never ids.

Counted where it happens, read at `/metrics`.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

_TIDER = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, 600.0)


class Maalinger:
    """The routing core's counters in a registry; without one, in a registry of their own."""

    def __init__(self, register: CollectorRegistry | None = None) -> None:
        self.register = register or CollectorRegistry()
        self.modtaget = Counter("faelleshub_modtaget", "Messages taken in.", registry=self.register)
        self.afvist_indtag = Counter(
            "faelleshub_indtag_fuldt", "Messages refused for lack of room.", registry=self.register
        )
        self.afgjort = Counter("faelleshub_afgjort", "Decisions, by outcome.", ["udfald"], registry=self.register)
        self.aarsager = Counter(
            "faelleshub_aarsager",
            "Reasons for refusal, by the goal that the rule serves.",
            ["maal"],
            registry=self.register,
        )
        self.lagt = Counter("faelleshub_lagt_i_dueslag", "Records laid in dueslag.", registry=self.register)
        self.batches = Counter(
            "faelleshub_batches", "Router transactions, by outcome.", ["udfald"], registry=self.register
        )
        self.ventetid = Histogram(
            "faelleshub_afgoerelse_sekunder",
            "Seconds from reception to decision.",
            buckets=_TIDER,
            registry=self.register,
        )
        self.leveringer = Counter(
            "faelleshub_leveringer", "Steps in dueslag, by kind.", ["slags"], registry=self.register
        )
