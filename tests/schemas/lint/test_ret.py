"""Mending changes how a contract is written and never what it says; once is enough, and the linter is content."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.lint import REGLER, lint, lint_mappe
from schemas.lint.proeve import BESKED, DATA, DATO, EKSEMPEL, KATALOG, RUM, Proeve, post, som_tekst
from schemas.lint.proeve import felt as rent_felt
from schemas.lint.regler.typer import PRIMITIVE
from schemas.lint.ret import ret
from schemas.skema import AVRO_ROD, laes_filer
from tests.schemas.lint.proev import Aendring, aendret, felt, fund_i

KODER = frozenset(regel.kode for regel in REGLER if regel.kan_rettes)


def rettede(proeve: Proeve, koder: frozenset[str] = KODER) -> dict[Path, str]:
    return ret(proeve.tekster(), koder, kodelister=proeve.kodelister, kendte=proeve.kendte)


def efter(proeve: Proeve) -> Proeve:
    ny = Proeve()
    ny.kodelister, ny.kendte = proeve.kodelister, proeve.kendte
    ny.filer = {**proeve.tekster(), **rettede(proeve)}
    return ny


def betydning(type_: Any, rum: str = "") -> Any:
    """What a type says: Avro's canonical form, and every attribute with it; of a doc, its words."""
    match type_:
        case str():
            return type_ if "." in type_ or type_ in PRIMITIVE else f"{rum}.{type_}"
        case list():
            return [betydning(gren, rum) for gren in type_]
        case {"type": "array" | "map" as slags}:
            return [slags, betydning(type_["items" if slags == "array" else "values"], rum)]
        case {"type": "record", "name": str() as navn}:
            fuldt = navn if "." in navn else f"{type_.get('namespace', rum)}.{navn}"
            inde = fuldt.rpartition(".")[0]
            felter = [
                {**felt_, "type": betydning(felt_["type"], inde), "doc": felt_.get("doc", "").split()}
                for felt_ in type_["fields"]
            ]
            return ["record", fuldt, type_.get("doc", "").split(), felter]
        case _:
            resten = {led: vaerdi for led, vaerdi in type_.items() if led != "type"}
            bund = betydning(type_["type"], rum)
            return [bund, resten] if resten else bund


def alt(tekster: dict[Path, str]) -> dict[Path, Any]:
    return {fil: betydning(json.loads(tekst)) for fil, tekst in tekster.items() if fil.suffix == ".avsc"}


@pytest.mark.parametrize("regel", [r for r in REGLER if r.kan_rettes], ids=lambda regel: regel.kode)
def test_hvad_der_kan_rettes_bliver_rettet(regel: Any) -> None:
    proeve = aendret(regel.bryder)
    assert fund_i(efter(proeve)) == []
    assert rettede(proeve, frozenset({regel.kode}))
    assert rettede(proeve, KODER - {regel.kode, "SKRIFT-JSON"}) == {}


def test_det_rigtige_roeres_ikke() -> None:
    assert rettede(Proeve()) == {}
    assert [
        fund for fund in lint_mappe(AVRO_ROD, kodelister=Proeve().kodelister, kendte=laes_filer()) if fund.kan_rettes
    ] == []


UROERLIGT: list[tuple[str, Aendring]] = [
    ("unionens orden", felt("skum", ["string", "null"])),
    ("default der mangler", felt("skum", ["null", "string"])),
    ("mærke der mangler", felt("telefon")),
    ("synonym", felt("postnr")),
    ("felternes orden", lambda p: p.data["fields"].reverse()),
    ("en indpakning der siger mere", felt("dag", {"type": {"type": "int"}, "logicalType": "date"}, vaerdi=1)),
    ("luft i YAML der er en del af teksten", lambda p: p.filer.update({KATALOG: som_tekst(p.katalog, yaml_=True) + "ekstra: |\n  ord  \n  ord\n"})),
]  # fmt: skip


@pytest.mark.parametrize("aendring", [en[1] for en in UROERLIGT], ids=[en[0] for en in UROERLIGT])
def test_det_der_aendrer_mening_roeres_ikke(aendring: Aendring) -> None:
    assert rettede(aendret(aendring)) == {}


def test_en_kommentar_i_yaml_bliver_staaende() -> None:
    proeve = aendret(
        lambda p: p.filer.update({KATALOG: "# Hvorfor\r\n" + som_tekst(p.katalog, yaml_=True) + "# til sidst  \n\n"})
    )
    [(fil, tekst)] = rettede(proeve).items()
    assert fil == KATALOG
    assert tekst.startswith("# Hvorfor\n")
    assert tekst.endswith("\n# til sidst\n")
    assert yaml.safe_load(tekst) == yaml.safe_load(proeve.tekster()[KATALOG])


