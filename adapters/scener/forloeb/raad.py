"""Arkitekturråd: Sag in its next version through lint, hearing, votes and activation, while consumers of the old run on."""

from __future__ import annotations

from typing import Any

from adapters.scener.bus import LEVERING, Bus
from adapters.scener.klient import Klient
from adapters.scener.raadet import ROD, Raadet, afgoerelser, raadet, trin
from adapters.scener.sager import AFTALE, Sagsskriver
from adapters.scener.sagskontrakt import SUBJECT, alene, linterens_ord, med_andet_id, med_felt, nyt_felt, sagen
from adapters.scener.sagstrafik import Leverandoer, Sagstrafik, Udkig
from adapters.scener.scene import Scene, Sceneloeb
from adapters.scener.trafik import under
from adapters.sdk import FaelleshubFejl
from schemas.models import SagRegistreret
from schemas.skema import RaaSkema, Skema


async def spil(bus: Bus, loeb: Sceneloeb) -> None:
    """A vendor wants a date on the sag; then another wants a number for its id."""
    afsender = await bus.klient("sager i drift", afsender=[SagRegistreret.beskedtype], aftale=AFTALE)
    leverandoer = await bus.klient("leverandør med ny version", afsender=[SagRegistreret.beskedtype], aftale=AFTALE)
    modtagelse = {"aftale": AFTALE, "abonnement": {"levering": LEVERING}}
    udkig = Udkig(await bus.klient("modtager der ser efter", modtager=[SagRegistreret.beskedtype], **modtagelse))
    trafik = Sagstrafik(skriver=Sagsskriver(afsender, bus.kommune))
    async with raadet(bus) as raad, under(trafik):
        await loeb.kraev("sager løber i den gamle version", lambda: len(trafik.sager) >= 2)
        nummer = 1 + len((await bus.administrator.json("GET", f"{ROD}/forslag", params={"subject": SUBJECT}))["poster"])
        felt = nyt_felt(nummer)
        sag = _lint(loeb, felt)
        ny = await _foreslaa(loeb, leverandoer, sag, nummer)
        skriver = Sagsskriver(leverandoer, bus.kommune)
        med_ny = Leverandoer(skriver, Skema(ny["skemaId"], alene(sag)), felt["name"])
        await _udkast(loeb, med_ny, udkig)
        await _raadet_afgoer(bus, loeb, raad, ny)
        foer = len(trafik.sager)
        await _i_kraft(bus, loeb, raad, med_ny, udkig, ny["id"])
        await loeb.forvent("den gamle version løber videre imens", lambda: len(trafik.sager) > foer + 1)
        await _uforenelig(bus, loeb, leverandoer, sag, nummer)
    loeb.er("hubben afviste ingen sag i den gamle version", trafik.afviste, lig=0)
    await loeb.forvent(
        "den, der ser efter, har fået hver sag i begge versioner",
        lambda: udkig.naaet(len(trafik.sager) + med_ny.leveret),
    )
    await loeb.forvent("Min Side har hver af dem", lambda: _paa_min_side(bus, trafik.sager), lig=len(trafik.sager))


def _lint(loeb: Sceneloeb, felt: dict[str, Any]) -> RaaSkema:
    fund = linterens_ord(med_felt(sagen(), felt, sidst=True))
    loeb.er(
        "linteren ser, at leverandørernes egne felter ikke længere er sidst",
        {et.kode for et in fund},
        lig={"UDVIDELSER-SIDST"},
    )
    sag = med_felt(sagen(), felt, sidst=False)
    loeb.er("rettet er kontrakten uden anmærkninger", len(linterens_ord(sag)), lig=0)
    return sag


async def _foreslaa(loeb: Sceneloeb, leverandoer: Klient, sag: RaaSkema, nummer: int) -> dict[str, Any]:
    krop = {
        "subject": SUBJECT,
        "skema": alene(sag),
        "udgave": f"1.{nummer}",
        "begrundelse": "Borgeren skal kende dagen",
    }
    ny: dict[str, Any] = await leverandoer.hub.json("POST", f"{ROD}/forslag", json=krop)
    loeb.er(f"Sag 1.{nummer} er foreslået, og er et udkast", ny["tilstand"], lig="udkast")
    return ny


async def _udkast(loeb: Sceneloeb, med_ny: Leverandoer, udkig: Udkig) -> None:
    svar, _ = await med_ny.send("RAAD-UDKAST")
    if svar.status == "Afvist":
        loeb.er("i produktion passerer et udkast ikke (RA-03)", svar.regler, lig={"RA-03"})
        return
    await loeb.forvent(
        "i et testmiljø passerer udkastet, og modtageren får det at vide",
        lambda: udkig.maerke(med_ny.skema.id),
        lig="udkast",
    )


