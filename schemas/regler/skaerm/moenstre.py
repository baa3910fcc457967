"""Patterns as WebAssembly: a matcher that takes the first way it sees, and never goes back.

So it may miss a match that a pattern has, which sends the message to the judge; but what it takes, the pattern takes.
Texts are ASCII here: the caller sends others to the judge.
"""

from __future__ import annotations

import importlib
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

_laeser: Any = importlib.import_module("re._parser")
_ORD: Final[Any] = importlib.import_module("re._constants")
"""How `re` itself reads a pattern."""

_ALLE: Final = (1 << 128) - 1
_UBEGRAENSET: Final = 1 << 30
_Q: Final = "(local.get $q)"
_SLUT: Final = "(local.get $e)"


class Uudtrykkelig(ValueError):
    """A pattern with something in it that is not told here."""


def moenster(udtryk: re.Pattern[str]) -> tuple[str, str]:
    """Locals and body of a function with the locals $b and $q, where a text begins, and $e, its end. Raises Uudtrykkelig."""
    if udtryk.flags & (re.IGNORECASE | re.MULTILINE | re.VERBOSE):
        raise Uudtrykkelig("flags")
    skriver = _Skriver(bool(udtryk.flags & re.DOTALL))
    krop = skriver.foelge(_laeser.parse(udtryk.pattern, udtryk.flags & ~re.UNICODE), "$nej")
    lokale = " ".join(f"(local $n{nummer} i32)" for nummer in range(skriver.antal))
    return lokale, f"(block $nej\n{krop}\n(return (i32.eq {_Q} {_SLUT})))\n(i32.const 0)"


class _Skriver:
    def __init__(self, punktum_er_alt: bool) -> None:
        self.punktum = _ALLE if punktum_er_alt else _ALLE & ~(1 << 10)
        self.antal = 0
        self._maerker = itertools.count()

    def ny(self) -> str:
        self.antal += 1
        return f"$n{self.antal - 1}"

    def foelge(self, dele: Iterable[Any], nej: str) -> str:
        return "\n".join(self.del_(slags, indhold, nej) for slags, indhold in dele)

    def del_(self, slags: Any, indhold: Any, nej: str) -> str:  # noqa: PLR0911 - one way out per kind of element
        if slags is _ORD.AT:
            return self.sted(indhold, nej)
        if slags is _ORD.SUBPATTERN:
            _, til, fra, indre = indhold
            if til or fra:
                raise Uudtrykkelig("flags inside")
            return self.foelge(indre, nej)
        if slags is _ORD.BRANCH:
            return self.gren(indhold[1], nej)
        if slags in {_ORD.MAX_REPEAT, _ORD.POSSESSIVE_REPEAT}:
            mindst, hoejst, indre = indhold
            return self.gentag(mindst, hoejst, indre, nej)
        if slags is _ORD.ASSERT and indhold[0] == 1:
            gemt = self.ny()
            return f"(local.set {gemt} {_Q})\n{self.foelge(indhold[1], nej)}\n(local.set $q (local.get {gemt}))"
        if slags is _ORD.ASSERT_NOT and len(indhold[1]) == 1:
            return self.ikke(indhold[0], self.maengde(*indhold[1][0]), nej)
        return _et(self.maengde(slags, indhold), nej)

    def sted(self, hvor: Any, nej: str) -> str:
        if hvor in {_ORD.AT_BEGINNING, _ORD.AT_BEGINNING_STRING}:
            return f"(br_if {nej} (i32.ne {_Q} (local.get $b)))"
        if hvor in {_ORD.AT_END, _ORD.AT_END_STRING}:
            return f"(br_if {nej} (i32.ne {_Q} {_SLUT}))"
        raise Uudtrykkelig(str(hvor))

    def ikke(self, retning: int, maengde: int, nej: str) -> str:
        """No such character follows, or (backwards) went before."""
        if retning == 1:
            her, findes = _Q, f"(i32.lt_u {_Q} {_SLUT})"
        else:
            her, findes = f"(i32.sub {_Q} (i32.const 1))", f"(i32.gt_u {_Q} (local.get $b))"
        return f"(if {findes} (then (br_if {nej} {_i_maengde(maengde, her)})))"

    def gren(self, grene: Iterable[Any], nej: str) -> str:
        nummer, gemt = next(self._maerker), self.ny()
        ja = f"$ja{nummer}"
        linjer = [f"(local.set {gemt} {_Q})", f"(block {ja}"]
        for plads, gren in enumerate(grene):
            naeste = f"$gren{nummer}_{plads}"
            linjer += [
                f"(block {naeste}",
                self.foelge(gren, naeste),
                f"(br {ja}))",
                f"(local.set $q (local.get {gemt}))",
            ]
        return "\n".join([*linjer, f"(br {nej}))"])

    def gentag(self, mindst: int, hoejst: Any, indre: Any, nej: str) -> str:
        """As often as it goes, up to `hoejst`."""
        graense = _UBEGRAENSET if hoejst is _ORD.MAXREPEAT else int(hoejst)
        nummer, antal, gemt = next(self._maerker), self.ny(), self.ny()
        ud = f"$ud{nummer}"
        return f"""(local.set {antal} (i32.const 0))
(block {ud} (loop $l{nummer}
  (br_if {ud} (i32.ge_u (local.get {antal}) (i32.const {graense})))
  (local.set {gemt} {_Q})
  (block $nok{nummer}
    {self.foelge(indre, f"$nok{nummer}")}
    (br_if $nok{nummer} (i32.eq {_Q} (local.get {gemt})))
    (local.set {antal} (i32.add (local.get {antal}) (i32.const 1)))
    (br $l{nummer}))
  (local.set $q (local.get {gemt}))))
(br_if {nej} (i32.lt_u (local.get {antal}) (i32.const {mindst})))"""

    def maengde(self, slags: Any, indhold: Any) -> int:
        """The ASCII characters that one element takes, as bits."""
        if slags is _ORD.LITERAL:
            return _bit(indhold)
        if slags is _ORD.NOT_LITERAL:
            return _ALLE & ~_bit(indhold)
        if slags is _ORD.ANY:
            return self.punktum
        if slags is _ORD.IN:
            return sum_af(_i_klasse(indhold))
        raise Uudtrykkelig(str(slags))


