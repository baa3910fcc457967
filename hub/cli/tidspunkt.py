"""Times as a person gives them to a command: so long from now, or a time with its zone."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from hub.cli.fejl import ULAESELIG, Clifejl

_OM: Final = re.compile(r"([1-9][0-9]{0,4})([mtd])")
_ENHEDER: Final = {"m": "minutes", "t": "hours", "d": "days"}


def tidspunkt(tekst: str) -> str:
    """A time from `14d`, `6t`, `30m`, or as it stands. Raises Clifejl."""
    if fundet := _OM.fullmatch(tekst):
        om = dt.timedelta(**{_ENHEDER[fundet[2]]: int(fundet[1])})
        return (dt.datetime.now(dt.UTC) + om).isoformat(timespec="seconds")
    try:
        tid = dt.datetime.fromisoformat(tekst)
    except ValueError:
        tid = None
    if tid is None or tid.tzinfo is None:
        raise Clifejl(
            f"{tekst!r} is no time; write 14d (days), 6t (hours), 30m (minutes), or 2027-01-01T12:00:00+01:00",
            kode=ULAESELIG,
        )
    return tid.isoformat()
