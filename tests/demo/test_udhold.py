"""The whole demo over a network that loses calls and answers at random: patience, and nothing done twice by mistake."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from adapters.scener import spil
from adapters.scener.udhold import Scenehub, udhold
from adapters.sdk import Ukendt, Utilgaengelig
from hub.app import koerende
from hub.settings import Indstillinger
from tests.adapters.stedfortraeder import Netvaerk, Tab

TABES = 0.02
"""The share of calls that never arrive, and again of those whose answer is lost."""


async def _spillet(mappe: Path, tab: Callable[[str, str], Tab], *scener: str) -> tuple[list[tuple[str, str, str]], int]:
    """Play scenes (all, when left out) over a network that loses so; what did not hold, and how many calls were lost."""
    async with koerende(Indstillinger(data=mappe / "hub", port=0)) as hub, Netvaerk(hub.url) as net:
        net.tab = tab
        resultat = await spil(
            hub_url=net.url,
            administrator_token=hub.administrator_token,
            data=mappe / "demo",
            konsol=Console(file=io.StringIO()),
            taalmodighed=60,
            scener=scener,
        )
    brudte = [
        (scene.scene.navn, forventning.tekst, forventning.set)
        for scene in resultat.scener
        for forventning in scene.forventninger
        if not forventning.holdt
    ]
    return brudte, net.tabte


@pytest.mark.timeout(600)
async def test_demoen_holder_paa_et_net_der_taber_kald_og_svar(tmp_path: Path) -> None:
    tilfaeldig = random.Random(20)

    def tab(_metode: str, sti: str) -> Tab:
        if sti == "/api/v1/mig":  # what is asked first is answered, or there is no hub
            return Tab.INTET
        kast = tilfaeldig.random()
        return Tab.KALD if kast < TABES else Tab.SVAR if kast < 2 * TABES else Tab.INTET

    brudte, tabte = await _spillet(tmp_path, tab)
    assert brudte == []
    assert tabte > 50


@pytest.mark.timeout(300)
async def test_et_skridt_i_raadet_hvis_svar_gik_tabt_er_taget(tmp_path: Path) -> None:
    kald: Counter[str] = Counter()

    def tab(metode: str, sti: str) -> Tab:
        """Lose the answer of every other call, which is each step's first try."""
        if metode != "POST" or "/arkitektraad/forslag/" not in sti:
            return Tab.INTET
        kald[sti.rpartition("/")[2]] += 1
        return Tab.SVAR if kald[sti.rpartition("/")[2]] % 2 else Tab.INTET

    brudte, tabte = await _spillet(tmp_path, tab, "raad")
    assert brudte == []
    assert kald.keys() == {"hoering", "svar", "stemme", "afgoerelse", "aktivering"}
    assert tabte == sum(kald.values()) / 2


async def test_uden_taalmodighed_siges_det_straks_og_med_den_proeves_der_igen(tmp_path: Path) -> None:
    async with koerende(Indstillinger(data=tmp_path / "hub", port=0)) as hub, Netvaerk(hub.url) as net:
        async with Scenehub(net.url, hub.administrator_token) as klient:
            net.tab = lambda _metode, _sti: Tab.KALD if net.tabte < 3 else Tab.INTET
            with pytest.raises(Utilgaengelig):
                await klient.json("GET", "/organisation")
            klient.taalmodighed = 30
            assert (await klient.json("GET", "/organisation"))["poster"] == []
        assert net.tabte >= 3


async def test_det_der_er_oprettet_selv_om_svaret_gik_tabt_kendes_igen(tmp_path: Path) -> None:
    async with (
        koerende(Indstillinger(data=tmp_path / "hub", port=0)) as hub,
        Netvaerk(hub.url) as net,
        Scenehub(net.url, hub.administrator_token) as klient,
    ):
        await klient.myndighed("12345678", "Prøvekommune")
        klient.taalmodighed = 30
        net.tab = lambda metode, _sti: Tab.SVAR if metode == "POST" and net.tabte < 1 else Tab.INTET
        tilslutning = await klient.tilslut_system("fagsystem", "12345678", afsender=["*"], modtager=["*"])
        systemer = (await klient.json("GET", "/systemer"))["poster"]
        assert [(post["id"], post["navn"]) for post in systemer] == [(tilslutning.system, "fagsystem")]
        assert net.tabte == 1


async def test_udhold_giver_op_efter_fristen() -> None:
    kald = 0

    async def aldrig() -> None:
        nonlocal kald
        kald += 1
        raise Utilgaengelig("væk")

    with pytest.raises(Utilgaengelig):
        await udhold(aldrig, 0.5)
    assert kald > 1


async def test_et_token_hvis_sletning_mistede_sit_svar_er_slettet(tmp_path: Path) -> None:
    async with (
        koerende(Indstillinger(data=tmp_path / "hub", port=0)) as hub,
        Netvaerk(hub.url) as net,
        Scenehub(net.url, hub.administrator_token) as klient,
    ):
        krop = {"hvem": "sekretaer", "navn": "Rådssekretær", "begrundelse": "Prøve"}
        udstedt = await klient.json("POST", "/adgange", json=krop)
        klient.taalmodighed = 30
        net.tab = lambda metode, _sti: Tab.SVAR if metode == "DELETE" and net.tabte < 1 else Tab.INTET
        await klient.slet(f"/adgange/{udstedt['id']}", "Prøven er slut")
        assert net.tabte == 1
        klient.taalmodighed = 0
        with pytest.raises(Ukendt):
            await klient.slet(f"/adgange/{udstedt['id']}", "Prøven er slut")
