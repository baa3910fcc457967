"""The access matrix, made from the OpenAPI document: every operation × every kind of caller it does not name.

Refused without telling more than it must: a stranger's answer is the same for what exists and for what does not.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import pytest_asyncio

from hub.adgang import ADGANG
from hub.api.server import OPERATIONER
from tests.hub.arkitektraad.conftest import SAG, med_felt, om
from tests.schemas.formater.oioobjekter import sag

pytestmark = pytest.mark.asyncio(loop_scope="module")

UKENDT = "00000000-0000-4000-8000-000000000000"
ROLLER = {
    "system": "b",
    "myndighed": "myndighed_b",
    "administrator": "administrator",
    "arkitektraad": "arkitektraad",
    "sekretaer": "sekretaer",
    "driftsrolle": "driftsrolle",
    "revisor": "revisor",
}
AVRO = {"Content-Type": "application/vnd.faelleshub.avro"}

STIER = [(operation.metode, operation.sti, operation.id) for operation in OPERATIONER]
BESKYTTEDE = [rute for rute in STIER if not ADGANG[rute[2]].offentlig]
EGNE = [
    (rute, slags)
    for rute in BESKYTTEDE
    for slags in ("system", "myndighed")
    if "{" in rute[1] and "{slags}" not in rute[1] and ADGANG[rute[2]].som_udvidelse().get(slags) == "eget"
]


class Ressourcer:
    """One resource of authority A and system `a` behind every path of the API."""

    def __init__(self) -> None:
        self.ejede: dict[str, str] = {}

    async def opstil(self, scene: Any) -> None:
        a, sagsmodtager = scene.ider["a"], scene.ider["modtager"]
        liste = await scene.opret("/api/v1/vaerdilister", "a", navn="egen liste", system=a)
        aftaler = (await scene.kald("GET", "/api/v1/serviceaftaler", "a")).json["poster"]
        adgange = (await scene.kald("GET", "/api/v1/adgange")).json["poster"]
        sendt = await scene.send()
        afvist = await scene.kald("POST", "/api/v1/beskeder?vent=10", "a", data=b"\0\0\0\0\1xx", headers=AVRO)
        fil = await scene.kald("POST", "/api/v1/filer", "a", data=b"indhold", headers={"Content-Type": "text/plain"})
        self.noegle = fil.json["noegle"]
        koder = (await scene.kald("GET", "/api/v1/klassifikation/kle", "a")).json["koder"]
        await self._doede_tokens(scene, sagsmodtager)
        poster: list[Any] = []
        while not poster:
            poster = (await scene.kald("GET", "/api/v1/fejlkoe", "a")).json["poster"]
        assert any(post["modtagelseId"] == afvist.json["modtagelseId"] for post in poster)
        forslag = await scene.opret("/api/v1/arkitektraad/forslag", "a", **self.forslag("foerste"))
        dispensation = await scene.opret("/api/v1/arkitektraad/dispensationer", "sekretaer", **self.ansoegning())
        self.ejede = {
            "/api/v1/systemer/{id}": a,
            "/api/v1/systemer/{id}/token": a,
            "/api/v1/systemer/{id}/laeseskemaer": a,
            "/api/v1/serviceaftaler/{id}": aftaler[0]["id"],
            "/api/v1/abonnementer/{id}": scene.ider["dueslag"],
            "/api/v1/beskedtypebindinger/{id}": UKENDT,
            "{id}": liste["id"],
            "{dueslag}": scene.ider["dueslag"],
            "{adgang}": next(en["id"] for en in adgange if en.get("system") == sagsmodtager),
            "{fil}": fil.json["filId"],
            "{cvr}": "58271713",
            "{besked}": sendt.json["beskedId"],
            "{fejl}": poster[0]["id"],
            "{beskedtype}": "SagRegistreret",
            "{liste}": "foelsomhed",
            "{emne}": koder[0]["kode"],
            "{slags}": "sag",
            "{forslag}": forslag["id"],
            "{nr}": "1",
            "{dispensation}": dispensation["id"],
        }

    async def _doede_tokens(self, scene: Any, system: str) -> None:
        """Tokens that held once: revoked, and of a system that has ended."""
        udstedt = await scene.opret(f"/api/v1/systemer/{system}/token")
        scene.tokens["tilbagekaldt"] = udstedt["token"]
        grund = {"Begrundelse": "prove af adgang"}
        assert (await scene.kald("DELETE", f"/api/v1/adgange/{udstedt['id']}", headers=grund)).status == 204
        endt = await scene.system("endt", "58271713")
        assert (await scene.kald("DELETE", f"/api/v1/systemer/{endt}", headers=grund)).status == 204
        scene.tokens["afsluttet"] = scene.tokens.pop("endt")

    @staticmethod
    def ansoegning() -> dict[str, Any]:
        """Leave for a kommune to break a rule."""
        return {"myndighed": "58271713", "regel": "SAG-LOKATION", "udloeber": om(timer=1), "begrundelse": "prøve"}

    @staticmethod
    def forslag(felt: str) -> dict[str, Any]:
        """A further version of a contract."""
        return {"subject": SAG, "skema": med_felt(felt), "begrundelse": "prøve af adgang"}

    def sti(self, sti: str, *, findes: bool = True) -> str:
        """The path with the owned resource in it, or with one that does not exist."""
        for del_ in (
            "{id}",
            "{dueslag}",
            "{adgang}",
            "{fil}",
            "{cvr}",
            "{besked}",
            "{fejl}",
            "{beskedtype}",
            "{liste}",
            "{emne}",
            "{slags}",
            "{forslag}",
            "{nr}",
            "{dispensation}",
        ):
            if del_ in sti:
                vaerdi = (
                    self.ejede.get(sti, self.ejede[del_])
                    if findes
                    else {"{cvr}": "87654321", "{nr}": "99"}.get(del_, UKENDT)
                )
                return sti.replace(del_, vaerdi)
        return sti

    def foresporgsel(self, scene: Any, operation: str) -> dict[str, Any]:
        """A well-formed request, so that only the caller can be what is wrong."""
        a, begrundet = scene.ider["a"], {"begrundelse": "prøve af adgang"}
        system = {"navn": "a2", "myndighed": "58271713"} | begrundet
        aftale = {
            "navn": "aftale a2", "system": a, "retning": "afsend", "beskedtyper": ["*"], "kle": ["*"],
            "foelsomhed": "IKKE_FORTROLIGE_DATA", "myndigheder": ["58271713"], "gyldigFra": "2026-01-01T00:00:00Z",
        } | begrundet  # fmt: skip
        abonnement = {"navn": "abonnement a2", "system": a} | begrundet
        binding = {"id": UKENDT, "navn": "fremmed"} | begrundet
        liste = {"navn": "liste a2", "system": a} | begrundet
        kroppe: dict[str, Any] = {
            "sendBesked": scene.besked(), "sendOio": sag(),
            "kvitterBeskeder": [{"leveringId": "x", "status": "kvitteret"}],
            "opretSystem": system, "retSystem": system, "udstedSystemtoken": begrundet,
            "udstedRolletoken": {"hvem": "revisor", "navn": "r"} | begrundet,
            "saetLaeseskemaer": {"laeser": []}, "beregnKonsekvens": {"skema": med_felt("tredje")},
            "opretServiceaftale": aftale, "retServiceaftale": aftale,
            "opretAbonnement": abonnement, "retAbonnement": abonnement,
            "opretVaerdiliste": liste, "retVaerdiliste": liste,
            "tilfoejVaerdier": {"vaerdier": ["urn:x:1"]}, "fjernVaerdier": {"vaerdier": ["urn:x:1"]},
            "soegVaerdi": {"vaerdi": "urn:x:1"},
            "opretMyndighed": {"cvr": "11111111", "navn": "Ny"} | begrundet,
            "retMyndighed": {"cvr": "58271713", "navn": "Ny"} | begrundet,
            "opretBeskedtypebinding": binding, "retBeskedtypebinding": binding,
            "foreslaaVersion": self.forslag("andet"), "aabnHoering": {"frist": om(timer=1)} | begrundet,
            "svarHoering": {"holdning": "for", "tekst": "fint"}, "stemForslag": {"stemme": "for"} | begrundet,
            "ansoegDispensation": self.ansoegning(), "stemDispensation": {"stemme": "for"} | begrundet,
            "afgoerDispensation": begrundet, "ophaevDispensation": begrundet,
            "afgoerForslag": begrundet, "aktiverForslag": begrundet, "traekForslag": begrundet,
            "udfasForslag": {"vindueTil": om(timer=1)} | begrundet,
            "genafspilFejl": begrundet, "genafspilMange": {"filter": {"regel": "RA-04"}} | begrundet,
        }  # fmt: skip
        if operation == "gemFil":
            return {"data": b"fil", "headers": {"Content-Type": "text/plain"}}
        krop = {"json": kroppe[operation]} if operation in kroppe else {}
        return krop | {"headers": {"Begrundelse": "prove af adgang", "Fh-Filnoegle": self.noegle}}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ressourcer(scene: Any) -> Ressourcer:
    ressourcer = Ressourcer()
    await ressourcer.opstil(scene)
    return ressourcer


def set_udefra(svar: Any) -> Any:
    """Everything an answer tells, but for what names the call itself."""
    headers = {navn: vaerdi for navn, vaerdi in svar.headers.items() if navn not in {"Fh-Korrelation", "Date"}}
    return svar.status, headers, json.loads(svar.raa) | {"instance": ""}


async def test_dokumentet_viser_hver_operation_med_dens_adgang(scene: Any) -> None:
    dokument = (await scene.kald("GET", "/api/openapi.json", None)).json
    vist = {
        (metode.upper(), sti, operation["operationId"]): operation["x-adgang"]
        for sti, metoder in dokument["paths"].items()
        for metode, operation in metoder.items()
    }
    assert vist == {rute: dict(ADGANG[rute[2]].som_udvidelse()) for rute in STIER}
    assert all(vist.values())


@pytest.mark.parametrize("rute", BESKYTTEDE, ids=lambda rute: rute[2])
async def test_uden_token_og_med_forkert_token_er_svaret_det_samme_401(
    scene: Any, ressourcer: Ressourcer, rute: tuple[str, str, str]
) -> None:
    svarene = [
        await scene.kald(
            rute[0], ressourcer.sti(rute[1], findes=findes), hvem, **ressourcer.foresporgsel(scene, rute[2])
        )
        for hvem in (None, "forkert", "tilbagekaldt", "afsluttet")
        for findes in (True, False)
    ]
    assert {svar.status for svar in svarene} == {401}
    assert "WWW-Authenticate" in svarene[0].headers
    assert all(set_udefra(svar) == set_udefra(svarene[0]) for svar in svarene)


@pytest.mark.parametrize("rute", BESKYTTEDE, ids=lambda rute: rute[2])
async def test_en_slags_kalder_som_indgangen_ikke_naevner_faar_403(
    scene: Any, ressourcer: Ressourcer, rute: tuple[str, str, str]
) -> None:
    adgang = ADGANG[rute[2]].som_udvidelse()
    for slags, hvem in ROLLER.items():
        if slags in adgang:
            continue
        findes, ukendt = [
            await scene.kald(
                rute[0], ressourcer.sti(rute[1], findes=f), hvem, **ressourcer.foresporgsel(scene, rute[2])
            )
            for f in (True, False)
        ]
        assert (findes.status, ukendt.status) == (403, 403), hvem
        assert set_udefra(findes) == set_udefra(ukendt)


@pytest.mark.parametrize(("rute", "slags"), EGNE, ids=lambda del_: del_[2] if isinstance(del_, tuple) else del_)
async def test_andres_ressource_svarer_som_en_der_ikke_findes(
    scene: Any, ressourcer: Ressourcer, rute: tuple[str, str, str], slags: str
) -> None:
    foresporgsel = ressourcer.foresporgsel(scene, rute[2])
    if rute[2] == "hentFil":  # whoever has read the message has the key (see test_filer); this one has not
        foresporgsel["headers"]["Fh-Filnoegle"] = "A" * len(ressourcer.noegle)
    findes, ukendt = [
        await scene.kald(rute[0], ressourcer.sti(rute[1], findes=f), ROLLER[slags], **foresporgsel)
        for f in (True, False)
    ]
    assert (findes.status, ukendt.status) == (404, 404)
    assert set_udefra(findes) == set_udefra(ukendt)


@pytest.mark.parametrize("rest", [{"json": {}}, {"json": {"x": 1}}, {"data": b"{"}, {"headers": {"If-Match": '"x"'}}])
@pytest.mark.parametrize(("rute", "slags"), EGNE, ids=lambda del_: del_[2] if isinstance(del_, tuple) else del_)
async def test_heller_ikke_en_misdannet_forespoergsel_skelner_andres_ressource_fra_ingen(
    scene: Any, ressourcer: Ressourcer, rute: tuple[str, str, str], slags: str, rest: dict[str, Any]
) -> None:
    findes, ukendt = [
        await scene.kald(rute[0], ressourcer.sti(rute[1], findes=f), ROLLER[slags], **rest) for f in (True, False)
    ]
    assert 400 <= findes.status < 500
    assert set_udefra(findes) == set_udefra(ukendt)


async def test_henvisninger_til_andres_vaerdilister_svarer_som_til_ingen(scene: Any, ressourcer: Ressourcer) -> None:
    """A list's id follows from its name: whoever guesses the name must not be told that it is right."""
    krop = {"navn": "gæt", "system": scene.ider["b"], "begrundelse": "prøve af adgang"}
    svarene = [
        await scene.kald("POST", "/api/v1/abonnementer", "b", json=krop | {"filter": {"vaerdilister": [liste]}})
        for liste in (ressourcer.ejede["{id}"], UKENDT)
    ]
    andres, ingens = (
        json.loads(svar.raa.replace(ressourcer.ejede["{id}"].encode(), UKENDT.encode())) for svar in svarene
    )
    assert [svar.status for svar in svarene] == [409, 409]
    assert andres | {"instance": ""} == ingens | {"instance": ""}


