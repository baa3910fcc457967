"""A version's way over HTTP, step by step: who may do what in which state, and that the bus obeys (RA-03)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from hub.kontrakter import Miljoe
from tests.hub.arkitektraad.conftest import ROD, SAG, Ur, koder, med_felt, om, raadsscene


async def test_i_produktion_passerer_versionen_foerst_naar_den_er_sat_i_kraft(tmp_path: Path) -> None:
    async with raadsscene(tmp_path, miljoe=Miljoe.PRODUKTION, ur=Ur()) as s:
        raa = med_felt()
        forslag = await s.foreslaa(raa)
        id_, skema = forslag["id"], forslag["skemaId"]
        assert (forslag["tilstand"], forslag["udgave"], forslag["version"]) == ("udkast", "1.2", 2)
        for trin in (lambda: s.hoer(id_), lambda: s.stem(id_), lambda: s.afgoer(id_)):
            assert "SKEMA-TILSTAND" in koder(await s.send_under(skema, raa))
            await trin()
        assert (await s.sag(id_))["tilstand"] == "blaastemplet"
        assert "SKEMA-TILSTAND" in koder(await s.send_under(skema, raa))
        await s.aktiver(id_)
        # the test CVR numbers are refused in production, the schema's state is not among the reasons any more
        assert "SKEMA-TILSTAND" not in koder(await s.send_under(skema, raa, supplement="nyt"))


async def test_i_et_testmiljoe_passerer_alt_registreret_og_er_maerket_indtil_det_er_i_kraft(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        raa = med_felt()
        forslag = await s.foreslaa(raa)

        async def maerke() -> str | None:
            assert (await s.send_under(forslag["skemaId"], raa))["status"] == "Leveret"
            while True:  # the council's notices come to the same dueslag
                levering = await s.naeste_levering()
                if levering["skemaId"] == forslag["skemaId"]:
                    fundet: str | None = levering.get("skematilstand")
                    return fundet

        assert await maerke() == "udkast"
        await s.hoer(forslag["id"])
        assert await maerke() == "hoering"
        await s.stem(forslag["id"])
        await s.afgoer(forslag["id"])
        assert await maerke() == "hoering"
        await s.aktiver(forslag["id"])
        assert await maerke() is None


async def test_en_udfaset_version_passerer_i_produktion_til_vinduet_lukker(tmp_path: Path) -> None:
    ur = Ur()
    async with raadsscene(tmp_path, ur, miljoe=Miljoe.PRODUKTION) as s:
        raa = med_felt()
        forslag = await s.foreslaa(raa)
        await s.blaastempl(forslag["id"])
        await s.aktiver(forslag["id"])
        sti = f"/forslag/{forslag['id']}/udfasning"
        afvist = await s.post(sti, "sekretaer", vindueTil=om(timer=2), begrundelse="afløst")
        assert afvist.status == 409
        assert "sager" in afvist.json["detail"]
        assert "modtager" in afvist.json["detail"]
        grund = {"Begrundelse": "bruges ikke mere"}
        assert (await s.kald("DELETE", f"/api/v1/abonnementer/{s.ider['dueslag']}", headers=grund)).status == 204
        await s.lykkes(sti, "sekretaer", vindueTil=om(timer=2), begrundelse="afløst")
        assert (await s.sag(forslag["id"]))["tilstand"] == "blaastemplet"
        await s.stem(forslag["id"])
        assert (await s.afgoer(forslag["id"]))["tilstand"] == "udfaset"
        assert "SKEMA-TILSTAND" not in koder(await s.send_under(forslag["skemaId"], raa))
        ur.frem = dt.timedelta(hours=3)
        assert "SKEMA-TILSTAND" in koder(await s.send_under(forslag["skemaId"], raa))


async def test_ogsaa_den_medfoelgende_version_kan_udfases(tmp_path: Path) -> None:
    ur = Ur()
    async with raadsscene(tmp_path, ur, miljoe=Miljoe.PRODUKTION) as s:
        id_ = await s.version_1()
        sag = await s.sag(id_)
        assert (sag["tilstand"], sag["udgave"], "aktiveret" in sag) == ("blaastemplet", "1.1", True)
        grund = {"Begrundelse": "bruges ikke mere"}
        await s.kald("DELETE", f"/api/v1/abonnementer/{s.ider['dueslag']}", headers=grund)
        await s.lykkes(f"/forslag/{id_}/udfasning", "sekretaer", vindueTil=om(timer=2), begrundelse="afløst")
        await s.stem(id_, ("Anna", "for"), ("Bo", "for"), ("Cilla", "imod"))
        await s.afgoer(id_)
        assert "SKEMA-TILSTAND" not in koder((await s.send()).json)
        ur.frem = dt.timedelta(hours=3)
        assert "SKEMA-TILSTAND" in koder((await s.send()).json)


async def test_en_uforenelig_version_afvises_med_feltets_sti(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        svar = await s.post(
            "/forslag", "a", subject=SAG, skema=med_felt("kraevet", "string"), udgave="1.3", begrundelse="skal med"
        )
        assert svar.status == 409
        assert "beskeddata.kraevet" in {fejl["sti"] for fejl in svar.json["fejl"]}
        assert "beskeddata.kraevet" in svar.json["detail"]
        assert (await s.kald("GET", f"/registry/subjects/{SAG}/versions", "a")).json == [1]


async def test_foreneligheden_proeves_igen_naar_versionen_saettes_i_kraft(tmp_path: Path) -> None:
    """A member may override the level in the registry; putting in force asks anew, whatever was asked then."""
    async with raadsscene(tmp_path) as s:
        sti = f"/registry/config/{SAG}"
        assert (await s.kald("PUT", sti, "Anna", json={"compatibility": "NONE"})).status == 200
        forslag = await s.foreslaa(med_felt("kraevet", "string"))
        assert (await s.kald("PUT", sti, "Anna", json={"compatibility": "FULL_TRANSITIVE"})).status == 200
        await s.blaastempl(forslag["id"])
        svar = await s.post(f"/forslag/{forslag['id']}/aktivering", "driftsrolle", begrundelse="det er tid")
        assert svar.status == 409
        assert "beskeddata.kraevet" in {fejl["sti"] for fejl in svar.json["fejl"]}
        assert "aktiveret" not in await s.sag(forslag["id"])


async def test_leverandoerens_myndighed_stemmer_ikke_om_sit_eget(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        forslag = await s.foreslaa(med_felt())
        await s.hoer(forslag["id"])
        svar = await s.post(f"/forslag/{forslag['id']}/stemme", "Cilla", stemme="for", begrundelse="vores eget")
        assert svar.status == 403
        await s.stem(forslag["id"], ("Anna", "for"))
        svar = await s.post(f"/forslag/{forslag['id']}/afgoerelse", "sekretaer", begrundelse="det er tid")
        assert svar.status == 409
        assert "1 of the 2 members" in svar.json["detail"]
        await s.stem(forslag["id"], ("Bo", "undlader"))
        assert (await s.afgoer(forslag["id"]))["tilstand"] == "blaastemplet"


async def test_et_medlem_stemmer_ikke_om_sit_eget_forslag(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        forslag = await s.foreslaa(med_felt(), "Bo")
        await s.hoer(forslag["id"])
        svar = await s.post(f"/forslag/{forslag['id']}/stemme", "Bo", stemme="for", begrundelse="mit eget")
        assert svar.status == 403


async def test_der_stemmes_naar_fristen_er_gaaet_eller_alle_har_svaret(tmp_path: Path) -> None:
    ur = Ur()
    async with raadsscene(tmp_path, ur) as s:
        forslag = await s.foreslaa(med_felt())
        sti = f"/forslag/{forslag['id']}"
        await s.lykkes(f"{sti}/hoering", "sekretaer", frist=om(timer=1), begrundelse="til høring")
        stemme = {"stemme": "for", "begrundelse": "det er godt"}
        svar = await s.post(f"{sti}/stemme", "Anna", **stemme)
        assert (svar.status, "every member has answered" in svar.json["detail"]) == (409, True)
        await s.lykkes(f"{sti}/svar", "Anna", holdning="bemaerkning", tekst="se på navnet")
        ur.frem = dt.timedelta(hours=2)
        svar = await s.post(f"{sti}/svar", "Bo", holdning="for", tekst="for sent")
        assert (svar.status, "ended" in svar.json["detail"]) == (409, True)
        await s.lykkes(f"{sti}/stemme", "Anna", **stemme)
        assert [et["tekst"] for et in (await s.sag(forslag["id"]))["hoering"]["svar"]] == ["se på navnet"]


async def test_et_afslag_sender_versionen_tilbage_til_udkast_og_den_kan_hoeres_igen(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        forslag = await s.foreslaa(med_felt())
        await s.hoer(forslag["id"])
        await s.stem(forslag["id"], ("Anna", "imod"), ("Bo", "for"))
        assert (await s.afgoer(forslag["id"]))["tilstand"] == "udkast"
        assert (await s.blaastempl(forslag["id"]))["tilstand"] == "blaastemplet"


async def test_hvad_linteren_finder_fejl_i_kommer_kun_i_hoering_til_trods(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        forslag = await s.foreslaa(med_felt("adresse"))
        sti = f"/forslag/{forslag['id']}"
        dom = (await s.kald("GET", f"{ROD}{sti}/lint", "a")).json
        assert (dom["fejl"], dom["advarsler"]) == (1, 1)
        begreb, umaerket = dom["fund"]
        assert (begreb["alvor"], begreb["kode"], begreb["hvor"]) == (
            "fejl", "BEGREB-TYPE", "dk.faelleshub.sag.Sag.adresse",
        )  # fmt: skip
        assert begreb["retEn"].startswith("Give the field type dk.faelleshub.faelles.Adresse")
        assert (umaerket["alvor"], umaerket["kode"], umaerket["hvor"]) == (
            "advarsel", "PERSON-UMAERKET", "beskeddata.adresse",
        )  # fmt: skip
        hoering = {"frist": om(timer=1), "begrundelse": "til høring"}
        svar = await s.post(f"{sti}/hoering", "Anna", **hoering)
        assert svar.status == 403
        svar = await s.post(f"{sti}/hoering", "sekretaer", **hoering)
        assert (svar.status, "BEGREB-TYPE" in svar.json["detail"]) == (409, True)
        assert (await s.sag(forslag["id"]))["tilstand"] == "udkast"
        sag = await s.lykkes(f"{sti}/hoering", "sekretaer", trodsLint=True, **hoering)
        assert (sag["tilstand"], sag["hoering"]["trods"]) == ("hoering", ["BEGREB-TYPE"])


async def test_linteren_har_intet_imod_hvad_huset_selv_har_i_kraft(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        poster = (await s.kald("GET", f"{ROD}/forslag?maks=200", "a")).json["poster"]
        assert len(poster) > 20
        for en in poster:
            dom = (await s.kald("GET", f"{ROD}/forslag/{en['id']}/lint", "a")).json
            assert dom == {"fejl": 0, "advarsler": 0, "fund": []}, en["subject"]


async def test_en_trukket_version_passerer_ingen_steder(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        raa = med_felt()
        forslag = await s.foreslaa(raa)
        assert (await s.post(f"/forslag/{forslag['id']}/tilbagetraekning", "b", begrundelse="ikke min")).status == 403
        await s.lykkes(f"/forslag/{forslag['id']}/tilbagetraekning", "a", begrundelse="fortrudt")
        assert koder(await s.send_under(forslag["skemaId"], raa)) == {"SKEMA-TILSTAND"}
        svar = await s.post(f"/forslag/{forslag['id']}/hoering", "sekretaer", frist=om(timer=1), begrundelse="hør")
        assert svar.status == 409


async def test_det_samme_forslag_igen_er_samme_sag(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        forslag = await s.foreslaa(med_felt())
        igen = await s.post("/forslag", "a", subject=SAG, skema=med_felt(), begrundelse="sendt igen")
        assert (igen.status, igen.json["id"]) == (200, forslag["id"])
        andres = await s.post("/forslag", "b", subject=SAG, skema=med_felt(), begrundelse="også min")
        assert (andres.status, andres.json["stiller"]["system"]) == (200, s.ider["a"])


async def test_hvad_der_blot_er_registreret_er_et_udkast_med_sin_egen_sag(tmp_path: Path) -> None:
    import json

    async with raadsscene(tmp_path) as s:
        krop = {"schema": json.dumps(med_felt())}
        assert (await s.kald("POST", f"/registry/subjects/{SAG}/versions", "a", json=krop)).status == 200
        poster = (await s.kald("GET", f"{ROD}/forslag?tilstand=udkast", "a")).json["poster"]
        (sag,) = [en for en in poster if en["subject"] == SAG]
        assert sag["stiller"]["system"] == s.ider["a"]
        assert (await s.blaastempl(sag["id"]))["tilstand"] == "blaastemplet"


@pytest.mark.parametrize(
    ("sti", "hvem", "krop"),
    [
        ("hoering", "Anna", {"frist": "2099-01-01T00:00:00Z"}),
        ("svar", "a", {"holdning": "for", "tekst": "fint"}),
        ("stemme", "sekretaer", {"stemme": "for"}),
        ("afgoerelse", "Anna", {}),
        ("aktivering", "administrator", {}),
        ("aktivering", "sekretaer", {}),
        ("udfasning", "driftsrolle", {"vindueTil": "2099-01-01T00:00:00Z"}),
    ],
)
async def test_hvert_trin_har_sin_rolle(tmp_path: Path, sti: str, hvem: str, krop: dict[str, str]) -> None:
    async with raadsscene(tmp_path) as s:
        begrundet = krop if "tekst" in krop else krop | {"begrundelse": "prøve"}
        svar = await s.post(f"/forslag/{await s.version_1()}/{sti}", hvem, **begrundet)
        assert svar.status == 403, svar.raa
        assert svar.er_problem


async def test_efter_genstart_er_sagen_og_bussens_lydighed_den_samme(tmp_path: Path) -> None:
    import aiohttp

    from hub.app import koerende
    from hub.settings import Indstillinger
    from tests.hub.arkitektraad.conftest import Raadsscene

    raa = med_felt()
    async with raadsscene(tmp_path, miljoe=Miljoe.PRODUKTION) as s:
        forslag = await s.foreslaa(raa)
        await s.blaastempl(forslag["id"])
        await s.aktiver(forslag["id"])
        foer = (await s.kald("GET", f"{ROD}/afgoerelser", "b")).json
        tokens, ider = s.tokens, s.ider
    indstillinger = Indstillinger(data=tmp_path, port=0, miljoe=Miljoe.PRODUKTION)
    async with koerende(indstillinger) as hub, aiohttp.ClientSession(hub.url) as session:
        igen = Raadsscene(hub, session)
        igen.tokens, igen.ider = tokens, ider
        assert "SKEMA-TILSTAND" not in koder(await igen.send_under(forslag["skemaId"], raa))
        assert (await igen.kald("GET", f"{ROD}/afgoerelser", "b")).json == foer


async def test_den_der_laeser_efter_en_nyere_version_staar_ikke_i_vejen(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        forslag = await s.foreslaa(med_felt())
        await s.blaastempl(forslag["id"])
        await s.aktiver(forslag["id"])
        foerste = f"/forslag/{await s.version_1()}/udfasning"
        laeser = f"/api/v1/systemer/{s.ider['modtager']}/laeseskemaer"
        krop = {"vindueTil": om(timer=2), "begrundelse": "afløst af 1.2"}
        for skema_id, status in ((1, 409), (forslag["skemaId"], 200)):
            svar = await s.kald("PUT", laeser, "modtager", json={"laeser": [{"navn": SAG, "skemaId": skema_id}]})
            assert svar.status == 200, svar.raa
            assert (await s.post(foerste, "sekretaer", **krop)).status == status
        svar = await s.post(f"/forslag/{forslag['id']}/udfasning", "sekretaer", **krop)
        assert svar.status == 409
