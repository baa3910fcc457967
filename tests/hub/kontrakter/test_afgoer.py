"""The decision as a whole: its order, its reasons, its purity; and the rules about sender, catalogue and time."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import uuid

import pytest

from hub.konfiguration.model import Beskedtypebinding, System, Tilstand
from hub.kontrakter import Afvist, Dublet, Leveret, Miljoe, Register, afgoer, valider
from hub.kontrakter.beskriv import alle_regler
from hub.kontrakter.registerregler import REGISTERREGLER
from schemas.catalogue import Katalog
from schemas.codec import Ulaeselig, laes, pak
from schemas.regler import standardlager
from schemas.regler.regel import FJERN, Lag
from schemas.skema import Skema
from tests.hub.kontrakter.opstilling import (
    AFSENDER,
    EJER,
    FILTER,
    FREMMED,
    KVITTERING,
    LEVERANCE,
    NU,
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
from tests.schemas.regler.eksempler import indhold

ALT = register(alt=True)
GYLDIG_TIL = "beskedkuvert.gyldighedTil"


@pytest.mark.parametrize("post", Katalog.standard().poster, ids=lambda post: post.kort_navn)
def test_hver_kontrakts_eksempel_leveres(post: object) -> None:
    afsender = System(navn="Byggesag", myndighed=EJER, systemtype=_systemtype(post.master))  # type: ignore[attr-defined] # parametrize
    svar = doem(besked(post.navn), register(afsender=afsender, alt=True), afsender=afsender)  # type: ignore[attr-defined] # parametrize
    assert isinstance(svar, Leveret), koder(svar)
    assert len(svar.modtagere) == 1


def _systemtype(master: str) -> str | None:
    return None if master in {"ejersystem", "enhver"} else master


def test_samme_spoergsmaal_faar_samme_svar_og_intet_aendres() -> None:
    historik = Hukommelse()
    gange = [afgoer(besked(), ALT, historik, afsender=AFSENDER.id, nu=NU) for _ in range(3)]
    assert gange[0] == gange[1] == gange[2]
    assert (historik.beskeder, historik.objekter) == ({}, {})
    anden = register(alt=True)
    assert afgoer(besked(), anden, historik, afsender=AFSENDER.id, nu=NU) == gange[0]


@pytest.mark.parametrize("tilstand", [None, Tilstand.AFSLUTTET])
def test_et_ukendt_eller_afsluttet_system_afvises(tilstand: Tilstand | None) -> None:
    afsender = None if tilstand is None else AFSENDER.model_copy(update={"tilstand": tilstand})
    reg = register(afsender=afsender, alt=True)
    assert koder(doem(besked(), reg)) == ["SYSTEM-UKENDT"]
    assert koder(doem(besked(), ALT)) == []


def test_et_system_paa_pause_kan_ikke_sende_men_faar_det_at_vide_som_det_er() -> None:
    paa_pause = AFSENDER.model_copy(update={"tilstand": Tilstand.PAUSE})
    reg = register(afsender=paa_pause, alt=True)
    assert koder(doem(besked(), reg)) == ["SYSTEM-PAUSE"]
    assert koder(doem(besked(SAG, {"beskedVersion": "9.9"}), reg)) == ["SYSTEM-PAUSE", "KUVERT-VERSION"]
    assert koder(doem(b"ikke avro", reg)) == ["SYSTEM-PAUSE", "RAMME"]
    aaben = register(afsender=paa_pause.model_copy(update={"tilstand": Tilstand.AKTIV}), alt=True)
    assert koder(doem(besked(), aaben)) == []


def test_et_ukendt_system_faar_ogsaa_at_vide_hvad_indholdet_fejler() -> None:
    uden = register(afsender=None)
    raa = besked(SAG, {"beskedVersion": "9.9"})
    assert koder(doem(raa, uden)) == ["SYSTEM-UKENDT", "KUVERT-VERSION"]
    assert koder(doem(b"ikke avro", uden)) == ["SYSTEM-UKENDT", "RAMME"]


@pytest.mark.parametrize(
    ("raa", "kode", "sted"),
    [
        (b"", "RAMME", "@0"),
        (b"\x01\x00\x00\x00\x01", "RAMME", "@0"),
        (b"\x00\x00\x00\xff\xff" + besked()[5:], "SKEMA_ID", "@1"),
        (besked()[:5], "AVRO", "beskedId.uuid@5"),
        (besked() + b"\x00", "RESTBYTES", f"@{len(besked())}"),
    ],
)
def test_en_ulaeselig_besked_afvises_med_byte_og_felt(raa: bytes, kode: str, sted: str) -> None:
    svar = doem(raa, ALT)
    assert isinstance(svar, Afvist)
    assert svar.ruter is None
    assert steder(svar) == {kode: [sted]}


def test_en_ukendt_beskedtype_afvises_sammen_med_indholdets_fejl() -> None:
    raa = besked(
        FREMMED, {f"{FILTER}.beskedtype": {"uuid": str(uuid.UUID(int=7))}, f"{R0}.objektAnsvarligMyndighed": FJERN}
    )
    assert koder(doem(raa, ALT)) == ["BESKEDTYPE-UKENDT", "RA-08-MYNDIGHED"]
    assert koder(doem(besked(FREMMED), ALT)) == []


def test_en_besked_kan_ikke_kalde_sig_en_anden_kontrakts_beskedtype() -> None:
    sagens = Katalog.standard().efter_navn(SAG).beskedtype
    assert koder(doem(besked(FREMMED, {f"{FILTER}.beskedtype": {"uuid": sagens}}), ALT)) == ["BESKEDTYPE-UKENDT"]
    fremmed = next(Katalog.standard().efter_navn(FREMMED).kontrakter.__iter__()).beskedtype
    svar = doem(besked(SAG, {f"{FILTER}.beskedtype": {"uuid": fremmed}}), ALT)
    assert koder(svar) == ["BESKEDTYPE-UKENDT", "RA-02"]


def test_en_bundet_fremmed_beskedtype_leveres() -> None:
    ny = str(uuid.UUID(int=7))
    raa = besked(FREMMED, {f"{FILTER}.beskedtype": {"uuid": ny}})
    assert koder(doem(raa, register(Beskedtypebinding(id=ny, navn="Fremmed"), alt=True))) == []


@pytest.mark.parametrize(
    ("tilstand", "test", "produktion"),
    [
        ("udkast", True, False),
        ("hoering", True, False),
        ("blaastemplet", True, True),
        ("udfaset", True, True),
        ("trukket", False, False),
    ],
)
def test_skemaets_tilstand_afgoer_hvor_det_passerer(tilstand: str, *, test: bool, produktion: bool) -> None:
    def med(miljoe: Miljoe) -> Register:
        reg = register(alt=True, miljoe=miljoe)
        poster = [post.model_copy(update={"tilstand": tilstand}) for post in reg.katalog]
        return dataclasses.replace(reg, katalog=Katalog(poster))

    for miljoe, passerer in ((Miljoe.TEST, test), (Miljoe.PRODUKTION, produktion)):
        assert koder(doem(besked(), med(miljoe))) == ([] if passerer else ["SKEMA-TILSTAND"])


def test_en_besked_udloeber_i_det_oejeblik_gyldighedtil_siger() -> None:
    raa = besked(SAG, {GYLDIG_TIL: {"tidsstempel": "2026-06-01T12:00:00Z"}})
    foer = NU - dt.timedelta(microseconds=1)
    assert koder(doem(raa, ALT, nu=foer)) == []
    assert steder(doem(raa, ALT, nu=NU)) == {"UDLOEBET": [GYLDIG_TIL]}
    assert koder(doem(besked(SAG, {GYLDIG_TIL: {"graense": True}}), ALT, nu=NU)) == []


def test_den_samme_besked_igen_er_en_dublet() -> None:
    historik = Hukommelse()
    assert isinstance(doem(besked(), ALT, historik), Leveret)
    igen = doem(besked(), ALT, historik)
    assert isinstance(igen, Dublet)
    assert igen.ruter.besked_id == indhold(SAG)["beskedId"]["uuid"]


def test_en_dublet_kvitteres_ogsaa_naar_aftalen_er_udloebet_imens() -> None:
    historik = Hukommelse()
    reg = register(aftale(gyldig_til="2026-06-02T00:00:00Z"))
    assert isinstance(doem(besked(), reg, historik), Leveret)
    senere = NU + dt.timedelta(days=2)
    assert isinstance(doem(besked(), reg, historik, nu=senere), Dublet)


def test_andet_indhold_under_samme_beskedid_afvises() -> None:
    historik = Hukommelse()
    doem(besked(KVITTERING), ALT, historik)
    andet = besked(KVITTERING, {"beskeddata.bemaerkning": "En anden bemærkning"})
    assert steder(doem(andet, ALT, historik)) == {"BESKEDID-GENBRUGT": ["beskedId"]}


def test_de_samme_bytes_fra_et_andet_system_er_ikke_en_dublet() -> None:
    historik = Hukommelse()
    tyv = System(navn="Et andet system", myndighed=EJER)
    reg = register(tyv, aftale("Andet", tyv), alt=True)
    raa = besked(KVITTERING)
    assert isinstance(doem(raa, reg, historik), Leveret)
    assert koder(doem(raa, reg, historik, afsender=tyv)) == ["BESKEDID-GENBRUGT"]


def test_en_afvist_besked_optager_ikke_sit_beskedid() -> None:
    historik = Hukommelse()
    assert koder(doem(besked(SAG, {"beskedVersion": "9.9"}), ALT, historik)) == ["KUVERT-VERSION"]
    assert isinstance(doem(besked(), ALT, historik), Leveret)


def test_alle_lags_aarsager_kommer_paa_en_gang_i_lagenes_orden() -> None:
    historik = Hukommelse()
    doem(besked(), ALT, historik)
    snaever = aftale(
        "Snæver", kle=["27.*"], foelsomhed="IKKE_FORTROLIGE_DATA", myndigheder=["12345678"], modtagere=["12345678"]
    )
    raa = besked(
        SAG,
        {
            "beskedVersion": "9.9",
            "beskeddata.egenskaber[0].titel": "",
            f"{FILTER}.tilladtModtager": [{"urn": "urn:oio:cvr-nr:99999999"}],
            f"{R0}.registreringstidspunkt": {"tidsstempel": "2026-03-01T08:15:00+01:00"},
            GYLDIG_TIL: {"tidsstempel": "2026-03-02T09:00:00Z"},
        },
    )
    reg = dataclasses.replace(register(snaever, miljoe=Miljoe.PRODUKTION), katalog=_i_udkast(register().katalog))
    assert koder(doem(raa, reg, historik)) == [
        "SKEMA-TILSTAND",
        "KUVERT-VERSION",
        "TESTCVR-MODTAGER",
        "OB1-SAG-TITEL",
        "UDLOEBET",
        "OVERGANG",
        "AFTALE-KLE",
        "AFTALE-FOELSOMHED",
        "TILLADT-V1",
        "MYNDIGHED-AFSENDER",
        "FORAELDET",
        "BESKEDID-GENBRUGT",
    ]


def test_en_aarsags_kode_siger_hvilket_lag_den_hoerer_til() -> None:
    lag: dict[str, set[Lag]] = {}
    for regel in alle_regler():
        lag.setdefault(regel.kode, set()).add(regel.lag)
    assert {kode: flere for kode, flere in lag.items() if len(flere) > 1} == {}


def _i_udkast(katalog: Katalog) -> Katalog:
    return Katalog([post.model_copy(update={"tilstand": "udkast"}) for post in katalog])


def test_hver_aarsag_navngiver_regel_maal_og_begge_sprog() -> None:
    for regel in REGISTERREGLER:
        aarsag = regel.aarsag(3)
        assert aarsag.sti == regel.sti.replace("{}", "3")
        assert aarsag.maal == regel.maal.value
        assert aarsag.tekst.endswith(".")
        assert aarsag.text.endswith(".")
        assert aarsag.tekst != aarsag.text
        assert regel.kilde
    assert len({regel.kode for regel in REGISTERREGLER}) == len(REGISTERREGLER)


def test_ingen_aarsag_gengiver_en_vaerdi_fra_beskeden() -> None:
    hemmelige = ("6101901234", "HEMMELIG-KODE", "Karen Nørgaard")
    raa = besked(
        SAG,
        {
            "beskeddata.egenskaber[0].foelsomhed": "HEMMELIG-KODE",
            "beskeddata.parter[0].rolle": "HEMMELIG-KODE",
            f"{R0}.objektId": {"urn": "urn:oio:cpr-nr:6101901234"},
            f"{LEVERANCE}.sikkerhedsklassificering": FJERN,
        },
    )
    svar = doem(raa, ALT)
    assert isinstance(svar, Afvist)
    assert not [vaerdi for vaerdi in hemmelige if vaerdi in repr(svar.aarsager)]


def test_valider_siger_det_samme_om_indholdet_uden_at_kende_afsenderen() -> None:
    assert valider(besked(), ALT) == ()
    assert [a.kode for a in valider(besked(SAG, {"beskedVersion": "9.9"}), ALT)] == ["KUVERT-VERSION"]
    assert [a.kode for a in valider(b"\x00", ALT)] == ["RAMME"]
    ukendt = besked(FREMMED, {f"{FILTER}.beskedtype": {"uuid": str(uuid.UUID(int=7))}})
    assert [a.kode for a in valider(ukendt, ALT)] == ["BESKEDTYPE-UKENDT"]


def test_en_leveret_besked_kan_altid_pakkes_igen() -> None:
    svar = doem(besked(), ALT)
    assert isinstance(svar, Leveret)
    assert pak(svar.laest.skema, svar.laest.indhold) == besked() == svar.laest.raa


def test_et_heltal_over_32_bit_afvises_da_andre_sprog_ikke_kan_laese_det() -> None:
    skema = standardlager().nyeste(KVITTERING)
    bred = copy.deepcopy(skema.raa)
    felt = next(felt for felt in bred["fields"][3]["type"]["fields"] if felt["name"] == "antalModtagere")
    felt["type"] = ["null", "long"]
    for antal, ventet in ((2**31 - 1, {}), (2**31, {"RA-12-INT": ["beskeddata.antalModtagere"]})):
        data = indhold(KVITTERING, {"beskeddata.antalModtagere": 1})
        data["beskeddata"]["antalModtagere"] = antal
        assert steder(doem(pak(Skema(skema.id, bred), data), ALT)) == ventet


def test_ulaeselig_er_den_eneste_fejl_laes_kender() -> None:
    with pytest.raises(Ulaeselig, match="byte 0"):
        laes(b"", standardlager())
