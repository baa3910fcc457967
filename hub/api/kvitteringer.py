"""Receipts as the API shows them, and a sender's own list of them (long poll)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from hub.api import graenser
from hub.api.kald import Kald
from hub.api.modeller import Model
from hub.api.operation import Ruter
from hub.beskedfordeler import Kvittering, Modtagelse
from schemas.regler.regel import Aarsag

ruter = Ruter("Beskeder")

Vent = Annotated[float, Field(ge=0, le=graenser.VENT_HOEJST, description="Seconds to wait, at most 60.")]


class Aarsagsvisning(Model):
    """One reason: which rule, where, and what to mend."""

    regel: str
    kode: str
    sti: str
    tekst: str
    text: str
    maal: str

    @classmethod
    def af(cls, aarsag: Aarsag) -> Aarsagsvisning:
        """A reason of the engine."""
        return cls(**{felt: getattr(aarsag, felt) for felt in cls.model_fields})


class Kvitteringsvisning(Model):
    """What became of a message. `modtager` and `dueslag` are there when it tells of one receiver."""

    modtagelse_id: str
    status: Literal["Modtaget", "Leveret", "Afvist", "Dublet", "Kvitteret", "AfvistAfModtager", "Udloebet", "Fejlkoe"]
    tidspunkt: dt.datetime
    besked_id: str | None = None
    transaktions_id: str | None = None
    modtager: str | None = None
    dueslag: str | None = None
    modtagere: int | None = None
    aarsager: Sequence[Aarsagsvisning] | None = None
    bemaerkning: str | None = None

    @classmethod
    def modtaget(cls, modtagelse: Modtagelse) -> Kvitteringsvisning:
        """The receipt for a message that is durable but not yet decided."""
        return cls(
            modtagelse_id=modtagelse.id,
            status="Modtaget",
            tidspunkt=modtagelse.tidspunkt,
            besked_id=modtagelse.besked_id,
        )

    @classmethod
    def af(cls, kvittering: Kvittering) -> Kvitteringsvisning:
        """A receipt of the routing core."""
        return cls(
            modtagelse_id=kvittering.modtagelse_id,
            status=kvittering.status.value,
            tidspunkt=kvittering.tidspunkt,
            besked_id=kvittering.besked_id,
            transaktions_id=kvittering.transaktions_id,
            modtager=kvittering.modtager,
            dueslag=kvittering.dueslag,
            modtagere=kvittering.modtagere,
            aarsager=[Aarsagsvisning.af(aarsag) for aarsag in kvittering.aarsager] or None,
            bemaerkning=kvittering.bemaerkning,
        )


class Kvitteringsvalg(Model):
    """Which receipts."""

    efter: Annotated[str, Field(max_length=2_000, description="`naeste` of the answer before.")] | None = None
    maks: Annotated[int, Field(alias="max", ge=1, le=graenser.ANTAL_HOEJST)] = 100
    vent: Vent = 0.0


class Kvitteringsliste(Model):
    """Receipts, oldest first. `naeste` is where to go on, also when there were none."""

    kvitteringer: Sequence[Kvitteringsvisning]
    naeste: str


@ruter.operation(
    "GET",
    "/api/v1/kvitteringer",
    id="hentKvitteringer",
    da="Hent egne kvitteringer; venter op til `vent` sekunder på den første",
    en="Get your own receipts; waits up to `vent` seconds for the first",
    svar=Kvitteringsliste,
    fejl=(429,),
)
async def hent_kvitteringer(kald: Kald, soeg: Kvitteringsvalg) -> Kvitteringsliste:
    """The caller's receipts after a cursor that was given to the caller."""
    liste = f"kvitteringer {kald.system}"
    efter = str(kald.hub.sider.laes(liste, soeg.efter)) if soeg.efter else None
    with kald.hub.venteplads.plads(kald.system):
        side = await kald.hub.fordeler.kvitteringer(kald.system, efter=efter, maks=soeg.maks, vent=soeg.vent)
    return Kvitteringsliste(
        kvitteringer=[Kvitteringsvisning.af(kvittering) for kvittering in side.kvitteringer],
        naeste=kald.hub.sider.pak(liste, side.naeste),
    )
