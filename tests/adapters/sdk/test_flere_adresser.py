"""A connection that knows several instances: it goes to the next one when the first is away, and never asks twice in vain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import ValidationError

from adapters.sdk import Hubklient, Indstillinger, Utilgaengelig

LUKKET = "http://127.0.0.1:9"
"""Where nobody listens."""


@dataclass(slots=True)
class Instans:
    """A server that counts what it is asked and answers with its status; 0 cuts the connection without an answer."""

    navn: str
    status: int = 200
    kald: list[str] = field(default_factory=list)
    url: str = ""

    async def svar(self, anmodning: web.Request) -> web.Response:
        self.kald.append(anmodning.method)
        await anmodning.read()
        if self.status == 0 and anmodning.transport is not None:
            anmodning.transport.abort()
            await asyncio.sleep(0)
        return web.json_response({"fra": self.navn}, status=self.status or 200)


@pytest.fixture
async def to() -> AsyncIterator[tuple[Instans, Instans]]:
    """Two instances that listen."""
    async with AsyncExitStack() as aabne:
        instanser = (Instans("en"), Instans("to"))
        for instans in instanser:
            app = web.Application()
            app.router.add_route("*", "/{sti:.*}", instans.svar)
            loeber = web.AppRunner(app)
            await loeber.setup()
            aabne.push_async_callback(loeber.cleanup)
            await web.TCPSite(loeber, "127.0.0.1", 0).start()
            instans.url = f"http://127.0.0.1:{loeber.addresses[0][1]}"
        yield instanser


async def test_den_foerste_bruges_saa_laenge_den_svarer(to: tuple[Instans, Instans]) -> None:
    en, anden = to
    async with Hubklient(f"{en.url},{anden.url}", "t") as klient:
        assert [(await klient.json("GET", "/x"))["fra"] for _ in range(3)] == ["en"] * 3
    assert anden.kald == []


@pytest.mark.parametrize("metode", ["GET", "POST"])
async def test_hvor_ingen_lytter_gaar_kaldet_videre_til_den_naeste(to: tuple[Instans, Instans], metode: str) -> None:
    en, _ = to
    async with Hubklient(f"{LUKKET},{en.url}", "t") as klient:
        assert (await klient.json(metode, "/x", json={"a": 1} if metode == "POST" else None))["fra"] == "en"
        assert klient.url == f"{en.url},{LUKKET}"
    assert en.kald == [metode]


@pytest.mark.parametrize("status", [0, 502, 503, 504])
async def test_en_laesning_gaar_videre_naar_svaret_udebliver_eller_er_at_den_er_vaek(
    to: tuple[Instans, Instans], status: int
) -> None:
    en, anden = to
    en.status = status
    async with Hubklient(f"{en.url},{anden.url}", "t") as klient:
        assert (await klient.json("GET", "/x"))["fra"] == "to"
        assert (await klient.json("POST", "/x"))["fra"] == "to"
    assert anden.kald == ["GET", "POST"]


@pytest.mark.parametrize("status", [0, 503])
async def test_en_skrivning_der_kan_vaere_set_gentages_ikke_men_den_naeste_gaar_til_en_anden(
    to: tuple[Instans, Instans], status: int
) -> None:
    en, anden = to
    en.status = status
    async with Hubklient(f"{en.url},{anden.url}", "t") as klient:
        with pytest.raises(Utilgaengelig):
            await klient.json("POST", "/x", json={"a": 1})
        assert (en.kald, anden.kald) == (["POST"], [])
        assert (await klient.json("POST", "/x", json={"a": 1}))["fra"] == "to"
    assert en.kald == ["POST"]


async def test_en_afvisning_er_et_svar_og_spoerges_ikke_om_igen(to: tuple[Instans, Instans]) -> None:
    en, anden = to
    en.status = 429
    async with Hubklient(f"{en.url},{anden.url}", "t") as klient:
        with pytest.raises(Utilgaengelig):
            await klient.json("GET", "/x")
        assert klient.url == f"{en.url},{anden.url}"
    assert (en.kald, anden.kald) == (["GET"], [])


async def test_naar_ingen_svarer_siges_det_uden_adresser() -> None:
    async with Hubklient(f"{LUKKET},{LUKKET}", "t") as klient:
        with pytest.raises(Utilgaengelig, match="the hub does not answer") as fejl:
            await klient.json("GET", "/x")
    assert "127.0.0.1" not in str(fejl.value)


async def test_kald_ved_siden_af_hinanden_forlader_den_doede_sammen(to: tuple[Instans, Instans]) -> None:
    en, anden = to
    async with Hubklient(f"{LUKKET},{en.url},{anden.url}", "t") as klient:
        svar = await asyncio.gather(*(klient.json("GET", "/x") for _ in range(8)))
        assert {et["fra"] for et in svar} == {"en"}
        assert klient.url == f"{en.url},{anden.url},{LUKKET}"


def _indstillinger(hub: str, data: Path) -> Indstillinger:
    return Indstillinger(
        hub=hub, token="t", system="73a232b6-b9d5-4f7e-b932-dfb27c6c89ea", myndighed="12345678", data=data
    )


def test_en_adapters_indstilling_tager_flere_adresser(tmp_path: Path) -> None:
    assert _indstillinger("http://a:1,https://b:2", tmp_path).hub == "http://a:1,https://b:2"


@pytest.mark.parametrize("hub", ["", "http://a:1,", "http://a:1,b:2", "http://a:1?x=1", "http://a:1, http://b:2"])
def test_en_adresse_der_ikke_er_en_siges_der_nej_til(tmp_path: Path, hub: str) -> None:
    with pytest.raises(ValidationError, match="hub"):
        _indstillinger(hub, tmp_path)
