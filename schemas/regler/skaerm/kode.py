"""Writing WebAssembly text: functions of one module, and the places in a message that they look at.

Pure. The text is made of the contract and the declared rules alone; nothing a sender can send reaches it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from schemas.regler.skaerm.typer import SLIDS, Felt, Liste, Post, Poster, Type

SANDT: Final = "(i32.const 1)"
FALSK: Final = "(i32.const 0)"

PAR_HOEJST: Final = 64
"""Items of a list whose pairs are compared; the cost grows with the square, and a longer list is the judge's."""


def og(*dele: str) -> str:
    """All of them hold; what costs a call is asked only where it can still matter."""
    tilbage = [del_ for del_ in dele if del_ != SANDT] or [SANDT]
    samlet = tilbage[-1]
    for del_ in reversed(tilbage[:-1]):
        samlet = hvis(del_, samlet, FALSK) if "(call" in samlet else f"(i32.and {del_} {samlet})"
    return samlet


def eller(*dele: str) -> str:
    """One of them holds; what costs a call is asked only where it can still matter."""
    samlet = dele[-1]
    for del_ in reversed(dele[:-1]):
        samlet = hvis(del_, SANDT, samlet) if "(call" in samlet else f"(i32.or {del_} {samlet})"
    return SANDT if SANDT in dele else samlet


def ikke(udtryk: str) -> str:
    """It does not hold."""
    return f"(i32.eqz {udtryk})"


def hvis(betingelse: str, saa: str, ellers: str) -> str:
    """One or the other; only the one is asked."""
    return f"(if (result i32) {betingelse} (then {saa}) (else {ellers}))"


@dataclass(frozen=True)
class Sted:
    """A place in a message: what stands there, and its slot, so many bytes after the address that `fra` is source of."""

    type: Type
    fra: str
    plads: int = 0
    felter: str = ""
    """Source for the address of a record's own slots, where that is not read from its slot."""

    @property
    def slids(self) -> str:
        """The address of the slot."""
        return f"(i32.add {self.fra} (i32.const {self.plads}))" if self.plads else self.fra

    @property
    def er_der(self) -> str:
        """Whether something stands there."""
        return f"(i32.ne {self.ord(0)} (i32.const 0))"

    @property
    def mangler(self) -> str:
        """Whether nothing does."""
        return ikke(self.ord(0))

    def ord(self, nummer: int) -> str:
        """One of the four words of the slot. A record known by its own slots has only the first, their address."""
        if self.felter and nummer == 0:
            return self.felter
        return f"(i32.load{_efter(self.plads + 4 * nummer)} {self.fra})"

    @property
    def tal(self) -> str:
        """The number that stands there, as i64."""
        return f"(i64.load{_efter(self.plads + 8)} {self.fra})"


def _efter(bytes_: int) -> str:
    return f" offset={bytes_}" if bytes_ else ""


