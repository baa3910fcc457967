"""An expectation of a scene: what should be, waited for with a deadline, and what was seen. Nothing personal is kept."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from schemas.identifikatorer import maskeret

Maal = Callable[[], Any]
"""Asks the world for what an expectation is about, at once or awaitable; asked until it fits or time has run out."""

SET_MAKS: Final = 120
"""Characters of what was seen that are shown."""

FOERSTE_PAUSE: Final = 0.01
LAENGSTE_PAUSE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Forventning:
    """One expectation and how it went. `set` is what was seen, shortened, with personal numbers masked."""

    tekst: str
    holdt: bool
    set: str
    sekunder: float


@dataclass(frozen=True, slots=True)
class Ikke:
    """What was seen when the question itself failed: only the kind of error, whose text could hold a value."""

    fejl: str

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"endnu intet ({self.fejl})"


FREMDRIFT: Final = 5
"""How many times its deadline an expectation may take whose answer keeps changing: a slow machine is not a broken bus."""


async def afvent(maal: Maal, passer: Callable[[Any], bool], frist: float) -> tuple[bool, Any]:
    """Ask until the answer fits, while it changes within `frist` seconds; whether it did, and the last answer.

    A question that raises counts as not yet answered: a row that is not there is what one waits for.
    """
    begyndt = time.monotonic()
    slut, pause = begyndt + frist, FOERSTE_PAUSE
    set_foer: Any = None
    while True:
        svar: Any
        try:
            svar = await spoerg(maal)
            if passer(svar):
                return True, svar
        except Exception as fejl:  # noqa: BLE001 - what is asked of is another system's, and it may not be there yet
            svar = Ikke(type(fejl).__name__)
        nu = time.monotonic()
        if svar != set_foer:
            set_foer, slut = svar, min(nu + frist, begyndt + FREMDRIFT * frist)
        if nu >= slut:
            return False, svar
        await asyncio.sleep(pause)
        pause = min(LAENGSTE_PAUSE, pause * 1.5)


async def spoerg(maal: Maal) -> Any:
    """Ask once."""
    svar = maal()
    return await svar if inspect.isawaitable(svar) else svar


def vist(svar: object) -> str:
    """What was seen, short and masked; nothing for a plain yes."""
    tekst = maskeret(" ".join(("" if svar is True else _ord(svar)).split()))
    return tekst if len(tekst) <= SET_MAKS else f"{tekst[: SET_MAKS - 1]}…"


def _ord(svar: object) -> str:
    dele: Iterable[str]
    match svar:
        case tuple():
            skille, dele = ", ", map(_ord, svar)
        case list() | set():
            skille, dele = "; ", map(_ord, svar)
        case dict():
            skille, dele = "; ", (f"{noegle}: {_ord(vaerdi)}" for noegle, vaerdi in svar.items())
        case _:
            return _et_ord(svar)
    return skille.join(dele) or "intet"


def _et_ord(svar: object) -> str:
    """In words; of anything that is not plain only its kind, since a record may hold a person."""
    if svar is None:
        return "intet"
    if isinstance(svar, bool):
        return "ja" if svar else "nej"
    return str(svar) if isinstance(svar, str | int | float | Ikke) else type(svar).__name__
