"""The adapter of the portal: each form becomes a message; the sender is told what became of it, in plain steps.

A submission is called digital only when a fagsystem has acknowledged it (RA-19): what the hub has accepted may still
be waiting for a system that is down.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from adapters.sdk import Adapter, Afvist, Indstillinger, Kontekst, Kvittering, Kvitteringsstatus
from adapters.sdk.feed import Haendelse
from adapters.selvbetjening.formularer import FORMULARER, Indsendelse

INDSENDELSER: Final = """
CREATE TABLE indsendelse (besked_id TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;
"""

TRIN: Final = {
    Kvitteringsstatus.LEVERET: "Modtaget",
    Kvitteringsstatus.DUBLET: "Modtaget",
    Kvitteringsstatus.KVITTERET: "Registreret",
    Kvitteringsstatus.AFVIST: "Afvist",
    Kvitteringsstatus.AFVIST_AF_MODTAGER: "Afvist af fagsystemet",
    Kvitteringsstatus.UDLOEBET: "Udløbet",
    Kvitteringsstatus.FEJLKOE: "Ikke leveret",
}
"""What the sender is shown at each receipt."""


class Selvbetjeningsindstillinger(Indstillinger):
    """Settings of the portal's adapter."""

    fagsystemer: tuple[str, ...] = ()
    """Ids of the systems whose acknowledgement makes a submission digital; empty: any receiver's."""


selvbetjening = Adapter(
    "selvbetjening",
    systemtype="selvbetjening",
    sender=tuple(formular.kontrakt for formular in FORMULARER.values()),
    kle=("23.05.02", "28.06.02", "02.34.02", "32.30.04"),
    foelsomhed="FOELSOMME_PERSONOPLYSNINGER",
    tabeller=[INDSENDELSER],
    indstillinger=Selvbetjeningsindstillinger,
)


@selvbetjening.haendelse("indsendelse")
async def indsend(haendelse: Haendelse, kontekst: Kontekst) -> None:
    """A form was sent: onto the bus with it, or back to its sender with every reason at once."""
    indsendelse = Indsendelse(
        haendelse["id"], haendelse["slags"], dt.datetime.fromisoformat(haendelse["indsendt"]), haendelse["data"]
    )
    formular = FORMULARER.get(indsendelse.slags)
    if formular is None:
        await _vis(kontekst, indsendelse.id, "Afvist", aarsager=["Formularen er ukendt."])
        return
    try:
        besked = kontekst.ny(
            formular.kontrakt, formular.udfyld(indsendelse), kle=formular.kle, handling=indsendelse.handling
        )
        await kontekst.send(besked)
    except Afvist as afvist:
        await _vis(kontekst, indsendelse.id, "Afvist", aarsager=[aarsag.tekst for aarsag in afvist.aarsager])
        return
    except (KeyError, ValueError, TypeError):  # the text of these may hold what the citizen wrote
        await _vis(kontekst, indsendelse.id, "Afvist", aarsager=["Formularen er ikke udfyldt rigtigt."])
        return
    await kontekst.lager.skriv("INSERT INTO indsendelse VALUES (?, ?)", str(besked.besked_id), indsendelse.id)


@selvbetjening.kvittering
async def vis_kvittering(kvittering: Kvittering, kontekst: Kontekst) -> None:
    """Show the sender how far the form has come."""
    raekke = await kontekst.lager.hent_en("SELECT id FROM indsendelse WHERE besked_id = ?", kvittering.besked_id)
    if raekke is None or kvittering.status not in TRIN:
        return
    digital = er_digital(kvittering, kontekst.egne(Selvbetjeningsindstillinger).fagsystemer)
    if kvittering.status is Kvitteringsstatus.KVITTERET and not digital:
        return  # a bystander's acknowledgement changes nothing for the citizen
    await _vis(
        kontekst,
        raekke["id"],
        TRIN[kvittering.status],
        digital=digital,
        aarsager=[aarsag.tekst for aarsag in kvittering.aarsager],
    )


def er_digital(kvittering: Kvittering, fagsystemer: tuple[str, ...]) -> bool:
    """Whether this receipt makes a submission digital: a fagsystem has acknowledged it (RA-19)."""
    if kvittering.status is not Kvitteringsstatus.KVITTERET:
        return False
    return not fagsystemer or kvittering.modtager in fagsystemer


async def _vis(kontekst: Kontekst, indsendelse: str, status: str, **resten: Any) -> None:
    krop = {"status": status, "digital": False, "aarsager": []} | resten
    await kontekst.ydre.saet(f"/indsendelser/{indsendelse}/status", krop)