def test_navnerum_i_navnet_faar_sin_egen_plads_ved_siden_af() -> None:
    def delt(proeve: Proeve) -> None:
        del proeve.data["namespace"]
        proeve.data["name"] = f"{RUM}.FodbadData"

    tekst = rettede(aendret(delt))[DATA]
    assert list(json.loads(tekst))[:3] == ["type", "name", "namespace"]
    assert json.loads(tekst)["namespace"] == RUM


PAKNING: list[Callable[[Any], Any]] = [
    lambda type_: type_,
    lambda type_: {"type": type_},
    lambda type_: {"type": {"type": type_}} if isinstance(type_, str) else type_,
]
TYPER = st.sampled_from(["string", "long", "boolean", "Saebe", f"{RUM}.Saebe", DATO])


@st.composite
def proever(draw: st.DrawFn) -> Proeve:
    """The pattern contract, written in some of the ways in which people write contracts."""
    proeve = Proeve()
    proeve.post("Saebe", rent_felt("duft"))
    for nummer in range(draw(st.integers(0, 3))):
        type_: Any = draw(st.sampled_from(PAKNING))(draw(TYPER))
        type_ = draw(st.sampled_from([type_, ["null", type_], {"type": "array", "items": type_}]))
        doc = (
            draw(st.sampled_from(["  ", "\n", ""]))
            + "Ordet nummer  to" * draw(st.integers(0, 1))
            + draw(st.sampled_from(["", " "]))
        )
        proeve.felt(f"led{chr(97 + nummer)}", type_, doc=doc)
    if draw(st.booleans()):
        proeve.felt(
            "inde", post("Inde", rent_felt("duft", draw(st.sampled_from(["Saebe", f"{RUM}.Saebe"])), doc=" x "))
        )
    if draw(st.booleans()):
        proeve.data |= {"name": f"{RUM}.FodbadData", "namespace": draw(st.sampled_from(["et.andet", RUM]))}
    indryk, slut = draw(st.sampled_from([None, 2, 4])), draw(st.sampled_from(["", "\n", "\r\n\r\n"]))
    for fil in draw(st.sets(st.sampled_from([BESKED, DATA, EKSEMPEL]))):
        bom = draw(st.sampled_from(["", "\ufeff"]))
        proeve.filer[fil] = bom + json.dumps(proeve.filer[fil], indent=indryk, ensure_ascii=draw(st.booleans())) + slut
    return proeve


def _uden_bom(tekster: dict[Path, str]) -> dict[Path, str]:
    return {fil: tekst.removeprefix("\ufeff") for fil, tekst in tekster.items()}


@settings(max_examples=80, deadline=None)
@given(proeve=proever())
def test_at_rette_aendrer_intet_af_det_kontrakten_siger_og_er_nok_een_gang(proeve: Proeve) -> None:
    foer, ny = _uden_bom(proeve.tekster()), efter(proeve)
    assert rettede(ny) == {}
    assert [fund for fund in fund_i(ny) if fund.kan_rettes] == []
    assert alt(ny.tekster()) == alt(foer)
    assert json.loads(ny.tekster()[EKSEMPEL]) == json.loads(foer[EKSEMPEL])
    # an example can first be read once the types can, and two docs be the same once their space is; nothing else is new
    foerst_nu = {et for et in fund_i(ny) if et.kode.startswith("EKSEMPEL") or et.kode == "DOC-ENS"}
    blivende = {(et.kode, et.hvor) for et in fund_i(proeve) if not et.kan_rettes}
    assert {(et.kode, et.hvor) for et in fund_i(ny) if et not in foerst_nu} <= blivende


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_at_rette_falder_aldrig(data: st.DataObject) -> None:
    proeve = Proeve()
    tekster: dict[Path, str | bytes] = {
        **proeve.tekster(),
        data.draw(st.sampled_from([BESKED, DATA, KATALOG, EKSEMPEL])): data.draw(st.text(max_size=30)),
    }
    ud = ret(tekster, KODER, kodelister=proeve.kodelister, kendte=proeve.kendte)
    assert ret({**tekster, **ud}, KODER, kodelister=proeve.kodelister, kendte=proeve.kendte) == {}
    lint({**tekster, **ud}, kodelister=proeve.kodelister, kendte=proeve.kendte)
