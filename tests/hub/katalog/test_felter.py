"""The field table, over the shapes that a contract may have."""

from __future__ import annotations

from typing import Any

import pytest

from hub.katalog.felter import felttabel, typetabel, typetekst
from schemas.catalogue import Katalog
from schemas.regler import standardlager

TRAE: Any = {
    "type": "record",
    "name": "Knude",
    "namespace": "dk.prove",
    "doc": "A node.",
    "fields": [
        {"name": "navn", "type": "string", "doc": "Its name.", "format": "uuid"},
        {"name": "farve", "type": {"type": "enum", "name": "Farve", "symbols": ["GROEN", "BLAA"]}, "default": "BLAA"},
        {"name": "boern", "type": {"type": "array", "items": "Knude"}, "default": []},
        {"name": "bilag", "type": {"type": "map", "values": {"type": "record", "name": "Bilag", "fields": [
            {"name": "fil", "type": ["null", {"type": "string", "kodeliste": "filtype"}], "default": None},
            {"name": "maal", "type": ["null", "int", "double"]},
        ]}}},
        {"name": "hoved", "type": ["null", "dk.prove.Bilag"], "default": None},
        {"name": "dag", "type": {"type": "int", "logicalType": "date"}},
    ],
}  # fmt: skip


def test_hvert_felt_staar_paa_sin_sti_og_en_type_i_sig_selv_gaas_igennem_en_gang() -> None:
    felter = felttabel(TRAE, {})
    assert [felt.sti for felt in felter] == [
        "navn",
        "farve",
        "boern",
        "bilag",
        "bilag{}.fil",
        "bilag{}.maal",
        "hoved",
        "hoved.fil",
        "hoved.maal",
        "dag",
    ]
    efter_sti = {felt.sti: felt for felt in felter}
    assert [(felt.type, felt.kraevet) for felt in felter[:4]] == [
        ("string", True),
        ("Farve", False),
        ("Knude[]", False),
        ("Bilag{}", True),
    ]
    assert efter_sti["boern"].typenavne == ("dk.prove.Knude",)
    assert efter_sti["hoved"].typenavne == ("dk.prove.Bilag",)
    assert efter_sti["farve"].standardvaerdi == '"BLAA"'
    assert efter_sti["navn"].format == "uuid"
    assert efter_sti["bilag{}.fil"].kodeliste == "filtype"
    assert (efter_sti["bilag{}.maal"].kraevet, efter_sti["bilag{}.maal"].type) == (False, "(int | double)?")
    assert efter_sti["hoved.fil"].post == "dk.prove.Bilag"
    assert efter_sti["dag"].type == "int (date)"


def test_et_maerke_paa_en_post_gaelder_alt_under_den_og_et_naermere_gaar_foran() -> None:
    felter = {felt.sti: felt.personoplysninger for felt in felttabel(TRAE, {"bilag": "fil", "bilag{}.maal": "ingen"})}
    assert felter == dict.fromkeys(felter) | {"bilag": "fil", "bilag{}.fil": "fil", "bilag{}.maal": "ingen"}


def test_typetabellen_har_hver_type_en_gang_med_hvad_dens_felter_kan_rumme() -> None:
    typer = typetabel(TRAE, {"bilag{}.fil": "fil", "hoved": "helbred"})
    assert [(type_.navn, type_.slags) for type_ in typer] == [
        ("dk.prove.Knude", "record"),
        ("dk.prove.Farve", "enum"),
        ("dk.prove.Bilag", "record"),
    ]
    assert typer[1].symboler == ("GROEN", "BLAA")
    assert [(felt.sti, felt.personoplysninger) for felt in typer[2].felter] == [
        ("fil", "fil, helbred"),
        ("maal", "helbred"),
    ]


@pytest.mark.parametrize(
    ("type_", "tekst"),
    [
        ("string", "string"),
        (["null", "string"], "string?"),
        (["string", "null"], "string?"),
        (["int", "string"], "int | string"),
        ("null", "null"),
        ({"type": "array", "items": ["null", "int"]}, "(int?)[]"),
        ({"type": "map", "values": {"type": "array", "items": "a.b.C"}}, "C[]{}"),
        ({"type": {"type": "string"}}, "string"),
        ({"type": "fixed", "name": "a.F", "size": 4}, "F"),
    ],
)
def test_en_type_siges_kort(type_: Any, tekst: str) -> None:
    assert typetekst(type_) == tekst


@pytest.mark.parametrize("post", list(Katalog.standard()), ids=lambda post: post.kort_navn)
def test_hvert_maerke_i_kataloget_finder_sit_felt(post: Any) -> None:
    felter = felttabel(standardlager()[post.id].raa, post.personoplysninger)
    stier = {felt.sti for felt in felter}
    assert len(stier) == len(felter)
    for sti, slags in post.personoplysninger.items():
        (felt,) = [felt for felt in felter if felt.sti in {sti, sti.removesuffix("[]")}]
        assert felt.personoplysninger == slags
