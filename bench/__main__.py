"""Run the benchmarks, or those named, one after another: `python -m bench kaploeb kontrakter`.

Each is a process of its own, alone on the machine as far as we can tell, and prints its own table. With `--skriv` the
tables are put into `bench/README.md` in place of the last ones, and the pictures into `docs/billeder/`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bench import billede, maskine
from bench.laes_mig import indsaet

ALLE: Final[Mapping[str, str]] = {
    **{navn: f"bench.sidevaerts.{navn}" for navn in ("kaploeb", "forsinkelse", "vaekst", "vifte")},
    **{
        navn: f"bench.{navn}"
        for navn in (
            "embedded",
            "kontrakter",
            "skaerm",
            "abonnementer",
            "kompatibilitet",
            "lint",
            "registry",
            "kafka_laeser",
        )
    },
}
"""By name, in the order in which they run."""
KUN_NAEVNT: Final[Mapping[str, str]] = {"langsom_modtager": "bench.langsom_modtager"}
"""Run when they are named, and then alone: what takes long, and what is not about speed."""
_ROD: Final = Path(__file__).parent.parent
_LAES_MIG: Final = _ROD / "bench" / "README.md"
_BILLEDER: Final = _ROD / "docs" / "billeder"


def koer(navn: str, *, skriv: bool) -> bool:
    """Run one, and pass on what it prints; whether it went well."""
    miljoe = dict(os.environ)
    if skriv:
        miljoe[billede.MAPPE] = str(_BILLEDER)
    belastning, begyndt, klokken = maskine.belastning(), time.monotonic(), time.time()
    udskrift: list[str] = []
    print(f"\n== {navn} ==", flush=True)
    with subprocess.Popen(  # noqa: S603 - a module of ours
        (sys.executable, "-m", {**ALLE, **KUN_NAEVNT}[navn]), env=miljoe, stdout=subprocess.PIPE, text=True, cwd=_ROD
    ) as proces:
        assert proces.stdout is not None
        try:
            for linje in proces.stdout:
                print(linje, end="", flush=True)
                udskrift.append(linje)
        except BaseException:
            proces.terminate()
            raise
    om = maskine.linje(navn, time.monotonic() - begyndt, belastning)
    print(f"\n{om}", flush=True)
    if proces.returncode == 0 and skriv:
        nye = sorted(fil.name for fil in _BILLEDER.glob("*.svg") if fil.stat().st_mtime >= klokken)
        billeder = [f"../docs/billeder/{fil}" for fil in nye]
        _LAES_MIG.write_text(indsaet(_LAES_MIG.read_text("utf-8"), navn, "".join(udskrift), om, billeder), "utf-8")
    return proces.returncode == 0


def main() -> None:
    """As the command line says; the exit code is 1 when one of them failed."""
    argumenter = argparse.ArgumentParser(prog="python -m bench", description="Speed as ratios, measured turn by turn.")
    argumenter.add_argument("navne", nargs="*", metavar="NAME", help=f"which to run; left out: {', '.join(ALLE)}")
    argumenter.add_argument("--skriv", action="store_true", help="put tables and pictures into bench/ and docs/")
    valg = argumenter.parse_args()
    kendte = (*ALLE, *KUN_NAEVNT)
    if ukendte := [navn for navn in valg.navne if navn not in kendte]:
        argumenter.error(f"no benchmark named {', '.join(ukendte)}; there are: {', '.join(kendte)}")
    maskine.ryd_op_ved_sigterm()
    begyndt = time.monotonic()
    daarlige = [navn for navn in valg.navne or ALLE if not koer(navn, skriv=valg.skriv)]
    print(f"\nall in {(time.monotonic() - begyndt) / 60:.1f} minutes")
    if daarlige:
        sys.exit(f"failed: {', '.join(daarlige)}")


if __name__ == "__main__":
    main()
