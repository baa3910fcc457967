"""Every sample file goes through a running hub, over HTTP, and comes out equal, or is refused for the reasons listed."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from lxml import etree

from hub.app import koerende
from hub.settings import Indstillinger
from schemas.codec import laes
from schemas.formater.jsonform import fra_json
from schemas.formater.xml import fra_xml
from schemas.regler import standardlager
from tests.eksterne.kanonisk import besked, kanonisk
from tests.eksterne.scene import FORMER, Scene, fil

TIDEN = "99999999"
"""The authority of externTestBesked."""
ANDEN = "12345678"
"""The authority of testbesked01."""

K = "{urn:oio:besked:kuvert:1.0}"
S = "{urn:oio:sagdok:3.0.0}"
REGISTRERING = f"{K}Beskedkuvert/{K}Filtreringsdata/{K}ObjektRegistrering"
OBJEKT_ID = f"{REGISTRERING}/{K}ObjektId/{S}URNIdentifikator"
SYNTETISK = "urn:oio:cpr-nr:6101901234"

_R = "beskedkuvert.filtreringsdata.objektRegistrering"


@pytest_asyncio.fixture
async def scene(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    """A hub of its own for each test: what is in a dueslag is this test's."""
    indstillinger = Indstillinger(data=tmp_path / "hub", port=0, nedluk_sekunder=5)
    async with koerende(indstillinger) as hub, aiohttp.ClientSession(hub.url) as session:
        scene = Scene(hub, session)
        await scene.opstil(*getattr(request, "param", (TIDEN, ANDEN)))
        yield scene


def aendret(xml: bytes, **tekster: str) -> bytes:
    """A copy of a Haendelsesbesked with other text at these places."""
    rod = etree.fromstring(xml)
    for sted, tekst in tekster.items():
        (element,) = rod.findall({"objekt_id": OBJEKT_ID}[sted])
        element.text = tekst
    return etree.tostring(rod)


async def kommer_ud_igen(scene: Scene, sendt: bytes) -> None:
    """In each form, and all of them equal to what was sent."""
    kontrakt = standardlager().nyeste("dk.faelleshub.faelles.FremmedHaendelse")
    _, indhold = fra_xml(sendt, lambda _: kontrakt)
    assert besked((await scene.hent("xml"))["xml"].encode()) == besked(sendt)
    assert fra_json(json.dumps((await scene.hent("json"))["besked"]).encode(), kontrakt) == indhold
    assert laes(base64.b64decode((await scene.hent("avro"))["avro"]), standardlager()).indhold == indhold


@pytest.mark.parametrize("scene", [(ANDEN,)], indirect=True)  # TilladtModtager names this authority alone
async def test_testbesked01_kommer_ud_som_den_kom_ind(scene: Scene, eksterne: Path) -> None:
    sendt = fil(eksterne, "beskedfordeler/testbesked01.xml")
    svar = await scene.send(sendt)
    assert (svar.status, svar.json["status"], svar.json["modtagere"]) == (200, "Leveret", len(FORMER))
    await kommer_ud_igen(scene, sendt)


async def test_extern_test_besked_afvises_for_sit_cpr_nummer_og_kommer_igennem_med_et_rigtigt(
    scene: Scene, eksterne: Path
) -> None:
    """Its object is the number 1234567890, whose first six digits are no date."""
    original = fil(eksterne, "beskedfordeler/externTestBesked.xml")
    afvist = await scene.send(original)
    assert afvist.status == 422
    assert afvist.grunde == [("ID-URN-TAL", f"{_R}[0].objektId.urn")]
    rettet = aendret(original, objekt_id=SYNTETISK)
    assert (await scene.send(rettet)).json["status"] == "Leveret"
    await kommer_ud_igen(scene, rettet)


