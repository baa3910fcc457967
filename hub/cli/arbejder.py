"""The program of one worker process, which `faelleshub start --arbejdere N` starts; nobody calls it by hand.

It reads one line of JSON on standard input: its settings and its place. On standard output it answers with a line of
JSON when it is ready, or why it cannot be. When its input ends, the parent is gone, and it drains.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from typing import TYPE_CHECKING, Any

import orjson
import structlog

from hub.arbejdere import Arbejder
from hub.cli.fejl import Clifejl
from hub.cli.start import koer_hub
from hub.settings import Indstillinger

if TYPE_CHECKING:
    from hub.app import KoerendeHub


def main() -> None:
    """Run one worker until it is told to stop, or its parent is gone."""
    ud = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever prints writes to the log, never between the lines that the parent reads
    besked: Any = orjson.loads(sys.stdin.buffer.readline())
    arbejder = Arbejder(besked["nummer"], tuple(besked["porte"]))
    structlog.contextvars.bind_contextvars(arbejder=arbejder.nummer)

    def klar(hub: KoerendeHub) -> None:
        ud.write(orjson.dumps({"klar": {"url": hub.url, "aendret": [str(trin) for trin in hub.aendret]}}) + b"\n")

    try:
        koer_hub(Indstillinger(**besked["indstillinger"]), klar, arbejder=arbejder, slut=_foraelderen_er_vaek)
    except Clifejl as fejl:
        ud.write(orjson.dumps({"fejl": {"tekst": fejl.tekst, "linjer": fejl.linjer, "kode": fejl.kode}}) + b"\n")
        sys.exit(fejl.kode)


def _foraelderen_er_vaek() -> asyncio.Event:
    """An event that is set when standard input ends."""
    vaek, loop = asyncio.Event(), asyncio.get_running_loop()

    def laes() -> None:
        while os.read(0, 1_024):  # not through the file object, whose lock would be held when the process ends
            pass
        loop.call_soon_threadsafe(vaek.set)

    threading.Thread(target=laes, name="parent", daemon=True).start()
    return vaek


if __name__ == "__main__":
    main()
