"""What is told of a message that passes: source that writes where the texts and numbers at some paths are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.regler.skaerm.kode import Modul, Sted, eller
from schemas.regler.skaerm.typer import SLIDS, Liste, Post, Tal, Tekst

UNIK_ID = "dk.faelleshub.faelles.UnikId"


@dataclass(frozen=True)
class Udtag:
    """Something to be told: what stands at a path from the message, `[]` for each item of a list.

    A text, a UnikId (its UUID, else its URN) or a number; what is absent is left out, or with `alle` told as an empty
    text, so that each item has its place. A path that the contract does not have is told as nothing.
    """

    sti: str
    alle: bool = False


def er_tal(modul: Modul, rod: Post, udtag: Udtag) -> bool:
    """Whether what stands there is a number."""
    sted: Sted = Sted(rod, "")
    try:
        for led in udtag.sti.split("."):
            sted = modul.felt(sted, led.removesuffix("[]"))
            if led.endswith("[]") and isinstance(sted.type, Liste):
                sted = Sted(sted.type.af, "")
    except KeyError:
        return False
    return isinstance(sted.type, Tal)


def skriv_udtag(modul: Modul, rod: Post, udtag: Sequence[Udtag]) -> str:
    """The name of the function that writes, for each of `udtag`: how many there are, then two words for each.

    A text is told by where it begins and ends in the batch, a number by its lower and upper half.
    """
    linjer = []
    for et in udtag:
        try:
            skriv = _ved(modul, Sted(rod, "(local.get $s)", felter="(local.get $s)"), et.sti.split("."), et.alle)
        except KeyError:
            skriv = ""
        linjer.append(
            f"(local.set $her (global.get $ud)) (call $skriv (i32.const 0)) {skriv}"
            " (i32.store (local.get $her) (i32.shr_u (i32.sub (global.get $ud) (local.get $her)) (i32.const 3)))"
            if skriv
            else "(call $skriv (i32.const 0))"
        )
    return modul.funktion("(param $s i32) (local $her i32)", "\n".join(linjer))


def _ved(modul: Modul, sted: Sted, trin: Sequence[str], alle: bool) -> str:
    if not trin:
        return _skriv(modul, sted, " (else (call $skriv (i32.const 0)) (call $skriv (i32.const 0)))" if alle else "")
    (led, *resten) = trin
    indre = modul.felt(sted, led.removesuffix("[]"))
    if not led.endswith("[]"):
        return _ved(modul, indre, resten, alle)
    if not isinstance(indre.type, Liste):
        raise KeyError(led)
    krop = f"""
  (local.set $x (i32.load (local.get $a)))
  (local.set $e (i32.add (local.get $x) (i32.mul (i32.const {SLIDS}) (i32.load offset=4 (local.get $a)))))
  (block $slut (loop $naeste
    (br_if $slut (i32.ge_u (local.get $x) (local.get $e)))
    {_ved(modul, Sted(indre.type.af, "(local.get $x)"), resten, alle)}
    (local.set $x (i32.add (local.get $x) (i32.const {SLIDS})))
    (br $naeste)))"""
    return f"(call {modul.funktion('(param $a i32) (local $x i32) (local $e i32)', krop)} {indre.slids})"


def _skriv(modul: Modul, sted: Sted, ellers: str) -> str:
    if isinstance(sted.type, Tal):
        return f"(if {sted.er_der} (then (call $skriv_tal {sted.slids})){ellers})"
    if sted.type == Post(UNIK_ID):
        uuid, urn = modul.felt(sted, "uuid"), modul.felt(sted, "urn")
        valgt = f"(select {uuid.slids} {urn.slids} {uuid.er_der})"
        return f"(if {eller(uuid.er_der, urn.er_der)} (then (call $skriv_tekst {valgt})){ellers})"
    if isinstance(sted.type, Tekst):
        return f"(if {sted.er_der} (then (call $skriv_tekst {sted.slids})){ellers})"
    raise KeyError("no text and no number")
