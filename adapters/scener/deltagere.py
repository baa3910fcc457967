"""Three small systems of the demo beside the reference adapters: what joining the bus takes when there is little to do.

Min Side shows citizens what is coming, borgerservice looks people up without paying twice, and the authority for
listed buildings answers before the kommune decides.
"""

from __future__ import annotations

from typing import Final

from adapters.grunddata import Grunddataopslag
from adapters.sdk import Adapter, Kontekst
from schemas.models import (
    Byggeansoegning,
    Flytning,
    KommendeUdbetaling,
    PersonAendret,
    PostStatus,
    SagRegistreret,
    Udbetaling,
)

MIN_SIDE: Final = """
CREATE TABLE betaling (id TEXT PRIMARY KEY, dato TEXT NOT NULL, beloeb_oere INTEGER NOT NULL, status TEXT NOT NULL);
CREATE TABLE trin (sag TEXT NOT NULL, nr INTEGER NOT NULL, fremdrift TEXT NOT NULL, PRIMARY KEY (sag, nr));
CREATE TABLE posttrin (forsendelse TEXT NOT NULL, sag TEXT, status TEXT NOT NULL, PRIMARY KEY (forsendelse, status));
CREATE TABLE flytning (id TEXT PRIMARY KEY);
"""


def byg_min_side() -> Adapter:
    """The citizen's page: payments to come and made, and each step of a sag (RA-22)."""
    min_side = Adapter("min_side", systemtype="selvbetjening", tabeller=[MIN_SIDE])

    @min_side.modtager(KommendeUdbetaling)
    async def vis_kommende(besked: KommendeUdbetaling, kontekst: Kontekst) -> None:
        data = besked.beskeddata
        await kontekst.lager.skriv(
            "INSERT INTO betaling VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " dato = excluded.dato, beloeb_oere = excluded.beloeb_oere, status = excluded.status"
            " WHERE status <> 'Udbetalt'",
            data.kommende_udbetaling_id,
            data.forventet_dispositionsdato.isoformat(),
            data.beloeb.oere,
            "Bortfaldet" if besked.handling == "Annuller" else "Kommende",
        )

    @min_side.modtager(Udbetaling)
    async def vis_udbetalt(besked: Udbetaling, kontekst: Kontekst) -> None:
        data = besked.beskeddata
        await kontekst.lager.skriv(
            "INSERT OR REPLACE INTO betaling VALUES (?, ?, ?, ?)",
            data.udbetaling_id,
            data.dispositionsdato.isoformat(),
            data.beloeb.oere,
            data.udbetalingsstatus,
        )

    @min_side.modtager(SagRegistreret)
    async def vis_trin(besked: SagRegistreret, kontekst: Kontekst) -> None:
        sag = besked.beskeddata
        for nummer, trin in enumerate(sag.fremdrift):
            await kontekst.lager.skriv(
                "INSERT OR IGNORE INTO trin VALUES (?, ?, ?)", str(sag.sag_id), nummer, trin.status
            )

    @min_side.modtager(PostStatus)
    async def vis_posttrin(besked: PostStatus, kontekst: Kontekst) -> None:
        data = besked.beskeddata
        await kontekst.lager.skriv(
            "INSERT OR IGNORE INTO posttrin VALUES (?, ?, ?)", data.forsendelse_id, data.sag_id, data.poststatus
        )

    @min_side.modtager(Flytning)
    async def vis_flytning(besked: Flytning, kontekst: Kontekst) -> None:
        await kontekst.lager.skriv("INSERT OR IGNORE INTO flytning VALUES (?)", besked.beskeddata.flytning_id)

    return min_side


def byg_borgerservice(opslag: Grunddataopslag) -> Adapter:
    """The counter: its look-ups go through a cache, which forgets whoever has changed."""
    borgerservice = Adapter("borgerservice", kle=("23.05.02",))

    @borgerservice.modtager(PersonAendret)
    async def glem(besked: PersonAendret, _kontekst: Kontekst) -> None:
        opslag.glem_person(besked.beskeddata.person.cpr)

    return borgerservice


def byg_kulturarv() -> Adapter:
    """The authority for listed buildings: it hears of applications under its own agreement with the kommune.

    Its answer goes into the building department's system, as a hearing does today.
    """
    kulturarv = Adapter("kulturarv", systemtype="ekstern", kle=("02.34.*",), foelsomhed="FORTROLIGE_PERSONOPLYSNINGER")

    @kulturarv.modtager(Byggeansoegning)
    async def svar(besked: Byggeansoegning, kontekst: Kontekst) -> None:
        if besked.beskeddata.fredet:
            ansoegning = besked.beskeddata.ansoegning_id
            await kontekst.ydre.send(f"/ansoegninger/{ansoegning}/hoeringssvar", {"tilladt": True})

    return kulturarv
