"""The adapter of the building department: an application becomes a sag, its letters become documents and post."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from adapters.fagsystem.sagsbehandling import INDGAAENDE, SAGER, UDGAAENDE, Sagsbehandling
from adapters.fagsystem.sagsdata import Sagsramme
from adapters.sdk import Adapter, IkkeKlar, Kontekst
from adapters.sdk.feed import Haendelse
from schemas.models import (
    Byggeafgoerelse,
    ByggeafgoerelseData,
    Byggeansoegning,
    ByggeansoegningData,
    DokumentRegistreret,
    Mangel,
    Mangelmeddelelse,
    MangelmeddelelseData,
    Part,
    PostAnmodning,
    SagRegistreret,
)

RAMME: Final = Sagsramme(kle="02.34.02", facet="P19", systemnavn="Byggesag")
HJEMMEL: Final = "Byggeloven § 16"

ANSOEGNINGER: Final = """
CREATE TABLE ansoegning (id TEXT PRIMARY KEY, indhold TEXT NOT NULL, version INTEGER NOT NULL) WITHOUT ROWID;
"""

byggesag = Adapter(
    "byggesag",
    sender=(SagRegistreret, DokumentRegistreret, Mangelmeddelelse, Byggeafgoerelse, PostAnmodning),
    kle=("02.34.*",),
    foelsomhed="FORTROLIGE_PERSONOPLYSNINGER",
    tabeller=[SAGER, ANSOEGNINGER],
)


@byggesag.modtager(Byggeansoegning)
async def modtag_ansoegning(besked: Byggeansoegning, kontekst: Kontekst) -> None:
    """An application, or what was lacking in it: a sag is opened once, each sending is a version of the letter."""
    data = besked.beskeddata
    kendt = await kontekst.lager.hent_en("SELECT version FROM ansoegning WHERE id = ?", data.ansoegning_id)
    version = kendt["version"] + 1 if kendt else 1
    svar = await kontekst.ydre.saet(
        f"/ansoegninger/{data.ansoegning_id}",
        {
            "byggesagstype": data.byggesagstype,
            "fredet": data.fredet,
            "beskrivelse": data.beskrivelse,
            "bilag": [fil.filnavn for fil in data.bilag],
        },
    )
    sager = Sagsbehandling(RAMME, kontekst)
    await kontekst.lager.skriv(
        "INSERT OR REPLACE INTO ansoegning VALUES (?, ?, ?)", data.ansoegning_id, data.model_dump_json(), version
    )
    await sager.opret(
        data.ansoegning_id, nummer=svar["sagsnummer"], titel=f"Byggesag: {data.byggesagstype}", part=data.ansoeger
    )
    indsendt = data.indsendt_tidspunkt.tidsstempel or kontekst.nu()
    await sager.journaliser(
        data.ansoegning_id,
        dokument_id=str(uuid5(NAMESPACE_URL, f"ansoegning/{data.ansoegning_id}")),
        titel=f"Ansøgning om {data.byggesagstype.lower()}",
        dokumenttype=INDGAAENDE,
        part=data.ansoeger,
        brev_dato=indsendt.date(),
        filer=data.bilag,
        version=version,
    )


@byggesag.haendelse("mangel")
async def meld_mangel(haendelse: Haendelse, kontekst: Kontekst) -> None:
    """The application lacks something: tell the applicant on the bus and by letter, and file the letter."""
    sager, data = Sagsbehandling(RAMME, kontekst), await _ansoegning(haendelse["ansoegning"], kontekst)
    sag, modtager = await sager.hent(data.ansoegning_id), _modtager(data)
    frist = dt.date.fromisoformat(haendelse["svarfrist"])
    mangler = [Mangel.model_validate(mangel) for mangel in haendelse["mangler"]]
    ident = str(uuid5(NAMESPACE_URL, f"mangel/{data.ansoegning_id}/{frist}/{len(mangler)}"))
    dokument = await sager.journaliser(
        data.ansoegning_id, dokument_id=ident, titel="Mangelmeddelelse", dokumenttype=UDGAAENDE, part=modtager
    )
    meddelelse = MangelmeddelelseData(
        mangelmeddelelse_id=ident,
        ansoegning_id=data.ansoegning_id,
        sag_id=str(sag.sag_id),
        modtager=modtager,
        mangler=mangler,
        svarfrist=frist,
        dokument_id=dokument.dokument_id,
    )
    await kontekst.send(kontekst.ny(Mangelmeddelelse, meddelelse, kle=RAMME.kle, relaterede=[("Sag", str(sag.sag_id))]))
    await sager.bestil_brev(
        data.ansoegning_id,
        noegle=ident,
        modtager=modtager,
        titel="Vi mangler oplysninger til din byggesag",
        tekst=" ".join(mangel.beskrivelse for mangel in mangler) + f" Send det senest {frist:%d.%m.%Y}.",
        svarfrist=frist,
    )


@byggesag.haendelse("afgoerelse")
async def afgoer(haendelse: Haendelse, kontekst: Kontekst) -> None:
    """The sag is decided: the decision goes on the bus, into the sag and to the applicant, and the sag is closed."""
    sager, data = Sagsbehandling(RAMME, kontekst), await _ansoegning(haendelse["ansoegning"], kontekst)
    modtager, ident = _modtager(data), str(uuid5(NAMESPACE_URL, f"byggeafgoerelse/{data.ansoegning_id}"))
    await sager.skift(data.ansoegning_id, "Oplyst", "Afgjort")
    dokument = await sager.journaliser(
        data.ansoegning_id, dokument_id=ident, titel="Afgørelse i byggesag", dokumenttype=UDGAAENDE, part=modtager
    )
    klagefrist = haendelse["klagefrist"]
    afgoerelse = ByggeafgoerelseData(
        afgoerelse_id=ident,
        ansoegning_id=data.ansoegning_id,
        sag_id=sager.sag_id(data.ansoegning_id),
        modtager=modtager,
        ejendom=data.ejendom,
        byggesagstype=data.byggesagstype,
        afgoerelse=haendelse["afgoerelse"],
        afgoerelsesdato=dt.date.fromisoformat(haendelse["dato"]),
        begrundelse=haendelse["begrundelse"],
        hjemmel=HJEMMEL,
        vilkaar=list(haendelse["vilkaar"]),
        klagefrist=dt.date.fromisoformat(klagefrist) if klagefrist else None,
        dokument_id=dokument.dokument_id,
    )
    await kontekst.send(
        kontekst.ny(Byggeafgoerelse, afgoerelse, kle=RAMME.kle, relaterede=[("Sag", afgoerelse.sag_id)])
    )
    await sager.bestil_brev(
        data.ansoegning_id,
        noegle=ident,
        modtager=modtager,
        titel="Afgørelse i din byggesag",
        tekst=f"Afgørelse: {afgoerelse.afgoerelse}. {afgoerelse.begrundelse}",
    )
    await sager.skift(data.ansoegning_id, "Afsluttet")


async def _ansoegning(ident: str, kontekst: Kontekst) -> ByggeansoegningData:
    raekke = await kontekst.lager.hent_en("SELECT indhold FROM ansoegning WHERE id = ?", ident)
    if raekke is None:
        raise IkkeKlar("the building system tells of an application that has not come from the bus")
    return ByggeansoegningData.model_validate_json(raekke["indhold"])


def _modtager(data: ByggeansoegningData) -> Part:
    return data.fuldmagtshaver or data.ansoeger
