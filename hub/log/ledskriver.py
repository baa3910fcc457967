"""A link's bytes, written by hand: what `Logled.avsc` says, without a dictionary in between.

The router writes a link for every message, so this is on its hottest path. A test holds it to what an Avro library
makes of the same link; reading is left to that library.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from hub.log.haendelse import Haendelse, Logaarsag, us

_INGEN: Final = b"\x00"
"""The branch `null` of a union, and the end of a list."""
_NOGET: Final = b"\x02"
"""The other branch of a union."""
_TO_CIFRE: Final = 1 << 14


def skriv_krop(forrige: bytes, sekvens: int, h: Haendelse) -> bytes:
    """The bytes over which a link's hash is taken: every field but the hash itself, in Avro."""
    return b"".join(
        (
            forrige,
            _lang(sekvens),
            _lang(_kendt_tid(h.tidspunkt)),
            _kendt(h.slags.value),
            _tekst(h.modtagelse),
            _INGEN if h.modtaget is None else _NOGET + _lang(us(h.modtaget)),
            _INGEN if h.besked_id is None else _NOGET + _tekst(h.besked_id),
            _kendt_eller_intet(h.beskedtype),
            _kendt_eller_intet(h.system),
            _kendt_eller_intet(h.udfald),
            _tekster(h.dueslag),
            _aarsager(h.aarsager) if h.aarsager else _INGEN,
            _lille(h.forsoeg),
            _kendt_eller_intet(h.hvem),
            _INGEN if h.fejl is None else _NOGET + _tekst(h.fejl),
            _kendt(h.sted.emne),
            _lille(h.sted.partition),
            _lang(h.sted.offset),
            _INGEN if h.besked is None else b"".join((_NOGET, _lille(len(h.besked)), h.besked)),
        )
    )


def _lang(tal: int) -> bytes:
    """A number: doubled since it has a sign, its lowest bits first.

    The upper bits of offsets and times stay the same for many links.
    """
    tal = tal << 1 ^ tal >> 63
    return _ende(tal) if tal < _TO_CIFRE else _begyndelse(tal & _TO_CIFRE - 1) + _ende(tal >> 14)


@lru_cache(maxsize=_TO_CIFRE)
def _begyndelse(tal: int) -> bytes:
    """Two bytes of seven bits each, of a number that goes on after them."""
    return bytes((tal & 0x7F | 0x80, tal >> 7 | 0x80))


@lru_cache(maxsize=65_536)
def _ende(tal: int) -> bytes:
    """The rest of a number: seven bits a byte, each but the last with a mark that it goes on."""
    cifre = bytearray()
    while tal > 0x7F:
        cifre.append(tal & 0x7F | 0x80)
        tal >>= 7
    cifre.append(tal)
    return bytes(cifre)


_lille = lru_cache(maxsize=65_536)(_lang)
"""A number of which there are not many: a length, a count."""
_kendt_tid = lru_cache(maxsize=256)(us)
"""A time that the events of a batch share."""


def _tekst(tekst: str) -> bytes:
    raa = tekst.encode()
    return _lille(len(raa)) + raa


_kendt = lru_cache(maxsize=4_096)(_tekst)
"""A text that comes again and again: a topic, a system, a kind of message."""


@lru_cache(maxsize=4_096)
def _kendt_eller_intet(tekst: str | None) -> bytes:
    return _INGEN if tekst is None else _NOGET + _tekst(tekst)


@lru_cache(maxsize=4_096)
def _tekster(tekster: tuple[str, ...]) -> bytes:
    """A list of texts in one block; the same receivers come again and again."""
    return b"".join((_lang(len(tekster)), *map(_tekst, tekster), _INGEN)) if tekster else _INGEN


def _aarsager(aarsager: tuple[Logaarsag, ...]) -> bytes:
    return b"".join((_lang(len(aarsager)), *(_tekst(del_) for aarsag in aarsager for del_ in aarsag), _INGEN))
