"""Answers of the API, counted and timed by operation, as Prometheus asks for them.

A call is measured on the one thread that answers calls, so numbers in a list are enough: a counter and a histogram of the
client library, with a lock each, cost a fifth of what the hub adds to a cached look-up in the schema registry.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

_TIDER: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)
"""Upper bounds, in seconds."""
_GRAENSER: Final = (*map(str, _TIDER), "+Inf")


class Svarmaaler(Collector):
    """Counts answers by operation and status, and how long they took by operation. For one thread."""

    def __init__(self) -> None:
        self._antal: Counter[tuple[str, int]] = Counter()
        self._tider: defaultdict[str, list[int]] = defaultdict(lambda: [0] * len(_GRAENSER))
        self._sekunder: defaultdict[str, float] = defaultdict(float)

    def tael(self, operation: str, status: int, sekunder: float) -> None:
        """One answer."""
        self._antal[operation, status] += 1
        self._tider[operation][bisect_left(_TIDER, sekunder)] += 1
        self._sekunder[operation] += sekunder

    def collect(self) -> Iterator[Metric]:
        """What has been counted until now."""
        svar = CounterMetricFamily("faelleshub_http_svar", "Answers.", labels=["operation", "status"])
        for (operation, status), antal in sorted(self._antal.items()):
            svar.add_metric([operation, str(status)], antal)
        yield svar
        varighed = HistogramMetricFamily("faelleshub_http_sekunder", "Seconds until the answer.", labels=["operation"])
        for operation, tider in sorted(self._tider.items()):
            spande = list(zip(_GRAENSER, accumulate(tider), strict=True))
            varighed.add_metric([operation], spande, self._sekunder[operation])
        yield varighed
