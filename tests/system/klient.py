"""One caller of hubs that come and go: asks for the address anew at each call, and says plainly when one is down."""

from __future__ import annotations

from typing import Any, Final, NamedTuple, Protocol

import aiohttp
import orjson

AVRO: Final = "application/vnd.faelleshub.avro"
_FRIST: Final = 20.0


class Nede(ConnectionError):
    """The hub did not answer, or it answered that it cannot now."""


class Svar(NamedTuple):
    status: int
    krop: Any


class Indgang(Protocol):
    """Where a caller reaches the bus: one hub, or several."""

    @property
    def url(self) -> str | None:
        """The address to try now; None when there is none."""
        ...

    def svigtede(self, url: str) -> None:
        """This address gave no answer just now."""
        ...


class Klient:
    """A token's calls. Every address asked for is kept in `adresser`."""

    def __init__(self, hub: Indgang, http: aiohttp.ClientSession, token: str, adresser: set[str] | None = None) -> None:
        self.hub = hub
        self.adresser = set() if adresser is None else adresser
        self._http = http
        self.token = token
        self._hoveder = {"Authorization": f"Bearer {token}"}

    def som(self, token: str) -> Klient:
        """The same, with another token."""
        return Klient(self.hub, self._http, token, self.adresser)

    def for_sig_selv(self) -> Klient:
        """The same caller, whose addresses are its own affair."""
        return Klient(self.hub, self._http, self.token)

    async def kald(
        self, metode: str, sti: str, *, frist: float = _FRIST, headers: dict[str, str] | None = None, **resten: Any
    ) -> Svar:
        """One call. Raises Nede; any other answer is the caller's to judge."""
        if (url := self.hub.url) is None:
            raise Nede("it is not up")
        try:
            async with self._http.request(
                metode,
                url + sti,
                headers=self._hoveder | (headers or {}),
                timeout=aiohttp.ClientTimeout(frist),
                **resten,
            ) as svar:
                self.adresser.add(str(svar.url))
                raa = await svar.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as fejl:
            self.hub.svigtede(url)
            raise Nede(type(fejl).__name__) from None
        if svar.status in {429, 503}:
            self.hub.svigtede(url)
            raise Nede(f"HTTP {svar.status}")
        return Svar(svar.status, orjson.loads(raa) if "json" in svar.content_type else raa)

    async def opret(self, sti: str, **data: Any) -> Any:
        """Create a resource; what the hub says it is."""
        status, krop = await self.kald("POST", f"/api/v1{sti}", json={**data, "begrundelse": "systemtest"})
        assert status in {200, 201}, (sti, status, krop)
        return krop

    async def send(self, besked: bytes, medietype: str = AVRO, *, vent: float = 0.0) -> Svar:
        """Send a message; with `vent`, wait for the decision."""
        parametre = {"vent": f"{vent:g}"} if vent else {}
        return await self.kald(
            "POST", "/api/v1/beskeder", data=besked, headers={"Content-Type": medietype}, params=parametre
        )
