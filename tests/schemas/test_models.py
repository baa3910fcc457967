"""The generated models: up to date with the contracts, true to the codec, and short to write."""

from __future__ import annotations

import datetime as dt
import inspect
import io
import json
from typing import Any
from uuid import UUID, uuid4

import fastavro
import pytest
from pydantic import ValidationError

import schemas.models
from schemas.catalogue import Katalog
from schemas.formater.jsonform import fra_json
from schemas.kodeliste import Kodelister
from schemas.models import (
    Beloeb,
    Besked,
    Flytning,
    FlytningData,
    FremmedHaendelse,
    KommendeUdbetaling,
    Kvittering,
    Periode,
    Person,
    PersonAendret,
    SagRegistreret,
    Tidspunkt,
    UnikId,
    eksempel,
)
from schemas.models.generator import MAPPE, moduler
from schemas.models.grund import snake
from schemas.skema import Skema, laes_filer, saml

TYPER = laes_filer()
BESKEDER: list[type[Besked]] = [getattr(schemas.models, post.kort_navn) for post in Katalog.standard()]
ALLE = pytest.mark.parametrize("klasse", BESKEDER, ids=lambda klasse: klasse.__name__)
NU = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
SYSTEM = UUID("0f9a3f64-3b0e-4f6e-9a57-6d1d2a9f7c11")


def skema(klasse: type[Besked]) -> Skema:
    return Skema(klasse.katalogpost().id, saml(klasse.skema_navn, TYPER))


def gennem_avro(besked: Besked) -> Any:
    kontrakt, ud = skema(type(besked)), io.BytesIO()
    fastavro.schemaless_writer(ud, kontrakt.parset, besked.til_indhold())
    ud.seek(0)
    indhold: Any = fastavro.schemaless_reader(ud, kontrakt.parset)
    return indhold


@pytest.mark.parametrize("filnavn", sorted(moduler(TYPER, Katalog.standard())))
def test_modulerne_svarer_til_kontrakterne(filnavn: str) -> None:
    tekst = moduler(TYPER, Katalog.standard())[filnavn]
    assert (MAPPE / filnavn).read_text(encoding="utf-8") == tekst, "run python -m schemas.models.generator"


def test_der_ligger_ingen_moduler_fra_kontrakter_som_er_vaek() -> None:
    haandskrevne = {"besked.py", "eksempel.py", "generator.py", "grund.py"}
    assert {fil.name for fil in MAPPE.glob("*.py")} == haandskrevne | moduler(TYPER, Katalog.standard()).keys()


def test_hver_type_i_kontrakterne_har_en_model_med_dens_doc() -> None:
    for navn, raa in TYPER.items():
        klasse = getattr(schemas.models, navn.rpartition(".")[2])
        assert inspect.getdoc(klasse) == raa["doc"]
        felter = {info.alias or navn_: info.description for navn_, info in klasse.model_fields.items()}
        assert felter == {felt["name"]: felt["doc"] for felt in raa["fields"]}


@ALLE
def test_en_besked_gaar_gennem_avro_og_er_den_samme(klasse: type[Besked]) -> None:
    besked = eksempel(klasse)
    indhold = gennem_avro(besked)
    assert indhold == besked.til_indhold()
    assert klasse.fra_indhold(indhold) == besked


@ALLE
def test_modellen_laeser_json_som_json_formen(klasse: type[Besked]) -> None:
    data = klasse.katalogpost().eksempelfil.read_bytes()
    assert klasse.model_validate_json(data).til_indhold() == fra_json(data, skema(klasse))


@ALLE
def test_to_eksempler_deler_hverken_besked_transaktion_eller_objekt(klasse: type[Besked]) -> None:
    en, to = eksempel(klasse), eksempel(klasse)
    for felt in ("besked_id", "transaktions_id", "objekt_id"):
        assert getattr(en, felt) != getattr(to, felt)
    sti = klasse.katalogpost().objekt_id
    if sti:
        assert en.til_indhold()["beskeddata"][sti.split(".")[1]] == en.objekt_id


def test_ny_fylder_hele_kuverten_fra_kataloget() -> None:
    data = eksempel(Flytning).beskeddata
    besked = Flytning.ny(
        data, myndighed="58271713", kildesystem=SYSTEM, kle="23.05.02", nu=NU, relaterede=[("Sag", SYSTEM)], tilladt_modtager=["11111111"]
    )  # fmt: skip
    filtre, leverance = besked.beskedkuvert.filtreringsdata, besked.beskedkuvert.leveranceinformation
    assert (besked.objekt_id, besked.handling, besked.myndighed, besked.kle) == (
        data.flytning_id,
        "Opret",
        "58271713",
        "23.05.02",
    )
    assert str(filtre.beskedtype) == Flytning.beskedtype == Flytning.katalogpost().beskedtype
    assert [str(modtager) for modtager in filtre.tilladt_modtager] == ["urn:oio:cvr-nr:11111111"]
    assert [str(r.objekt_type) for r in filtre.relateret_objekt] == [Kodelister.standard()["objekttype"]["Sag"].id]
    assert besked.registrering is not None
    assert besked.registrering.registreringstidspunkt == leverance.dannelsestidspunkt == Tidspunkt(tidsstempel=NU)
    assert besked.kildesystem == str(SYSTEM)
    foelsomhed = Kodelister.standard()["foelsomhed"]
    assert foelsomhed.slaa_op(str(leverance.sikkerhedsklassificering)) is foelsomhed["FORTROLIGE_PERSONOPLYSNINGER"]
    assert gennem_avro(besked) == besked.til_indhold()


