"""Properties over random pairs: what is called compatible can be read, what is called incompatible has a witness."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from schemas.compatibility import Alvor, Forskel, Retning, Udgave, UgyldigtSkema, forskelle, vidne
from tests.schemas.kompatibilitet.beskeder import tilfaeldige_beskeder
from tests.schemas.kompatibilitet.orakler import JavaOrakel, laes_fastavro, laes_python, python_avro
from tests.schemas.kompatibilitet.skemastrategi import skemaer, skemapar

pytestmark = [pytest.mark.xdist_group("java-avro"), pytest.mark.timeout(600)]

_MANGE = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def _par(par: tuple[dict[str, Any], dict[str, Any]]) -> tuple[Udgave, Udgave, list[Forskel]]:
    laeser, skriver = Udgave("ny", par[0]), Udgave("gammel", par[1])
    try:
        return laeser, skriver, forskelle(laeser, skriver, Retning.BAGUD)
    except UgyldigtSkema:
        assume(False)
        raise


@_MANGE
@given(skemapar(), st.randoms(use_true_random=False))
def test_hvad_der_kaldes_foreneligt_kan_laeses_af_java_og_af_fastavro(
    java: JavaOrakel, par: tuple[dict[str, Any], dict[str, Any]], tilfaeldig: random.Random
) -> None:
    laeser, skriver, forskellene = _par(par)
    assume(not any(en.alvor is Alvor.UFORENELIG for en in forskellene))
    data = tilfaeldige_beskeder(skriver, tilfaeldig)
    for besked, fra_java in zip(data, java.spoerg(laeser, skriver, data).laest, strict=True):
        assert fra_java.ok, fra_java.fejl
        fast = laes_fastavro(laeser, skriver, besked)
        assert fast.ok, fast.fejl


@_MANGE
@given(skemapar())
def test_hvad_der_kaldes_uforeneligt_har_en_besked_som_ikke_alle_laesere_kan_laese(
    java: JavaOrakel, par: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    laeser, skriver, forskellene = _par(par)
    uforenelige = [en for en in forskellene if en.alvor is Alvor.UFORENELIG]
    assume(uforenelige)
    for en in uforenelige:
        besked = vidne(skriver.type, en)
        assert besked is not None
        fra_java = java.spoerg(laeser, skriver, [besked.data]).laest[0]
        laest = (fra_java, laes_python(laeser, skriver, besked.data), laes_fastavro(laeser, skriver, besked.data))
        assert not all(et.ok for et in laest), (en, besked.json)


@_MANGE
@given(skemapar())
def test_dommen_er_javas_og_pythons(java: JavaOrakel, par: tuple[dict[str, Any], dict[str, Any]]) -> None:
    laeser, skriver, forskellene = _par(par)
    forenelig = not any(en.alvor is Alvor.UFORENELIG for en in forskellene)
    svar = java.spoerg(laeser, skriver)
    assert svar.forenelig is forenelig, svar.hvorfor
    assert python_avro(laeser, skriver).forenelig is forenelig


@given(skemaer())
def test_et_skema_er_foreneligt_med_sig_selv_og_har_intet_at_sige(skema: dict[str, Any]) -> None:
    try:
        assert forskelle(Udgave("1", skema), Udgave("1", json.loads(json.dumps(skema))), Retning.BAGUD) == []
    except UgyldigtSkema:
        assume(False)


@_MANGE
@given(skemapar())
def test_vidnet_er_en_besked_som_skriverens_egen_laeser_kan_laese(
    java: JavaOrakel, par: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    _, skriver, forskellene = _par(par)
    for en in forskellene:
        besked = vidne(skriver.type, en)
        assert besked is not None
        laest = java.spoerg(skriver, skriver, [besked.data]).laest[0]
        assert laest.ok, laest.fejl
        assert json.loads(laest.vaerdi or "{}") == besked.json or not laest.vaerdi
