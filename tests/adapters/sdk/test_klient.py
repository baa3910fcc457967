"""The clients' errors: typed, with what to do, and never with an address, a body or a number in them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

import adapters.sdk
from adapters.sdk import Afvist, Hubklient, IngenAdgang, Ukendt, Utilgaengelig, YdreSystem
from adapters.sdk.proeve import Proevehub

CPR = "6101901234"


@pytest.fixture
async def svarer() -> AsyncIterator[str]:
    """A server that answers with the status, and as JSON or not, as its path says."""

    async def svar(anmodning: web.Request) -> web.Response:
        status, form = int(anmodning.match_info["status"]), anmodning.match_info["form"]
        aarsag = {"regel": "RA-01", "kode": "RA-01", "sti": "a.b", "tekst": "da", "text": "en", "maal": "m"}
        if form == "json":
            problem = {"detail": "a detail", "aarsager": [aarsag]}
            return web.json_response(problem, status=status, headers={"Retry-After": "7"})
        return web.Response(text="<html>", status=status)

    app = web.Application()
    app.router.add_route("*", "/api/v1/{status}/{form}", svar)
    app.router.add_route("*", "/{status}/{form}", svar)
    loeber = web.AppRunner(app)
    await loeber.setup()
    await web.TCPSite(loeber, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{loeber.addresses[0][1]}"
    await loeber.cleanup()


@pytest.mark.parametrize(
    ("status", "fejl"),
    [(401, IngenAdgang), (403, IngenAdgang), (404, Ukendt), (410, Ukendt), (422, Afvist), (413, Afvist)]
    + [(status, Utilgaengelig) for status in (408, 429, 500, 502, 503, 504)],
)
async def test_hubbens_svar_bliver_til_en_fejl_med_type(svarer: str, status: int, fejl: type[Exception]) -> None:
    async with Hubklient(svarer, "t") as klient:
        with pytest.raises(fejl, match="a detail") as rejst:
            await klient.json("GET", f"/{status}/json")
    if isinstance(rejst.value, Afvist):
        assert [aarsag.regel for aarsag in rejst.value.aarsager] == ["RA-01"]
    if isinstance(rejst.value, Utilgaengelig):
        assert rejst.value.proev_igen_om == 7


async def test_en_side_der_ikke_er_json_er_en_hub_der_er_vaek(svarer: str) -> None:
    async with Hubklient(svarer, "t") as klient:
        with pytest.raises(Utilgaengelig, match="not JSON"):
            await klient.json("GET", "/200/html")


async def test_ingen_fejl_viser_en_adresse_eller_et_nummer() -> None:
    async with YdreSystem("the register", "http://127.0.0.1:9") as ydre:
        with pytest.raises(Utilgaengelig) as fejl:
            await ydre.hent("/opslag", cpr=CPR)
    assert CPR not in str(fejl.value)
    assert "127.0.0.1" not in str(fejl.value)
    assert fejl.value.__cause__ is None
    assert fejl.value.__suppress_context__


async def test_et_forkert_token_og_et_ukendt_dueslag_siges_fra_hinanden(hub: Proevehub) -> None:
    async with Hubklient(hub.url, "fh_forkert") as klient:
        with pytest.raises(IngenAdgang):
            await klient.kvitteringer(None)
    tilslutning = await hub.administrator.tilslut_system(hub.nyt_navn("a"), "12345678", modtager=["*"])
    async with Hubklient(hub.url, tilslutning.token) as klient:
        with pytest.raises(Ukendt):
            await klient.hent("73a232b6-b9d5-4f7e-b932-dfb27c6c89ea")
        assert (await klient.kvitteringer(None)).kvitteringer == ()


def test_det_offentlige_ansigt_er_en_beslutning() -> None:
    for navn in adapters.sdk.__all__:
        assert hasattr(adapters.sdk, navn)
    assert {"Adapter", "Kontekst", "Afvist", "Hubklient", "IkkeKlar", "KanIkkeModtages"} <= set(adapters.sdk.__all__)