def test_ny_tager_det_der_gives_i_stedet_for_at_finde_paa() -> None:
    transaktion, besked_id, objekt = uuid4(), uuid4(), uuid4()
    besked = SagRegistreret.ny(
        eksempel(SagRegistreret).beskeddata, myndighed="58271713", kildesystem=SYSTEM, objekt_id=objekt, handling="Afslut",
        foelsomhed="VIP_SAGER", transaktions_id=transaktion, besked_id=besked_id, registrering_id=f"{objekt}",
    )  # fmt: skip
    assert (besked.transaktions_id, str(besked.besked_id), besked.objekt_id) == (
        str(transaktion),
        str(besked_id),
        str(objekt),
    )
    assert besked.handling == "Afslut"
    assert besked.kle is None


def test_ny_uden_objekt_og_handling_i_kataloget_finder_paa_et_objekt() -> None:
    besked = FremmedHaendelse.ny([], myndighed="58271713", kildesystem=SYSTEM)
    assert UUID(besked.objekt_id)
    assert besked.handling is None


def test_ny_bruger_katalogets_foerste_handling() -> None:
    assert (
        PersonAendret.ny(eksempel(PersonAendret).beskeddata, myndighed="58271713", kildesystem=SYSTEM).handling == "Ret"
    )


def test_ny_siger_hvilke_koder_der_findes() -> None:
    data = eksempel(Flytning).beskeddata
    with pytest.raises(ValueError, match="Opret, Ret, Annuller"):
        Flytning.ny(data, myndighed="58271713", kildesystem=SYSTEM, handling="Afslut")
    with pytest.raises(ValueError, match="FORTROLIGE_PERSONOPLYSNINGER"):
        Flytning.ny(data, myndighed="58271713", kildesystem=SYSTEM, foelsomhed="FORTROLIG_PERSONOPLYSNING")
    with pytest.raises(ValueError, match="objekttype"):
        Flytning.ny(data, myndighed="58271713", kildesystem=SYSTEM, relaterede=[("Sak", SYSTEM)])


def test_et_unikid_kan_skrives_som_tekst_og_saettes_i_normalform() -> None:
    assert UnikId.model_validate("urn:oio:cvr:11111111") == UnikId(
        urn="urn:oio:cvr-nr:11111111", original="urn:oio:cvr:11111111"
    )
    assert UnikId.model_validate(str(SYSTEM).upper()).uuid == str(SYSTEM)
    assert str(UnikId.model_validate(SYSTEM)) == str(SYSTEM)


def test_et_tidspunkt_kan_skrives_som_datetime_og_holdes_i_utc() -> None:
    dansk = dt.datetime(2026, 3, 1, 10, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    tid = Tidspunkt.model_validate(dansk).tidsstempel
    assert tid == NU
    assert tid is not None
    assert tid.tzinfo is dt.UTC
    with pytest.raises(ValidationError):
        Tidspunkt.model_validate(NU.replace(tzinfo=None))
    with pytest.raises(ValidationError):
        Tidspunkt.model_validate_json('{"tidsstempel": 1772355600}')


def test_navne_er_snake_i_python_og_avros_ude() -> None:
    periode = Periode(fra=dt.date(2026, 3, 1))
    assert periode.til_indhold() == {"fra": dt.date(2026, 3, 1), "til": None}
    indhold = eksempel(KommendeUdbetaling).til_indhold()
    assert "forventetDispositionsdato" in indhold["beskeddata"]
    assert snake("kildesystemIPAdresse") == "kildesystem_ip_adresse"
    assert "kildesystemIPAdresse" in indhold["beskedkuvert"]["leveranceinformation"]


@pytest.mark.parametrize("oere", [1.5, "100", True, 2**63, -(2**63) - 1])
def test_et_beloeb_er_hele_oere_i_64_bit(oere: object) -> None:
    with pytest.raises(ValidationError):
        Beloeb(oere=oere)
    assert Beloeb(oere=2**63 - 1).til_indhold() == {"oere": 2**63 - 1, "valuta": "DKK"}


def test_ukendte_felter_afvises_ogsaa_dybt_nede() -> None:
    indhold = eksempel(Flytning).til_indhold()
    indhold["beskeddata"]["tilAdresse"]["farve"] = "blå"
    with pytest.raises(ValidationError, match=r"beskeddata\.tilAdresse\.farve"):
        Flytning.fra_indhold(indhold)


def test_en_fejl_gentager_aldrig_et_cpr_nummer() -> None:
    indhold = eksempel(Flytning).til_indhold()
    indhold["beskeddata"]["anmelder"]["navn"] = {"cpr": "6101901234"}
    with pytest.raises(ValidationError) as fangst:
        Flytning.fra_indhold(indhold)
    assert "6101901234" not in str(fangst.value)


def test_en_tildeling_proeves_ogsaa() -> None:
    person = Person(cpr="6101901234")
    person.navn = "Karen Nørgaard"
    with pytest.raises(ValidationError):
        setattr(person, "navn", 7)  # noqa: B010 - past the type checker, as an author without one would
    assert person.navn == "Karen Nørgaard"


def test_kvitteringens_eksempel_er_fuldt_skrevet_i_json() -> None:
    besked = eksempel(Kvittering)
    igen = Kvittering.model_validate_json(besked.model_dump_json())
    assert igen == besked
    assert json.loads(besked.model_dump_json())["beskeddata"]["kvitteringsstatus"] == "Afvist"


def test_data_kan_bygges_af_dele_uden_kuvert() -> None:
    data = eksempel(Flytning).beskeddata
    kopi = FlytningData(**{navn: getattr(data, navn) for navn in FlytningData.model_fields})
    assert kopi == data
