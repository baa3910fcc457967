"""Where a message meets a difference: every witness is met, and what is met nowhere can be read."""

from __future__ import annotations

import io
import random
from typing import Any

import fastavro
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hub.konsekvens.ramt import ramte_steder
from schemas.compatibility import Alvor, Forskel, Retning, Udgave, UgyldigtSkema, forskelle, vidne
from tests.schemas.kompatibilitet.beskeder import tilfaeldige_beskeder
from tests.schemas.kompatibilitet.orakler import laes_fastavro
from tests.schemas.kompatibilitet.skemastrategi import skemapar

_MANGE = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _uforenelige(par: tuple[dict[str, Any], dict[str, Any]]) -> tuple[Udgave, Udgave, list[Forskel]]:
    laeser, skriver = Udgave("ny", par[0]), Udgave("gammel", par[1])
    try:
        fundne = forskelle(laeser, skriver, Retning.BAGUD)
    except UgyldigtSkema:
        assume(False)
        raise
    return laeser, skriver, [en for en in fundne if en.alvor is Alvor.UFORENELIG]


def _steder(skriver: Udgave, besked: bytes, forskel: Forskel) -> list[str]:
    return ramte_steder(skriver.type, _laest(skriver, besked, return_record_name=True, return_named_type=True), forskel)


def _laest(skriver: Udgave, besked: bytes, **valg: Any) -> Any:
    return fastavro.schemaless_reader(io.BytesIO(besked), fastavro.parse_schema(skriver.skema), None, **valg)


def test_kun_den_besked_rammes_der_bruger_det_symbol_der_forsvinder() -> None:
    """The enum stands at two places, and the difference names the first of them alone."""

    def post(*symboler: str) -> dict[str, Any]:
        slags = {"type": "enum", "name": "Slags", "symbols": list(symboler)}
        felter = [{"name": "a", "type": slags}, {"name": "b", "type": {"type": "array", "items": ["null", "Slags"]}}]
        return {"type": "record", "name": "R", "fields": felter}

    ny, skriver = Udgave("ny", post("X")), Udgave("gammel", post("X", "Y"))
    (forskel,) = [en for en in forskelle(ny, skriver, Retning.BAGUD) if en.alvor is Alvor.UFORENELIG]
    for a, b, ventet in (
        ("X", [None, "X"], []),
        ("Y", [], ["a"]),
        ("X", [None, "Y", "Y"], ["b[]"]),
        ("Y", ["Y"], ["a", "b[]"]),
    ):
        ud = io.BytesIO()
        fastavro.schemaless_writer(ud, fastavro.parse_schema(skriver.skema), {"a": a, "b": b})
        assert _steder(skriver, ud.getvalue(), forskel) == ventet


@_MANGE
@given(skemapar())
def test_vidnet_rammes_af_den_forskel_det_viser(par: tuple[dict[str, Any], dict[str, Any]]) -> None:
    _, skriver, fundne = _uforenelige(par)
    assume(fundne)
    for forskel in fundne:
        besked = vidne(skriver.type, forskel)
        assert besked is not None
        assert _steder(skriver, besked.data, forskel), (forskel, besked.json)


@_MANGE
@given(skemapar(), st.randoms(use_true_random=False))
def test_det_der_intet_sted_rammes_kan_laeses(
    par: tuple[dict[str, Any], dict[str, Any]], tilfaeldig: random.Random
) -> None:
    laeser, skriver, fundne = _uforenelige(par)
    assume(fundne)
    for besked in tilfaeldige_beskeder(skriver, tilfaeldig):
        if not any(_steder(skriver, besked, forskel) for forskel in fundne):
            laest = laes_fastavro(laeser, skriver, besked)
            assert laest.ok or _har_tomt(_laest(skriver, besked)), laest.fejl


def _har_tomt(vaerdi: Any) -> bool:
    """Whether a list or a map in it is empty: fastavro compares what could stand in it by name, where Java asks nothing."""
    match vaerdi:
        case list() | dict():
            dele = vaerdi if isinstance(vaerdi, list) else list(vaerdi.values())
            return not dele or any(map(_har_tomt, dele))
        case _:
            return False
