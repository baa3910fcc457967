"""A contract's kernel as WebAssembly text: reads each message of a batch, asks every rule, tells of those that pass.

Pure: from the declarations to source. `motor` runs it.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from schemas.codec import HOVED
from schemas.regler.regel import Regel
from schemas.regler.skaerm.domme import doem_post
from schemas.regler.skaerm.gang import laes_post
from schemas.regler.skaerm.kode import SANDT, Modul
from schemas.regler.skaerm.typer import SLIDS, laes_typer
from schemas.regler.skaerm.udtag import Udtag, er_tal, skriv_udtag
from schemas.skema import RaaSkema

for _ord in ("former_felter", "former_kuvert"):
    importlib.import_module(f"schemas.regler.skaerm.{_ord}")

SIDE: Final = 65_536
"""Bytes of one page of memory; the lowest stays empty, the second holds constants and begins the heap."""
_HOB: Final = SIDE + 64
HOB_SIDER: Final = 32
"""Pages up to the end of the heap: room for a message of some hundred kilobytes."""
IND: Final = HOB_SIDER * SIDE
"""Where the batch is laid."""
EKSTRA: Final = 4 * SIDE
"""Bytes left free after the batch: a message that is cut off is read beyond its end before that is found out."""
_MAANEDER: Final = "".join(f"\\{dage:02x}" for dage in (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31))
_FAELLES: Final = ("grundord.wat", "regelord.wat")


@dataclass(frozen=True)
class Kerne:
    """The source, and of each thing it tells whether that is a number."""

    kilde: str
    tal: tuple[bool, ...]


def skriv_kerne(raa: RaaSkema, regler: Mapping[str, Sequence[Regel]], udtag: Sequence[Udtag]) -> Kerne:
    """The kernel of one contract: its rules by the full name of the record type that each is about. Raises Uegnet."""
    rod, poster = laes_typer(raa)
    modul = Modul(poster)
    laes = laes_post(modul, rod.navn)
    doem = doem_post(modul, rod.navn, regler)
    fortael = skriv_udtag(modul, rod, udtag)
    dom = SANDT if doem is None else f"(call {doem} (local.get $s))"
    # Two kinds of doubt: the bytes or their rules, and an answer for which there was no room.
    enkelt = f"""
(func $en (param $fra i32) (param $til i32) (local $s i32) (local $her i32)
  (global.set $ok {SANDT})
  (global.set $hob (i32.const {_HOB}))
  (global.set $p (i32.add (local.get $fra) (i32.const {HOVED})))
  (global.set $slut (local.get $til))
  (local.set $her (global.get $ud))
  (call $skriv (i32.const 0))
  (if (i32.eqz (global.get $ok)) (then (return)))
  (local.set $s (call $plads (i32.const {SLIDS * len(poster[rod.navn])})))
  (call {laes} (local.get $s))
  (if (i32.ne (global.get $p) (global.get $slut)) (then (return)))
  (if (i32.eqz (global.get $ok)) (then (return)))
  (if (i32.eqz {dom}) (then (return)))
  (call {fortael} (local.get $s))
  (if (global.get $ok)
    (then (i32.store (local.get $her) (i32.const 1)))
    (else (global.set $ud (i32.add (local.get $her) (i32.const 4))))))
(func (export "sigt") (param $ind i32) (param $steder i32) (param $antal i32) (param $ud i32) (param $udslut i32) (result i32)
  (global.set $ind (local.get $ind))
  (global.set $ud (local.get $ud))
  (global.set $udslut (local.get $udslut))
  (block $slut (loop $naeste
    (br_if $slut (i32.eqz (local.get $antal)))
    (call $en
      (i32.add (local.get $ind) (i32.load (local.get $steder)))
      (i32.add (local.get $ind) (i32.load offset=4 (local.get $steder))))
    (local.set $steder (i32.add (local.get $steder) (i32.const 4)))
    (local.set $antal (i32.sub (local.get $antal) (i32.const 1)))
    (br $naeste)))
  (global.get $ud))"""
    grundord = "\n".join(Path(__file__).with_name(fil).read_text(encoding="utf-8") for fil in _FAELLES)
    for navn, tal in (("HOB_SLUT", IND), ("HOB", _HOB), ("MAANEDER", SIDE)):
        grundord = grundord.replace(f"{{{navn}}}", str(tal))
    kilde = f"""(module
  (memory (export "hukommelse") {HOB_SIDER})
  (data (i32.const {SIDE}) "{_MAANEDER}")
{grundord}
{modul.kilde()}
{enkelt})"""
    return Kerne(kilde, tuple(er_tal(modul, rod, et) for et in udtag))
