"""When a change of configuration is answered: once every instance routes by it, or, after a while, saying that not all do.

The change is durable either way. With several instances one may be frozen, or cut off, and route by what it knew until
its partitions have moved; so long the caller waits, and no longer than is reasonable.
"""

from __future__ import annotations

from typing import Final

import structlog
from aiohttp import web

from hub.api.kald import Kald

LOG = structlog.get_logger(__name__)

GAELDER: Final = "Fh-Gaelder"
"""Header of the answer to a change: `overalt`, or `snart` when some instance may still route by what was before."""

_GAELDER: Final = web.RequestKey("gaelder", bool)


async def vent_overalt(kald: Kald) -> None:
    """Wait until the change just written is in force with every instance; the answer will say whether it was."""
    overalt = await kald.hub.fordeler.gaelder_overalt()
    kald.foresporgsel[_GAELDER] = overalt
    if not overalt:
        LOG.warning("a change is not in force with every instance yet; the answer says so")


def sig_til(foresporgsel: web.Request, svar: web.StreamResponse) -> None:
    """Put the header on the answer to a change that is on its way out."""
    overalt = foresporgsel.get(_GAELDER)
    if overalt is not None:
        svar.headers[GAELDER] = "overalt" if overalt else "snart"
