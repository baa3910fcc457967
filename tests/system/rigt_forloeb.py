"""A day at the hub with people in it: everything that can happen to a message, each time with a CPR number of its own.

So that a search afterwards can say which path let a number out.
"""

from __future__ import annotations

import copy
import uuid
from dataclasses import dataclass
from typing import Any, Final

import orjson

from schemas.catalogue import Katalog
from schemas.codec import laes
from schemas.formater.xml import til_xml
from schemas.formater.xml.vaerdiliste import Attributliste, Egenskab, OpretInput, Vaerdiliste, til_opret_input
from schemas.regler import standardlager
from tests.system.klient import Klient, Svar
from tests.system.opstilling import HURTIG_LEVERING, PERSON, Deltager, deltager, myndighed
from tests.system.sager import i_avro, sag_json
from tests.system.vent import vent_til

PERSONER: Final = {
    vej: f"{61 + nr:02}{1 + nr % 12:02}{70 + nr:02}{4321 + 7 * nr}"
    for nr, vej in enumerate(
        (
            "part i en sag",
            "titel på en sag",
            "relateret objekt",
            "objektets id",
            "beskedens id",
            "afvist af reglerne",
            "afvist af formatet",
            "ulæselige bytes",
            "xml",
            "ødelagt xml",
            "værdi i en liste",
            "værdi i OpretInput",
            "ugyldig værdi",
            "filter i et abonnement",
            "modtagers bemærkning",
            "begrundelse",
            "note på en liste",
            "adresse på nettet",
            "token",
            "markør",
            "leveringId",
            "fil",
        )
    )
}
"""By the path that the number takes; each day has 60 added."""

TEKSTER: Final = (
    "Tilbygning hos Ingeborg Prøvesen",
    "Ingeborg Prøvesen",
    "Hemmelig note om sagen",
    "Filens fortrolige indhold",
)


def urn(vej: str) -> str:
    return f"urn:oio:cpr-nr:{PERSONER[vej]}"


@dataclass
class Dag:
    """Who takes part on that day."""

    administrator: Klient
    fagsystem: Deltager
    modtager: Deltager
    dueslag: str


def sag_om(**felter: str) -> dict[str, Any]:
    """The first registration of a new sag about a person, in JSON."""
    data = sag_json(str(uuid.uuid4()), 0, str(uuid.uuid4()))
    data["beskeddata"]["parter"][0] |= {"reference": {"urn": urn("part i en sag")}, "fuldtNavn": TEKSTER[1]}
    data["beskeddata"]["egenskaber"][0] |= {"titel": TEKSTER[0], "beskrivelse": TEKSTER[2]} | felter
    return data


async def forloeb(administrator: Klient) -> None:
    """Live through the day; each answer is checked, so that the day is what it is meant to be."""
    await myndighed(administrator)
    grund = f"efter samtale med {PERSONER['begrundelse'][:6]}-{PERSONER['begrundelse'][6:]}"
    status, _ = await administrator.kald(
        "POST", "/api/v1/organisation", json={"cvr": "12345678", "navn": "Prøvekommune", "begrundelse": grund}
    )
    assert status == 201
    fagsystem = await deltager(administrator, "fagsystem", "begge")
    modtager = await deltager(administrator, "modtager", "modtag")
    dueslag = await modtager.abonner(administrator, "alt", levering=HURTIG_LEVERING)
    dag = Dag(administrator, fagsystem, modtager, dueslag)
    await _lister_og_filtre(dag)
    await _accepterede(dag)
    await _afviste(dag)
    await _modtaget(dag)
    await _genafspillet(dag)
    await _forkerte_kald(dag)


