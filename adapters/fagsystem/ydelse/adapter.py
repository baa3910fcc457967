"""The adapter of the payment system: a grant from any fagsystem is paid, whichever vendor's it is."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from adapters.sdk import Adapter, IkkeKlar, Kontekst
from adapters.sdk.feed import Haendelse
from schemas.models import (
    Beloeb,
    Bevilling,
    KommendeUdbetaling,
    KommendeUdbetalingData,
    Part,
    Periode,
    Udbetaling,
    UdbetalingData,
)

BEVILLINGER: Final = """
CREATE TABLE bevilling (id TEXT PRIMARY KEY, kle TEXT NOT NULL, transaktions_id TEXT) WITHOUT ROWID;
"""
"""The task and the transaction of each grant: its payments carry them on."""

IMOEDEKOMMER: Final = frozenset({"Imoedekommet", "DelvistImoedekommet"})

ydelse = Adapter(
    "ydelse",
    sender=(KommendeUdbetaling, Udbetaling),
    kle=("32.*",),
    foelsomhed="FOELSOMME_PERSONOPLYSNINGER",
    tabeller=[BEVILLINGER],
)


@ydelse.modtager(Bevilling)
async def modtag_bevilling(besked: Bevilling, kontekst: Kontekst) -> None:
    """A grant or a changed one: the system plans its payments, and announces them in its feed."""
    data = besked.beskeddata
    await kontekst.ydre.saet(
        f"/bevillinger/{data.bevilling_id}",
        {
            "imoedekommet": data.afgoerelse in IMOEDEKOMMER,
            "periode": {
                "fra": data.bevillingsperiode.fra.isoformat(),
                "til": data.bevillingsperiode.til.isoformat() if data.bevillingsperiode.til else None,
            },
            "frekvens": data.udbetalingsfrekvens or "Engang",
            "beloeb_oere": data.beloeb.oere if data.beloeb else 0,
            "modtager": data.ydelsesmodtager.model_dump(by_alias=True),
            "ydelsestype": data.ydelsestype,
            "sag": data.sag_id,
        },
    )
    await kontekst.lager.skriv(
        "INSERT OR REPLACE INTO bevilling VALUES (?, ?, ?)", data.bevilling_id, besked.kle, besked.transaktions_id
    )


@ydelse.haendelse("kommende")
async def bebud(haendelse: Haendelse, kontekst: Kontekst) -> None:
    """A payment is planned or planned anew: Min Side can show it."""
    await _send_kommende(haendelse, kontekst, "Ret" if haendelse["aendret"] else "Opret")


@ydelse.haendelse("bortfaldet")
async def annuller(haendelse: Haendelse, kontekst: Kontekst) -> None:
    """A payment that was announced will not come."""
    await _send_kommende(haendelse, kontekst, "Annuller")


@ydelse.haendelse("udbetaling")
async def udbetal(haendelse: Haendelse, kontekst: Kontekst) -> None:
    """A payment was made, or the bank refused it."""
    kle = await _kle(haendelse, kontekst)
    data = UdbetalingData(
        udbetaling_id=haendelse["rate"],
        sag_id=haendelse["sag"],
        dispositionsdato=dt.date.fromisoformat(haendelse["dato"]),
        udbetalingsstatus=haendelse["status"],
        **_faelles(haendelse),
    )
    await kontekst.send(kontekst.ny(Udbetaling, data, kle=kle, relaterede=[("Bevilling", data.bevilling_id)]))


async def _send_kommende(haendelse: Haendelse, kontekst: Kontekst, handling: str) -> None:
    kle = await _kle(haendelse, kontekst)
    data = KommendeUdbetalingData(
        kommende_udbetaling_id=haendelse["rate"],
        forventet_dispositionsdato=dt.date.fromisoformat(haendelse["dato"]),
        endelig=False,
        **_faelles(haendelse),
    )
    await kontekst.send(
        kontekst.ny(KommendeUdbetaling, data, kle=kle, handling=handling, relaterede=[("Bevilling", data.bevilling_id)])
    )


async def _kle(haendelse: Haendelse, kontekst: Kontekst) -> str:
    """The task of the grant that is paid on; what follows carries its transaktionsId."""
    raekke = await kontekst.lager.hent_en("SELECT * FROM bevilling WHERE id = ?", haendelse["bevilling"])
    if raekke is None:
        raise IkkeKlar("the payment system tells of a grant that has not come from the bus")
    kontekst.transaktions_id = raekke["transaktions_id"]
    return str(raekke["kle"])


def _faelles(haendelse: Haendelse) -> dict[str, Any]:
    periode = haendelse["periode"]
    return {
        "bevilling_id": haendelse["bevilling"],
        "ydelsesmodtager": Part.model_validate(haendelse["modtager"]),
        "ydelsestype": haendelse["ydelsestype"],
        "periode": Periode(fra=dt.date.fromisoformat(periode["fra"]), til=dt.date.fromisoformat(periode["til"])),
        "beloeb": Beloeb(oere=haendelse["beloeb_oere"]),
    }
