"""Kommende udbetaling: a grant from any vendor's system is announced, shown on Min Side, changed, and paid."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from adapters.scener import personer
from adapters.scener.bus import Bus
from adapters.scener.klient import Klient
from adapters.scener.scene import Scene, Sceneloeb
from schemas.models import Beloeb, Bevilling, BevillingData, Part, Periode, Person

KLE = "32.24.04"
BELOEB, HOEJERE = 1_190_000, 1_215_000


async def spil(bus: Bus, loeb: Sceneloeb) -> None:
    """Three months of cash assistance; the amount rises, and the bank refuses the second payment."""
    kontanthjaelp = await bus.klient(
        "kontanthjælp", systemtype="fagsystem", afsender=[Bevilling.beskedtype], aftale={"kle": ["32.24.*"]}
    )
    system = bus.simulatorer.ydelsessystem
    bevilling, dag = str(uuid4()), dt.datetime.now(dt.UTC).date().replace(day=1)
    loeb.sig("Et fagsystem fra en anden leverandør, uden vores SDK, bevilger tre måneders kontanthjælp.")
    await _bevil(bus, loeb, kontanthjaelp, bevilling, BELOEB)
    await loeb.forvent(
        "Min Side viser tre kommende udbetalinger",
        lambda: _vist(bus, bevilling),
        lig=[("Kommende", BELOEB)] * 3,
    )
    loeb.sig("Satsen stiger.")
    await _bevil(bus, loeb, kontanthjaelp, bevilling, HOEJERE, handling="Ret")
    await loeb.forvent(
        "Min Side viser det nye beløb på alle tre", lambda: _vist(bus, bevilling), lig=[("Kommende", HOEJERE)] * 3
    )
    datoer = sorted(rate["dato"] for rate in system.raekker("rate", bevilling=bevilling))
    loeb.sig("Den første kommer til udbetaling.")
    await system.udbetal(max(dag, dt.date.fromisoformat(datoer[0])))
    await loeb.forvent(
        "Min Side viser én udbetalt og to kommende",
        lambda: _vist(bus, bevilling),
        lig=[("Udbetalt", HOEJERE), *[("Kommende", HOEJERE)] * 2],
    )
    loeb.sig("Banken afviser den anden.")
    system.bank_afviser.add(bevilling)
    await system.udbetal(dt.date.fromisoformat(datoer[1]))
    await loeb.forvent(
        "Min Side viser, at den blev afvist",
        lambda: _vist(bus, bevilling),
        lig=[("Udbetalt", HOEJERE), ("Afvist", HOEJERE), ("Kommende", HOEJERE)],
    )


async def _bevil(
    bus: Bus, loeb: Sceneloeb, system: Klient, bevilling: str, oere: int, *, handling: str = "Opret"
) -> None:
    dag = dt.datetime.now(dt.UTC).date().replace(day=1)
    data = BevillingData(
        bevilling_id=bevilling,
        sag_id=bevilling,
        ydelsesmodtager=Part(person=Person(cpr=personer.YDELSESMODTAGER.cpr, navn=personer.YDELSESMODTAGER.navn)),
        ydelsestype="Kontanthjaelp",
        afgoerelse="Imoedekommet",
        bevillingsperiode=Periode(fra=dag, til=_frem(dag, 3)),
        beloeb=Beloeb(oere=oere),
        udbetalingsfrekvens="Maaned",
        automatisk_afgjort=False,
        hjemmel="Aktivloven § 11",
        afgoerelsesdato=dag,
    )
    besked = Bevilling.ny(
        data, myndighed=bus.kommune.cvr, kildesystem=system.tilslutning.system, kle=KLE, handling=handling
    )
    svar = await system.send(besked)
    loeb.er(f"bevillingen ({handling}) er leveret", str(svar), lig="Leveret")


def _frem(dag: dt.date, maaneder: int) -> dt.date:
    """The first of the month, so many months on."""
    aar, maaned = divmod(dag.month - 1 + maaneder, 12)
    return dag.replace(year=dag.year + aar, month=maaned + 1)


async def _vist(bus: Bus, bevilling: str) -> list[tuple[str, int]]:
    """What Min Side shows of a grant's payments, in order of date."""
    rater = {rate["id"] for rate in bus.simulatorer.ydelsessystem.raekker("rate", bevilling=bevilling)}
    raekker = await bus.koersel("min_side").lager.hent("SELECT * FROM betaling ORDER BY dato")
    return [(raekke["status"], raekke["beloeb_oere"]) for raekke in raekker if raekke["id"] in rater]


SCENE = Scene("udbetaling", "Kommende udbetaling", "A payment is announced, shown, changed and paid", spil)
