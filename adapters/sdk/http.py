"""HTTP as the SDK speaks it: one session, typed errors, and never an address with a query or a body in an error."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Final, Self

import aiohttp
import orjson

from adapters.sdk.fejl import FaelleshubFejl, Utilgaengelig

FRIST: Final = 30.0
"""Seconds to wait for an answer, beside what a long poll asks for itself."""

SVAR_MAKS: Final = 150_000_000
"""The largest JSON answer that is read, in bytes."""


class Forbindelse:
    """A base address with a session of its own, used as an async context manager. `navn` says in errors who is away."""

    def __init__(self, navn: str, url: str, *, hoveder: Mapping[str, str] | None = None, frist: float = FRIST) -> None:
        self.navn = navn
        self.url = url.rstrip("/")
        self._hoveder = dict(hoveder or {})
        self._frist = frist
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(headers=self._hoveder, cookie_jar=aiohttp.DummyCookieJar())
        return self

    async def __aexit__(
        self, slags: type[BaseException] | None, fejl: BaseException | None, spor: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    @asynccontextmanager
    async def anmod(
        self, metode: str, sti: str, *, vent: float = 0, **resten: Any
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """One request; `vent` is how long the other side may hold it. Raises Utilgaengelig when no answer came."""
        if self._session is None:
            raise RuntimeError("use the connection inside `async with`")
        frist = aiohttp.ClientTimeout(total=None, sock_connect=self._frist, sock_read=self._frist + vent)
        try:
            async with self._session.request(
                metode, f"{self.url}{sti}", timeout=frist, allow_redirects=False, **resten
            ) as svar:
                yield svar
        except FaelleshubFejl:
            raise  # what the block made of the answer; two of these are OSErrors as well
        except (TimeoutError, aiohttp.ClientError, OSError) as fejl:
            # `from None`: aiohttp's own errors hold the address, and an address may hold an id
            raise Utilgaengelig(f"{self.navn} does not answer ({type(fejl).__name__}); it is tried again") from None


async def laes_json(svar: aiohttp.ClientResponse, navn: str) -> Any:
    """The answer's JSON. Raises Utilgaengelig when it is none, or too large: a proxy's page, most likely."""
    krop = bytearray()
    async for stykke in svar.content.iter_chunked(65_536):
        krop += stykke
        if len(krop) > SVAR_MAKS:
            raise Utilgaengelig(f"{navn} answers with more than {SVAR_MAKS:,} bytes")
    try:
        return orjson.loads(bytes(krop)) if krop else None
    except orjson.JSONDecodeError:
        raise Utilgaengelig(f"{navn} answers {svar.status} with something that is not JSON") from None


def proev_igen_om(svar: aiohttp.ClientResponse) -> float | None:
    """Seconds of a Retry-After header, at most an hour."""
    vaerdi = svar.headers.get("Retry-After", "")
    return min(float(vaerdi), 3600.0) if vaerdi.isascii() and vaerdi.isdigit() else None
