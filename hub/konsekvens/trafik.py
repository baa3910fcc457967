"""What was counted on the bus: who sent and who was given messages of which schema version, how many, and when last."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

NYLIG: Final = dt.timedelta(days=30)
"""So long before its newest message counts what a sender wrote: a version that it has left is no concern of its."""


class Vej(enum.StrEnum):
    """Which way the messages went."""

    SENDT = "sendt"
    """Sent by the system, and accepted."""
    MODTAGET = "modtaget"
    """Laid in a dueslag of the system."""


class Trafik(NamedTuple):
    """Messages of one schema on one way. `hvem` is the sending system, or the dueslag."""

    vej: Vej
    hvem: str
    skema_id: int
    antal: int
    senest: dt.datetime


def sendte(trafik: Iterable[Trafik], system: str, skema_ider: Collection[int]) -> list[Trafik]:
    """What a system has lately sent of these schemas, the newest first."""
    egne = [en for en in trafik if en.vej is Vej.SENDT and en.hvem == system and en.skema_id in skema_ider]
    egne.sort(key=lambda en: en.senest, reverse=True)
    return [en for en in egne if en.senest >= egne[0].senest - NYLIG]