async def test_et_optaget_navn_siges_uden_at_sige_hvis(scene: Any, ressourcer: Ressourcer) -> None:
    eget = "77777777-0000-4000-8000-000000000000"
    krop = {"id": eget, "navn": "egen liste", "system": scene.ider["b"], "begrundelse": "prøve af adgang"}
    svar = await scene.kald("POST", "/api/v1/vaerdilister", "b", json=krop)
    assert svar.status == 409
    assert ressourcer.ejede["{id}"].encode() not in svar.raa
    assert scene.ider["a"].encode() not in svar.raa


@pytest.mark.parametrize(
    ("sti", "hvem"),
    [
        ("/api/v1/systemer", "b"),
        ("/api/v1/systemer", "myndighed_b"),
        ("/api/v1/serviceaftaler", "b"),
        ("/api/v1/serviceaftaler", "myndighed_b"),
        ("/api/v1/abonnementer", "b"),
        ("/api/v1/abonnementer", "myndighed_b"),
        ("/api/v1/vaerdilister", "b"),
        ("/api/v1/fejlkoe", "b"),
        ("/api/v1/kvitteringer", "b"),
    ],
)
async def test_lister_viser_kun_kalderens_egne(scene: Any, ressourcer: Ressourcer, sti: str, hvem: str) -> None:
    svar = await scene.kald("GET", sti, hvem)
    assert svar.status == 200
    ider = {id_ for id_ in ressourcer.ejede.values() if len(id_) == len(UKENDT)} | set(scene.ider.values())
    for fremmed in ider - {scene.ider["b"]}:
        assert fremmed.encode() not in svar.raa, fremmed


