"""A worker's place among the others, and the ports that the parent holds for them."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from hub.hemmeligheder import Indstillingsfejl


@dataclass(frozen=True, slots=True)
class Arbejder:
    """Which worker a process is, from 1, and the own ports of all of them, in their order."""

    nummer: int
    porte: tuple[int, ...]

    @property
    def port(self) -> int:
        """The port of its own."""
        return self.porte[self.nummer - 1]


@contextlib.contextmanager
def reserveret(vaert: str, port: int, antal: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The public port and the workers' own ones, held as long as the block lasts. Raises Indstillingsfejl.

    Held without listening: nobody else gets them, and a caller of a dead worker is refused at once.
    """
    if not hasattr(socket, "SO_REUSEPORT"):
        raise Indstillingsfejl("arbejdere needs a system where processes can share a port (Linux, BSD, macOS)")
    if port and port + antal > 65_535:
        raise Indstillingsfejl(f"{antal} workers need the ports {port + 1} to {port + antal}; give a lower --port")
    with contextlib.ExitStack() as holdte:
        offentlig = holdte.enter_context(_hold(vaert, port))
        egne = [holdte.enter_context(_hold(vaert, port + nr if port else 0)) for nr in range(1, antal + 1)]
        yield _nummer(offentlig), tuple(map(_nummer, egne))


def tag_port(vaert: str, port: int, *, delt: bool) -> socket.socket:
    """A socket at the address, not listening yet; `delt`: others may take the same port so. Raises OSError."""
    slags, art, protokol, _, adresse = socket.getaddrinfo(
        vaert, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    sok = socket.socket(slags, art, protokol)
    try:
        if os.name == "posix":  # elsewhere it would let two programs have one port
            sok.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if delt:
            sok.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if slags == socket.AF_INET6:
            sok.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        sok.bind(adresse)
    except OSError:
        sok.close()
        raise
    return sok


def optaget(vaert: str, port: int, fejl: OSError) -> Indstillingsfejl:
    """What to say of an address that cannot be had."""
    return Indstillingsfejl(
        f"cannot listen on {vaert}:{port} ({fejl.strerror or fejl}); "
        "stop what uses the port, or give another with --port (0: any free one)"
    )


def _hold(vaert: str, port: int) -> socket.socket:
    try:
        # First as one who shares with nobody: a port that is shared already is another hub's.
        tag_port(vaert, port, delt=False).close()
        return tag_port(vaert, port, delt=True)
    except OSError as fejl:
        raise optaget(vaert, port, fejl) from None


def _nummer(sok: socket.socket) -> int:
    return int(sok.getsockname()[1])