def _bit(tegn: int) -> int:
    return 1 << tegn if tegn < 128 else 0


def sum_af(dele: Iterable[tuple[bool, int]]) -> int:
    """A character class from its parts: those it names, or (where the first says so) all others."""
    samlet, vendt = 0, False
    for er_vendt, bits in dele:
        vendt |= er_vendt
        samlet |= bits
    return _ALLE & ~samlet if vendt else samlet


def _i_klasse(dele: Iterable[Any]) -> Iterator[tuple[bool, int]]:
    for slags, indhold in dele:
        if slags is _ORD.NEGATE:
            yield True, 0
        elif slags is _ORD.LITERAL:
            yield False, _bit(indhold)
        elif slags is _ORD.RANGE:
            fra, til = indhold
            yield False, sum(_bit(tegn) for tegn in range(fra, min(til, 127) + 1))
        else:
            raise Uudtrykkelig(str(slags))


def _et(maengde: int, nej: str) -> str:
    return f"(br_if {nej} (i32.ge_u {_Q} {_SLUT}))\n(br_if {nej} (i32.eqz {_i_maengde(maengde, _Q)}))\n(local.set $q (i32.add {_Q} (i32.const 1)))"


def _i_maengde(maengde: int, her: str) -> str:
    """Whether the character at `her` is in a set: true is 1."""
    tegn = f"(i32.load8_u {her})"
    medlemmer = [bit for bit in range(128) if maengde >> bit & 1]
    if not medlemmer:
        return "(i32.const 0)"
    foerste, sidste = medlemmer[0], medlemmer[-1]
    if len(medlemmer) == 1:
        return f"(i32.eq {tegn} (i32.const {foerste}))"
    if len(medlemmer) == sidste - foerste + 1:
        return f"(i32.lt_u (i32.sub {tegn} (i32.const {foerste})) (i32.const {len(medlemmer)}))"
    lav, hoej = maengde & (1 << 64) - 1, maengde >> 64
    valgt = f"(select (i64.const {hoej}) (i64.const {lav}) (i32.and {tegn} (i32.const 64)))"
    return f"(i32.wrap_i64 (i64.and (i64.const 1) (i64.shr_u {valgt} (i64.extend_i32_u {tegn}))))"
