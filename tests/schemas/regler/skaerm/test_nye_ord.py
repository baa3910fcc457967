"""A rule in a new word needs nothing in the screen: until it has a form there, its messages are suspects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from schemas.codec import pak
from schemas.kodeliste import Kodelister
from schemas.regler import REGLER, standardlager
from schemas.regler.dommer import byg_dommer
from schemas.regler.krav import Antal, Funktion, Krav, Laengde
from schemas.regler.regel import Regel
from schemas.regler.skaerm import byg_skaerm
from tests.schemas.regler.eksempler import indhold

pytestmark = pytest.mark.hurtig

SAG = "dk.faelleshub.sag.SagRegistreret"
SKEMA = standardlager().nyeste(SAG)


@dataclass(frozen=True)
class Palindrom:
    """A word nobody has thought of."""

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return () if vaerdi is None or vaerdi == vaerdi[::-1] else ("",)

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        return f"(not {bind(self.brud)}({navn}))"


def regel(type_: str, sti: str, krav: Krav) -> Regel:
    return replace(REGLER[0], id="NY", kode="NY", type=type_, sti=sti, krav=krav, undtagen=frozenset())


def svar(ny: Regel, *aendringer: dict[str, Any]) -> list[tuple[bool, bool]]:
    """What judge and screen say of the example, and of it changed in each of these ways, with one rule more."""
    dommer = byg_dommer(SKEMA, (*REGLER, ny), Kodelister.standard().vaerdier)
    skaerm = byg_skaerm(SKEMA, dommer.efter_type, ())
    data = [indhold(SAG), *(indhold(SAG, aendring) for aendring in aendringer)]
    fund = skaerm.sigt([pak(SKEMA, et) for et in data])
    return [(dommer.er_ren(et), passerede is not None) for et, passerede in zip(data, fund, strict=True)]


def test_et_nyt_ord_om_et_felt_der_er_sat_goer_beskeden_mistaenkt() -> None:
    titel = {"beskeddata.egenskaber[0].titel": "abba"}
    assert svar(regel("sag.SagEgenskaber", "titel", Palindrom()), titel) == [(False, False), (True, False)]


def test_et_nyt_ord_tier_hvor_intet_staar() -> None:
    lokation = {"beskeddata.egenskaber[0].lokation": "abba"}
    assert svar(regel("sag.SagEgenskaber", "lokation", Palindrom()), lokation) == [(True, True), (True, False)]


def test_et_nyt_ord_inde_i_et_kendt_er_stadig_nyt() -> None:
    from schemas.regler.forhold import Felt
    from schemas.regler.krav import Hver

    lokation = {"beskeddata.egenskaber[0].lokation": "ab"}
    ny = regel("sag.Sag", "egenskaber[]", Hver(Felt("lokation", Palindrom())))
    assert svar(ny, lokation) == [(True, True), (False, False)]


def test_en_funktion_taler_kun_hvor_dens_felt_er_sat() -> None:
    ny = regel("sag.SagEgenskaber", "", Funktion(lambda _post: (), naar="lokation"))
    assert svar(ny, {"beskeddata.egenskaber[0].lokation": "Skab 7"}) == [(True, True), (True, False)]


def test_en_funktion_om_hele_beskeden_sender_alt_til_dommeren() -> None:
    assert svar(regel("besked", "", Funktion(lambda _besked: ()))) == [(True, False)]


def test_en_regel_i_kendte_ord_skal_intet_have_skrevet_i_skaermen() -> None:
    kort = {"beskeddata.egenskaber[0].titel": "Kort"}
    assert svar(regel("sag.SagEgenskaber", "titel", Laengde(1, 4)), kort) == [(False, False), (True, True)]
    assert svar(regel("sag.Sag", "parter[]", Antal(mindst=2))) == [(False, False)]


def test_et_kendt_ord_om_en_ting_det_ikke_kan_maale_goer_beskeden_mistaenkt() -> None:
    """A length of a list, say, that the word itself measures with len()."""
    assert svar(regel("sag.Sag", "klasser[]", Laengde(0, 5))) == [(True, False)]