class Modul:
    """The functions of one contract's kernel. A function that is written twice is there once."""

    def __init__(self, poster: Poster) -> None:
        self.poster = poster
        self._navne: dict[str, str] = {}
        self._om: dict[tuple[str, str], str | None] = {}

    def om(self, hvad: str, navn: str, skriv: Callable[[], str | None]) -> str | None:
        """What `skriv` writes about a record type; it is asked once."""
        if (hvad, navn) not in self._om:
            self._om[hvad, navn] = skriv()
        return self._om[hvad, navn]

    def funktion(self, hoved: str, krop: str) -> str:
        """The name of a function with this head (parameters, result, locals) and body."""
        kilde = f"{hoved}\n{krop}"
        return self._navne.setdefault(kilde, f"$f{len(self._navne)}")

    def kilde(self) -> str:
        """All of them."""
        return "\n".join(f"(func {navn} {kilde})" for kilde, navn in self._navne.items())

    def felt(self, sted: Sted, navn: str) -> Sted:
        """A field of the record at a place; absent where the record is. Raises KeyError when it has no such field."""
        nummer, felt = self.find(sted, navn)
        return Sted(felt.type, sted.ord(0), SLIDS * nummer)

    def find(self, sted: Sted, navn: str) -> tuple[int, Felt]:
        """The number and declaration of a field. Raises KeyError."""
        felter = self.poster[sted.type.navn] if isinstance(sted.type, Post) else ()
        for nummer, felt in enumerate(felter):
            if felt.navn == navn:
                return nummer, felt
        raise KeyError(navn)

    def ved(self, sted: Sted, sti: str) -> Sted:
        """The place at a path of fields with dots. Raises KeyError."""
        for led in sti.split("."):
            sted = self.felt(sted, led)
        return sted

    def alle(self, liste: Sted, proev: Callable[[Sted], str]) -> str:
        """Whether every item of a list holds what `proev` says of it. Raises KeyError."""
        udtryk = proev(_post_i(liste))
        if udtryk == SANDT:
            return SANDT
        return self._gennem(liste, f"(if {ikke(udtryk)} (then (return {FALSK})))", SANDT)

    def alle_mod(self, liste: Sted, fast: Sted, proev: Callable[[Sted, Sted], str]) -> str:
        """As `alle`, where `proev` also looks at a text elsewhere. Raises KeyError."""
        udtryk = proev(_post_i(liste), Sted(fast.type, "(local.get $y)"))
        trin = f"(if {ikke(udtryk)} (then (return {FALSK})))"
        return self._gennem(liste, trin, SANDT, fast)

    def nogen(self, liste: Sted, proev: Callable[[Sted], str]) -> str:
        """Whether some item does. Raises KeyError."""
        return self._gennem(liste, f"(if {proev(_post_i(liste))} (then (return {SANDT})))", FALSK)

    def taelling(self, liste: Sted, proev: Callable[[Sted], str]) -> str:
        """How many items do. Raises KeyError."""
        tael = f"(local.set $n (i32.add (local.get $n) {proev(_post_i(liste))}))"
        return self._gennem(liste, tael, "(local.get $n)")

    def par(self, liste: Sted, proev: Callable[[Sted, Sted], str]) -> str:
        """Whether every two items of a list hold what `proev` says of them, the earlier first. Raises KeyError."""
        brudt = f"(if {ikke(proev(_post_i(liste), _post_i(liste, '$y')))} (then (return {FALSK})))"
        return self._to_gange(liste, SANDT, f"(i32.add (local.get $x) (i32.const {SLIDS}))", brudt, "")

    def hver_har_en(self, liste: Sted, har: Callable[[Sted], str], en: Callable[[Sted, Sted], str]) -> str:
        """Whether there is, for each item that `har` is true of, an item of which `en` is true. Raises KeyError."""
        post, anden = _post_i(liste), _post_i(liste, "$y")
        fundet = f"(if {en(post, anden)} (then (local.set $n (i32.const 1))))"
        ingen = f"(if (i32.eqz (local.get $n)) (then (return {FALSK}))) (local.set $n (i32.const 0))"
        return self._to_gange(liste, har(post), "(local.get $z)", fundet, ingen)

    def _to_gange(self, liste: Sted, om: str, fra: str, trin: str, efter: str) -> str:
        """For each item $x that `om` speaks of: `trin` for each $y from `fra` on, then `efter`."""
        krop = f"""
  (if (i32.gt_u (i32.load offset=4 (local.get $a)) (i32.const {PAR_HOEJST})) (then (return {FALSK})))
  (local.set $z (i32.load (local.get $a)))
  (local.set $x (local.get $z))
  (local.set $e (i32.add (local.get $x) (i32.mul (i32.const {SLIDS}) (i32.load offset=4 (local.get $a)))))
  (block $ud (loop $naeste
    (br_if $ud (i32.ge_u (local.get $x) (local.get $e)))
    (if {om} (then
      (local.set $y {fra})
      (block $ud2 (loop $naeste2
        (br_if $ud2 (i32.ge_u (local.get $y) (local.get $e)))
        {trin}
        (local.set $y (i32.add (local.get $y) (i32.const {SLIDS})))
        (br $naeste2)))
      {efter}))
    (local.set $x (i32.add (local.get $x) (i32.const {SLIDS})))
    (br $naeste)))
  {SANDT}"""
        lokale = " ".join(f"(local ${navn} i32)" for navn in "xyzen")
        return f"(call {self.funktion(f'(param $a i32) (result i32) {lokale}', krop)} {liste.slids})"

    def _gennem(self, liste: Sted, trin: str, svar: str, fast: Sted | None = None) -> str:
        krop = f"""
  (local.set $x (i32.load (local.get $a)))
  (local.set $e (i32.add (local.get $x) (i32.mul (i32.const {SLIDS}) (i32.load offset=4 (local.get $a)))))
  (block $ud (loop $naeste
    (br_if $ud (i32.ge_u (local.get $x) (local.get $e)))
    {trin}
    (local.set $x (i32.add (local.get $x) (i32.const {SLIDS})))
    (br $naeste)))
  {svar}"""
        hoved = "(param $a i32) (param $y i32) (result i32) (local $x i32) (local $e i32) (local $n i32)"
        andet = FALSK if fast is None else fast.slids
        return f"(call {self.funktion(hoved, krop)} {liste.slids} {andet})"


def _post_i(liste: Sted, navn: str = "$x") -> Sted:
    if not isinstance(liste.type, Liste):
        raise KeyError("[]")
    return Sted(liste.type.af, f"(local.get {navn})")
