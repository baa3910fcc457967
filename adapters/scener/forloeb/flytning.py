"""Flytning: one report from a citizen reaches every system that needs it, and the register's answer comes back."""

from __future__ import annotations

import datetime as dt

from adapters.scener import personer
from adapters.scener.bus import Bus
from adapters.scener.scene import Scene, Sceneloeb
from adapters.simulatorer import Driftstilstand

FAMILIE = (personer.FLYTTER_MOR, personer.FLYTTER_FAR, personer.FLYTTER_BARN)


async def spil(bus: Bus, loeb: Sceneloeb) -> None:
    """A family of three moves while two fagsystemer are away; nothing is called digital before they have it."""
    portal, register, pladssystem = bus.simulatorer.portal, bus.simulatorer.datafordeler, bus.simulatorer.pladssystem
    foer = register.opslag["person"]
    for _gang in range(4):
        for borger in FAMILIE:
            await bus.opslag.person(borger.cpr)
    await loeb.forvent(
        "borgerservice slår tre personer op fire gange; registret spørges om hver én gang, ni opslag er sparet",
        lambda: (bus.opslag.tal["person"].sparet, register.opslag["person"] - foer),
        lig=(9, 3),
    )

    venteliste = await portal.indsend("opskrivning", _opskrivning(bus))
    await loeb.forvent(
        "barnet er på venteliste, hvor institutionen er fuld",
        lambda: pladssystem.raekker("opskrivning", id=venteliste)[0]["status"],
        lig="venter",
    )

    register.drift = pladssystem.drift = Driftstilstand.NEDE
    loeb.sig("Folkeregistret og pladssystemet er nede. Familien melder flytning.")
    ny_adresse = personer.adresse("Nyvej", "7", "0751")
    flytning = await portal.indsend("flytning", _flytning(bus, ny_adresse))
    await loeb.kraev("Min Side, som kun ser til, har modtaget flytningen", lambda: _set(bus, flytning))
    await loeb.forvent(
        "borgeren ser «Modtaget», og anmeldelsen kaldes ikke digital, før et fagsystem har kvitteret (RA-19)",
        lambda: (portal.status(flytning)["status"], portal.status(flytning)["digital"]),
        lig=("Modtaget", False),
    )
    ukendt = await bus.opslag.person(personer.FORAELDER.cpr)
    loeb.er(
        "et opslag imens siger, at registret ikke svarer, og ikke, at der ingen er",
        str(ukendt.kilde),
        lig="utilgaengelig",
    )
    register.drift = pladssystem.drift = Driftstilstand.NORMAL
    loeb.sig("Begge er oppe igen.")
    await loeb.forvent(
        "borgeren ser «Registreret», og anmeldelsen er digital",
        lambda: (portal.status(flytning)["status"], portal.status(flytning)["digital"]),
        lig=("Registreret", True),
    )
    await loeb.forvent(
        "ventelisten følger barnet til den nye kommune",
        lambda: pladssystem.raekker("opskrivning", id=venteliste)[0]["kommune"],
        lig="0751",
    )
    await loeb.forvent("registret har flyttet alle tre", lambda: _flyttede(bus), lig=3)
    await loeb.forvent(
        "PersonAendret kom tilbage på bussen om alle tre, og borgerservice glemte det, den vidste",
        lambda: bus.koersel("borgerservice").indbakke.haandteret,
        lig=3,
    )
    svar = await bus.opslag.person(personer.FLYTTER_MOR.cpr)
    loeb.er(
        "næste opslag spørger registret igen og får den nye adresse",
        (str(svar.kilde), ((svar.data or {}).get("adresse") or {}).get("vejnavn")),
        lig=("register", "Nyvej"),
    )


def _opskrivning(bus: Bus) -> dict[str, object]:
    return {
        "barn": personer.FLYTTER_BARN.felter(),
        "ansoeger": personer.FLYTTER_MOR.felter(),
        "kommune": bus.kommune.kode,
        "pladstype": "Boernehave",
        "startdato": (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=120)).isoformat(),
        "institutioner": [personer.FULD_INSTITUTION.felter()],
    }


def _flytning(bus: Bus, ny_adresse: dict[str, str]) -> dict[str, object]:
    return {
        "anmelder": personer.FLYTTER_MOR.felter(),
        "flyttere": [borger.felter() for borger in FAMILIE],
        "fra": personer.adresse("Prøvevej", "1", bus.kommune.kode),
        "til": ny_adresse,
        "dato": (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=14)).isoformat(),
    }


async def _set(bus: Bus, flytning: str) -> bool:
    return bool(await bus.koersel("min_side").lager.hent("SELECT 1 FROM flytning WHERE id = ?", flytning))


def _flyttede(bus: Bus) -> int:
    numre = {borger.cpr for borger in FAMILIE}
    personer_ = bus.simulatorer.datafordeler.raekker("person")
    return sum("Nyvej" in str(raekke["adresse"]) for raekke in personer_ if raekke["cpr"] in numre)


SCENE = Scene("flytning", "Flytning", "A family moves, and every system hears of it", spil)
