"""A checkpoint of one partition's history on this machine's own disk: a take-over reads only what came after it.

Beside `historiklager`. The changelog topic is the truth; a checkpoint saves reading it from its beginning. It names
the place in the changelog up to which it holds, and the link of the message log that was the newest then. So it is
never taken for another bus's, or for that of a chain that went on without it: what does not fit is left alone.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from brokers import Broker
from hub.beskedfordeler import emner
from hub.log import hoveder
from hub.log.kaede import Hoved

_ART: Final = b"FHH1"
_MAERKE: Final = 32
_LAENGDER: Final = struct.Struct(">BH")
_AD_GANGEN: Final = 20_000


@dataclass(frozen=True, slots=True)
class Punkt:
    """Where a checkpoint holds: offsets behind the last record of changelog and log, and the newest link there."""

    historik: int
    log: int
    hoved: Hoved


@dataclass(frozen=True, slots=True)
class Indhold:
    """What a checkpoint holds: keyed hashes and values, as in the changelog; `beskeder` in order of age."""

    beskeder: Sequence[tuple[bytes, bytes]]
    objekter: Sequence[tuple[bytes, bytes]]


async def punkt_nu(broker: Broker, partition: int, hoved: Hoved) -> Punkt | None:
    """The place that this moment's history holds at; None when another has written since. Raises BrokerError.

    To be asked by the partition's owner between two transactions, `hoved` being its newest link.
    """
    # In this order: a link of ours at the end of the log says that nobody else had written the changelog before.
    historik = (await broker.end_offsets(emner.HISTORIK)).get(partition, 0)
    log = (await broker.end_offsets(emner.LOG)).get(partition, 0)
    punkt = Punkt(historik, log, hoved)
    return punkt if hoved.antal and await gaelder(broker, partition, punkt) else None


async def gaelder(broker: Broker, partition: int, punkt: Punkt) -> bool:
    """Whether the log has the checkpoint's link where it should be. Raises BrokerError."""
    ender = [(await broker.end_offsets(emne)).get(partition, 0) for emne in (emner.HISTORIK, emner.LOG)]
    if punkt.historik > ender[0] or punkt.log > ender[1]:
        return False
    post = await hoveder.sidste_post(broker, emner.LOG, partition, foer=punkt.log)
    return post is not None and hoveder.hoved_af(post) == punkt.hoved


def sti(mappe: Path, partition: int) -> Path:
    """The file of a partition's checkpoint."""
    return mappe / f"{emner.HISTORIK}-{partition}"


def skriv(fil: Path, hemmelighed: bytes, punkt: Punkt, indhold: Indhold) -> None:
    """Replace the checkpoint, whole. Raises OSError."""
    fil.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    midlertidig = fil.with_name(f".{fil.name}.{secrets.token_hex(8)}")
    maerke = _nyt_maerke(hemmelighed)
    try:
        with os.fdopen(os.open(midlertidig, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as ud:
            for stykke in _stykker(punkt, indhold):
                maerke.update(stykke)
                ud.write(stykke)
            ud.write(maerke.digest())
        midlertidig.replace(fil)
    finally:
        midlertidig.unlink(missing_ok=True)


def laes(fil: Path, hemmelighed: bytes) -> tuple[Punkt, Indhold] | None:
    """The checkpoint; None when there is none that can be used."""
    try:
        raa = fil.read_bytes()
    except OSError:
        return None
    krop, maerke = raa[:-_MAERKE], raa[-_MAERKE:]
    ventet = _nyt_maerke(hemmelighed)
    ventet.update(krop)
    if krop[: len(_ART)] != _ART or not hmac.compare_digest(ventet.digest(), maerke):
        return None
    fra = len(_ART) + 4
    til = fra + int.from_bytes(krop[len(_ART) : fra], "big")
    hoved: Any = orjson.loads(krop[fra:til])
    punkt = Punkt(hoved["historik"], hoved["log"], Hoved(hoved["antal"], bytes.fromhex(hoved["aftryk"])))
    poster = list(_laes_poster(krop, til))
    return punkt, Indhold(poster[: hoved["beskeder"]], poster[hoved["beskeder"] :])


def _stykker(punkt: Punkt, indhold: Indhold) -> Iterator[bytes]:
    hoved = orjson.dumps(
        {
            "historik": punkt.historik,
            "log": punkt.log,
            "antal": punkt.hoved.antal,
            "aftryk": punkt.hoved.aftryk.hex(),
            "beskeder": len(indhold.beskeder),
        }
    )
    yield _ART + len(hoved).to_bytes(4, "big") + hoved
    for poster in (indhold.beskeder, indhold.objekter):
        for fra in range(0, len(poster), _AD_GANGEN):
            yield b"".join(_skriv_poster(poster[fra : fra + _AD_GANGEN]))


def _skriv_poster(poster: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
    for noegle, vaerdi in poster:
        yield _LAENGDER.pack(len(noegle), len(vaerdi))
        yield noegle
        yield vaerdi


def _laes_poster(krop: bytes, fra: int) -> Iterator[tuple[bytes, bytes]]:
    while fra < len(krop):
        noegle, vaerdi = _LAENGDER.unpack_from(krop, fra)
        midt = fra + _LAENGDER.size + noegle
        yield krop[midt - noegle : midt], krop[midt : midt + vaerdi]
        fra = midt + vaerdi


def _nyt_maerke(hemmelighed: bytes) -> Any:
    return hashlib.blake2b(key=hemmelighed, digest_size=_MAERKE, person=b"historik")
