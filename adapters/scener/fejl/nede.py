"""Nede: a receiver that dies with messages in its hands and stays away; all are delivered when it is back, in order."""

from __future__ import annotations

from collections import defaultdict

from adapters.scener.bus import Bus
from adapters.scener.klient import Klient
from adapters.scener.sager import AFTALE, BESKEDTYPER, Sagsskriver
from adapters.scener.scene import Scene, Sceneloeb
from adapters.sdk.pakning import besked_af
from schemas.models import SagRegistreret

SAGER = 3
TRIN = ("Oplyst", "Afgjort", "Afsluttet")


async def spil(bus: Bus, loeb: Sceneloeb) -> None:
    """Three sager of four registrations each, while the overview of sager is away."""
    overblik = await bus.klient(
        "sagsoverblik",
        modtager=[SagRegistreret.beskedtype],
        abonnement={"levering": {"fristSekunder": 1, "pauseSekunder": 0.1, "forsoeg": 20}},
    )
    fagsystem = await bus.klient("fagsystem i drift", afsender=BESKEDTYPER, aftale=AFTALE)
    skriver = Sagsskriver(fagsystem, bus.kommune)
    sager = [skriver.ny_sag(f"NEDE-{nummer}") for nummer in range(1, SAGER + 1)]
    for sag in sager:
        await fagsystem.send(skriver.besked(sag), vent=0)
    foerste = await loeb.kraev("sagsoverblikket henter de første beskeder", lambda: overblik.hent(maks=SAGER, vent=2))
    loeb.sig("… og dør, før det kvitterer. Imens løber sagerne videre.")
    for status in TRIN:
        sager = [skriver.skift(sag, status) for sag in sager]
        for sag in sager:
            await fagsystem.send(skriver.besked(sag, "Afslut" if status == TRIN[-1] else "Ret"), vent=0)
    ventede = {str(sag.sag_id) for sag in sager}
    await loeb.forvent("ESDH, som er oppe, har alle tre sager lukket imens", lambda: _lukkede(bus) >= ventede)

    loeb.sig("Sagsoverblikket er tilbage.")
    raekker, genleveret = await _hent_alt(overblik, loeb)
    await loeb.forvent(
        "alt er leveret, og intet mangler", lambda: sum(map(len, raekker.values())), lig=SAGER * (1 + len(TRIN))
    )
    loeb.er(
        "hver sags registreringer kom i rækkefølge",
        [raekke == ["Opstaaet", *TRIN] for raekke in raekker.values()],
        lig=[True] * SAGER,
    )
    loeb.er("det, der ikke var kvitteret, blev leveret igen", genleveret >= len(foerste))


async def _hent_alt(overblik: Klient, loeb: Sceneloeb) -> tuple[dict[str, list[str]], int]:
    """Fetch and acknowledge until everything is there: the steps of each sag as they came, and what came again."""
    raekker: dict[str, list[str]] = defaultdict(list)
    sete: set[str] = set()
    genleveret = 0

    async def naeste() -> bool:
        nonlocal genleveret
        leveringer = await overblik.hent(vent=1)
        for levering in leveringer:
            besked = besked_af(levering.avro)
            if isinstance(besked, SagRegistreret) and str(besked.besked_id) not in sete:
                sag = besked.beskeddata
                sete.add(str(besked.besked_id))
                raekker[str(sag.sag_id)].append(sag.fremdrift[-1].status)
                genleveret += levering.forsoeg > 1
        await overblik.kvitter(*leveringer)
        return sum(map(len, raekker.values())) >= SAGER * (1 + len(TRIN))

    await loeb.forvent("dueslaget bliver tømt", naeste)
    return raekker, genleveret


def _lukkede(bus: Bus) -> set[str]:
    """Sager that are closed in whichever ESDH runs."""
    journal = bus.simulatorer.journalen
    lukket = {raekke["fremmed_id"] for raekke in bus.simulatorer.akten.raekker("mappe", lukket=1)}
    guider = {str(post["guid"]) for post in journal.raekker("post", slags="SAG")}
    return lukket | {guid for guid in guider if journal.sag(guid)["afsluttet"]}


SCENE = Scene("nede", "En modtager er nede", "A receiver is away, and gets everything in order when it is back", spil)
