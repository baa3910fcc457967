"""Notices: to every owner whose systems a change touches, as a message on the bus and in the API (RA-31)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp

from hub.app import koerende
from hub.arkitektraad.varselspost import besked
from hub.settings import Indstillinger
from schemas.models import Kontraktvarsel
from tests.hub.api.conftest import MYNDIGHED_A, MYNDIGHED_B
from tests.hub.arkitektraad.conftest import ROD, SAG, Raadsscene, med_felt, om, raadsscene


async def abonner(s: Raadsscene, hvem: str) -> str:
    svar = await s.opret(
        "/api/v1/abonnementer",
        hvem,
        navn=f"varsler til {hvem}",
        system=s.ider[hvem],
        filter={"beskedtyper": [Kontraktvarsel.beskedtype]},
    )
    return str(svar["id"])


async def hent(s: Raadsscene, hvem: str, dueslag: str) -> list[Any]:
    sti = f"/api/v1/dueslag/{dueslag}/beskeder?max=10&vent=20"
    return [en["besked"] for en in (await s.kald("GET", sti, hvem)).json["beskeder"]]


async def varsler(s: Raadsscene, hvem: str) -> list[Any]:
    poster: list[Any] = (await s.kald("GET", f"{ROD}/varsler", hvem)).json["poster"]
    return poster


async def i_hoering(s: Raadsscene) -> Any:
    forslag = await s.foreslaa(med_felt())
    krop = {"frist": om(timer=1), "begrundelse": "dagen skal med"}
    await s.lykkes(f"/forslag/{forslag['id']}/hoering", "sekretaer", **krop)
    return forslag


async def test_hver_ejer_faar_sit_varsel_paa_bussen_og_kun_sit(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        hos_a, hos_b = await abonner(s, "modtager"), await abonner(s, "b")
        forslag = await i_hoering(s)
        for hvem, dueslag, cvr, systemer in (
            ("modtager", hos_a, MYNDIGHED_A, {"a", "modtager"}),
            ("b", hos_b, MYNDIGHED_B, {"b"}),
        ):
            (varsel,) = await hent(s, hvem, dueslag)
            data = varsel["beskeddata"]
            assert (data["varselsslags"], data["kontrakt"], data["sag"]) == ("hoering", SAG, forslag["id"])
            assert (data["kontraktversion"], data["skemaId"]) == (2, forslag["skemaId"])
            assert (set(data["systemer"]), data["begrundelse"]) == (
                {s.ider[navn] for navn in systemer},
                "dagen skal med",
            )
            registrering = varsel["beskedkuvert"]["filtreringsdata"]["objektRegistrering"][0]
            assert registrering["objektAnsvarligMyndighed"] == {"urn": f"urn:oio:cvr-nr:{cvr}"}


async def test_listen_viser_hver_sit(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        await i_hoering(s)
        assert {en["myndighed"] for en in await varsler(s, "revisor")} == {MYNDIGHED_A, MYNDIGHED_B}
        assert {en["myndighed"] for en in await varsler(s, "myndighed_b")} == {MYNDIGHED_B}
        (egen,) = await varsler(s, "a")
        assert s.ider["a"] in egen["systemer"]


async def test_hvert_skridt_varsles_en_gang(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        dueslag = await abonner(s, "b")
        forslag = await s.foreslaa(med_felt())
        await s.blaastempl(forslag["id"])
        await s.aktiver(forslag["id"])
        fundne: list[str] = []
        while len(fundne) < 2:
            fundne += [en["beskeddata"]["varselsslags"] for en in await hent(s, "b", dueslag)]
        assert sorted(fundne) == ["aktivering", "hoering"]
        assert [en["slags"] for en in await varsler(s, "b")] == ["hoering", "aktivering"]


async def test_raadets_system_aabnes_igen_hvis_det_er_afsluttet(tmp_path: Path) -> None:
    """A reviewed file ends what does not stand in it; the council still tells."""
    async with raadsscene(tmp_path) as s:
        dueslag = await abonner(s, "b")
        await i_hoering(s)
        await hent(s, "b", dueslag)
        grund = {"Begrundelse": "står ikke i filen"}
        for sti in ("serviceaftaler", "systemer"):
            poster = (await s.kald("GET", f"/api/v1/{sti}")).json["poster"]
            id_ = next(en["id"] for en in poster if en["navn"].startswith("Arkitekturråd"))
            assert (await s.kald("DELETE", f"/api/v1/{sti}/{id_}", headers=grund)).status == 204
        andet = await s.foreslaa(med_felt("andet"), udgave="1.3")
        await s.lykkes(f"/forslag/{andet['id']}/hoering", "sekretaer", frist=om(timer=1), begrundelse="en til")
        versioner: set[int] = set()
        while 3 not in versioner:
            versioner |= {en["beskeddata"]["kontraktversion"] for en in await hent(s, "b", dueslag)}


async def test_det_der_ikke_naaede_ud_sendes_ved_naeste_start_og_er_den_samme_besked(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        dueslag = await abonner(s, "b")
        await i_hoering(s)
        (sendt,) = await hent(s, "b", dueslag)
        lager = s.hub.dele.sekretariat.lager
        alle = [en.model_copy(update={"sendt": False}) for en in lager.nu.varsler.values()]
        assert len({besked(en) for en in alle} | {besked(en) for en in alle}) == len(alle)
        await _skriv(lager, alle)
        tokens, ider = s.tokens, s.ider
    async with koerende(Indstillinger(data=tmp_path, port=0)) as hub, aiohttp.ClientSession(hub.url) as session:
        igen = Raadsscene(hub, session)
        igen.tokens, igen.ider = tokens, ider
        while not all(en.sendt for en in hub.dele.sekretariat.lager.nu.varsler.values()):
            await igen.kald("GET", f"{ROD}/varsler", "b")
        (naeste,) = await hent(igen, "b", dueslag)
        assert naeste["beskedId"] == sendt["beskedId"]


async def _skriv(lager: Any, varsler: Any) -> None:
    from hub.arkitektraad.lager import Raadsbeslutning
    from hub.konfiguration.revision import Udoever

    await lager.skriv(lambda _raad, _nu: Raadsbeslutning(None, varsler), Udoever("prøve", "ikke sendt endnu"), "prøve")