async def test_den_mindste_besked_afvises_uden_registrering_og_kommer_igennem_med_en(
    scene: Scene, eksterne: Path
) -> None:
    original = fil(eksterne, "beskedfordeler/ModtagBeskedInput_minimal.xml")
    afvist = await scene.send(original)
    assert afvist.status == 422
    assert afvist.grunde == [("RA-08-REGISTRERING", _R)]
    rod = etree.fromstring(original)
    (modtag,) = rod.iter(f"{K}Filtreringsdata")
    hel = etree.fromstring(fil(eksterne, "beskedfordeler/externTestBesked.xml"))
    modtag.extend(copy.deepcopy(hel.findall(REGISTRERING)))
    modtag.findall(f".//{S}URNIdentifikator")[1].text = SYNTETISK
    rettet = etree.tostring(rod)
    assert (await scene.send(rettet)).json["status"] == "Leveret"
    await kommer_ud_igen(scene, rettet)


async def test_et_andet_indhold_under_samme_besked_id_afvises(scene: Scene, eksterne: Path) -> None:
    """testbesked01 has externTestBesked's BeskedId; here both are about its object, for whom order and ids are kept."""
    anden = fil(eksterne, "beskedfordeler/testbesked01.xml")
    objekt = etree.fromstring(anden).findtext(OBJEKT_ID)
    foerste = aendret(fil(eksterne, "beskedfordeler/externTestBesked.xml"), objekt_id=str(objekt))
    assert (await scene.send(foerste)).json["status"] == "Leveret"
    assert (await scene.send(foerste)).json["status"] == "Dublet"
    svar = await scene.send(anden)
    assert svar.status == 422
    assert svar.grunde == [
        ("FORAELDET", f"{_R}[0].registreringstidspunkt"),
        ("BESKEDID-GENBRUGT", "beskedId"),
    ]


async def test_vaerdilisten_kommer_ud_som_den_kom_ind_med_hver_vaerdi_en_gang(scene: Scene, eksterne: Path) -> None:
    sendt = fil(eksterne, "beskedfordeler/vaerdiliste_opret.xml")
    oprettet = await scene.kald("POST", "/api/v1/vaerdilister", data=sendt, headers={"Content-Type": "application/xml"})
    assert oprettet.status == 201
    sti = f"/api/v1/vaerdilister/{oprettet.json['id']}/vaerdier"
    laest = await scene.kald("GET", sti, headers={"Accept": "application/xml"})
    assert kanonisk(laest.raa) == kanonisk(uden_gentagelser(sendt))
    vaerdier = [vaerdi.text for vaerdi in etree.fromstring(sendt).iter("{*}Vaerdi")]
    assert (await scene.kald("GET", sti)).json["vaerdier"] == list(dict.fromkeys(vaerdier))
    assert len(vaerdier) == len(set(vaerdier)) + 1


def uden_gentagelser(xml: bytes) -> bytes:
    """The request with each value once: a list is a set, and the sample has one value twice."""
    rod = etree.fromstring(xml)
    sete: set[str | None] = set()
    for liste in rod.iter("{*}Vaerdiliste"):
        for vaerdi in liste.findall("{*}Vaerdi"):
            if vaerdi.text in sete:
                liste.remove(vaerdi)
            sete.add(vaerdi.text)
    return etree.tostring(rod)


def virkning(fra: str = "2014-05-19 12:02:32") -> dict[str, str]:
    return {"from": fra, "to": "infinity"}


MANGLER = {
    "sag": [
        ("SAG-NOTAT-BASE64", "beskeddata.journalposter[0].notat.notat"),
        ("KUVERT-KLE", f"{_R}[0].opgaveEmne"),
        ("OB2-SAG-ID", "beskeddata.sagId"),
        ("SAG-NOEGLE-NUMMER", "beskeddata.egenskaber[0].brugervendtNoegle"),
        ("OIO-SAG-EJER", "beskeddata.aktoerer"),
        ("OIO-SAG-ANSVARLIG", "beskeddata.aktoerer"),
        ("OIO-SAG-PRIMAERKLASSE", "beskeddata.klasser"),
        ("OIO-SAG-HANDLINGSKLASSE", "beskeddata.klasser"),
        ("OB2-TIDSPUNKT", "beskeddata.registrering.tidspunkt"),
        ("OB1-LIVSCYKLUS", "beskeddata.registrering.livscyklusKode"),
    ],
    "dokument": [
        ("KODE-DOKUMENTTYPE", "beskeddata.egenskaber[0].dokumenttype"),
        ("ID-URN", "beskeddata.varianter[0].dele[0].underRedigeringAf[0].reference.urn"),
        ("ID-URN", "beskeddata.varianter[1].dele[1].underRedigeringAf[0].reference.urn"),
        ("KUVERT-KLE", f"{_R}[0].opgaveEmne"),
        ("OB2-DOK-ID", "beskeddata.dokumentId"),
        ("OB4-BREVDATO-KUN", "beskeddata.egenskaber[0].brevDato"),
        ("OIO-DOK-ANSVARLIG", "beskeddata.aktoerer"),
        ("OIO-DOK-PRIMAERKLASSE", "beskeddata.klasser"),
        ("OB2-TIDSPUNKT", "beskeddata.registrering.tidspunkt"),
        ("OB1-LIVSCYKLUS", "beskeddata.registrering.livscyklusKode"),
    ],
}
"""What the samples lack: they are requests to a register that gives ids, times and life cycle itself."""

