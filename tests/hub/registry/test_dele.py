"""The smaller parts: contexts, addresses, the bounded memory, records, the contracts that ship with the hub."""

from __future__ import annotations

import copy
import threading
from typing import Any

import pytest

from hub.api.registry.sti import laes_sti
from hub.registry import kontekst
from hub.registry.hukommelse import Hukommelse
from hub.registry.medfoelgende import Idkonflikt, manglende
from hub.registry.poster import Indstilling, UlaeseligPost, pak_ud
from hub.registry.tilstand import Tilstand
from schemas.regler import standardlager
from schemas.skema import Skema

KONTRAKTER = tuple(standardlager().values())


@pytest.mark.parametrize(
    ("subject", "delt"),
    [
        ("x", (".", "x")),
        (":.:x", (".", "x")),
        (":.rum:x", (".rum", "x")),
        (":.rum:x:y", (".rum", "x:y")),
        (":.rum:", (".rum", "")),
        (":.rum", (".rum", "")),
        (":x:y", (".", ":x:y")),
        ("", (".", "")),
    ],
)
def test_et_subject_deles_i_kontekst_og_navn(subject: str, delt: tuple[str, str]) -> None:
    assert kontekst.del_op(subject) == delt
    assert kontekst.del_op(kontekst.normal(subject)) == delt


def test_en_henvisning_uden_kontekst_bliver_i_sin_egen() -> None:
    assert kontekst.i_samme("y", ":.rum:x") == ":.rum:y"
    assert kontekst.i_samme(":.andet:y", ":.rum:x") == ":.andet:y"
    assert kontekst.i_samme("y", "x") == "y"


@pytest.mark.parametrize(
    ("sti", "dele", "rum"),
    [
        ("", (), None),
        ("/", (), None),
        ("/subjects/", ("subjects",), None),
        ("/subjects/a%2Fb/versions/1", ("subjects", "a/b", "versions", "1"), None),
        ("/subjects/%3A.rum%3Ax", ("subjects", ":.rum:x"), None),
        ("/subjects//versions", ("subjects", "", "versions"), None),
        ("/contexts", ("contexts",), None),
        ("/contexts/.rum", ("contexts", ".rum"), None),
        ("/contexts/.rum/subjects", ("subjects",), ".rum"),
        ("/contexts/rum/subjects/x", ("subjects", ":.rum:x"), ".rum"),
        ("/contexts/%3A.rum%3A/subjects/x", ("subjects", ":.rum:x"), ".rum"),
        ("/contexts/./subjects/x", ("subjects", "x"), "."),
        ("/contexts/.rum/subjects/:.andet:x", ("subjects", ":.andet:x"), ".rum"),
        ("/contexts/.rum/config", ("config", ":.rum:"), ".rum"),
        ("/contexts/.rum/config/x", ("config", ":.rum:x"), ".rum"),
        ("/contexts/.rum/schemas/ids/1", ("schemas", "ids", "1"), ".rum"),
        (
            "/contexts/.rum/compatibility/subjects/x/versions",
            ("compatibility", "subjects", ":.rum:x", "versions"),
            ".rum",
        ),
        ("/subjects/subjects/versions", ("subjects", "subjects", "versions"), None),
    ],
)
def test_adressen_laeses(sti: str, dele: tuple[str, ...], rum: str | None) -> None:
    laest = laes_sti(sti, Tilstand())
    assert (laest.dele, laest.rum) == (dele, rum)


def test_et_andet_navn_gaelder_i_adressen_men_ikke_for_dets_egen_konfiguration() -> None:
    tilstand = Tilstand()
    tilstand.anvend(Indstilling("x", {"alias": "y"}), Indstilling(":.rum:x", {"alias": "y"}))
    assert laes_sti("/subjects/x/versions", tilstand).dele[1] == "y"
    assert laes_sti("/contexts/rum/subjects/x", tilstand).dele[1] == ":.rum:y"
    assert laes_sti("/config/x", tilstand).dele[1] == "x"


