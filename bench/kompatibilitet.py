"""What it costs to compare two versions of a contract with every reason, against Python avro's own checker.

The contract is SagRegistreret as it ships, against itself with a field more, a field less and a type widened: compatible,
so that both checkers go through all of it. Python avro answers yes or no with the kinds of incompatibility; we answer
with every rule, place and note. Two measures: both versions read beforehand, as a registry holds them; and with the new
version still JSON, as it is when someone wants to register it. A pair of records of 60 fields stands beside them in
microseconds. Rounds of the two are interleaved in one process, in processor time, and a ratio is taken within a round.
"""

from __future__ import annotations

import copy
import json
import statistics
import time
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import avro.compatibility
import avro.schema

from bench import billede
from bench.resultat import Forhold, forholdstabel, tabel
from schemas.compatibility import Retning, Udgave, forskelle
from schemas.regler import standardlager

KONTRAKT = "dk.faelleshub.sag.SagRegistreret"
LOFT = 2.0
"""The ratio that must not be passed."""

RUNDER = 41
GANGE = 20
"""Comparisons a round."""


def kontrakten() -> tuple[dict[str, Any], dict[str, Any]]:
    """The contract as it ships, and a next version that can read what it wrote."""
    gammel = standardlager().nyeste(KONTRAKT).raa
    ny = copy.deepcopy(gammel)
    sag = next(felt["type"] for felt in ny["fields"] if felt["name"] == "beskeddata")
    sag["fields"].append({"name": "sagsbehandlingsfrist", "type": ["null", "string"], "default": None})
    egenskaber = next(felt["type"] for felt in sag["fields"] if felt["name"] == "egenskaber")["items"]
    egenskaber["fields"] = [felt for felt in egenskaber["fields"] if felt["name"] != "kassationskode"]
    return ny, gammel


def brede() -> tuple[dict[str, Any], dict[str, Any]]:
    """Two records of 60 fields, one of them widened."""
    typer = ["string", ["null", "string"], "long", "int", {"type": "long", "logicalType": "timestamp-micros"}]
    felter = [{"name": f"felt{nummer}", "type": typer[nummer % len(typer)]} for nummer in range(60)]
    ny = [{**felt, "type": "long"} if felt["type"] == "int" else felt for felt in felter]
    return {"type": "record", "name": "Bred", "fields": ny}, {"type": "record", "name": "Bred", "fields": felter}


def _python(raa: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return avro.schema.make_avsc_object(raa)


def _python_proev(ny: Any, gammel: Any) -> bool:
    kontrol: Any = avro.compatibility.ReaderWriterCompatibilityChecker
    resultat = kontrol().get_compatibility(ny, gammel)
    return resultat.compatibility is avro.compatibility.SchemaCompatibilityType.compatible


def _vi_proev(ny: Udgave, gammel: Udgave) -> bool:
    return all(forskel.alvor.value != "uforenelig" for forskel in forskelle(ny, gammel, Retning.BAGUD))


def _python_laes(tekst: str, gammel: Any) -> bool:
    return _python_proev(_python(json.loads(tekst)), gammel)


def _vi_laes(tekst: str, gammel: Udgave) -> bool:
    return _vi_proev(Udgave("ny", json.loads(tekst)), gammel)


def maal(vi: Callable[[], bool], de: Callable[[], bool], runder: int = RUNDER) -> list[tuple[float, float]]:
    """Microseconds a comparison, ours and theirs, round by round; raises AssertionError should the two disagree."""
    assert vi() is de() is True, "the benchmark is of a compatible pair"
    _tid(vi), _tid(de)
    return [(_tid(vi), _tid(de)) for _ in range(runder)]


def _tid(arbejde: Callable[[], bool]) -> float:
    start = time.thread_time()
    for _ in range(GANGE):
        arbejde()
    return (time.thread_time() - start) / GANGE * 1e6


def main() -> None:
    """Print the table, draw the picture; see `bench/README.md`."""
    maalt = {}
    for navn, (ny, gammel) in (("SagRegistreret", kontrakten()), ("60 fields", brede())):
        vores, deres = (Udgave("ny", ny), Udgave("gammel", gammel)), (_python(ny), _python(gammel))
        tekst = json.dumps(ny)
        maalt[f"{navn}, both read before"] = maal(partial(_vi_proev, *vores), partial(_python_proev, *deres))
        maalt[f"{navn}, new from JSON"] = maal(
            partial(_vi_laes, tekst, vores[1]), partial(_python_laes, tekst, deres[1])
        )
    sider = {navn: tuple(zip(*runder, strict=True)) for navn, runder in maalt.items()}
    forhold = [
        Forhold.af(f"{navn}: ours / Python avro", *side, hoejst=None if "60" in navn else LOFT)
        for navn, side in sider.items()
    ]
    billede.forhold("kompatibilitet", "Comparing two versions of a contract, beside Python avro's checker", forhold)
    raekker = [(navn, *(f"{statistics.median(en):.0f}" for en in side)) for navn, side in sider.items()]
    print(*tabel(("µs a comparison", "ours", "Python avro"), raekker), "", *forholdstabel(forhold), sep="\n")


if __name__ == "__main__":
    main()
