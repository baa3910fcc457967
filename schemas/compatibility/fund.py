"""What the resolution finds, before anybody says it in words: which rule, how the place was reached, what stands there."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

_BLINDT: Final = -1
"""The number of no branch: a step for people only."""


class Vej:
    """How a place was reached: a step further than `op`. Texts are put together only when something is found there.

    `laeser` and `skriver` are the step for a person; `trin` is the step into the writer's message: a field's name, a
    branch's number, or None for an item of a list or a map.
    """

    __slots__ = ("laeser", "op", "skriver", "trin")

    def __init__(self, op: Vej | None, laeser: str, skriver: str, trin: str | int | None) -> None:
        self.op, self.laeser, self.skriver, self.trin = op, laeser, skriver, trin

    @staticmethod
    def gennem(vej: Vej | None, gren: str) -> Vej:
        """The same place, seen through a branch of the reader's union, of which the message says nothing."""
        return Vej(vej, f"({gren})", "", _BLINDT)


class Fund(NamedTuple):
    """One finding. `laest` and `skrevet` are what the two versions have, as JSON data; the pointers say where.

    `navn` is the field that is spoken of, `mangler` the symbols that the reader lacks, where the rule has them; a field
    that is a step further than `vej` stands in `laeserfelt` and `skriverfelt`.
    """

    regel: str
    vej: Vej | None
    laeserpeger: str
    skriverpeger: str
    laest: Any
    skrevet: Any
    navn: str = ""
    mangler: tuple[str, ...] = ()
    laeserfelt: str = ""
    skriverfelt: str = ""


def stier(fund: Fund) -> tuple[str, str, tuple[str | int | None, ...]]:
    """The finding's place for a person, for reader and writer, and the steps into the writer's message."""
    led: list[Vej] = []
    vej = fund.vej
    while vej is not None:
        led.append(vej)
        vej = vej.op
    led.reverse()
    laeser = "".join(et.laeser for et in led) + (f".{fund.laeserfelt}" if fund.laeserfelt else "")
    skriver = "".join(et.skriver for et in led) + (f".{fund.skriverfelt}" if fund.skriverfelt else "")
    return laeser.removeprefix("."), skriver.removeprefix("."), tuple(et.trin for et in led if et.trin != _BLINDT)
