"""One master per object, registrations in sequence, life cycles without leaps."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hub.konfiguration.model import System
from hub.kontrakter import Leveret, Objektpost, Register
from hub.kontrakter.sekvens import objektnoegle
from schemas.catalogue import Katalog
from schemas.kodeliste import Kodelister
from schemas.regler.regel import FJERN
from tests.hub.kontrakter.opstilling import (
    AFSENDER,
    EJER,
    FILTER,
    FREMMED,
    KVITTERING,
    NU,
    PERSON,
    R0,
    SAG,
    Hukommelse,
    aftale,
    besked,
    doem,
    koder,
    register,
    steder,
)

ALT = register(alt=True)
SAG_ID = "08bc9336-a960-4903-9a32-c5456a875298"
ANDEN_SAG = "3f6b7d0c-9a51-4a0e-8c57-0a2d7e5b1c44"
KODER = tuple(kode.kode for kode in Kodelister.standard()["livscyklus"])
NY = System(navn="Det nye", myndighed=EJER)


def noegle(objekt_id: str, navn: str = SAG) -> str:
    return objektnoegle(Katalog.standard().efter_navn(navn), objekt_id)


def sag(nummer: int, livscyklus: str = "Rettet", tid: str = "08:15:00", **andet: Any) -> bytes:
    """A registration of the example's sag, at a time of that morning."""
    return besked(
        SAG,
        {
            "beskedId": {"uuid": f"0d70e900-daba-48cf-a7ab-{nummer:012d}"},
            "beskeddata.registrering.livscyklusKode": livscyklus,
            f"{R0}.registreringstidspunkt": {"tidsstempel": f"2026-03-02T{tid}+01:00"},
            **andet,
        },
    )


def kendt(livscyklus: str | None, master: str | None = AFSENDER.id, tidspunkt_us: int = 0) -> Hukommelse:
    """A history that knows the example's sag."""
    historik = Hukommelse()
    historik.objekter[noegle(SAG_ID)] = Objektpost(tidspunkt_us, livscyklus, master)
    return historik


@pytest.mark.parametrize("til", KODER)
@pytest.mark.parametrize("fra", [None, *KODER])
def test_livscyklus_foelger_standardens_overgange(fra: str | None, til: str) -> None:
    tilladt = {
        None: {"Opstaaet", "Importeret"},
        "Opstaaet": {"Rettet", "Passiveret", "Slettet"},
        "Importeret": {"Rettet", "Passiveret", "Slettet"},
        "Rettet": {"Rettet", "Passiveret", "Slettet"},
        "Passiveret": {"Importeret", "Slettet"},
        "Slettet": {"Importeret"},
    }[fra]
    svar = doem(sag(1, til), ALT, None if fra is None else kendt(fra))
    assert steder(svar) == ({} if til in tilladt else {"OVERGANG": ["beskeddata.registrering.livscyklusKode"]})


def test_haendelser_uden_livscyklus_kan_komme_igen() -> None:
    historik = Hukommelse()
    for nummer in (1, 2):
        raa = besked(KVITTERING, {"beskedId": {"uuid": f"0d70e900-daba-48cf-a7ab-{nummer:012d}"}})
        assert isinstance(doem(raa, ALT, historik), Leveret)


def test_en_aeldre_registrering_end_den_seneste_afvises() -> None:
    historik = Hukommelse()
    assert koder(doem(sag(1, "Opstaaet", "10:00:00"), ALT, historik)) == []
    svar = doem(sag(2, "Rettet", "09:59:59.999999"), ALT, historik)
    assert steder(svar) == {"FORAELDET": [f"{R0}.registreringstidspunkt"]}
    assert koder(doem(sag(3, "Rettet", "10:00:00"), ALT, historik)) == [], "the same instant is not older"
    assert koder(doem(sag(4, "Rettet", "10:00:00.000001"), ALT, historik)) == []


def test_et_andet_systems_objekt_maa_ikke_aendres() -> None:
    reg = register(NY, aftale("Ny", NY), alt=True)
    historik = Hukommelse()
    assert koder(doem(sag(1, "Opstaaet"), reg, historik)) == []
    assert steder(doem(sag(2), reg, historik, afsender=NY)) == {"MASTER": [f"{R0}.objektId"]}
    assert historik.objekter[noegle(SAG_ID)].master == AFSENDER.id
    assert koder(doem(sag(3), reg, historik)) == []


