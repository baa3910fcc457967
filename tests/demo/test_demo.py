"""The demo as its user meets it: one command, a story, a table, an object for scripts, and an exit code."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import aiohttp
import pytest

from adapters.scener import SCENER
from adapters.scener.personer import CPR_NUMRE
from adapters.sdk.proeve import Proevehub
from tests.demo.conftest import PROGRAM, Spillet

DEMOEN = [pytest.mark.xdist_group("hele_demoen"), pytest.mark.timeout(480)]
FRIST = 90.0


class TestHeleDemoen:
    pytestmark = DEMOEN

    def test_alle_forventninger_holder_og_slutkoden_er_nul(self, hele_demoen: Spillet) -> None:
        brudte = [
            f"{s['navn']}: {f['tekst']} {f['set']}"
            for s in hele_demoen.svar["scener"]
            for f in s["forventninger"]
            if not f["holdt"]
        ]
        assert brudte == []
        assert hele_demoen.kode == 0
        assert hele_demoen.svar["lykkedes"] is True

    def test_den_siger_hvor_laenge_den_tog(self, hele_demoen: Spillet) -> None:
        scener = [scene["sekunder"] for scene in hele_demoen.svar["scener"]]
        assert sum(scener) <= hele_demoen.svar["sekunder"] + 0.005 * (len(scener) + 1)  # each is rounded by itself
        assert hele_demoen.svar["sekunder"] < hele_demoen.sekunder

    def test_hver_scene_er_spillet_i_raekkefoelge_og_eftersynet_kommer_sidst(self, hele_demoen: Spillet) -> None:
        navne = [scene["navn"] for scene in hele_demoen.svar["scener"]]
        assert navne == [*(scene.navn for scene in SCENER), "eftersyn"]
        assert all(scene["forventninger"] for scene in hele_demoen.svar["scener"])

    def test_tabellen_har_hver_scene_med_sine_tal(self, hele_demoen: Spillet) -> None:
        tabel = hele_demoen.fortaelling[hele_demoen.fortaelling.index("Fælleshub: prøvet") :]
        for scene in hele_demoen.svar["scener"]:
            (linje,) = [linje for linje in tabel.splitlines() if f" {scene['da']} " in linje]
            antal = len(scene["forventninger"])
            assert f"{antal}/{antal}" in linje
            assert f" {scene['beskeder']} " in linje
        assert f"{hele_demoen.svar['holdt']}/{hele_demoen.svar['forventninger']}" in tabel

    def test_tallene_i_objektet_passer_sammen(self, hele_demoen: Spillet) -> None:
        svar = hele_demoen.svar
        assert svar["forventninger"] == sum(len(scene["forventninger"]) for scene in svar["scener"])
        assert svar["holdt"] == svar["forventninger"]
        assert svar["beskeder"] == sum(len(scene["veje"]) for scene in svar["scener"])

    def test_hver_beskeds_vej_er_vist_fra_afsender_til_kvittering(self, hele_demoen: Spillet) -> None:
        veje = [vej for scene in hele_demoen.svar["scener"] for vej in scene["veje"]]
        assert len(veje) > 100
        assert {vej["afgoerelse"] for vej in veje} == {"Leveret", "Afvist", "Dublet"}
        assert all(vej["aarsager"] for vej in veje if vej["afgoerelse"] == "Afvist")
        assert not any(vej["modtagere"] for vej in veje if vej["afgoerelse"] != "Leveret")
        for vej in veje:
            kvitteret = [modtager for modtager in vej["modtagere"] if modtager["udfald"] == "kvitteret"]
            assert vej["kvitteringer"][0] == vej["afgoerelse"]
            assert vej["kvitteringer"].count("Kvitteret") == len(kvitteret) == len(vej["modtagere"])

    def test_de_fem_forloeb_naaede_alle_de_systemer_de_skulle(self, hele_demoen: Spillet) -> None:
        naaet = {
            scene["navn"]: {(vej["besked"], m["system"]) for vej in scene["veje"] for m in vej["modtagere"]}
            for scene in hele_demoen.svar["scener"]
        }
        assert {("Flytning", "grunddata"), ("PersonAendret", "borgerservice")} <= naaet["flytning"]
        assert {("Pladssvar", "pladsanvisning"), ("PostStatus", "min_side")} <= naaet["dagtilbud"]
        assert {("Byggeansoegning", "kulturarv"), ("DokumentRegistreret", "akten")} <= naaet["byggesag"]
        assert {("Refusionsanmodning", "sygedagpenge"), ("Bevilling", "ydelse")} <= naaet["sygedagpenge"]
        assert {("KommendeUdbetaling", "min_side"), ("Udbetaling", "min_side")} <= naaet["udbetaling"]
        assert {("SagRegistreret", "akten"), ("SagRegistreret", "journalen")} <= naaet["esdh-skift"]

    def test_de_bevidste_fejl_blev_afvist_af_de_regler_der_findes_til_dem(self, hele_demoen: Spillet) -> None:
        regler = {
            aarsag["regel"]
            for scene in hele_demoen.svar["scener"]
            for vej in scene["veje"]
            for aarsag in vej["aarsager"]
        }
        assert {
            "RA-01",
            "AFTALE",
            "MYNDIGHED",
            "OIO-LIVSCYKLUS",
            "OIO-SAG-PRIMAERKLASSE",
            "RA-11",
            "RA-24",
            "BESKEDID",
        } <= regler

    def test_ingen_af_personerne_staar_paa_skaermen_eller_i_objektet(self, hele_demoen: Spillet) -> None:
        alt = hele_demoen.fortaelling + str(hele_demoen.svar)
        assert not [nummer for nummer in CPR_NUMRE if nummer in alt or f"{nummer[:6]}-{nummer[6:]}" in alt]


async def _demo(*argumenter: str) -> tuple[int, str, str]:
    proces = await asyncio.create_subprocess_exec(
        PROGRAM, "demo", *argumenter, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(FRIST):
        ud, fejl = await proces.communicate()
    assert proces.returncode is not None
    return proces.returncode, ud.decode(), fejl.decode()


async def test_en_scene_der_ikke_findes_faar_at_vide_hvilke_der_goer() -> None:
    kode, ud, fejl = await _demo("--scene", "findes-ikke")
    assert kode == 2
    assert ud == ""
    assert "flytning" in fejl
    assert "Traceback" not in fejl


async def test_mod_en_hub_der_ikke_er_der_siger_hvad_man_goer(tmp_path: Path) -> None:
    kode, _, fejl = await _demo("--mod", "http://127.0.0.1:9", "--token", "x", "--data", str(tmp_path))
    assert kode == 2
    assert "no hub answers" in fejl
    assert "Traceback" not in fejl


async def test_mod_en_koerende_hub_spilles_to_gange_uden_at_forstyrre_eller_efterlade_abonnementer(
    tmp_path: Path,
) -> None:
    async with Proevehub.start(tmp_path / "hub") as hub:
        token = (tmp_path / "hub" / "administrator.token").read_text("ascii").strip()
        for gang in ("1", "2"):
            argumenter = ("--mod", hub.url, "--token", token, "--data", str(tmp_path / gang), "--scene", "dagtilbud")
            kode, ud, fejl = await _demo(*argumenter)
            assert kode == 0, ud + fejl
        abonnementer = await hub.administrator.json("GET", "/abonnementer", params={"max": "500"})
        organisation = await hub.administrator.json("GET", "/organisation", params={"max": "500"})
    assert len(abonnementer["poster"]) >= 20
    assert {post["tilstand"] for post in abonnementer["poster"]} == {"afsluttet"}
    kommuner = [post["navn"] for post in organisation["poster"] if post["navn"].endswith(" Kommune")]
    assert len(kommuner) == 2


async def test_et_forkert_token_mod_en_koerende_hub_siger_det(tmp_path: Path) -> None:
    async with Proevehub.start(tmp_path / "hub") as hub:
        kode, _, fejl = await _demo("--mod", hub.url, "--token", "forkert", "--data", str(tmp_path / "demo"))
    assert kode == 2
    assert "administrator" in fejl


async def test_hold_bliver_oppe_med_adresser_og_slutter_paent_paa_sigterm(tmp_path: Path) -> None:
    proces = await asyncio.create_subprocess_exec(
        PROGRAM, "demo", "--hold", "--scene", "adgang", "--data", tmp_path, stdout=asyncio.subprocess.PIPE
    )
    assert proces.stdout is not None
    linjer: list[str] = []
    try:
        async with asyncio.timeout(FRIST):
            while not (linjer and "_styring/drift" in linjer[-1]):
                raa = await proces.stdout.readline()
                assert raa, "it ended by itself:\n" + "".join(linjer)
                linjer.append(raa.decode())
        tekst = "".join(linjer)
        hub = next(linje.split("stays up at ")[1].split()[0] for linje in linjer if "stays up at" in linje)
        portal = next(linje.split()[1] for linje in linjer if linje.strip().startswith("portal "))
        async with aiohttp.ClientSession() as http:
            for adresse in (f"{hub}/readyz", portal):
                async with http.get(adresse) as svar:
                    assert svar.status == 200, adresse
        assert str(tmp_path / "administrator.token") in tekst
        assert (tmp_path / "administrator.token").read_text("ascii").strip() not in tekst
        proces.send_signal(signal.SIGTERM)
        async with asyncio.timeout(FRIST):
            assert await proces.wait() == 0
    finally:
        if proces.returncode is None:
            proces.kill()
            await proces.wait()
