"""The demo as a function: what a broken expectation, a failing scene and a failing check lead to."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Sequence
from pathlib import Path

import pytest
import structlog

from adapters.scener import Scene, Sceneloeb, spil
from adapters.scener.bus import Bus
from adapters.scener.personer import CPR_NUMRE, FLYTTER_MOR
from adapters.scener.sager import AFTALE, BESKEDTYPER, Sagsskriver
from brokers import EmbeddedBroker, Record, TopicSpec
from hub.demo import Demofejl, koer
from hub.demo.kontroller import LOGFIL, kontroller
from hub.demo.port import find_spil


async def _sand(bus: Bus, loeb: Sceneloeb) -> None:
    skriver = Sagsskriver(await bus.klient("fagsystem", afsender=BESKEDTYPER, aftale=AFTALE), bus.kommune)
    loeb.er("sagen er leveret", str(await skriver.klient.send(skriver.besked(skriver.ny_sag("SAND-1")))), lig="Leveret")


async def _falsk(_bus: Bus, loeb: Sceneloeb) -> None:
    await loeb.forvent("en og en er tre", lambda: 1 + 1, lig=3, frist=0.05)


async def _afbrudt(_bus: Bus, loeb: Sceneloeb) -> None:
    await loeb.kraev("noget kommer", lambda: None, frist=0.05)
    loeb.er("dette spilles ikke", svar=True)


async def _fejler(_bus: Bus, _loeb: Sceneloeb) -> None:
    raise RuntimeError(f"en fejl om {FLYTTER_MOR.cpr}")


async def _taler_over_sig(_bus: Bus, loeb: Sceneloeb) -> None:
    loeb.sig(f"hun hedder {FLYTTER_MOR.cpr}")
    loeb.er(f"hun er {FLYTTER_MOR.cpr}", f"set: {FLYTTER_MOR.cpr}", lig="noget andet")


async def _tom(_bus: Bus, _loeb: Sceneloeb) -> None:
    """A scene that expects nothing proves nothing."""


SANDT = [
    ("sagen er leveret", True),
    ("alle 1 beskeder er afgjort, besvaret og kvitteret til afsenderen", True),
]

SAND, FALSK = Scene("sand", "Sand", "True", _sand), Scene("falsk", "Falsk", "False", _falsk)
AFBRUDT, FEJLER = Scene("afbrudt", "Afbrudt", "Ended", _afbrudt), Scene("fejler", "Fejler", "Fails", _fejler)
TALER_OVER_SIG, TOM = Scene("taler", "Taler over sig", "Tells", _taler_over_sig), Scene("tom", "Tom", "Empty", _tom)


def _spil(
    capsys: pytest.CaptureFixture[str], scener: Sequence[Scene]
) -> tuple[int, dict[str, list[tuple[str, bool]]], str]:
    """Exit code, expectations by scene, and the story."""
    kode = koer(som_json=True, spil=functools.partial(spil, alle=scener))
    ud, fortaelling = capsys.readouterr()
    svar = json.loads(ud)
    return (
        kode,
        {s["navn"]: [(f["tekst"], f["holdt"]) for f in s["forventninger"]] for s in svar["scener"]},
        fortaelling,
    )


def test_en_brudt_forventning_giver_slutkode_et(capsys: pytest.CaptureFixture[str]) -> None:
    kode, scener, fortaelling = _spil(capsys, [FALSK])
    assert kode == 1
    assert scener["falsk"] == [("en og en er tre", False)]
    assert "✗ en og en er tre  (så: 2)" in fortaelling


def test_naar_alt_holder_er_slutkoden_nul_og_loggen_er_som_foer(capsys: pytest.CaptureFixture[str]) -> None:
    foer, handlere = structlog.get_config(), logging.getLogger().handlers[:]
    kode, scener, _ = _spil(capsys, [SAND])
    assert kode == 0
    assert scener["sand"] == SANDT
    assert all(holdt for _, holdt in scener["eftersyn"])
    assert structlog.get_config() == foer
    assert logging.getLogger().handlers == handlere


def test_en_scene_der_fejler_taeller_som_brudt_og_de_andre_spilles(capsys: pytest.CaptureFixture[str]) -> None:
    kode, scener, fortaelling = _spil(capsys, [FEJLER, SAND])
    assert kode == 1
    assert [holdt for _, holdt in scener["fejler"]] == [False]
    assert scener["sand"] == SANDT
    assert "RuntimeError i test_koersel.py" in fortaelling
    assert FLYTTER_MOR.cpr not in fortaelling


def test_det_en_scene_bygger_paa_og_ikke_faar_ender_den(capsys: pytest.CaptureFixture[str]) -> None:
    kode, scener, _ = _spil(capsys, [AFBRUDT])
    assert kode == 1
    assert scener["afbrudt"] == [("noget kommer", False)]


def test_en_scene_uden_forventninger_er_ikke_lykkedes(capsys: pytest.CaptureFixture[str]) -> None:
    kode, scener, _ = _spil(capsys, [TOM])
    assert kode == 1
    assert scener["tom"] == []


def test_et_cpr_nummer_naar_hverken_skaerm_eller_objekt(capsys: pytest.CaptureFixture[str]) -> None:
    kode = koer(som_json=True, spil=functools.partial(spil, alle=[TALER_OVER_SIG]))
    ud, fortaelling = capsys.readouterr()
    assert kode == 1
    assert FLYTTER_MOR.cpr not in ud + fortaelling
    assert ud.count("******-****") == 2
    assert fortaelling.count("******-****") >= 3


def test_de_installerede_scener_findes_og_andre_ikke() -> None:
    assert find_spil() is spil
    with pytest.raises(Demofejl, match=r"faelleshub\.scener"):
        find_spil("findes-ikke")


def test_mod_uden_token_siger_hvad_der_mangler(tmp_path: Path) -> None:
    with pytest.raises(Demofejl, match="--token"):
        koer(mod="http://127.0.0.1:9", data=tmp_path, spil=spil)


class TestKontroller:
    """Each of the hub's own checks, on a bus and a directory where there is something to find."""

    @staticmethod
    async def _proev(data: Path, nummer: int, *poster: Record) -> tuple[bool, str]:
        async with EmbeddedBroker(data / "bus") as broker:
            await broker.ensure_topics(TopicSpec("ind.faelles", 1))
            await broker.send(*poster)
            _, kontrol = kontroller(broker, data)[nummer]
            return await kontrol(CPR_NUMRE)

    async def test_en_noegle_med_et_cpr_nummer_bliver_fundet(self, tmp_path: Path) -> None:
        post = Record("ind.faelles", b"x", key=FLYTTER_MOR.cpr.encode())
        assert await self._proev(tmp_path, 1, post) == (False, "1 poster, fundet i: ind.faelles")

    async def test_en_header_med_et_cpr_nummer_bliver_fundet(self, tmp_path: Path) -> None:
        skrevet = f"{FLYTTER_MOR.cpr[:6]}-{FLYTTER_MOR.cpr[6:]}".encode()
        holdt, _ = await self._proev(tmp_path, 1, Record("ind.faelles", b"x", headers=(("h", b"om " + skrevet),)))
        assert not holdt

    async def test_indholdet_maa_naevne_nogen(self, tmp_path: Path) -> None:
        post = Record("ind.faelles", FLYTTER_MOR.cpr.encode(), key=b"noegle")
        assert await self._proev(tmp_path, 1, post) == (True, "1 poster, fundet i: ingen")

    async def test_en_tom_bus_er_ikke_i_orden(self, tmp_path: Path) -> None:
        assert (await self._proev(tmp_path, 1))[0] is False

    @pytest.mark.parametrize(
        ("filnavn", "linje", "holdt"),
        [
            ("brev.txt", "en linje", True),
            (f"{FLYTTER_MOR.cpr}.txt", "en linje", False),
            ("brev.txt", f"om {FLYTTER_MOR.cpr}", False),
            ("brev.txt", "", False),
        ],
    )
    async def test_loglinjer_og_filnavne_bliver_gennemsoegt(
        self, tmp_path: Path, filnavn: str, linje: str, holdt: bool
    ) -> None:
        (tmp_path / filnavn).write_text("indhold")
        (tmp_path / LOGFIL).write_text(f"{linje}\n" if linje else "")
        assert (await self._proev(tmp_path, 2))[0] is holdt

    async def test_en_bus_uden_log_har_ingen_kaede_der_holder(self, tmp_path: Path) -> None:
        assert (await self._proev(tmp_path, 0))[0] is False
