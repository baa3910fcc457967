"""Where a hub listens: the address is taken before anything starts, and answered on when everything has.

So the other instances can be told it from the first moment, and an address in use is said at once. A worker process
has two: the public one, which all workers share, and its own, where the others find it.
"""

from __future__ import annotations

import socket
from types import TracebackType
from typing import Final, Self

from aiohttp import web
from yarl import URL

from hub.arbejdere.plads import Arbejder, optaget, tag_port
from hub.settings import Indstillinger

_ALLE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what is shown for every interface
_KOE: Final = 1_024
"""Connections that may wait to be accepted."""


class Lytter:
    """The addresses of one hub, as a context manager. Raises Indstillingsfejl when they cannot be had."""

    def __init__(self, indstillinger: Indstillinger, arbejder: Arbejder | None = None) -> None:
        self._valg = indstillinger
        self._arbejder = arbejder
        self._sokler: list[socket.socket] = []

    def __enter__(self) -> Self:
        porte = [self._valg.port] if self._arbejder is None else [self._valg.port, self._arbejder.port]
        for port in porte:
            try:
                self._sokler.append(tag_port(self._valg.vaert, port, delt=self._arbejder is not None))
            except OSError as fejl:
                self._luk()
                raise optaget(self._valg.vaert, port, fejl) from None
        return self

    def __exit__(
        self, slags: type[BaseException] | None, fejl: BaseException | None, spor: TracebackType | None
    ) -> None:
        self._luk()

    @property
    def url(self) -> str:
        """Where a caller on this machine reaches it."""
        return self._her(self._sokler[0])

    @property
    def egen_url(self) -> str:
        """Where the other instances reach it: as the settings say, else from where it listens."""
        egen = self._sokler[-1]
        if self._valg.egen_url is not None:
            url = URL(self._valg.egen_url)
            return str(url.with_port(_adresse(egen)[1]) if self._arbejder is not None else url).rstrip("/")
        vaert, port = _adresse(egen)
        if vaert in _ALLE and self._valg.broker == "kafka":
            # Instances may be on other machines, and these know this one by its name.
            return f"http://{socket.gethostname()}:{port}"
        return self._her(egen)

    @property
    def soeskende(self) -> dict[int, str]:
        """Where the other workers of this hub are reached, by their numbers."""
        if self._arbejder is None:
            return {}
        vaert = _i_url(_adresse(self._sokler[0])[0])
        alle = enumerate(self._arbejder.porte, 1)
        return {nummer: f"http://{vaert}:{port}" for nummer, port in alle if nummer != self._arbejder.nummer}

    async def begynd(self, runner: web.AppRunner) -> None:
        """Take connections from now on. Raises Indstillingsfejl."""
        for sok in reversed(self._sokler):
            try:
                sok.listen(_KOE)
                await web.SockSite(runner, sok).start()
            except OSError as fejl:
                raise optaget(self._valg.vaert, _adresse(sok)[1], fejl) from None

    def _her(self, sok: socket.socket) -> str:
        vaert, port = _adresse(sok)
        return f"http://{_i_url(vaert)}:{port}"

    def _luk(self) -> None:
        for sok in self._sokler:
            sok.close()
        self._sokler.clear()


def _adresse(sok: socket.socket) -> tuple[str, int]:
    vaert, port = sok.getsockname()[:2]
    return str(vaert), int(port)


def _i_url(vaert: str) -> str:
    """The host as it stands in an address on this machine."""
    vist = _ALLE.get(vaert, vaert)
    return f"[{vist}]" if ":" in vist else vist
