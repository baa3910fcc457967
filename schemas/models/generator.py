"""Writes the model modules beside it from the contracts: `python -m schemas.models.generator`.

One module per domain, and `kuvert` for the envelope and what it is made of. A test says when they are out of date.
"""

from __future__ import annotations

import graphlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic.alias_generators import to_camel

from schemas.catalogue import Katalog
from schemas.models.grund import snake
from schemas.skema import RaaSkema, laes_filer

MAPPE: Final = Path(__file__).parent
LINJE: Final = 120
HOVED: Final = '''"""{doc}

Generated from the contracts by `python -m schemas.models.generator`: change the contract, not this file.
"""
# fmt: off

from __future__ import annotations
'''

_PRIMITIV: Final = {"string": "str", "boolean": "bool", "int": "Int32", "long": "Int64"}
_LOGISK: Final = {"date": "dt.date", "timestamp-micros": "Tid"}
_GRUND: Final = {"UnikId": "UnikIdGrund", "Tidspunkt": "TidspunktGrund"}
_KUVERT: Final = "dk.faelleshub.faelles.Beskedkuvert"
_BESKEDFELTER: Final = ("beskedId", "beskedVersion", "beskedkuvert")


def moduler(typer: Mapping[str, RaaSkema], katalog: Katalog) -> dict[str, str]:
    """The text of every generated module, by file name."""
    fordeling = _fordeling(typer)
    ud = {
        f"{modul}.py": _modul(modul, navne, typer, fordeling, katalog)
        for modul, navne in _efter_modul(fordeling).items()
    }
    ud["__init__.py"] = _samling(fordeling)
    return ud


def _fordeling(typer: Mapping[str, RaaSkema]) -> dict[str, str]:
    """Which module each type goes to, in an order in which every type comes after those it refers to."""
    kuvert: set[str] = set()
    venter = [_KUVERT]
    while venter:
        navn = venter.pop()
        if navn not in kuvert:
            kuvert.add(navn)
            venter.extend(_henvisninger(typer[navn]))
    orden = graphlib.TopologicalSorter(
        {navn: sorted(_henvisninger(typer[navn])) for navn in sorted(typer)}
    ).static_order()
    return {navn: "kuvert" if navn in kuvert else navn.split(".")[-2] for navn in orden}


def _efter_modul(fordeling: Mapping[str, str]) -> dict[str, list[str]]:
    efter: dict[str, list[str]] = {}
    for navn, modul in fordeling.items():
        efter.setdefault(modul, []).append(navn)
    return efter


def _henvisninger(skema: RaaSkema) -> Iterator[str]:
    for felt in skema["fields"]:
        yield from _navngivne(felt["type"])


def _navngivne(type_: Any) -> Iterator[str]:
    match type_:
        case str() if "." in type_:
            yield type_
        case list():
            for gren in type_:
                yield from _navngivne(gren)
        case {"items": indre} | {"values": indre}:
            yield from _navngivne(indre)


def _python(type_: Any) -> str:
    """The Python type of an Avro type. Raises ValueError for one that the contracts may not use."""
    match type_:
        case {"logicalType": logisk} if logisk in _LOGISK:
            return _LOGISK[logisk]
        case {"type": "array", "items": items}:
            return f"list[{_python(items)}]"
        case {"type": "map", "values": values}:
            return f"dict[str, {_python(values)}]"
        case ["null", indre]:
            return f"{_python(indre)} | None"
        case str() if type_ in _PRIMITIV:
            return _PRIMITIV[type_]
        case str() if "." in type_:
            return type_.rpartition(".")[2]
    raise ValueError(f"no model for the Avro type {type_!r}")


def _felt(felt: Mapping[str, Any]) -> str:
    navn = snake(felt["name"])
    indhold = {"alias": felt["name"]} if to_camel(navn) != felt["name"] else {}
    match felt["type"]:
        case {"type": "array"}:
            standard = "default_factory=list, "
        case {"type": "map"}:
            standard = "default_factory=dict, "
        case _:
            standard = f"default={_literal(felt['default'])}, " if "default" in felt else ""
    alias = "".join(f"{noegle}={_literal(vaerdi)}, " for noegle, vaerdi in indhold.items())
    return f"    {navn}: {_python(felt['type'])} = Field({standard}{alias}description={_literal(felt['doc'])})"


