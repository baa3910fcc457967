"""The outer system that an adapter joins to the bus, over its own HTTP API, which stays as it is."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from adapters.sdk.fejl import Utilgaengelig, YdreAfvisning
from adapters.sdk.http import Forbindelse, laes_json, proev_igen_om


class YdreSystem(Forbindelse):
    """JSON over HTTP with typed errors: Utilgaengelig is tried again by the SDK, YdreAfvisning is an answer."""

    async def hent(self, sti: str, *, ventetid: float = 0, **parametre: str | int) -> Any:
        """GET; the other side may hold the call `ventetid` seconds. No personal data in `sti` and `parametre`."""
        return await self._json("GET", sti, vent=ventetid, params=parametre)

    async def hent_hvis_findes(self, sti: str) -> Any:
        """GET; None where there is no such thing."""
        try:
            return await self.hent(sti)
        except YdreAfvisning as fejl:
            if fejl.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    async def send(self, sti: str, data: Any) -> Any:
        """POST `data` as JSON."""
        return await self._json("POST", sti, json=data)

    async def saet(self, sti: str, data: Any) -> Any:
        """PUT `data` as JSON."""
        return await self._json("PUT", sti, json=data)

    async def send_raa(self, sti: str, data: bytes, hoveder: dict[str, str]) -> bytes:
        """POST bytes; the answer's bytes."""
        async with self.anmod("POST", sti, data=data, headers=hoveder) as svar:
            self._proev(svar.status, proev_igen_om(svar))
            return await svar.read()

    async def _json(self, metode: str, sti: str, *, vent: float = 0, **resten: Any) -> Any:
        async with self.anmod(metode, sti, vent=vent, **resten) as svar:
            self._proev(svar.status, proev_igen_om(svar))
            return await laes_json(svar, self.navn)

    def _proev(self, status: int, proev_igen: float | None) -> None:
        if status in {408, 425, 429} or status >= 500:
            raise Utilgaengelig(f"{self.navn} answers {status}; it is tried again", proev_igen)
        if status >= 300:
            raise YdreAfvisning(f"{self.navn} refuses with {status}", status)