UDELADT = {
    "sag": ["itSystemer", "egenskaber[0].foelsomhed", "klasser[0].brugervendtNoegle", "klasser[1].brugervendtNoegle"],
    "dokument": [
        "itSystemer",
        "egenskaber[0].dokumentnummer",
        "egenskaber[0].foelsomhed",
        "klasser[0].brugervendtNoegle",
    ],
}
"""What the hub put into the record and OIO JSON has no key for."""


def fuldend(objekt: dict[str, Any], slags: str) -> None:
    """What OB1 and OB2 want and the samples leave out."""
    objekt |= {
        "id": "0c0b2a5e-63f1-4b92-8a07-5b8a3c1f9d10",
        "fratidspunkt": {"tidsstempeldatotid": "2026-03-02 08:15:00"},
        "livscykluskode": "Opstaaet",
    }
    objekt["relationer"] |= {
        "ansvarlig": [
            {"objekttype": "OrganisationEnhed", "virkning": virkning(), "uuid": "5b4e2798-1d05-43aa-9acc-0b4db19b6f69"}
        ],
        "primaerklasse": [{"virkning": virkning(), "urn": "urn:oio:kle:02.34.02"}],
    }
    if slags == "sag":
        fuldend_sag(objekt)
    else:
        fuldend_dokument(objekt)


def fuldend_sag(sag: dict[str, Any]) -> None:
    sag["attributter"]["sagegenskaber"][0]["brugervendtnoegle"] = "12345"
    sag["relationer"]["journalpost"][0]["journalnotat"]["notat"] = base64.b64encode(b"Et notat").decode()
    sag["relationer"] |= {
        "ejer": [{"objekttype": "Organisation", "virkning": virkning(), "urn": f"urn:oio:cvr-nr:{TIDEN}"}],
        "handlingsklasse": [{"virkning": virkning(), "urn": "urn:oio:kle:P19"}],
    }


def fuldend_dokument(dokument: dict[str, Any]) -> None:
    dokument["attributter"]["dokumentegenskaber"][0]["dokumenttype"] = "Brev, indgaaende"
    for variant in dokument["varianter"]:
        for del_ in variant["dele"]:
            for relation in del_.get("relationer", {}).get("underredigeringaf", ()):
                relation["urn"] = "urn:oio:bruger:1"


@pytest.mark.parametrize("slags", ["sag", "dokument"])
async def test_oio_json_afvises_for_alt_hvad_den_mangler_og_kommer_fuldendt_ud_som_den_kom_ind(
    scene: Scene, eksterne: Path, slags: str
) -> None:
    objekt = json.loads(fil(eksterne, f"oio_json/{slags}_opret.json"))
    sti = f"/api/v1/oio/{slags}?vent=10"
    afvist = await scene.kald("POST", sti, json=objekt)
    assert afvist.status == 422
    assert afvist.grunde == MANGLER[slags]
    fuldend(objekt, slags)
    svar = await scene.kald("POST", sti, json=objekt)
    assert (svar.status, svar.json.get("status")) == (200, "Leveret"), svar.raa
    assert (await scene.kald("POST", sti, json=objekt)).json["status"] == "Dublet"
    leveret = await scene.hent("oio")
    assert leveret["oio"] == objekt
    assert leveret["oioUdeladt"] == UDELADT[slags]