def _literal(vaerdi: Any) -> str:
    if isinstance(vaerdi, str):
        return '"' + vaerdi.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(vaerdi)


def _klasse(skema: RaaSkema, katalog: Katalog) -> str:
    navn, felter = skema["name"], skema["fields"]
    er_besked = tuple(felt["name"] for felt in felter[:3]) == _BESKEDFELTER
    linjer = [
        f"class {navn}({'Besked' if er_besked else _GRUND.get(navn, 'Vaerdi')}):",
        f'    """{skema["doc"]}"""',
        "",
    ]
    if er_besked:
        post = katalog.efter_navn(navn)
        linjer += [
            f'    skema_navn: ClassVar[str] = "{post.navn}"',
            f'    beskedtype: ClassVar[str] = "{post.beskedtype}"',
            "",
        ]
        felter = felter[3:]
    return "\n".join([*linjer, *(_felt(felt) for felt in felter)])


def _modul(
    modul: str, navne: Iterable[str], typer: Mapping[str, RaaSkema], fordeling: Mapping[str, str], katalog: Katalog
) -> str:
    klasser = [_klasse(typer[navn], katalog) for navn in navne]
    krop = "\n\n\n".join(klasser)
    importer = _importer(krop, modul, {h for navn in navne for h in _henvisninger(typer[navn])}, fordeling)
    doc = "Models of the envelope and what it is made of." if modul == "kuvert" else f"Models of the domain {modul}."
    return HOVED.format(doc=doc) + "\n" + importer + "\n\n\n" + krop + "\n"


def _importer(krop: str, modul: str, henvisninger: set[str], fordeling: Mapping[str, str]) -> str:
    egne: dict[str, set[str]] = {}
    for navn in ("Int32", "Int64", "Tid", "TidspunktGrund", "UnikIdGrund", "Vaerdi"):
        if re.search(rf"\b{navn}\b", krop):
            egne.setdefault("grund", set()).add(navn)
    if "(Besked):" in krop:
        egne["besked"] = {"Besked"}
    for navn in henvisninger:
        if fordeling[navn] != modul and not (navn == _KUVERT and "(Besked):" in krop):
            egne.setdefault(fordeling[navn], set()).add(navn.rpartition(".")[2])
    brugte = {hvor: {n for n in hvad if re.search(rf"\b{n}\b", krop)} for hvor, hvad in egne.items()}
    fremmede = [
        *(["import datetime as dt"] if "dt.date" in krop else []),
        *(["from typing import ClassVar"] if "ClassVar" in krop else []),
    ]
    blokke = ["\n".join(fremmede), "from pydantic import Field"]
    blokke.append("\n".join(_import(hvor, hvad) for hvor, hvad in sorted(brugte.items()) if hvad))
    return "\n\n".join(blok for blok in blokke if blok)


def _import(modul: str, navne: Iterable[str]) -> str:
    ordnet = sorted(navne, key=str.casefold)
    linje = f"from schemas.models.{modul} import {', '.join(ordnet)}"
    if len(linje) <= LINJE:
        return linje
    return f"from schemas.models.{modul} import (\n" + "".join(f"    {navn},\n" for navn in ordnet) + ")"


def _samling(fordeling: Mapping[str, str]) -> str:
    egne = {"besked": ["Besked"], "eksempel": ["eksempel"]}
    for modul, navne in _efter_modul(fordeling).items():
        egne[modul] = sorted(navn.rpartition(".")[2] for navn in navne)
    alle = sorted(navn for navne in egne.values() for navn in navne)
    return (
        HOVED.format(doc="The contracts as typed models: what an adapter's author imports.")
        + "\n"
        + "\n".join(_import(modul, navne) for modul, navne in sorted(egne.items()))
        + "\n\n__all__ = [\n"
        + "".join(f'    "{navn}",\n' for navn in alle)
        + "]\n"
    )


def main() -> None:
    """Write every module anew."""
    for filnavn, tekst in moduler(laes_filer(), Katalog.standard()).items():
        (MAPPE / filnavn).write_text(tekst, encoding="utf-8")


if __name__ == "__main__":
    main()