async def _lister_og_filtre(dag: Dag) -> None:
    klient = dag.modtager.klient
    liste = await klient.opret("/vaerdilister", navn="borgere", system=dag.modtager.id, note=urn("note på en liste"))
    sti = f"/api/v1/vaerdilister/{liste['id']}/vaerdier"
    for vej in ("værdi i en liste", "part i en sag"):
        assert (await klient.kald("POST", sti, json={"vaerdier": [urn(vej)]})).status == 200
    assert (await klient.kald("POST", f"{sti}/soeg", json={"vaerdi": urn("værdi i en liste")})).krop == {"findes": True}
    assert (await klient.kald("GET", sti)).krop["vaerdier"] == [urn("værdi i en liste"), urn("part i en sag")]
    assert (await klient.kald("POST", sti, json={"vaerdier": [PERSONER["ugyldig værdi"] * 30]})).status == 422
    assert (await klient.kald("POST", f"{sti}/fjern", json={"vaerdier": [urn("part i en sag")]})).status == 200
    oensket = OpretInput(
        attributliste=Attributliste((Egenskab(vaerdiliste=Vaerdiliste("fra xml", (urn("værdi i OpretInput"),))),))
    )
    xml = til_opret_input(oensket)
    svar = await klient.kald(
        "POST", "/api/v1/vaerdilister", data=xml, headers={"Content-Type": "application/xml", "Begrundelse": "fra xml"}
    )
    assert svar.status == 201, svar
    for navn, felter in (
        ("efter liste", {"vaerdilister": [liste["id"]]}),
        ("efter person", {"objekter": [urn("filter i et abonnement")]}),
    ):
        await klient.opret("/abonnementer", navn=navn, system=dag.modtager.id, filter=felter)


async def _send(dag: Dag, data: dict[str, Any], ventet: str = "Leveret") -> None:
    status, krop = await dag.fagsystem.klient.send(orjson.dumps(data), "application/json", vent=10)
    assert (status, krop["status"]) == (200, ventet), krop


async def _accepterede(dag: Dag) -> None:
    titlet = sag_om(titel=f"{TEKSTER[0]} {PERSONER['titel på en sag']}")
    await _send(dag, titlet)
    await _send(dag, titlet, "Dublet")
    relateret = sag_om()
    relateret["beskedkuvert"]["filtreringsdata"]["relateretObjekt"] = [
        {"objektId": {"urn": urn(vej)}, "objektType": {"uuid": PERSON}}
        for vej in ("relateret objekt", "filter i et abonnement", "værdi i en liste")
    ]
    await _send(dag, relateret)
    fremmed = orjson.loads(Katalog.standard().efter_navn("FremmedHaendelse").eksempelfil.read_bytes())
    fremmed["beskedkuvert"]["filtreringsdata"]["objektRegistrering"][0]["objektId"] = {"urn": urn("objektets id")}
    fremmed["beskeddata"] = [
        {"elementer": [f'<f:Person xmlns:f="urn:eksempel">{TEKSTER[1]} {PERSONER["objektets id"]}</f:Person>']}
    ]
    await _send(dag, fremmed)
    kaldt = sag_om() | {"beskedId": {"urn": urn("beskedens id")}}
    status, krop = await dag.fagsystem.klient.send(orjson.dumps(kaldt), "application/json", vent=10)
    assert [aarsag["regel"] for aarsag in krop["aarsager"]] == ["KUVERT-BESKEDID"], (status, krop)
    som_xml = sag_om(titel=f"{TEKSTER[0]} {PERSONER['xml']}")
    laest = laes(i_avro(som_xml), standardlager())
    xml = til_xml(laest.indhold, laest.skema)
    status, krop = await dag.fagsystem.klient.send(xml, "application/xml", vent=10)
    assert (status, krop["status"]) == (200, "Leveret"), krop
    status, _ = await dag.fagsystem.klient.send(
        xml.replace(b"</", f"{PERSONER['ødelagt xml']}</".encode(), 1), "application/xml", vent=10
    )
    assert status == 422


async def _afviste(dag: Dag) -> None:
    afvist = sag_om(titel=PERSONER["afvist af reglerne"] * 30, foelsomhed="IKKE_FORTROLIGE_DATA")
    afvist["beskeddata"]["klasser"] = []
    afvist["beskeddata"]["sagId"] = PERSONER["afvist af reglerne"]
    status, krop = await dag.fagsystem.klient.send(i_avro(afvist), vent=10)
    assert (status, bool(krop["aarsager"])) == (422, True)
    assert PERSONER["afvist af reglerne"].encode() not in orjson.dumps(krop)
    form = copy.deepcopy(afvist)
    form["beskeddata"]["registrering"]["livscyklusKode"] = PERSONER["afvist af formatet"]
    form["beskeddata"][PERSONER["afvist af formatet"]] = 1
    status, krop = await dag.fagsystem.klient.send(orjson.dumps(form), "application/json")
    assert status == 422
    assert PERSONER["afvist af formatet"].encode() not in orjson.dumps(krop)
    status, _ = await dag.fagsystem.klient.send(b"\0\0\0\0\1" + PERSONER["ulæselige bytes"].encode(), vent=10)
    assert status == 422


