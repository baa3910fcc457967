"""The pieces of the scenes that need no hub: expectations, ways, and what is written of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import itertools
import time
from typing import Any

import pytest
from rich.console import Console

from adapters.scener.fortaelling import MANGE, Fortaelling
from adapters.scener.forventning import FREMDRIFT, Ikke, afvent, vist
from adapters.scener.vej import Vej, ikke_set, veje
from adapters.sdk import Kvittering, Kvitteringsstatus
from schemas.regler.regel import Aarsag

NAVNE = {"s1": "selvbetjening", "d1": "grunddata", "d2": "pladsanvisning"}
AARSAG = Aarsag("RA-11", "KODE", "beskeddata.kode", "Koden findes ikke.", "No such code.", "sammenhængende it")


def _hop(slags: str, **felter: Any) -> dict[str, Any]:
    return {"tidspunkt": "2026-03-01T10:00:00Z", "slags": slags, "modtagelseId": "m1", **felter}


def _kvittering(status: str, modtagelse: str = "m1", aarsager: tuple[Aarsag, ...] = ()) -> Kvittering:
    return Kvittering(
        modtagelse_id=modtagelse,
        status=Kvitteringsstatus(status),
        aarsager=aarsager,
        tidspunkt=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
    )


TO_MODTAGERE = [
    _hop("modtaget", system="s1"),
    _hop("afgjort", udfald="Leveret"),
    _hop("lagt", dueslag="d1"),
    _hop("lagt", dueslag="d2"),
    _hop("leveret", dueslag="d1"),
    _hop("leveret", dueslag="d1"),
    _hop("kvitteret", dueslag="d1"),
]


class TestVej:
    def test_en_vej_er_foerst_afsluttet_naar_alle_har_svaret_og_afsenderen_har_faaet_det_at_vide(self) -> None:
        kvitteringer = [_kvittering("Leveret"), _kvittering("Kvitteret")]
        (undervejs,) = veje("b", "Flytning", TO_MODTAGERE, kvitteringer, NAVNE)
        faerdig = [*TO_MODTAGERE, _hop("leveret", dueslag="d2"), _hop("kvitteret", dueslag="d2")]
        (uden_kvittering,) = veje("b", "Flytning", faerdig, kvitteringer, NAVNE)
        (afsluttet,) = veje("b", "Flytning", faerdig, [*kvitteringer, _kvittering("Kvitteret")], NAVNE)
        assert [vej.afsluttet for vej in (undervejs, uden_kvittering, afsluttet)] == [False, False, True]
        assert [(m.navn, m.udfald, m.leveringer) for m in undervejs.modtagere] == [
            ("grunddata", "kvitteret", 2),
            ("pladsanvisning", "venter", 0),
        ]
        assert afsluttet.afsender == "selvbetjening"
        assert not undervejs.lykkedes
        assert afsluttet.lykkedes

    def test_to_modtagelser_af_samme_beskedid_er_to_veje_med_hver_sine_grunde(self) -> None:
        hop = [
            *TO_MODTAGERE,
            _hop("modtaget", system="s1") | {"modtagelseId": "m2"},
            _hop("afgjort", udfald="Afvist") | {"modtagelseId": "m2"},
        ]
        foerste, anden = veje("b", "Flytning", hop, [_kvittering("Afvist", "m2", (AARSAG,))], NAVNE)
        assert (foerste.afgoerelse, foerste.grunde) == ("Leveret", ())
        assert (anden.afgoerelse, [grund.regel for grund in anden.grunde]) == ("Afvist", ["RA-11"])
        assert anden.afsluttet

    def test_en_besked_som_hubben_ikke_kender_er_ikke_afsluttet(self) -> None:
        assert not ikke_set("b", "Flytning").afsluttet


class TestForventning:
    async def test_den_venter_til_svaret_passer(self) -> None:
        tal = itertools.count(1)
        assert await afvent(lambda: next(tal), lambda svar: svar == 3, 5) == (True, 3)

    async def test_fristen_ender_den_med_det_sidste_svar(self) -> None:
        assert await afvent(lambda: 1, lambda svar: svar == 2, 0.03) == (False, 1)

    async def test_saa_laenge_svaret_flytter_sig_ventes_der_videre_men_ikke_for_evigt(self) -> None:
        taeller, begyndt = itertools.count(1), time.monotonic()
        holdt, svar = await afvent(lambda: next(taeller), lambda svar: svar < 0, 0.05)
        assert not holdt
        assert svar >= 3
        assert time.monotonic() - begyndt >= FREMDRIFT * 0.05

    async def test_et_svar_der_ikke_er_der_endnu_er_ingen_fejl(self) -> None:
        raekker: list[int] = []

        def foerste() -> int:
            raekker.append(1)
            return raekker[2]

        assert await afvent(foerste, bool, 5) == (True, 1)

    async def test_en_fejl_fortaelles_ved_sit_slags_alene(self) -> None:
        def fejler() -> None:
            raise KeyError("6302841236")

        holdt, svar = await afvent(fejler, bool, 0.02)
        assert not holdt
        assert svar == Ikke("KeyError")
        assert vist(svar) == "endnu intet (KeyError)"

    @pytest.mark.parametrize(
        ("svar", "tekst"),
        [
            (True, ""),
            (False, "nej"),
            (None, "intet"),
            ([], "intet"),
            (("Registreret", True), "Registreret, ja"),
            ({"Notat": 2}, "Notat: 2"),
            ("om 630284-1236", "om ******-****"),
            (object(), "object"),
            ("x" * 500, "x" * 119 + "…"),
        ],
    )
    def test_det_sete_er_kort_og_uden_personnumre(self, svar: object, tekst: str) -> None:
        assert vist(svar) == tekst


def _fortael(fundne: list[Vej]) -> list[str]:
    ud = io.StringIO()
    Fortaelling(Console(file=ud, width=200)).veje(fundne)
    return [linje.strip() for linje in ud.getvalue().splitlines()]


class TestFortaelling:
    def test_ens_veje_staar_paa_en_linje_og_grunden_under(self) -> None:
        hop = [_hop("modtaget", system="s1"), _hop("afgjort", udfald="Afvist")]
        fundne = veje("b", "Flytning", hop, [_kvittering("Afvist", aarsager=(AARSAG,))], NAVNE)
        overskrift, vej, grund = _fortael(fundne * 3)
        assert overskrift == "Beskedernes vej"
        assert vej == "Flytning             selvbetjening → Afvist  kvitteringer: Afvist  × 3"
        assert grund == "RA-11 beskeddata.kode: Koden findes ikke."

    def test_forskellige_grunde_skjuler_ikke_hinanden(self) -> None:
        hop = [_hop("modtaget", system="s1"), _hop("afgjort", udfald="Afvist")]
        anden = dataclasses.replace(AARSAG, regel="RA-24")
        fundne = [
            vej
            for aarsag in (AARSAG, anden)
            for vej in veje("b", "Flytning", hop, [_kvittering("Afvist", aarsager=(aarsag,))], NAVNE)
        ]
        linjer = _fortael(fundne)
        assert [linje.split()[0] for linje in linjer if linje.startswith("RA-")] == ["RA-11", "RA-24"]

    def test_mange_veje_staar_efter_slags(self) -> None:
        fundne = [ikke_set(str(nummer), ("Sag", "Dokument")[nummer % 2]) for nummer in range(MANGE + 2)]
        assert [linje.split()[0] for linje in _fortael(fundne)[1:]] == ["Dokument", "Sag"]
