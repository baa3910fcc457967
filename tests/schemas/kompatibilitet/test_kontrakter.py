"""Promise 8, on the contracts that ship with the hub: no version of them is one that earlier messages cannot be read by."""

from __future__ import annotations

import copy
from collections import defaultdict
from typing import Any

import pytest

from schemas.compatibility import Dom, Niveau, Udgave, proev
from schemas.regler import standardlager
from schemas.skema import Skema, Skemalager, kerne
from tests.schemas.kompatibilitet.orakler import JavaOrakel, python_avro

SAG = "dk.faelleshub.sag.SagRegistreret"


def domme(lager: Skemalager) -> dict[str, list[Dom]]:
    """Every version against all the earlier ones of its name, by name."""
    udgaver: defaultdict[str, list[Udgave]] = defaultdict(list)
    for skema in sorted(lager.values(), key=lambda skema: skema.id):
        udgaver[skema.navn].append(Udgave(skema.version, skema.raa))
    return {
        navn: [proev(ny, alle[:nummer], Niveau.BACKWARD_TRANSITIVE) for nummer, ny in enumerate(alle)]
        for navn, alle in udgaver.items()
    }


def test_hver_version_af_hver_kontrakt_kan_laese_hvad_de_foer_den_skrev() -> None:
    alle = domme(standardlager())
    assert len(alle) > 15
    assert {navn for navn, en in alle.items() if not all(dom.forenelig for dom in en)} == set()


def ny_sag(type_: Any) -> Skema:
    """A next version of SagRegistreret in which a title in the content is of this type."""
    raa = copy.deepcopy(standardlager().nyeste(SAG).raa)
    sag = next(felt["type"] for felt in raa["fields"] if felt["name"] == "beskeddata")
    egenskaber = kerne(next(felt["type"] for felt in sag["fields"] if felt["name"] == "egenskaber"))["items"]
    titel = next(felt for felt in egenskaber["fields"] if felt["name"] == "titel")
    titel["type"] = type_
    return Skema(9_999, raa, "9.0")


def test_en_version_der_ikke_kan_laese_de_gamle_findes_ved_feltets_sti() -> None:
    foerste, sidste = domme(standardlager().med(ny_sag(["null", "long"])))[SAG]
    assert foerste.forenelig
    assert [(en.regel, en.sti, en.version) for en in sidste.uforenelige] == [
        ("UNION-GREN", "beskeddata.egenskaber[].titel", "1.1")
    ]


@pytest.mark.parametrize("skema", standardlager().values(), ids=lambda skema: skema.navn)
def test_hver_kontrakt_er_forenelig_med_sig_selv_uden_en_eneste_bemaerkning(skema: Skema) -> None:
    udgave = Udgave("1", skema.raa)
    assert proev(Udgave("2", copy.deepcopy(skema.raa)), [udgave], Niveau.FULL_TRANSITIVE).forskelle == ()


@pytest.mark.xdist_group("java-avro")
@pytest.mark.timeout(600)
def test_java_og_python_tager_hver_kontrakt_for_gyldig_og_forenelig_med_sig_selv(java: JavaOrakel) -> None:
    for skema in standardlager().values():
        udgave = Udgave("1", skema.raa)
        assert java.spoerg(udgave, udgave).forenelig is True, skema.navn
        assert python_avro(udgave, udgave).forenelig is True, skema.navn
