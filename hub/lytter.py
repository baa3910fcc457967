"""Where a hub listens: the address is taken before anything starts, and answered on when everything has.

So the other instances can be told it from the first moment, and an address in use is said at once.
"""

from __future__ import annotations

import os
import socket
from types import TracebackType
from typing import Final, Self

from aiohttp import web

from hub.settings import Indstillinger, Indstillingsfejl

_ALLE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what is shown for every interface
_KOE: Final = 1_024
"""Connections that may wait to be accepted."""


class Lytter:
    """The address of one hub, as a context manager. Raises Indstillingsfejl when it cannot be had."""

    def __init__(self, indstillinger: Indstillinger) -> None:
        self._indstillinger = indstillinger
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        vaert, port = self._indstillinger.vaert, self._indstillinger.port
        try:
            slags, art, protokol, _, adresse = socket.getaddrinfo(
                vaert, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            self._socket = socket.socket(slags, art, protokol)
            if os.name == "posix":  # elsewhere it would let two programs have one port
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if slags == socket.AF_INET6:
                self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            self._socket.bind(adresse)
        except OSError as fejl:
            self._luk()
            raise self._optaget(fejl) from None
        return self

    def __exit__(
        self, slags: type[BaseException] | None, fejl: BaseException | None, spor: TracebackType | None
    ) -> None:
        self._luk()

    @property
    def url(self) -> str:
        """Where a caller on this machine reaches it."""
        vaert = self._adresse[0]
        return f"http://{_i_url(_ALLE.get(vaert, vaert))}:{self._adresse[1]}"

    @property
    def egen_url(self) -> str:
        """Where the other instances reach it: as the settings say, else from where it listens."""
        if self._indstillinger.egen_url is not None:
            return self._indstillinger.egen_url
        if self._adresse[0] in _ALLE and self._indstillinger.broker == "kafka":
            # Instances may be on other machines, and these know this one by its name.
            return f"http://{socket.gethostname()}:{self._adresse[1]}"
        return self.url

    async def begynd(self, runner: web.AppRunner) -> None:
        """Take connections from now on. Raises Indstillingsfejl."""
        if self._socket is None:
            raise RuntimeError("the address is taken by `with`")
        try:
            self._socket.listen(_KOE)
            await web.SockSite(runner, self._socket).start()
        except OSError as fejl:
            raise self._optaget(fejl) from None

    @property
    def _adresse(self) -> tuple[str, int]:
        if self._socket is None:
            raise RuntimeError("the address is taken by `with`")
        vaert, port = self._socket.getsockname()[:2]
        return str(vaert), int(port)

    def _optaget(self, fejl: OSError) -> Indstillingsfejl:
        return Indstillingsfejl(
            f"cannot listen on {self._indstillinger.vaert}:{self._indstillinger.port} ({fejl.strerror or fejl}); "
            "stop what uses the port, or give another with --port (0: any free one)"
        )

    def _luk(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _i_url(vaert: str) -> str:
    return f"[{vaert}]" if ":" in vaert else vaert
