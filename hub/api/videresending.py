"""A call on a dueslag that another instance serves: passed on as it came, and the owner's answer given back as it comes.

So a receiver may ask any instance. A call is passed on at most once: it says so in a header, and whoever gets it so
answers for itself. It carries the caller's own token and is judged anew by the owner; the header gives nobody a right.
It goes to no address but those that owners have announced on the bus.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, Self

import aiohttp
import orjson
from aiohttp import web
from yarl import URL

from hub.api.maalinger import Apimaalinger
from hub.beskedfordeler import AndenInstans, Beskedfordeler
from hub.beskedfordeler.levering.ejere import Ejer

VIDERESENDT: Final = "Fh-Videresendt"
"""Header of a call that one instance passes on to another: which instance it was that did."""

KROP: Final = web.RequestKey("krop", bytes)
"""The body of a call, once it has been read."""

SKIFT: Final = 5.0
"""Seconds beside its own waiting time that a call waits for a dueslag to change hands."""
SKIFT_HOEJST: Final = 15.0
"""Seconds until a call without an owner is answered, whatever its own waiting time: sessions have ended by then."""

_LUKKER: Final = 1.5
"""Seconds that a closing instance waits for another to take its dueslag; then the caller must ask again."""
_FORBIND: Final = 2.0
_SVARTID: Final = 15.0
"""Seconds that an owner may take beside the waiting time."""
_PAUSE, _PAUSE_HOEJST = 0.05, 0.5
_MED: Final = ("Authorization", "Accept", "Content-Type", "traceparent", "tracestate")
_TILBAGE: Final = ("Content-Type", "Content-Length", "Retry-After", "Cache-Control", "Fh-Korrelation")
_SKIFTET: Final = "urn:faelleshub:problem:anden-instans"

Her = Callable[[float], Awaitable[web.StreamResponse]]
"""Answers here, waiting at most so many seconds. Raises AndenInstans when another instance must."""


class Videresender:
    """Finds the owner of a dueslag for a call, through every change of hands; an async context manager."""

    def __init__(self, fordeler: Beskedfordeler, maalinger: Apimaalinger) -> None:
        self._fordeler = fordeler
        self._maalinger = maalinger
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),  # as many as there are calls; these are limited where they come in
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("User-Agent", "Accept-Encoding", "Accept", "Content-Type"),
            auto_decompress=False,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._http is not None:
            await self._http.close()

    async def hos_ejeren(self, kald: web.Request, dueslag: str, her: Her, vent: float = 0.0) -> web.StreamResponse:
        """The answer of whoever owns the dueslag. `vent`: how long the call itself asks to wait, in seconds.

        Raises AndenInstans when no owner answered in time, and what `her` raises.
        """
        if VIDERESENDT in kald.headers:
            return await her(vent)
        ur = asyncio.get_running_loop().time
        begyndt = ur()
        frist = begyndt + min(vent + SKIFT, SKIFT_HOEJST)
        pause = _PAUSE
        while True:
            skift = self._fordeler.ejerskifte
            rest = max(0.0, begyndt + vent - ur())
            ejer = self._fordeler.ejer(dueslag)
            try:
                if ejer is None:
                    return await her(rest)
            except AndenInstans:
                if not self._fordeler.klar:
                    frist = min(frist, ur() + _LUKKER)
                if ur() >= frist:
                    raise
            else:
                if ejer is not None and (svar := await self._spoerg(kald, dueslag, ejer, rest)) is not None:
                    return svar
                if ur() >= frist:
                    self._taet("opgivet")
                    raise AndenInstans("the instance that serves this dueslag does not answer; try again")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await skift.wait()
            pause = min(2 * pause, _PAUSE_HOEJST)

    async def _spoerg(self, kald: web.Request, dueslag: str, ejer: Ejer, rest: float) -> web.StreamResponse | None:
        """The owner's answer, given back; None when it gives none, or says that it is the owner no more."""
        if self._http is None or ejer.url is None:
            return None
        anmodning = self._http.request(
            kald.method,
            _adresse(kald, ejer.url, rest),
            data=kald.get(KROP),
            headers=dict(_med(kald, self._fordeler.jeg.instans)),
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_FORBIND, sock_read=rest + _SVARTID),
        )
        try:
            svar = await self._saa_laenge_den_ejer(anmodning, dueslag, ejer)
            if svar is None:
                return None
            async with svar:
                problem = await svar.read() if svar.status == 503 else b""
                if _er_skiftet(problem):
                    self._taet("skiftet")
                    return None
                return await self._giv_tilbage(kald, svar, problem)
        except (aiohttp.ClientError, TimeoutError, OSError):
            self._taet("intet svar")
            return None

    async def _saa_laenge_den_ejer(
        self, anmodning: Awaitable[aiohttp.ClientResponse], dueslag: str, ejer: Ejer
    ) -> aiohttp.ClientResponse | None:
        """The answer, when it begins; None when the dueslag changes hands before: then nobody waits for the old owner."""
        opgave = asyncio.ensure_future(anmodning)
        try:
            while not opgave.done():
                skift = self._fordeler.ejerskifte
                if self._fordeler.ejer(dueslag) != ejer:
                    self._taet("skiftet")
                    _opgiv(opgave)
                    return None
                vagt = asyncio.ensure_future(skift.wait())
                try:
                    await asyncio.wait((opgave, vagt), return_when=asyncio.FIRST_COMPLETED)
                finally:
                    vagt.cancel()
        except asyncio.CancelledError:  # the caller is gone, so nothing may be handed out to it
            _opgiv(opgave)
            raise
        return opgave.result()

    async def _giv_tilbage(self, kald: web.Request, svar: aiohttp.ClientResponse, laest: bytes) -> web.StreamResponse:
        ud = web.StreamResponse(status=svar.status, reason=svar.reason)
        ud.headers.update({navn: svar.headers[navn] for navn in _TILBAGE if navn in svar.headers})
        ud.headers["X-Content-Type-Options"] = "nosniff"
        await ud.prepare(kald)
        try:
            if laest:
                await ud.write(laest)
            async for stykke in svar.content.iter_any():
                await ud.write(stykke)
            await ud.write_eof()
        except (aiohttp.ClientError, TimeoutError, OSError):
            # Half an answer must not look like a whole one; what was handed out in it comes again after its deadline.
            self._taet("afbrudt")
            if kald.transport is not None:
                kald.transport.abort()
        else:
            self._taet("besvaret")
        return ud

    def _taet(self, udfald: str) -> None:
        self._maalinger.videresendt.labels(udfald=udfald).inc()


def _opgiv(opgave: asyncio.Future[aiohttp.ClientResponse]) -> None:
    """End a call whose answer nobody waits for, also when it has come meanwhile."""

    def luk(faerdig: asyncio.Future[aiohttp.ClientResponse]) -> None:
        if not faerdig.cancelled() and faerdig.exception() is None:
            faerdig.result().close()

    opgave.cancel()
    opgave.add_done_callback(luk)


def _adresse(kald: web.Request, url: str, rest: float) -> URL:
    """The same path and query at the owner; what was waited already is taken off."""
    adresse = URL(f"{url}{kald.rel_url.raw_path}", encoded=True).with_query(kald.rel_url.query)
    return adresse.update_query(vent=f"{rest:.3f}") if "vent" in kald.query else adresse


def _med(kald: web.Request, instans: str) -> Iterator[tuple[str, str]]:
    yield VIDERESENDT, instans
    for navn in _MED:
        if (vaerdi := kald.headers.get(navn)) is not None:
            yield navn, vaerdi


def _er_skiftet(problem: bytes) -> bool:
    try:
        krop = orjson.loads(problem) if problem else None
    except orjson.JSONDecodeError:
        return False
    return isinstance(krop, dict) and krop.get("type") == _SKIFTET
