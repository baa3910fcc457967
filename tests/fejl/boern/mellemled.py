"""Something between clients and brokers, as a process of its own: passes bytes on, until it is told not to.

Arguments: `name=host:port`, one for each way. Writes a line `name port` for each: where the way begins. Then reads
commands, one a line, and answers each with `ok`:

- `haeng name`: nothing passes any more, and nobody is told; what is sent waits, as in a cable that was pulled.
- `nulstil name`: what is open is reset, and whoever connects is reset at once.
- `hel name`: the way is as it was; what waited goes on.
"""

from __future__ import annotations

import asyncio
import sys
from typing import cast

from hub.loekke import ny_loekke


class Vej:
    """One way: where it leads, and everything that is open on it."""

    def __init__(self, vaert: str, port: int) -> None:
        self.vaert = vaert
        self.port = port
        self.haenger = False
        self.afviser = False
        self.aabne: set[Ende] = set()

    def haeng(self) -> None:
        self.haenger = True
        for ende in self.aabne:
            ende.hold()

    def nulstil(self) -> None:
        self.afviser = True
        for ende in tuple(self.aabne):
            ende.afbryd()

    def hel(self) -> None:
        self.haenger = self.afviser = False
        for ende in tuple(self.aabne):
            ende.slip()


class Ende(asyncio.Protocol):
    """One end of a connection; what comes here goes out at the other end."""

    def __init__(self, vej: Vej, anden: Ende | None = None) -> None:
        self.vej = vej
        self.anden = anden
        self.transport: asyncio.Transport | None = None
        self._venter: list[bytes] = []
        self._fuld = False
        self._opgave: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is one by its manners alone
        if self.vej.afviser:
            self.transport.abort()
            return
        self.vej.aabne.add(self)
        if self.anden is None:
            self._opgave = asyncio.create_task(self._forbind())
        else:
            self.anden.anden = self
            self.anden.slip()

    def data_received(self, data: bytes) -> None:
        self._venter.append(data)
        self.slip()

    def pause_writing(self) -> None:
        self._fuld = True
        if self.anden is not None:
            self.anden.hold()

    def resume_writing(self) -> None:
        self._fuld = False
        if self.anden is not None:
            self.anden.slip()

    def connection_lost(self, exc: Exception | None) -> None:
        self.vej.aabne.discard(self)
        if self._opgave is not None:
            self._opgave.cancel()
        if self.anden is not None and self.anden.transport is not None:
            if exc is None:
                self.anden.transport.close()
            else:
                self.anden.transport.abort()

    def hold(self) -> None:
        """Take nothing more from this end."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.pause_reading()

    def slip(self) -> None:
        """Pass on what waits, and take from this end again, if the way is open and the other end takes more."""
        if self.vej.haenger or self.anden is None or self.anden.transport is None:
            self.hold()
            return
        for stykke in self._venter:
            self.anden.transport.write(stykke)
        self._venter.clear()
        if self.transport is not None and not self.anden._fuld and not self.transport.is_closing():
            self.transport.resume_reading()

    def afbryd(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    async def _forbind(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.create_connection(lambda: Ende(self.vej, self), self.vej.vaert, self.vej.port)
        except OSError:
            self.afbryd()


async def main(veje: dict[str, Vej]) -> None:
    loop = asyncio.get_running_loop()
    for navn, vej in veje.items():
        server = await loop.create_server(lambda vej=vej: Ende(vej), "127.0.0.1", 0)  # type: ignore[misc] # bound in the loop
        svar(f"{navn} {server.sockets[0].getsockname()[1]}")
    kommandoer = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(kommandoer), sys.stdin)
    while linje := await kommandoer.readline():
        kommando, navn = linje.decode().split()
        getattr(veje[navn], kommando)()
        svar("ok")


def svar(linje: str) -> None:
    sys.stdout.write(f"{linje}\n")
    sys.stdout.flush()


def laes(argument: str) -> tuple[str, Vej]:
    navn, _, adresse = argument.partition("=")
    vaert, _, port = adresse.rpartition(":")
    return navn, Vej(vaert, int(port))


with asyncio.Runner(loop_factory=ny_loekke()) as runner:
    runner.run(main(dict(map(laes, sys.argv[1:]))))