async def _hent(dag: Dag) -> Svar:
    return await dag.modtager.klient.kald(
        "GET", f"/api/v1/dueslag/{dag.dueslag}/beskeder", params={"vent": "5", "max": "50"}
    )


async def _svar(dag: Dag, levering_id: str, status: str, aarsag: str | None = None) -> Svar:
    svar = {"leveringId": levering_id, "status": status} | ({"aarsag": aarsag} if aarsag else {})
    return await dag.modtager.klient.kald("POST", f"/api/v1/dueslag/{dag.dueslag}/kvitteringer", json=[svar])


async def _modtaget(dag: Dag) -> None:
    _, krop = await _hent(dag)
    foerste, anden, *resten = [levering["leveringId"] for levering in krop["beskeder"]]
    assert resten
    bemaerkning = f"kender ikke {PERSONER['modtagers bemærkning'][:6]} {PERSONER['modtagers bemærkning'][6:]}"
    await _svar(dag, foerste, "afvist", bemaerkning)
    await _svar(dag, anden, "udskudt")
    for levering_id in resten:
        await _svar(dag, levering_id, "kvitteret")
    status, kvitteringer = await dag.fagsystem.klient.kald("GET", "/api/v1/kvitteringer", params={"max": "500"})
    assert status == 200
    assert {"Leveret", "Afvist", "Dublet", "Kvitteret", "AfvistAfModtager"} <= {
        k["status"] for k in kvitteringer["kvitteringer"]
    }


async def _genafspillet(dag: Dag) -> None:
    grund = f"aftalt med {PERSONER['begrundelse']}"
    _, side = await dag.administrator.kald("GET", "/api/v1/fejlkoe")
    assert {bool(post.get("dueslag")) for post in side["poster"]} == {True, False}
    for post in side["poster"]:
        assert (await dag.fagsystem.klient.kald("GET", f"/api/v1/fejlkoe/{post['id']}")).status == 200
        svar = await dag.administrator.kald(
            "POST", f"/api/v1/fejlkoe/{post['id']}/genafspil", json={"begrundelse": grund}
        )
        assert svar.krop["udfald"][0]["udfald"] == "genafspillet"

    async def er_afvist_igen() -> bool:
        return len((await dag.administrator.kald("GET", "/api/v1/fejlkoe")).krop["poster"]) > len(side["poster"])

    await vent_til("what was redriven is refused again", er_afvist_igen, 10)
    for post in side["poster"]:
        if post.get("beskedId"):
            await dag.administrator.kald("GET", f"/api/v1/beskeder/{post['beskedId']}/spor")


async def _forkerte_kald(dag: Dag) -> None:
    """Numbers where none belongs: the hub answers, and remembers nothing of them."""
    klient, administrator = dag.fagsystem.klient.for_sig_selv(), dag.administrator.for_sig_selv()
    for sti in (
        f"/api/v1/beskeder/{urn('adresse på nettet')}/spor",
        f"/api/v1/findes/ikke/{PERSONER['adresse på nettet']}",
    ):
        assert (await administrator.kald("GET", sti)).status == 404
    assert (await administrator.som(PERSONER["token"]).kald("GET", "/api/v1/mig")).status == 401
    assert (await klient.kald("GET", "/api/v1/kvitteringer", params={"efter": PERSONER["markør"]})).status == 400
    svar = await _svar(dag, PERSONER["leveringId"], "kvitteret")
    assert svar.krop["svar"][0]["udfald"] == "ukendt"
    status, _ = await klient.kald(
        "POST",
        "/api/v1/filer",
        data=f"{TEKSTER[3]} om {PERSONER['fil']}".encode(),
        headers={"Content-Type": "text/plain"},
    )
    assert status == 201
