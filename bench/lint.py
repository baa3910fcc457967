"""What it costs to lint a folder of 100 contracts, against reading them and no more.

The folder is one that a kommune's vendors could have: 50 messages with their entries and examples, and 50 records of
content. Every rule is on, the judge of each example built and asked. The floor reads the same files, parses JSON and
YAML with the fastest readers at hand, and builds each message's Avro schema with fastavro. Rounds are interleaved in
one process, in processor time, and a ratio is taken within a round.
"""

from __future__ import annotations

import copy
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastavro
import yaml

from bench import billede
from bench.resultat import Forhold, forholdstabel
from schemas.lint import lint
from schemas.lint.filer import vaelg
from schemas.lint.proeve import Proeve, som_tekst
from schemas.skema import laes_filer, saml

RUNDER = 15
BESKEDER = 50
LOFT = 1.0
"""Seconds of processor time that 100 contracts should not pass."""


def mappe(rod: Path) -> Path:
    """100 contracts, no two with the same name, id or fields."""
    for nummer in range(BESKEDER):
        proeve = Proeve()
        navn, gammelt = f"Fodbad{chr(65 + nummer // 26)}{chr(97 + nummer % 26)}", "Fodbad"
        proeve.katalog |= {"id": 5000 + nummer, "beskedtype": _uuid(nummer)}
        proeve.eksempel["beskedkuvert"]["filtreringsdata"]["beskedtype"]["uuid"] = _uuid(nummer)
        proeve.felt(f"ekstra{nummer}", ["null", "string"], doc=f"What number {nummer} alone tells.", default=None)
        for fil, vaerdi in proeve.filer.items():
            ny = rod / str(fil).replace(gammelt, navn)
            ny.parent.mkdir(parents=True, exist_ok=True)
            tekst = som_tekst(copy.deepcopy(vaerdi), yaml_=fil.suffix == ".yaml")
            ny.write_text(tekst.replace(gammelt, navn), encoding="utf-8")
    return rod


def _uuid(nummer: int) -> str:
    return f"5d0b8f3a-2c6e-4f19-8a47-{nummer:012x}"


def floor(rod: Path, kendte: dict[str, Any]) -> int:
    """Read and parse every file, and build the schema of every message."""
    typer = dict(kendte)
    beskeder = []
    for fil in sorted(rod.rglob("*.*")):
        if fil.suffix == ".yaml":
            yaml.load(fil.read_bytes(), yaml.CSafeLoader)
        else:
            raa = json.loads(fil.read_bytes())
            if fil.suffix == ".avsc":
                navn = f"{raa['namespace']}.{raa['name']}"
                typer[navn] = raa
                beskeder += [navn] * (len(raa["fields"]) == 4)
    for navn in beskeder:
        fastavro.parse_schema(saml(navn, typer))
    return len(typer)


def linting(rod: Path) -> int:
    """What `faelleshub skema lint` does before it writes."""
    filer, kodelister, kendte, katalog = vaelg([rod])
    fund = lint(filer, kodelister=kodelister, kendte=kendte, katalog=katalog)
    assert not fund, fund[0]
    return len(filer)


def _tid(arbejde: Callable[[], int]) -> float:
    foer = time.process_time()
    arbejde()
    return time.process_time() - foer


def main() -> None:
    """Print seconds and ratios."""
    kendte = laes_filer()
    with tempfile.TemporaryDirectory() as rod_:
        rod = mappe(Path(rod_))
        antal = len(list(rod.rglob("*.avsc")))
        _tid(lambda: linting(rod))
        runder = [(_tid(lambda: floor(rod, kendte)), _tid(lambda: linting(rod))) for _ in range(RUNDER)]
    gulv, lintet = zip(*runder, strict=True)
    forhold = [Forhold.af("lint / read and parse", lintet, gulv)]
    billede.forhold("lint", "Linting a folder of contracts, beside reading it", forhold)
    print(
        f"{antal} contracts: read and parsed in {statistics.median(gulv):.2f} s, linted in "
        f"{statistics.median(lintet):.2f} s (aim: about {LOFT:.0f})\n"
    )
    print(*forholdstabel(forhold), sep="\n")


if __name__ == "__main__":
    main()
