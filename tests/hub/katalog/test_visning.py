"""What a beskedtype's page is put together from, and which version it shows."""

from __future__ import annotations

import dataclasses

import pytest

from hub.katalog.soegning import Soegeindeks, ens
from hub.katalog.visning import UkendtVersion, oversigt, visning
from tests.hub.katalogsite.indhold import FLYTNING, NY_ID, grundlag


def test_den_nyeste_blaastemplede_version_vises_og_kun_den() -> None:
    alt = grundlag()
    post = alt.katalog.efter_navn(FLYTNING)
    assert oversigt(alt, post).skema_id == visning(alt, post).skema_id == NY_ID
    udkast = dataclasses.replace(alt, tilstande={NY_ID: "udkast"})
    assert (oversigt(udkast, post).skema_id, oversigt(udkast, post).tilstand) == (post.id, "blaastemplet")
    intet = dataclasses.replace(alt, tilstande={NY_ID: "trukket", post.id: "udfaset"})
    assert (oversigt(intet, post).skema_id, oversigt(intet, post).tilstand) == (post.id, "udfaset")
    assert oversigt(intet, post).skema_ider == [post.id, NY_ID]


def test_en_version_der_ikke_er_der_siger_hvilke_der_er() -> None:
    alt = grundlag()
    with pytest.raises(UkendtVersion, match=r"no version 3; there are: 1\.0, 2"):
        visning(alt, alt.katalog.efter_navn(FLYTNING), "3")


def test_en_beslutning_naevner_versionen_som_kataloget_goer() -> None:
    alt = grundlag()
    (beslutning,) = visning(alt, alt.katalog.efter_navn(FLYTNING)).beslutninger
    assert (beslutning.version, beslutning.skema_id, beslutning.udfald) == ("2", NY_ID, "blaastempling")


def test_danske_bogstaver_og_tegn_over_bogstaver_er_ens_i_soegning() -> None:
    assert ens("FØLSOMHED Åse Ærø") == ens("foelsomhed aase aeroe") == "foelsomhed aase aeroe"
    assert ens("Café") == "cafe"


def test_soegning_vejer_navnet_hoejere_end_en_beskrivelse() -> None:
    alt = grundlag()
    indeks = Soegeindeks(visning(alt, post) for post in alt.katalog)
    fundne = indeks.soeg("flytning")
    assert fundne[0].navn == FLYTNING
    assert len(fundne) > 1
    assert fundne[0].traef is not None
    assert len(fundne[0].traef) <= 5
    assert indeks.soeg("") == indeks.soeg("findesikke") == []
