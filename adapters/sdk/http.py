"""HTTP as the SDK speaks it: one session, typed errors, and never an address with a query or a body in an error.

Where a service is served by several instances, a connection knows all their addresses: it stays with one that answers,
and goes to the next when that one does not.
"""

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

FLERES_FORBINDELSESFRIST: Final = 5.0
"""Seconds to wait for a connection where there is another address to go to."""

SVAR_MAKS: Final = 150_000_000
"""The largest JSON answer that is read, in bytes."""

ADRESSER: Final = r"^https?://[^\s?#@,]+(,https?://[^\s?#@,]+)*$"
"""An address, or several with commas between them."""

_LAESENDE: Final = frozenset({"GET", "HEAD"})
_VAEK: Final = frozenset({502, 503, 504})
"""Answers of an instance that is starting, draining, or cut off from what it needs."""

_IKKE_SENDT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""No connection came about: the other side has seen nothing of the request."""


class Forbindelse:
    """A service with a session of its own, used as an async context manager. `navn` says in errors who is away.

    `url` may be several addresses of one service with commas between them.
    """

    def __init__(self, navn: str, url: str, *, hoveder: Mapping[str, str] | None = None, frist: float = FRIST) -> None:
        self.navn = navn
        self._adresser = [adresse.strip().rstrip("/") for adresse in url.split(",")]
        self._hoveder = dict(hoveder or {})
        self._frist = frist
        self._session: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        """Every address, the one in use first."""
        return ",".join(self._adresser)

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
        """One request; `vent` is how long the other side may hold it. Raises Utilgaengelig when no answer came.

        The next address is asked where the first has seen nothing of the request, or where the request only reads.
        Whether to repeat another one is for the caller to decide; by then the next address is the one in use.
        """
        try:
            svar = await self._spoerg(metode, sti, vent, resten)
            async with svar:
                yield svar
        except FaelleshubFejl:
            raise  # what the block made of the answer; two of these are OSErrors as well
        except (TimeoutError, aiohttp.ClientError, OSError) as fejl:
            # `from None`: aiohttp's own errors hold the address, and an address may hold an id
            raise Utilgaengelig(f"{self.navn} does not answer ({type(fejl).__name__}); it is tried again") from None

    async def _spoerg(self, metode: str, sti: str, vent: float, resten: dict[str, Any]) -> aiohttp.ClientResponse:
        """The answer of the first address that gives one; the last one's, whatever it is."""
        if self._session is None:
            raise RuntimeError("use the connection inside `async with`")
        forbindelse = min(self._frist, FLERES_FORBINDELSESFRIST) if len(self._adresser) > 1 else self._frist
        frist = aiohttp.ClientTimeout(total=None, sock_connect=forbindelse, sock_read=self._frist + vent)
        for tilbage in reversed(range(len(self._adresser))):
            adresse = self._adresser[0]
            try:
                svar = await self._session.request(
                    metode, f"{adresse}{sti}", timeout=frist, allow_redirects=False, **resten
                )
            except (TimeoutError, aiohttp.ClientError, OSError) as fejl:
                self._skift(adresse)
                if tilbage and (metode in _LAESENDE or isinstance(fejl, _IKKE_SENDT)):
                    continue
                raise
            if svar.status not in _VAEK:
                return svar
            self._skift(adresse)
            if not tilbage or metode not in _LAESENDE:
                return svar
            svar.release()
        raise RuntimeError("a connection has at least one address")

    def _skift(self, adresse: str) -> None:
        """Use another address than this one from now on; calls beside each other leave it together, once."""
        if self._adresser[0] == adresse:
            self._adresser.append(self._adresser.pop(0))


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
