"""Following the feed of an outer system: each event becomes messages once, in order, through stops and failures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from adapters.sdk.kontekst import Kontekst

PLADS: Final = "sdk.feed"

Haendelse = Mapping[str, Any]
"""An event's data, as the outer system tells it."""

Oversaetter = Callable[[Haendelse, Kontekst], Awaitable[None]]


async def foelg(kontekst: Kontekst, oversaettere: Mapping[str, Oversaetter], *, sti: str = "/haendelser") -> None:
    """Take what the feed has after the place remembered, waiting for the first; for a job that runs again and again.

    The place moves in the transaction in which the messages enter the outbox. An event that no translator is for is
    passed over: outer systems tell more than a bus wants to know.
    """
    plads = int(await kontekst.lager.laes_tilstand(PLADS) or 0)
    vent = kontekst.indstillinger.vent
    haendelser = await kontekst.ydre.hent(sti, efter=plads, vent=f"{vent:g}", ventetid=vent)
    for haendelse in haendelser:
        oversaetter = oversaettere.get(haendelse["slags"])
        if oversaetter is not None:
            await oversaetter(haendelse["data"], kontekst)
        plads = haendelse["nr"]
    if haendelser:
        await kontekst.lager.husk_tilstand(PLADS, str(plads))
