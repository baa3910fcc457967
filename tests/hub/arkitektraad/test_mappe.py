"""A folder of contracts: whatever the hub has, written out and read again it is the same, and written again the same bytes."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.arkitektraad.mappe import Hubkontrakt, filer, laes_mappe
from hub.registry.skemaform import laes
from schemas.skema import Skemafejl

RUM = "dk.faelleshub.proeve"


def type_(navn: str, variant: int, indre: list[Any]) -> dict[str, Any]:
    """A record that holds others; `variant` says how many fields of its own it has."""
    egne = [{"name": f"eget{nr}", "type": ["null", "string"], "doc": "Eget.", "default": None} for nr in range(variant)]
    holdte = [{"name": f"holdt{nr}", "type": en, "doc": "Holdt."} for nr, en in enumerate(indre)]
    return {"type": "record", "name": navn, "namespace": RUM, "doc": navn, "fields": [*egne, *holdte]}


@st.composite
def kontrakter(traek: st.DrawFn) -> dict[str, Hubkontrakt]:
    """Some contracts that hold shared types in shared and in differing variants, in lists, unions and maps."""
    ud = {}
    for nr in range(traek(st.integers(1, 3))):
        skrevne: set[str] = set()

        def lav(dybde: int, skrevne: set[str] = skrevne) -> Any:
            navn = traek(st.sampled_from(["Alfa", "Beta", "Gamma"]))
            if navn in skrevne:
                return f"{RUM}.{navn}"
            skrevne.add(navn)
            indre = [lav(dybde - 1) for _ in range(traek(st.integers(0, 2)))] if dybde else []
            post = type_(navn, traek(st.integers(0, 1)), indre)
            former = [post, ["null", post], {"type": "array", "items": post}, {"type": "map", "values": ["null", post]}]
            return traek(st.sampled_from(former))

        navn = f"Kontrakt{nr}"
        skema = type_(navn, 1, [lav(2) for _ in range(traek(st.integers(1, 3)))])
        kanonisk = json.loads(laes(json.dumps(skema)).tekst)
        ud[f"{RUM}.{navn}"] = Hubkontrakt(
            f"{RUM}.{navn}", kanonisk, 1, "BACKWARD", "udkast", traek(st.none() | st.just("1.0"))
        )
    return ud


def lighed(skema: Any) -> str:
    return laes(json.dumps(skema)).lighed


def skriv(rod: Path, kontrakterne: dict[str, Hubkontrakt]) -> dict[str, str]:
    skrevet = {str(fil): tekst for fil, tekst in filer(kontrakterne)}
    for fil, tekst in skrevet.items():
        (rod / fil).parent.mkdir(parents=True, exist_ok=True)
        (rod / fil).write_text(tekst, encoding="utf-8")
    return skrevet


@given(kontrakter())
def test_skrevet_og_laest_er_det_samme_og_skrevet_igen_de_samme_bytes(kontrakterne: dict[str, Hubkontrakt]) -> None:
    with tempfile.TemporaryDirectory() as mappe:
        skrevet = skriv(Path(mappe), kontrakterne)
        laest = laes_mappe(Path(mappe))
    assert laest.keys() == kontrakterne.keys()
    for navn, en in kontrakterne.items():
        assert lighed(laest[navn].skema) == lighed(en.skema)
        assert (laest[navn].niveau, laest[navn].udgave) == (en.niveau, en.udgave)
    igen = {
        navn: Hubkontrakt(navn, json.loads(laes(json.dumps(en.skema)).tekst), 1, "BACKWARD", "udkast", en.udgave)
        for navn, en in laest.items()
    }
    assert {str(fil): tekst for fil, tekst in filer(igen)} == skrevet


def test_en_type_som_alle_har_ens_staar_en_gang(tmp_path: Path) -> None:
    faelles = type_("Alfa", 1, [])
    alle = {
        f"{RUM}.{navn}": Hubkontrakt(f"{RUM}.{navn}", type_(navn, 0, [faelles]), 1, "BACKWARD") for navn in ("En", "To")
    }
    skriv(tmp_path, alle)
    assert sorted(fil.name for fil in tmp_path.rglob("*.avsc")) == ["Alfa.avsc", "En.avsc", "To.avsc"]
    assert json.loads((tmp_path / "proeve" / "En.avsc").read_text())["fields"][0]["type"] == f"{RUM}.Alfa"


def test_en_type_i_to_udgaver_og_det_der_holder_den_staar_hvor_de_bruges(tmp_path: Path) -> None:
    alle = {
        f"{RUM}.{navn}": Hubkontrakt(
            f"{RUM}.{navn}", type_(navn, 0, [type_("Alfa", 1, [type_("Beta", variant, [])])]), 1, "BACKWARD"
        )
        for variant, navn in enumerate(("En", "To"))
    }
    skriv(tmp_path, alle)
    assert sorted(fil.name for fil in tmp_path.rglob("*.avsc")) == ["En.avsc", "To.avsc"]


@pytest.mark.parametrize("indhold", ["- en liste", "a: [", "\t:"])
def test_en_post_der_ikke_kan_laeses_siges_med_sin_fil(tmp_path: Path, indhold: str) -> None:
    skriv(tmp_path, {f"{RUM}.En": Hubkontrakt(f"{RUM}.En", type_("En", 1, []), 1, "BACKWARD")})
    (tmp_path / "proeve" / "En.yaml").write_text(indhold)
    with pytest.raises(Skemafejl, match=r"En\.yaml"):
        laes_mappe(tmp_path)
