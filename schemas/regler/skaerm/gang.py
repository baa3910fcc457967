"""Reading one message: source that walks its bytes by the contract and lays them out in slots."""

from __future__ import annotations

from typing import assert_never

from schemas.regler.skaerm.kode import Modul
from schemas.regler.skaerm.typer import SLIDS, Boolsk, Felt, Kort, Liste, Post, Tal, Tekst, Type


def laes_post(modul: Modul, navn: str) -> str:
    """The name of the function that reads a record of this type into the slots at its argument."""

    def skriv() -> str:
        felter = enumerate(modul.poster[navn])
        krop = [_felt(modul, felt, f"(i32.add (local.get $s) (i32.const {SLIDS * nummer}))") for nummer, felt in felter]
        return modul.funktion("(param $s i32)", "\n".join(krop))

    return modul.om("laes", navn, skriv) or ""


def _felt(modul: Modul, felt: Felt, slids: str) -> str:
    laes = _laes(modul, felt.type, slids)
    if not felt.kan_mangle:
        return laes
    return f"(if (call $gren) (then {laes}) (else (i32.store {slids} (i32.const 0))))"


def _laes(modul: Modul, type_: Type, slids: str) -> str:
    match type_:
        case Tekst():
            return f"(call $tekst {slids})"
        case Tal(mindst, hoejst):
            return f"(call $heltal {slids} (i64.const {mindst}) (i64.const {hoejst}))"
        case Boolsk():
            return f"(call $boolsk {slids})"
        case Post(navn):
            bytes_ = SLIDS * len(modul.poster[navn])
            return f"(i32.store {slids} (call $plads (i32.const {bytes_}))) (call {laes_post(modul, navn)} (i32.load {slids}))"
        case Liste(indre):
            return f"(call {_liste(modul, indre)} {slids})"
        case Kort():
            # an empty map is the byte 0; any other is a suspect
            return f"(call $listens_slut) (i32.store {slids} (i32.const 1))"
        case _:
            assert_never(type_)


def _liste(modul: Modul, indre: Type) -> str:
    """The function that reads a list of one block."""
    krop = f"""
  (local.set $n (call $antal))
  (local.set $t (call $plads (i32.mul (i32.const {SLIDS}) (local.get $n))))
  (i32.store (local.get $a) (local.get $t))
  (i32.store offset=4 (local.get $a) (local.get $n))
  (if (i32.eqz (local.get $n)) (then (return)))
  (loop $naeste
    (if (i32.eqz (global.get $ok)) (then (return)))
    {_laes(modul, indre, "(local.get $t)")}
    (local.set $t (i32.add (local.get $t) (i32.const {SLIDS})))
    (br_if $naeste (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
  (call $listens_slut)"""
    return modul.funktion("(param $a i32) (local $n i32) (local $t i32)", krop)
