"""From records of the log and the fejlkø to rows of the read models. Pure.

Beside the way of a message: what is here can be thrown away and made again from the topics.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import orjson

from brokers import StoredRecord
from hub.beskedfordeler import emner, fejlposter
from hub.kontrakter.historik import noegle
from hub.log.haendelse import Hopslags, laes_felter, us
from schemas.codec import HOVED

Raekke = dict[str, Any]

SENDT: Final = "sendt"
MODTAGET: Final = "modtaget"
"""The two ways on which traffic is counted: sent by a system, and laid in a dueslag."""

_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TI_CIFRE: Final = re.compile(r"[0-9]{6}[ -]?[0-9]{4}")


@dataclass(slots=True)
class Raekker:
    """What a batch of records adds to the tables."""

    led: list[Raekke] = field(default_factory=list)
    fejl: list[Raekke] = field(default_factory=list)
    fejlregel: list[Raekke] = field(default_factory=list)
    genafspilning: list[Raekke] = field(default_factory=list)
    taeller: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    senest: int = 0
    veje: dict[tuple[str, tuple[str, ...], int], tuple[int, int]] = field(default_factory=dict)
    """By sender, dueslag and schema id: how many accepted messages, and when the last, in microseconds since 1970."""

    def trafik(self) -> dict[tuple[str, str, int], tuple[int, int]]:
        """The same for each sender, and for each dueslag that messages were laid in: by way, whose, and schema id."""
        samlet: dict[tuple[str, str, int], tuple[int, int]] = {}
        for (system, dueslag, skema_id), (antal, senest) in self.veje.items():
            for vej, hvem in ((SENDT, system), *((MODTAGET, en) for en in dueslag)):
                foer, da = samlet.get((vej, hvem, skema_id), (0, 0))
                samlet[vej, hvem, skema_id] = foer + antal, max(da, senest)
        return samlet


def beskednoegle(besked_id: str, hemmelighed: bytes) -> str:
    """What a BeskedId is kept as: itself, or a keyed hash when there may be a CPR number in it."""
    besked_id = _ren(besked_id)
    if _UUID.fullmatch(besked_id) or not _TI_CIFRE.search(besked_id):
        return besked_id
    return f"hash:{noegle(hemmelighed, besked_id).hex()}"


def _ren(tekst: str) -> str:
    """A text as every database takes it: PostgreSQL knows no character 0, and a sender may call an id anything."""
    return tekst.replace("\0", "\ufffd")


def projicer(poster: Iterable[StoredRecord], hemmelighed: bytes) -> Raekker:
    """The rows that these records of one partition make. Raises UlaeseligtLed for a log that was tampered with."""
    ud = Raekker()
    for post in poster:
        if post.value is not None:
            _PROJEKTIONER[post.topic](post, ud, hemmelighed)
    return ud


def _log(post: StoredRecord, ud: Raekker, hemmelighed: bytes) -> None:
    led = laes_felter(post.value or b"")
    besked_id, naar = led["beskedId"], led["tidspunkt"]
    dueslag = tuple(led["dueslag"])
    ud.led.append(
        {
            "besked": None if besked_id is None else beskednoegle(besked_id, hemmelighed),
            "modtagelse": led["modtagelse"],
            "tidspunkt": naar,
            "modtaget": led["modtaget"],
            "slags": led["slags"],
            "system": led["system"],
            "dueslag": _liste(dueslag),
            "udfald": led["udfald"],
            "regler": _liste(tuple([aarsag["regel"] for aarsag in led["aarsager"]])),
            "forsoeg": led["forsoeg"],
            "hvem": led["hvem"],
        }
    )
    if led["slags"] == Hopslags.AFGJORT:
        ud.taeller[led["system"] or "", _ren(led["beskedtype"] or ""), led["udfald"] or ""] += 1
        ud.senest = max(ud.senest, naar)
        if (besked := led["besked"]) is not None:
            vej = (led["system"] or "", dueslag, int.from_bytes(besked[1:HOVED], "big"))
            antal, senest = ud.veje.get(vej, (0, 0))
            ud.veje[vej] = antal + 1, max(senest, naar)


@lru_cache(maxsize=4_096)
def _liste(tekster: tuple[str, ...]) -> str:
    """As a column holds it; the same receivers come again and again."""
    return orjson.dumps(tekster).decode()


def _fejlkoe(post: StoredRecord, ud: Raekker, hemmelighed: bytes) -> None:
    fejl = fejlposter.laes(post.value or b"")
    regler = tuple(dict.fromkeys(aarsag.regel for aarsag in fejl.aarsager))
    ud.fejl.append(
        {
            "id": fejl.id,
            "tidspunkt": us(fejl.tidspunkt),
            "afsender": fejl.afsender,
            "modtagelse": fejl.modtagelse,
            "besked": None if fejl.besked_id is None else beskednoegle(fejl.besked_id, hemmelighed),
            "beskedtype": None if fejl.beskedtype is None else _ren(fejl.beskedtype),
            "skema_id": fejl.skema_id,
            "dueslag": fejl.dueslag,
            "regler": orjson.dumps(regler).decode(),
            "forsoeg": fejl.forsoeg,
            "emne": fejl.sted.emne,
            "partition": fejl.sted.partition,
            "offset": fejl.sted.offset,
            "koe_partition": post.partition,
            "koe_offset": post.offset,
        }
    )
    ud.fejlregel.extend({"fejl": fejl.id, "regel": regel} for regel in regler)


def _fejltilstand(post: StoredRecord, ud: Raekker, _hemmelighed: bytes) -> None:
    data = orjson.loads(post.value or b"{}")
    ud.genafspilning.append(
        {
            "fejl": (post.key or b"").decode(),
            "hvem": data["hvem"],
            "tidspunkt": us(dt.datetime.fromisoformat(data["tidspunkt"])),
        }
    )


_PROJEKTIONER: Final[dict[str, Callable[[StoredRecord, Raekker, bytes], None]]] = {
    emner.LOG: _log,
    emner.LEVERINGSLOG: _log,
    emner.FEJLKOE: _fejlkoe,
    emner.FEJLTILSTAND: _fejltilstand,
}
EMNER: Final = tuple(_PROJEKTIONER)
"""The topics that the read models are made of."""