def test_en_afloeser_overtager_objektet_og_den_gamle_maa_ikke_mere() -> None:
    ny = NY.model_copy(update={"afloeser": (AFSENDER.id,)})
    reg = register(ny, aftale("Ny", ny), alt=True)
    historik = Hukommelse()
    doem(sag(1, "Opstaaet"), reg, historik)
    assert koder(doem(sag(2), reg, historik, afsender=ny)) == []
    assert historik.objekter[noegle(SAG_ID)].master == ny.id
    assert koder(doem(sag(3), reg, historik)) == ["MASTER"]


def test_afloesning_gaar_gennem_en_hel_kaede() -> None:
    led = [AFSENDER]
    for nummer in range(3):
        led.append(System(navn=f"Led {nummer}", myndighed=EJER, afloeser=(led[-1].id,)))
    reg = register(*led[1:], aftale("Sidste", led[-1]), aftale("Første", led[1]))
    assert koder(doem(sag(1), reg, kendt("Rettet"), afsender=led[-1])) == []
    assert koder(doem(sag(1), reg, kendt("Rettet", led[-1].id), afsender=led[1])) == ["MASTER"]


def test_en_kreds_af_afloesere_giver_et_svar() -> None:
    a = System(navn="A", myndighed=EJER)
    b = System(navn="B", myndighed=EJER, afloeser=(a.id,))
    a = a.model_copy(update={"afloeser": (b.id, a.id)})
    reg = register(a, b, aftale("A", a), aftale("B", b))
    assert koder(doem(sag(1), reg, kendt("Rettet", a.id), afsender=b)) == []
    assert koder(doem(sag(1), reg, kendt("Rettet"), afsender=b)) == ["MASTER"]


def test_en_master_der_ikke_findes_mere_er_stadig_master() -> None:
    assert koder(doem(sag(1), ALT, kendt("Rettet", NY.id))) == ["MASTER"]
    assert koder(doem(sag(1), ALT, kendt("Rettet", None))) == [], "no master is known yet"


@pytest.mark.parametrize(("systemtype", "ventet"), [("grunddata", []), ("esdh", ["MASTER"]), (None, ["MASTER"])])
def test_kun_en_systemtype_er_master_hvor_kataloget_siger_det(systemtype: str | None, ventet: list[str]) -> None:
    afsender = AFSENDER.model_copy(update={"systemtype": systemtype})
    svar = doem(besked(PERSON), register(afsender=afsender, alt=True), afsender=afsender)
    assert koder(svar) == ventet


def test_hvor_enhver_er_master_maa_alle_skrive_om_objektet() -> None:
    reg = register(NY, aftale("Ny", NY), alt=True)
    historik = Hukommelse()
    for nummer, system in enumerate((AFSENDER, NY)):
        raa = besked(FREMMED, {"beskedId": {"uuid": f"0d70e900-daba-48cf-a7ab-{nummer:012d}"}})
        assert isinstance(doem(raa, reg, historik, afsender=system), Leveret)


def flere(*registreringer: tuple[str, str]) -> Any:
    """Further registrations, of these objects at these times of the morning."""

    def aendr(data: dict[str, Any]) -> None:
        liste = data["beskedkuvert"]["filtreringsdata"]["objektRegistrering"]
        for objekt_id, tid in registreringer:
            stempel = {"tidsstempel": f"2026-03-02T{tid}+01:00"}
            liste.append({**liste[0], "objektId": {"uuid": objekt_id}, "registreringstidspunkt": stempel})

    return aendr


def test_hver_registrering_proeves_mod_sit_eget_objekt() -> None:
    historik = Hukommelse()
    historik.objekter[noegle(ANDEN_SAG)] = Objektpost(2**62, "Rettet", NY.id)
    svar = doem(besked(SAG, flere((ANDEN_SAG, "09:00:00"))), ALT, historik)
    r1 = f"{FILTER}.objektRegistrering[1]"
    assert steder(svar) == {"FORAELDET": [f"{r1}.registreringstidspunkt"], "MASTER": [f"{r1}.objektId"]}


