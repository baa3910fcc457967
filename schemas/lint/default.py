"""Whether a default is of its field's type, as the strictest readers see it: of a union, its first branch."""

from __future__ import annotations

from typing import Any, Final

from schemas.lint.materiale import Materiale
from schemas.skema import RaaSkema

_BITS: Final = {"int": 31, "long": 63}
_SIMPLE: Final[dict[str, Any]] = {
    "null": type(None),
    "boolean": bool,
    "int": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "bytes": str,
    "string": str,
}


def passer(vaerdi: Any, type_: Any, rum: str, materiale: Materiale, over: frozenset[str] = frozenset()) -> bool:
    """Whether `vaerdi` is a default of `type_`, read inside the namespace `rum`. A type nobody knows takes anything."""
    match type_:
        case [foerste, *_]:
            return passer(vaerdi, foerste, rum, materiale, over)
        case {"type": "array", "items": indre}:
            return isinstance(vaerdi, list) and all(passer(en, indre, rum, materiale, over) for en in vaerdi)
        case {"type": "map", "values": indre}:
            return isinstance(vaerdi, dict) and all(passer(en, indre, rum, materiale, over) for en in vaerdi.values())
        case _ if navn := materiale.find(type_, rum):
            return navn not in over and _af_navngiven(vaerdi, navn, materiale, over | {navn})
        case {"type": indre}:
            return passer(vaerdi, indre, rum, materiale, over)
        case _:
            return _simpel(vaerdi, type_)


def _af_navngiven(vaerdi: Any, navn: str, materiale: Materiale, over: frozenset[str]) -> bool:
    raa: RaaSkema = materiale.typer.get(navn, {})
    match raa.get("type"):
        case "record":
            return isinstance(vaerdi, dict) and all(
                passer(vaerdi[felt["name"]], felt["type"], navn.rpartition(".")[0], materiale, over)
                if felt["name"] in vaerdi
                else "default" in felt
                for felt in raa["fields"]
            )
        case "enum":
            return vaerdi in symboler if isinstance(symboler := raa.get("symbols"), list) else True
        case "fixed":
            return isinstance(vaerdi, str) and len(vaerdi) == raa.get("size")
        case _:
            return True


def _simpel(vaerdi: Any, type_: Any) -> bool:
    if isinstance(vaerdi, bool):
        return type_ == "boolean" or type_ not in _SIMPLE
    match type_:
        case "int" | "long":
            return isinstance(vaerdi, int) and -(1 << _BITS[type_]) <= vaerdi < 1 << _BITS[type_]
        case "bytes":
            return isinstance(vaerdi, str) and all(ord(tegn) < 256 for tegn in vaerdi)
        case str():
            return isinstance(vaerdi, _SIMPLE.get(type_, object))
        case _:
            return True
