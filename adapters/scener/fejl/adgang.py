"""Adgang: who is not known, or has no agreement, gets nothing onto the bus and nothing from it."""

from __future__ import annotations

from http import HTTPStatus

from adapters.scener.bus import Bus
from adapters.scener.sager import Sagsskriver
from adapters.scener.scene import Scene, Sceneloeb
from adapters.scener.udhold import udhold
from adapters.sdk import FaelleshubFejl
from adapters.sdk.http import Forbindelse
from adapters.sdk.hubklient import AVRO

UKENDT_SKEMA = bytes([0]) + (999_999_999).to_bytes(4) + b"\x00"
"""The wire format with a schema id that nobody has registered."""


async def spil(bus: Bus, loeb: Sceneloeb) -> None:
    """Strangers of several kinds."""
    for tekst, hoveder in (
        ("uden token", {}),
        ("med et forkert token", {"Authorization": "Bearer ikke-et-token-som-nogen-har-udstedt"}),
    ):
        status = await _post(bus, hoveder)
        loeb.er(f"et system {tekst} får 401", status, lig=HTTPStatus.UNAUTHORIZED.value)

    uden = await bus.klient("system uden aftale")
    skriver = Sagsskriver(uden, bus.kommune)
    svar = await uden.send(skriver.besked(skriver.ny_sag("UDEN-1")))
    loeb.er("et registreret system uden serviceaftale afvises", str(svar), lig="Afvist AFTALE")
    svar = await uden.send_raa(UKENDT_SKEMA)
    loeb.er("et ukendt skema afvises (RA-01)", str(svar), lig="Afvist RA-01")

    fremmed = str(bus.deltagere["min_side"].tilslutning.dueslag)
    fejl = await _fejl_ved_hentning(bus, fremmed)
    loeb.er("en andens dueslag findes ikke for den", fejl, lig="Ukendt")

    udmeldt = await bus.klient("udmeldt system")
    await bus.administrator.slet(f"/systemer/{udmeldt.tilslutning.system}", "Deltager ikke mere")
    status = await _post(bus, {"Authorization": f"Bearer {udmeldt.tilslutning.token}"})
    loeb.er("når systemet er afsluttet, dør dets token", status, lig=HTTPStatus.UNAUTHORIZED.value)
    del bus.klienter[udmeldt.navn]


async def _post(bus: Bus, hoveder: dict[str, str]) -> int:
    async def post() -> int:
        async with hub.anmod("POST", "/api/v1/beskeder", data=UKENDT_SKEMA) as svar:
            return svar.status

    async with Forbindelse("the hub", bus.url, hoveder={**hoveder, "Content-Type": AVRO}) as hub:
        return await udhold(post, bus.taalmodighed)


async def _fejl_ved_hentning(bus: Bus, dueslag: str) -> str:
    try:
        await bus.klienter["system uden aftale"].hub.hent(dueslag)
    except FaelleshubFejl as fejl:
        return type(fejl).__name__
    return "fik lov"


SCENE = Scene("adgang", "Ukendte systemer", "Strangers are refused", spil)
