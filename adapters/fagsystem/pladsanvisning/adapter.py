"""The adapter of pladsanvisningen: what comes from the bus goes to its system, what its system decides goes back."""

from __future__ import annotations

import datetime as dt
from typing import Final

from adapters.fagsystem.sagsbehandling import SAGER, Sagsbehandling
from adapters.fagsystem.sagsdata import Sagsramme
from adapters.sdk import Adapter, Kontekst
from adapters.sdk.feed import Haendelse
from schemas.models import (
    Beloeb,
    Flytning,
    Institution,
    Opskrivning,
    OpskrivningData,
    Part,
    Person,
    Pladssvar,
    Pladstilbud,
    PladstilbudData,
    PostAnmodning,
    SagRegistreret,
)

RAMME: Final = Sagsramme(kle="28.06.02", facet="G01", systemnavn="Pladsanvisning")

pladsanvisning = Adapter(
    "pladsanvisning",
    sender=(SagRegistreret, Pladstilbud, PostAnmodning),
    kle=("28.06.*", "23.05.02"),
    foelsomhed="FORTROLIGE_PERSONOPLYSNINGER",
    tabeller=[SAGER],
)


@pladsanvisning.modtager(Opskrivning)
async def skriv_op(opskrivning: Opskrivning, kontekst: Kontekst) -> None:
    """A child comes on the list, and a sag is opened."""
    data = opskrivning.beskeddata
    svar = await kontekst.ydre.saet(f"/opskrivninger/{data.opskrivning_id}", _til_pladssystemet(data))
    sager = Sagsbehandling(RAMME, kontekst)
    await sager.opret(
        data.opskrivning_id,
        nummer=svar["sagsnummer"],
        titel="Opskrivning til dagtilbud",
        part=Part(person=data.ansoeger),
    )


@pladsanvisning.modtager(Pladssvar)
async def besvar(svar: Pladssvar, kontekst: Kontekst) -> None:
    """The parent accepts, and the sag is closed; or refuses, and it waits for another offer."""
    data = svar.beskeddata
    accepteret = data.svar == "Accepteret"
    await kontekst.ydre.saet(
        f"/tilbud/{data.pladstilbud_id}/svar", {"accepteret": accepteret, "bevar": data.bevar_opskrivning}
    )
    if accepteret or not data.bevar_opskrivning:
        await Sagsbehandling(RAMME, kontekst).skift(data.opskrivning_id, "Afgjort", "Afsluttet")


@pladsanvisning.modtager(Flytning)
async def flyt(flytning: Flytning, kontekst: Kontekst) -> None:
    """A child on the list moves: the kommune that counts is the new one."""
    data = flytning.beskeddata
    await kontekst.ydre.send(
        "/flytninger", {"cpr": [person.cpr for person in data.flyttere], "kommune": data.til_adresse.kommunekode or ""}
    )


@pladsanvisning.haendelse("tilbud")
async def tilbyd(haendelse: Haendelse, kontekst: Kontekst) -> None:
    """The system has found a place: offer it on the bus, and ask for the letter."""
    emne, frist = haendelse["opskrivning"], dt.date.fromisoformat(haendelse["svarfrist"])
    sager = Sagsbehandling(RAMME, kontekst)
    sag = await sager.hent(emne)
    ansoeger = Person.model_validate(haendelse["ansoeger"])
    tilbud = PladstilbudData(
        pladstilbud_id=haendelse["tilbud"],
        opskrivning_id=emne,
        sag_id=sag.sag_id,
        barn=Person.model_validate(haendelse["barn"]),
        modtager=ansoeger,
        institution=Institution.model_validate(haendelse["institution"]),
        pladstype=haendelse["pladstype"],
        startdato=dt.date.fromisoformat(haendelse["startdato"]),
        maanedlig_betaling=Beloeb(oere=haendelse["takst_oere"]),
        opfylder_garanti=True,
        svarfrist=frist,
    )
    await kontekst.send(kontekst.ny(Pladstilbud, tilbud, kle=RAMME.kle, relaterede=[("Sag", str(sag.sag_id))]))
    await sager.skift(emne, "Oplyst")
    await sager.bestil_brev(
        emne,
        noegle=haendelse["tilbud"],
        modtager=Part(person=ansoeger),
        titel="Tilbud om plads i dagtilbud",
        tekst=f"Dit barn er tilbudt en plads i {tilbud.institution.navn} fra {tilbud.startdato:%d.%m.%Y}. "
        f"Svar senest {frist:%d.%m.%Y}.",
        svarfrist=frist,
    )


def _til_pladssystemet(data: OpskrivningData) -> dict[str, object]:
    return {
        "barn": data.barn.model_dump(by_alias=True),
        "ansoeger": data.ansoeger.model_dump(by_alias=True),
        "kommune": data.bopaelskommune,
        "pladstype": data.pladstype,
        "startdato": data.oensket_startdato.isoformat(),
        "oensker": [
            {"prioritet": oenske.prioritet, "institution": oenske.institution.institution_id}
            for oenske in data.institutionsoensker
        ],
    }
