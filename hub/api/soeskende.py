"""The measurements of all worker processes of one hub, whichever of them is asked.

Behind one port a scrape meets any worker; so the one that is met asks the others, each at its own port, and gives all
of it with the label `arbejder`. A hub of one process gives its own, without the label.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Self

import aiohttp
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from hub.api.videresending import VIDERESENDT

_FRIST: Final = 2.0


class Soeskende:
    """The other workers, by number and address; an async context manager. `nummer` None: there are no workers."""

    def __init__(self, nummer: int | None, andre: Mapping[int, str]) -> None:
        self._nummer = nummer
        self._andre = andre
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(_FRIST), cookie_jar=aiohttp.DummyCookieJar())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._http is not None:
            await self._http.close()

    async def maalinger(self, egne: bytes) -> bytes:
        """This worker's measurements and those of the others, in the Prometheus format."""
        if self._nummer is None:
            return egne
        svar = await asyncio.gather(*(self._hent(url) for url in self._andre.values()))
        return samlet({self._nummer: egne.decode(), **dict(zip(self._andre, svar, strict=True))})

    async def _hent(self, url: str) -> str | None:
        if self._http is None:
            return None
        try:
            # Asked as by another worker, it answers for itself alone.
            async with self._http.get(f"{url}/metrics", headers={VIDERESENDT: "soeskende"}) as svar:
                return await svar.text() if svar.status == 200 else None
        except (aiohttp.ClientError, TimeoutError, OSError):
            return None


def samlet(dele: Mapping[int, str | None]) -> bytes:
    """The measurements of several workers as one text; for one that gave none, only that it is not up."""
    register = CollectorRegistry(auto_describe=False)
    register.register(_Samling(dele))
    return generate_latest(register)


class _Samling(Collector):
    def __init__(self, dele: Mapping[int, str | None]) -> None:
        self._dele = dele

    def collect(self) -> Iterable[Metric]:
        familier: dict[str, Metric] = {}
        for nummer, tekst in sorted(self._dele.items()):
            for familie in _familier(tekst):
                samling = familier.setdefault(familie.name, Metric(familie.name, familie.documentation, familie.type))
                for maal in familie.samples:
                    samling.add_sample(maal.name, {"arbejder": str(nummer), **maal.labels}, maal.value)
        oppe = GaugeMetricFamily("faelleshub_arbejder_oppe", "Whether a worker answers.", labels=["arbejder"])
        for nummer, tekst in sorted(self._dele.items()):
            oppe.add_metric([str(nummer)], float(tekst is not None))
        return [*familier.values(), oppe]


def _familier(tekst: str | None) -> Iterator[Metric]:
    yield from text_string_to_metric_families(tekst or "")
