"""The vectors: every finding that we expect, and what two independent implementations say of the same pairs."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.compatibility import Alvor, Forskel, Retning, Udgave, UgyldigtSkema, forskelle, vidne
from tests.schemas.kompatibilitet.beskeder import tilfaeldige_beskeder
from tests.schemas.kompatibilitet.orakler import JavaOrakel, Laesning, laes_fastavro, laes_python, python_avro
from tests.schemas.kompatibilitet.vektor import Vektor, laes_uenigheder, laes_vektorer

pytestmark = pytest.mark.timeout(600)  # the first of them may have to fetch Java Avro

VEKTORER = laes_vektorer()
UGYLDIGE: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "ugyldige.yaml").read_text(encoding="utf-8"))
_SIGER = {None: "ugyldig", True: "forenelig", False: "uforenelig"}


def fundne(vektor: Vektor) -> list[Forskel]:
    return forskelle(vektor.laeser, vektor.skriver, Retning.BAGUD)


def som_tekst(forskellene: list[Forskel], alvor: Alvor) -> tuple[str, ...]:
    return tuple(sorted(f"{en.regel} {en.sti}".rstrip() for en in forskellene if en.alvor is alvor))


def test_der_er_mindst_150_vektorer_med_hver_sit_navn() -> None:
    assert len({vektor.navn for vektor in VEKTORER}) == len(VEKTORER) >= 150


@pytest.mark.parametrize("vektor", VEKTORER, ids=lambda vektor: vektor.navn)
def test_hver_vektor_giver_netop_de_fund_som_den_venter(vektor: Vektor) -> None:
    forskellene = fundne(vektor)
    assert som_tekst(forskellene, Alvor.UFORENELIG) == vektor.uforenelig
    assert som_tekst(forskellene, Alvor.BETYDNING) == vektor.betydning
    assert som_tekst(forskellene, Alvor.NOTE) == vektor.noter


@pytest.mark.xdist_group("java-avro")
def test_java_avro_og_python_avro_er_enige_med_os_paa_naer_de_uenigheder_der_er_argumenteret_for(
    java: JavaOrakel,
) -> None:
    uenigheder = {
        (vektor.navn, hvem, _SIGER[svar.forenelig])
        for vektor in VEKTORER
        for hvem, svar in (
            ("java-avro", java.spoerg(vektor.laeser, vektor.skriver)),
            ("python-avro", python_avro(vektor.laeser, vektor.skriver)),
        )
        if svar.forenelig is not (not vektor.uforenelig)
    }
    assert uenigheder == kendte("java-avro", "python-avro")


def kendte(*hvem: str) -> set[tuple[str, str, str]]:
    return {(en["vektor"], en["hvem"], en["siger"]) for en in laes_uenigheder() if en["hvem"] in hvem}


@pytest.mark.xdist_group("java-avro")
def test_beskeder_af_hvert_foreneligt_par_laeses_af_java_og_af_fastavro_paa_naer_dem_der_er_argumenteret_for(
    java: JavaOrakel,
) -> None:
    ulaeste: set[tuple[str, str, str]] = set()
    antal = 0
    for vektor in VEKTORER:
        if vektor.uforenelig or vektor.skriver.skema == []:  # of an empty union there are no messages
            continue
        data = tilfaeldige_beskeder(vektor.skriver, random.Random(vektor.navn), antal=8)
        fast = [laes_fastavro(vektor.laeser, vektor.skriver, besked) for besked in data]
        for hvem, laest in (
            ("java-laeser", java.spoerg(vektor.laeser, vektor.skriver, data).laest),
            ("fastavro", fast),
        ):
            antal += len(laest)
            if not all(en.ok for en in laest):
                ulaeste.add((vektor.navn, hvem, "uforenelig"))
    assert antal > 1_500
    assert ulaeste == kendte("java-laeser", "fastavro")


@pytest.mark.xdist_group("java-avro")
def test_et_vidne_om_tab_kommer_ud_som_noget_andet_end_det_der_blev_skrevet(java: JavaOrakel) -> None:
    regler = {"PRAECISION", "ENUM-DEFAULT", "BYTES-TEKST", "FELT-DELT-DEFAULT"}
    sete: set[str] = set()
    for vektor in VEKTORER:
        for en in fundne(vektor):
            besked = vidne(vektor.skriver.type, en) if en.regel in regler and not vektor.uforenelig else None
            if besked is not None:
                sete.add(en.regel)
                skrevet = java.spoerg(vektor.skriver, vektor.skriver, [besked.data]).laest[0]
                laest = java.spoerg(vektor.laeser, vektor.skriver, [besked.data]).laest[0]
                assert _betyder(laest) != _betyder(skrevet), vektor.navn
    assert sete == regler


def _betyder(laesning: Laesning) -> str:
    """The value without the names of branches, numbers as the shortest text, so that 1 and 1.0 are the same."""
    return json.dumps(_blad(json.loads(laesning.vaerdi)))


def _blad(vaerdi: Any) -> Any:
    match vaerdi:
        case {"int": en} | {"long": en} | {"float": en} | {"double": en} | {"string": en} | {"bytes": en}:
            return _blad(en)
        case dict():
            return {noegle: _blad(en) for noegle, en in vaerdi.items()}
        case list():
            return [_blad(en) for en in vaerdi]
        case float() | int():
            return int(vaerdi)
        case _:
            return vaerdi


def test_hver_uenighed_har_et_argument_og_naevnes_en_gang() -> None:
    uenigheder = laes_uenigheder()
    assert all(len(en["argument"]) > 40 for en in uenigheder)
    assert len({(en["vektor"], en["hvem"]) for en in uenigheder}) == len(uenigheder)


@pytest.mark.xdist_group("java-avro")
def test_hver_uforenelighed_har_en_besked_som_en_laeser_ikke_kan_laese_eller_laeser_forskelligt(
    java: JavaOrakel,
) -> None:
    laest_af_alle: set[str] = set()
    antal = 0
    for vektor in VEKTORER:
        for en in fundne(vektor):
            if en.alvor is not Alvor.UFORENELIG:
                continue
            besked = vidne(vektor.skriver.type, en)
            assert besked is not None, vektor.navn
            antal += 1
            laest = _tre_laesere(java, vektor.laeser, vektor.skriver, besked.data)
            if all(en.ok for en in laest) and len({json.dumps(en.vaerdi) for en in laest}) == 1:
                laest_af_alle.add(vektor.navn)
    assert antal > 100
    assert laest_af_alle == {en["vektor"] for en in laes_uenigheder() if en["hvem"] == "alle-laesere"}


def _tre_laesere(java: JavaOrakel, laeser: Udgave, skriver: Udgave, data: bytes) -> tuple[Laesning, ...]:
    fra_java = java.spoerg(laeser, skriver, [data]).laest[0]
    if fra_java.ok:
        fra_java = Laesning(True, json.loads(fra_java.vaerdi or "{}"))  # it writes an empty record as nothing
    return fra_java, laes_python(laeser, skriver, data), laes_fastavro(laeser, skriver, data)


@pytest.mark.parametrize("sag", UGYLDIGE, ids=lambda sag: sag["navn"])
def test_et_ugyldigt_skema_siger_hvor_det_er_galt(sag: dict[str, Any]) -> None:
    with pytest.raises(UgyldigtSkema) as fejl:
        _ = Udgave("1", sag["skema"]).type
    assert fejl.value.peger == sag["peger"]
    assert fejl.value.en != fejl.value.da
    assert fejl.value.en in str(fejl.value)


@pytest.mark.xdist_group("java-avro")
def test_java_avro_afviser_de_samme_skemaer_paa_naer_dem_der_er_argumenteret_for(java: JavaOrakel) -> None:
    taget = {
        sag["navn"]
        for sag in UGYLDIGE
        if java.spoerg(Udgave("", sag["skema"]), Udgave("", "int")).forenelig is not None
    }
    assert taget == {sag["navn"] for sag in UGYLDIGE if sag.get("java") == "gyldig" and len(sag["hvorfor"]) > 40}
