"""Whether a text is one of some known texts: compared eight bytes at a time with constants in the source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from schemas.regler.skaerm.kode import FALSK, SANDT, Modul, Sted, og
from schemas.regler.skaerm.typer import Tekst


def en_af(vaerdier: Collection[str], sted: Sted, modul: Modul) -> str:
    """Whether a text is there and is one of these. Raises KeyError where no text stands."""
    if not isinstance(sted.type, Tekst):
        raise KeyError(type(sted.type).__name__)
    efter_laengde: dict[int, list[bytes]] = defaultdict(list)
    for vaerdi in sorted(vaerdier):
        tekst = vaerdi.encode()
        efter_laengde[len(tekst)].append(tekst)
    krop = [
        f"(if (i32.eqz (i32.load (local.get $a))) (then (return {FALSK})))",
        "(local.set $q (i32.load (local.get $a)))",
        "(local.set $n (i32.load offset=4 (local.get $a)))",
    ]
    for laengde, tekster in efter_laengde.items():
        proever = "\n".join(f"(if {er(tekst)} (then (return {SANDT})))" for tekst in tekster)
        krop.append(f"(if (i32.eq (local.get $n) (i32.const {laengde})) (then {proever} (return {FALSK})))")
    hoved = "(param $a i32) (result i32) (local $q i32) (local $n i32)"
    return f"(call {modul.funktion(hoved, chr(10).join([*krop, FALSK]))} {sted.slids})"


def begynder(foran: bytes, sted: Sted, modul: Modul) -> str:
    """Whether a text is there and begins with these bytes. Raises KeyError where no text stands."""
    if not isinstance(sted.type, Tekst):
        raise KeyError(type(sted.type).__name__)
    krop = f"""
  (local.set $q (i32.load (local.get $a)))
  (if (i32.eqz (local.get $q)) (then (return {FALSK})))
  (if (i32.lt_u (i32.load offset=4 (local.get $a)) (i32.const {len(foran)})) (then (return {FALSK})))
  {er(foran)}"""
    return f"(call {modul.funktion('(param $a i32) (result i32) (local $q i32)', krop)} {sted.slids})"


def er(tekst: bytes) -> str:
    """Whether the bytes at $q are these; the caller knows that there are as many."""
    dele, plads = [], 0
    for bredde, laes in ((8, "i64.load"), (4, "i32.load"), (2, "i32.load16_u"), (1, "i32.load8_u")):
        while len(tekst) - plads >= bredde:
            tal = int.from_bytes(tekst[plads : plads + bredde], "little", signed=bredde >= 4)
            slags = "i64" if bredde == 8 else "i32"
            dele.append(f"({slags}.eq ({laes} offset={plads} (local.get $q)) ({slags}.const {tal}))")
            plads += bredde
    return og(*dele)
