"""The adapter of the sickness benefit office: the simple case passes without a hand, the complex one waits for one."""

from __future__ import annotations

import datetime as dt
from typing import Final

from adapters.fagsystem.sagsbehandling import SAGER, Sagsbehandling
from adapters.fagsystem.sagsdata import Sagsramme
from adapters.sdk import Adapter, Kontekst
from adapters.sdk.feed import Haendelse
from schemas.models import (
    Beloeb,
    Bevilling,
    BevillingData,
    Part,
    Periode,
    Person,
    Refusionsanmodning,
    SagRegistreret,
    Sygemelding,
    Virksomhed,
)

RAMME: Final = Sagsramme(
    kle="32.30.04", facet="G01", systemnavn="Sygedagpenge", foelsomhed="FOELSOMME_PERSONOPLYSNINGER"
)
HJEMMEL: Final = "Sygedagpengeloven § 54"

sygedagpenge = Adapter(
    "sygedagpenge",
    sender=(SagRegistreret, Bevilling),
    kle=("32.30.*",),
    foelsomhed="FOELSOMME_PERSONOPLYSNINGER",
    tabeller=[SAGER],
)


@sygedagpenge.modtager(Sygemelding)
async def modtag_sygemelding(besked: Sygemelding, kontekst: Kontekst) -> None:
    """An absence: requests for refund are judged by it."""
    data = besked.beskeddata
    await kontekst.ydre.saet(
        f"/sygemeldinger/{data.sygemelding_id}",
        {"periode": _periode_ud(data.fravaersperiode), "aarsag": data.fravaersaarsag, "delvis": data.delvis},
    )


@sygedagpenge.modtager(Refusionsanmodning)
async def modtag_refusion(besked: Refusionsanmodning, kontekst: Kontekst) -> None:
    """A request: a sag is opened; the system grants it at once, or lays it before a sagsbehandler."""
    data = besked.beskeddata
    svar = await kontekst.ydre.saet(
        f"/refusioner/{data.refusionsanmodning_id}",
        {
            "sygemelding": data.sygemelding_id,
            "periode": _periode_ud(data.periode),
            "minutter": data.fravaer_minutter,
            "loen_oere": data.udbetalt_loen.oere,
            "arbejdsgiver": data.arbejdsgiver.model_dump(by_alias=True),
            "sygemeldt": data.sygemeldt.model_dump(by_alias=True),
        },
    )
    await Sagsbehandling(RAMME, kontekst).opret(
        data.refusionsanmodning_id,
        nummer=svar["sagsnummer"],
        titel="Refusion af sygedagpenge",
        part=Part(virksomhed=data.arbejdsgiver),
    )


@sygedagpenge.haendelse("bevilling")
async def bevil(haendelse: Haendelse, kontekst: Kontekst) -> None:
    """Decided: the grant goes on the bus, for whoever pays, and the sag is closed."""
    emne, sager = haendelse["refusion"], Sagsbehandling(RAMME, kontekst)
    sag = await sager.skift(emne, "Oplyst", "Afgjort")
    imoedekommet = bool(haendelse["imoedekommet"])
    data = BevillingData(
        bevilling_id=haendelse["bevilling"],
        sag_id=str(sag.sag_id),
        ydelsesmodtager=Part(virksomhed=Virksomhed.model_validate(haendelse["arbejdsgiver"])),
        bevilget_person=Person.model_validate(haendelse["sygemeldt"]),
        ydelsestype="Sygedagpengerefusion",
        afgoerelse="Imoedekommet" if imoedekommet else "Afslag",
        bevillingsperiode=_periode_ind(haendelse["periode"]),
        beloeb=Beloeb(oere=haendelse["beloeb_oere"]) if imoedekommet else None,
        udbetalingsfrekvens="Engang" if imoedekommet else None,
        automatisk_afgjort=bool(haendelse["automatisk"]),
        hjemmel=HJEMMEL,
        afgoerelsesdato=dt.date.fromisoformat(haendelse["dato"]),
    )
    await kontekst.send(
        kontekst.ny(Bevilling, data, kle=RAMME.kle, foelsomhed=RAMME.foelsomhed, relaterede=[("Sag", str(sag.sag_id))])
    )
    await sager.skift(emne, "Afsluttet")


def _periode_ud(periode: Periode) -> dict[str, str | None]:
    return {"fra": periode.fra.isoformat(), "til": periode.til.isoformat() if periode.til else None}


def _periode_ind(periode: Haendelse) -> Periode:
    til = periode["til"]
    return Periode(fra=dt.date.fromisoformat(periode["fra"]), til=dt.date.fromisoformat(til) if til else None)