def test_indholdets_livscyklus_er_kun_foerste_registrerings() -> None:
    historik = Hukommelse()
    historik.objekter[noegle(ANDEN_SAG)] = Objektpost(0, "Passiveret", AFSENDER.id)
    assert koder(doem(besked(SAG, flere((ANDEN_SAG, "09:00:00"))), ALT, historik)) == []
    assert historik.objekter[noegle(SAG_ID)].livscyklus == "Opstaaet"
    assert historik.objekter[noegle(ANDEN_SAG)].livscyklus == "Passiveret"


def test_det_samme_objekt_to_gange_i_en_besked_skruer_ikke_tiden_tilbage() -> None:
    historik = Hukommelse()
    assert koder(doem(besked(SAG, flere((SAG_ID, "07:00:00"))), ALT, historik)) == []
    assert historik.objekter[noegle(SAG_ID)].livscyklus == "Opstaaet"
    assert koder(doem(sag(2, "Rettet", "08:00:00"), ALT, historik)) == ["FORAELDET"]


def test_haendelser_af_forskellige_kontrakter_har_hver_sin_raekke() -> None:
    historik = Hukommelse()
    doem(besked(), ALT, historik)
    assert set(historik.objekter) == {noegle(SAG_ID)}
    raa = besked(
        FREMMED,
        {f"{R0}.objektId": {"uuid": SAG_ID}, f"{R0}.registreringstidspunkt": {"tidsstempel": "2020-01-01T00:00:00Z"}},
    )
    assert koder(doem(raa, ALT, historik)) == []


def test_et_objekt_uden_id_efterlader_intet_spor() -> None:
    svar = doem(besked(FREMMED, {f"{R0}.objektId": FJERN}), ALT)
    assert isinstance(svar, Leveret)
    assert svar.spor.objekter == ()


def test_en_afvist_registrering_aendrer_ikke_historien() -> None:
    historik = kendt("Rettet")
    foer = dict(historik.objekter)
    assert koder(doem(sag(1, "Opstaaet"), ALT, historik)) == ["OVERGANG"]
    assert historik.objekter == foer


DOEGN = dt.timedelta(hours=24)
MIKRO = dt.timedelta(microseconds=1)


@pytest.mark.parametrize(("forud", "ventet"), [(DOEGN - MIKRO, []), (DOEGN, []), (DOEGN + MIKRO, ["FREMTID"])])
def test_en_registrering_maa_hoejst_ligge_et_doegn_forud_for_hubbens_ur(forud: dt.timedelta, ventet: list[str]) -> None:
    skrevet = dt.datetime(2026, 3, 2, 7, 15, tzinfo=dt.UTC)
    svar = doem(besked(), ALT, nu=skrevet - forud)
    assert koder(svar) == ventet
    assert steder(svar) == ({"FREMTID": [f"{R0}.registreringstidspunkt"]} if ventet else {})


def test_hver_registrerings_tidspunkt_holdes_op_mod_uret_ogsaa_uden_objekt() -> None:
    def aendr(data: dict[str, Any]) -> None:
        foerste = data["beskedkuvert"]["filtreringsdata"]["objektRegistrering"][0]
        uden = {navn: vaerdi for navn, vaerdi in foerste.items() if navn != "objektId"}
        uden["registreringstidspunkt"] = {"tidsstempel": "2099-01-01T00:00:00Z"}
        data["beskedkuvert"]["filtreringsdata"]["objektRegistrering"].append(uden)

    historik = Hukommelse()
    svar = doem(besked(SAG, aendr), ALT, historik)
    assert steder(svar) == {"FREMTID": [f"{FILTER}.objektRegistrering[1].registreringstidspunkt"]}
    assert koder(doem(sag(1, "Opstaaet"), ALT, historik)) == [], "what was refused blocks nothing"


def test_dommen_ser_ikke_paa_uret() -> None:
    svar: list[Any] = [doem(besked(), reg, nu=NU.replace(year=aar)) for reg in (ALT, _igen()) for aar in (2027, 2090)]
    assert [et.ruter for et in svar] == [svar[0].ruter] * 4
    assert all(isinstance(et, Leveret) for et in svar)


def _igen() -> Register:
    return register(alt=True)
