"""The OpenAPI document: whole, and true to what is mounted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from hub.api.openapi import dokument
from hub.api.operation import Ruter
from hub.api.problem import TYPER
from hub.api.server import OPERATIONER

DOKUMENT = json.loads(json.dumps(dokument(OPERATIONER)))


def henvisninger(node: Any) -> Iterator[str]:
    match node:
        case {"$ref": str() as ref}:
            yield ref
        case dict():
            for del_ in node.values():
                yield from henvisninger(del_)
        case list():
            for del_ in node:
                yield from henvisninger(del_)


def test_hver_henvisning_findes() -> None:
    skemaer = DOKUMENT["components"]["schemas"]
    fundne = set(henvisninger(DOKUMENT))
    assert fundne
    assert {ref.removeprefix("#/components/schemas/") for ref in fundne} <= skemaer.keys()


def test_hver_operation_har_tekster_paa_to_sprog_og_sine_parametre() -> None:
    for sti, metoder in DOKUMENT["paths"].items():
        for operation in metoder.values():
            assert operation["summary"], sti
            assert operation["x-summary-da"], sti
            assert operation["summary"] != operation["x-summary-da"]
            navne = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
            assert navne == {del_[1:-1] for del_ in sti.split("/") if del_.startswith("{")}
            assert any(status.startswith("2") for status in operation["responses"])


def test_operationer_har_hver_sit_navn_og_hver_sin_rute() -> None:
    assert len({operation.id for operation in OPERATIONER}) == len(OPERATIONER)
    assert len({(operation.metode, operation.sti) for operation in OPERATIONER}) == len(OPERATIONER)


def test_hver_erklaeret_fejl_er_en_kendt_slags_problem() -> None:
    kendte = {status for status, _ in TYPER.values()}
    for operation in OPERATIONER:
        assert set(operation.fejl) <= kendte, operation.id


def test_felter_hedder_det_samme_udadtil() -> None:
    for navn, skema in DOKUMENT["components"]["schemas"].items():
        if navn != "Problemdokument":
            assert not [felt for felt in skema.get("properties", {}) if "_" in felt], navn


def test_en_operation_uden_indgang_i_adgangstabellen_kan_ikke_erklaeres() -> None:
    with pytest.raises(LookupError, match="tabel"):
        Ruter("Prøve").operation("GET", "/x", id="findesIkke", da="x", en="y")