@pytest.mark.parametrize("hvem", ["b", "myndighed_b"])
async def test_ingen_opretter_paa_andres_vegne(scene: Any, ressourcer: Ressourcer, hvem: str) -> None:
    for rute in BESKYTTEDE:
        if rute[0] != "POST" or "{" in rute[1] or not rute[2].startswith("opret"):
            continue
        svar = await scene.kald(rute[0], rute[1], hvem, **ressourcer.foresporgsel(scene, rute[2]))
        assert svar.status in {403, 404}, rute


async def test_ejeren_afvises_ikke(scene: Any, ressourcer: Ressourcer) -> None:
    """Otherwise the matrix above would hold for a hub that refuses everybody."""
    ejere = {"system": "a", "myndighed": "myndighed_a"}
    sidst = ("DELETE", "PUT", "POST", "GET")
    for rute in sorted(BESKYTTEDE, key=lambda rute: sidst.index(rute[0]), reverse=True):
        for slags in ADGANG[rute[2]].som_udvidelse():
            hvem = ejere.get(slags, slags)
            if "{dueslag}" in rute[1] or (rute[1] == "/api/v1/abonnementer/{id}" and slags == "system"):
                hvem = "modtager"
            if (
                rute[2]
                in {
                    "traekForslag",
                    "visAfgoerelse",
                    "retAbonnement",
                    "opretServiceaftale",
                    "retServiceaftale",
                    "opretAbonnement",
                }
                or rute[0] == "DELETE"
            ):
                continue  # tried one by one in test_ressourcer
            svar = await scene.kald(rute[0], ressourcer.sti(rute[1]), hvem, **ressourcer.foresporgsel(scene, rute[2]))
            bindinger = "/beskedtypebindinger/" in rute[1]
            assert svar.status < 300 or svar.status == 409 or (bindinger and svar.status == 404), (rute, hvem, svar.raa)