async def _raadet_afgoer(bus: Bus, loeb: Sceneloeb, raad: Raadet, ny: dict[str, Any]) -> None:
    sag = ny["id"]
    loeb.er(
        "leverandøren kan ikke sætte den i kraft",
        await _afvist(trin(raad.sekretaer, sag, "aktivering", begrundelse="Nu")),
    )
    await raad.hoer(sag)
    varslet = await _varslede(bus, sag, "hoering")
    loeb.er("høringen er varslet til kommunen, hvis systemer sender og modtager sager", bus.kommune.cvr in varslet)
    loeb.er(
        "kommunens eget medlem er inhabilt",
        await _afvist(trin(raad.inhabil, sag, "stemme", stemme="for", begrundelse="Vores eget")),
    )
    loeb.er(
        "uden stemmer er der intet at afgøre",
        await _afvist(trin(raad.sekretaer, sag, "afgoerelse", begrundelse="For tidligt")),
    )
    await raad.stem(sag)
    svar = await trin(raad.sekretaer, sag, "afgoerelse", begrundelse="Rådet er enigt")
    loeb.er("rådet har blåstemplet den", svar["tilstand"], lig="blaastemplet")


async def _i_kraft(bus: Bus, loeb: Sceneloeb, raad: Raadet, med_ny: Leverandoer, udkig: Udkig, id_: str) -> None:
    svar = await trin(raad.driftsrolle, id_, "aktivering", begrundelse="Sættes i kraft")
    loeb.er("driftsrollen har sat den i kraft", "aktiveret" in svar)
    afgjort, sag = await med_ny.send("RAAD-NY")
    loeb.er("en sag i den nye version er leveret", afgjort.status, lig="Leveret")
    await loeb.forvent("og er ikke mærket længere", lambda: udkig.maerke(med_ny.skema.id), lig="intet")
    await loeb.forvent(
        "Min Side, der kender den gamle version, læser den nye", lambda: _paa_min_side(bus, [sag]), lig=1
    )
    slags, ubrudt = await afgoerelser(bus, id_)
    loeb.er("begge afgørelser er offentlige", slags, lig=["blaastempling", "aktivering"])
    loeb.er("alle rådets afgørelser er underskrevet og kædet sammen", ubrudt)


async def _uforenelig(bus: Bus, loeb: Sceneloeb, leverandoer: Klient, sag: RaaSkema, nummer: int) -> None:
    loeb.sig(f"En anden vil have et løbenummer som sagens id: Sag 1.{nummer + 1}.")
    skema = alene(med_andet_id(sag))
    krop = {"subject": SUBJECT, "skema": skema, "udgave": f"1.{nummer + 1}", "begrundelse": "Numre er kortere"}
    grund = await _grund(leverandoer.hub.json("POST", f"{ROD}/forslag", json=krop))
    loeb.er("den er uforenelig og afvises med feltets sti", "beskeddata.sagId" in grund)
    svar = await bus.administrator.json("POST", "/konsekvens", json={"skema": skema})
    ramte = {en["id"] for en in svar["abonnementer"] if en["virkning"] == "brydes" and en["id"] in bus.navne}
    modtagere = await _modtagere(bus)
    loeb.er(
        f"konsekvenslisten nævner netop dem, der abonnerer på sager ({len(modtagere)})",
        sorted(bus.navne[en] for en in ramte),
        lig=sorted(bus.navne[en] for en in modtagere),
    )


async def _modtagere(bus: Bus) -> set[str]:
    """The dueslag of the scene's systems that sager are laid in."""
    poster = (await bus.administrator.json("GET", "/abonnementer", params={"max": "500"}))["poster"]
    return {
        post["id"]
        for post in poster
        if post["id"] in bus.navne
        and post["tilstand"] != "afsluttet"
        and SagRegistreret.beskedtype in post["filter"]["beskedtyper"]
    }


async def _varslede(bus: Bus, sag: str, slags: str) -> set[str]:
    poster = (await bus.administrator.json("GET", f"{ROD}/varsler", params={"max": "500"}))["poster"]
    return {post["myndighed"] for post in poster if (post["behandling"], post["slags"]) == (sag, slags)}


async def _paa_min_side(bus: Bus, sager: list[str]) -> int:
    lager = bus.koersel("min_side").lager
    return sum([bool(await lager.hent("SELECT 1 FROM trin WHERE sag = ?", sag)) for sag in sager])


async def _afvist(kald: Any) -> bool:
    return bool(await _grund(kald))


async def _grund(kald: Any) -> str:
    """Why the hub refused; empty where it did not."""
    try:
        await kald
    except FaelleshubFejl as fejl:
        return str(fejl)
    return ""


SCENE = Scene("raad", "Arkitekturrådet", "A new version of Sag, from lint to activation, while the old one runs", spil)