def test_hukommelsen_glemmer_det_der_er_brugt_for_laengst_siden() -> None:
    hukommelse = Hukommelse[str, int](10)
    for navn in "abc":
        hukommelse.gem(navn, 1, 4)
        hukommelse.hent("a")
    assert [hukommelse.hent(navn) for navn in "abc"] == [1, None, 1]
    hukommelse.gem("for stor", 1, 11)
    assert hukommelse.hent("for stor") is None
    hukommelse.gem("a", 2, 10)
    assert (hukommelse.hent("a"), len(hukommelse)) == (2, 1)


def test_traade_kan_dele_hukommelsen() -> None:
    hukommelse, fejl = Hukommelse[int, int](50), list[BaseException]()

    def brug() -> None:
        try:
            for nummer in range(20_000):
                if hukommelse.hent(nummer % 97) is None:
                    hukommelse.gem(nummer % 97, nummer, 1)
        except BaseException as en:  # noqa: BLE001 - told to the test below
            fejl.append(en)

    traade = [threading.Thread(target=brug) for _ in range(4)]
    for traad in traade:
        traad.start()
    for traad in traade:
        traad.join()
    assert not fejl
    assert len(hukommelse) == 50


@pytest.mark.parametrize(
    ("noegle", "vaerdi"),
    [
        (None, b"{}"),
        (b"{", b"{}"),
        (b'["ukendt",1]', b"{}"),
        (b'["skema",".",1]', b"{}"),
        (b'["mode","x"]', b'"NOGET"'),
        (b'["version","x",1]', b"{"),
    ],
)
def test_en_post_af_en_anden_tid_siges_at_vaere_ulaeselig(noegle: bytes | None, vaerdi: bytes) -> None:
    with pytest.raises(UlaeseligPost):
        pak_ud(noegle, vaerdi)


def med_felter(skema: Skema, **felter: Any) -> Skema:
    return Skema(skema.id, copy.deepcopy(skema.raa) | felter, skema.version)


def test_kontrakterne_skrives_een_gang() -> None:
    tilstand = Tilstand()
    tilstand.anvend(*manglende(tilstand, KONTRAKTER, 1).poster)
    assert manglende(tilstand, KONTRAKTER, 2).poster == ()
    assert tilstand.naeste_id(".") == max(en.id for en in KONTRAKTER) + 1


def test_en_ny_kontraktversion_er_den_naeste_i_sit_subject() -> None:
    tilstand, sag = Tilstand(), KONTRAKTER[0]
    tilstand.anvend(*manglende(tilstand, KONTRAKTER, 1).poster)
    ny = Skema(max(en.id for en in KONTRAKTER) + 1, sag.raa | {"doc": "ny"}, "2.0")
    tilstand.anvend(*manglende(tilstand, (*KONTRAKTER, ny), 2).poster)
    assert [(en.version, en.id) for en in tilstand.udgivelser(sag.navn)] == [(1, sag.id), (2, ny.id)]


def test_nye_ord_under_et_kendt_id_lader_de_gamle_staa() -> None:
    tilstand, sag = Tilstand(), KONTRAKTER[0]
    tilstand.anvend(*manglende(tilstand, KONTRAKTER, 1).poster)
    andre_ord = (med_felter(sag, doc="andre ord", nyt=1), *KONTRAKTER[1:])
    assert manglende(tilstand, andre_ord, 2).poster == ()


def test_et_id_som_registret_har_givet_til_andet_standser_hubben_med_et_raad() -> None:
    tilstand, sag = Tilstand(), KONTRAKTER[0]
    tilstand.anvend(*manglende(tilstand, KONTRAKTER, 1).poster)
    andet = (med_felter(sag, fields=sag.raa["fields"][:-1]), *KONTRAKTER[1:])
    with pytest.raises(Idkonflikt) as fanget:
        manglende(tilstand, andet, 2)
    assert sag.navn in str(fanget.value)
    assert f"id {max(en.id for en in KONTRAKTER) + 1}" in str(fanget.value)
