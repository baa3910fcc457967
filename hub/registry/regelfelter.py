"""Whether a schema has every field that the rules of its contract look at: asked once, before any message is judged by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.regler import Dommer
from schemas.skema import RaaSkema, Skema, fuldt_navn, kerne, postnavn


def mangler(skema: Skema, dommer: Dommer) -> list[str]:
    """The fields that are missing, as `Type.path`, each once."""
    typer = dict(_typer(skema.raa, ""))
    return list(
        dict.fromkeys(
            f"{navn.rpartition('.')[2]}.{regel.sti}"
            for navn, regler in dommer.efter_type.items()
            for regel in regler
            if navn in typer and not _findes(typer[navn], regel.sti, typer)
        )
    )


def _findes(type_: Any, sti: str, typer: Mapping[str, RaaSkema]) -> bool:
    for led in filter(None, sti.split(".")):
        navn = postnavn(type_) or ""
        felter = {felt["name"]: felt["type"] for felt in typer[navn]["fields"]} if navn in typer else {}
        if led.removesuffix("[]") not in felter:
            return False
        type_ = kerne(felter[led.removesuffix("[]")])
        if led.endswith("[]"):
            if not isinstance(type_, dict) or type_.get("type") != "array":
                return False
            type_ = type_["items"]
    return True


def _typer(raa: Any, rum: str) -> Iterator[tuple[str, RaaSkema]]:
    match raa:
        case {"type": "record"}:
            navn = fuldt_navn(raa, rum)
            yield navn, raa
            for felt in raa["fields"]:
                yield from _typer(felt["type"], navn.rpartition(".")[0])
        case {"type": "array", "items": indre} | {"type": "map", "values": indre}:
            yield from _typer(indre, rum)
        case list():
            for gren in raa:
                yield from _typer(gren, rum)
