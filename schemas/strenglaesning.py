"""Makes fastavro refuse what Avro forbids and it forgives, so that no message passes here that others cannot read.

Beside the codec, first step on the way of a message. fastavro counts a union's branch -1 from the end, takes any byte
but 0 for true, and reads numbers of any length; a reader in another language stops there, or reads something else.
"""

from __future__ import annotations

from typing import Any, Final

from fastavro.read import LOGICAL_READERS

_BOOLSK: Final = "faelleshub-boolean"
_SAND_FALSK: Final = {0: False, -1: True}
"""The bytes 00 and 01, as they are read for a zigzag number."""
LOGICAL_READERS[f"int-{_BOOLSK}"] = lambda tal, _skriver, _laeser: _SAND_FALSK[tal]

_ENDELOES: Final = 2**63 - 1

_HOEJE: Final = bytes(range(128)) + b"\x80" * 128


def streng(skema: Any) -> Any:
    """A parsed schema in which a union has only the branches that it names, and a boolean only two values."""
    match skema:
        case "boolean":
            return {"type": "int", "logicalType": _BOOLSK}
        case list():
            return _union([streng(gren) for gren in skema])
        case {"type": "record"}:
            return {**skema, "fields": [{**felt, "type": streng(felt["type"])} for felt in skema["fields"]]}
        case {"type": "array", "items": indre}:
            return {**skema, "items": streng(indre)}
        case {"type": "map", "values": indre}:
            return {**skema, "values": streng(indre)}
        case _:
            return skema


def _union(grene: list[Any]) -> list[Any]:
    """A list for fastavro, whose items are only found by the numbers 0, 1, 2 and so on."""
    opslag = dict(enumerate(grene))
    # a negative number has the length added to it first: with this length no branch is hit
    navne = {"__getitem__": staticmethod(opslag.__getitem__), "__len__": lambda _selv: _ENDELOES}
    klasse = type("Union", (list,), navne)
    union: list[Any] = klasse(grene)
    return union


def mistaenkelig(data: bytes) -> bool:
    """Whether there may be a number in it of more bytes than it needs: almost never in an honest message.

    Such a number ends in 00 after a byte of its own, or has more than ten; text may look like either.
    """
    hoeje = data.translate(_HOEJE)
    return b"\x80\x00" in hoeje or b"\x80" * 10 in hoeje
