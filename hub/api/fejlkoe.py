"""The fejlkø: what was refused or given up, found by filter, and sent again, one or many, with a dry run."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field

from hub.adgang import Hvem
from hub.api import graenser
from hub.api.kald import Kald
from hub.api.kvitteringer import Aarsagsvisning
from hub.api.modeller import Begrundelse, Model, Side
from hub.api.operation import Ruter
from hub.api.problem import Problem
from hub.beskedfordeler import Fejlfilter, Fejlpost, Genafspilning
from hub.konfiguration.model import Uuid

ruter = Ruter("Fejlkø")

_LISTE: Final = "fejlkoe"


class Filtervalg(Model):
    """Which failures; what is left out does not restrict. `fra` is included, `til` is not."""

    system: Annotated[Uuid, Field(description="The sender.")] | None = None
    beskedtype: Uuid | None = None
    regel: Annotated[str, Field(max_length=100)] | None = None
    dueslag: Uuid | None = None
    fra: AwareDatetime | None = None
    til: AwareDatetime | None = None
    tilstand: Literal["aaben", "genafspillet"] | None = None

    def som_filter(self, system: str | None = None) -> Fejlfilter:
        """The filter of the routing core; `system` restricts to one sender whatever was asked for."""
        return Fejlfilter(
            system=system or self.system,
            beskedtype=self.beskedtype,
            regel=self.regel,
            dueslag=self.dueslag,
            fra=self.fra,
            til=self.til,
            tilstand=self.tilstand,
        )


class Fejlvalg(Filtervalg):
    """Which failures, and which page of them."""

    efter: Annotated[str, Field(max_length=2_000)] | None = None
    maks: Annotated[int, Field(alias="max", ge=1, le=graenser.ANTAL_HOEJST)] = 100


class Fejlvisning(Model):
    """A failure as it is listed: without the message, and with anything like a CPR number masked."""

    id: str
    tidspunkt: dt.datetime
    tilstand: str
    afsender: str
    modtagelse_id: str
    besked_id: str | None = None
    beskedtype: str | None = None
    skema_id: int | None = None
    dueslag: str | None = None
    regler: Sequence[str]
    forsoeg: int
    emne: str
    partition: int
    offset: int
    genafspillet_af: str | None = None
    genafspillet: dt.datetime | None = None

    @classmethod
    def af(cls, post: Fejlpost) -> Fejlvisning:
        """What is listed of an entry."""
        return cls(**{felt: getattr(post, felt) for felt in Fejlvisning.model_fields})


class Fejldetaljevisning(Fejlvisning):
    """A failure in full. `besked`: the original bytes in base64, for the system that sent them and nobody else."""

    aarsager: Sequence[Aarsagsvisning]
    besked: str | None = None


@ruter.operation(
    "GET",
    "/api/v1/fejlkoe",
    id="listFejl",
    da="List fejl, nyeste først; et system ser kun fejl ved det, som det selv har sendt",
    en="List failures, newest first; a system sees only failures of what it sent itself",
    svar=Side[Fejlvisning],
)
async def list_fejl(kald: Kald, soeg: Fejlvalg) -> Side[Fejlvisning]:
    """Failures by filter."""
    egen = kald.bruger.system
    liste = f"{_LISTE} {egen or ''}"
    efter = str(kald.hub.sider.laes(liste, soeg.efter)) if soeg.efter else None
    if egen is not None and soeg.system not in {None, egen}:
        return Side[Fejlvisning](poster=[])
    side = await kald.hub.fordeler.fejlkoe.list(soeg.som_filter(egen), markoer=efter, maks=soeg.maks)
    return Side[Fejlvisning](
        poster=[Fejlvisning.af(post) for post in side.poster],
        naeste=kald.hub.sider.pak(liste, side.naeste) if side.naeste else None,
    )


@ruter.operation(
    "GET",
    "/api/v1/fejlkoe/{fejl}",
    id="visFejl",
    da="Vis en fejl med alle årsager",
    en="Show a failure with all its reasons",
    svar=Fejldetaljevisning,
    fejl=(404,),
)
async def vis_fejl(kald: Kald) -> Fejldetaljevisning:
    """One failure."""
    detaljer = await kald.hub.fordeler.fejlkoe.vis(kald.sti["fejl"])
    kald.kraev(systemer=(detaljer.post.afsender,))
    egen = kald.bruger.hvem is Hvem.SYSTEM
    return Fejldetaljevisning(
        **Fejlvisning.af(detaljer.post).model_dump(),
        aarsager=[Aarsagsvisning.af(aarsag) for aarsag in detaljer.aarsager],
        besked=base64.b64encode(detaljer.besked).decode() if egen else None,
    )


class Genafspil(Model):
    """Why it is sent again."""

    begrundelse: Begrundelse | None = None


class GenafspilMange(Genafspil):
    """Which failures are sent again: an empty filter is refused, so that nobody sends all again by a slip."""

    filter: Filtervalg
    toerkoersel: Annotated[bool, Field(description="Only say what would be sent again.")] = False


class Genafspilningsudfald(Model):
    """What became of one failure: `genafspillet`, `allerede` (sent again before), `ville` (dry run), `ukendt`."""

    id: str
    udfald: Literal["genafspillet", "allerede", "ville", "ukendt"]

    @classmethod
    def af(cls, en: Genafspilning) -> Genafspilningsudfald:
        """An outcome of the routing core."""
        return cls(id=en.id, udfald=en.udfald)


class Genafspilninger(Model):
    """What became of each."""

    udfald: Sequence[Genafspilningsudfald]


@ruter.operation(
    "POST",
    "/api/v1/fejlkoe/{fejl}/genafspil",
    id="genafspilFejl",
    da="Send en fejl igen; at gøre det to gange sender den én gang",
    en="Send a failure again; doing it twice sends it once",
    svar=Genafspilninger,
    fejl=(404, 422, 503),
)
async def genafspil_fejl(kald: Kald, krop: Genafspil) -> Genafspilninger:
    """Redrive one failure."""
    await kald.hub.fordeler.fejlkoe.vis(kald.sti["fejl"])
    udfald = await kald.hub.fordeler.fejlkoe.genafspil(kald.sti["fejl"], hvem=_ordnet_af(kald, krop))
    return Genafspilninger(udfald=[Genafspilningsudfald.af(en) for en in udfald])


@ruter.operation(
    "POST",
    "/api/v1/fejlkoe/genafspil",
    id="genafspilMange",
    da="Send alle fejl, som et filter rammer, igen; med tørkørsel",
    en="Send all failures that a filter matches again; with a dry run",
    svar=Genafspilninger,
    fejl=(422, 503),
)
async def genafspil_mange(kald: Kald, krop: GenafspilMange) -> Genafspilninger:
    """Redrive by filter."""
    filter_ = krop.filter.som_filter()
    if filter_ == Fejlfilter():
        raise Problem(
            "ugyldigt-indhold",
            "An empty filter means every failure there is; name at least one criterion, such as regel or fra.",
            "Et tomt filter rammer alle fejl; angiv mindst ét kriterium, såsom regel eller fra.",
            felter={"fejl": [{"sti": "filter", "text": "name at least one criterion"}]},
        )
    hvem = str(kald.bruger) if krop.toerkoersel else _ordnet_af(kald, krop)
    udfald = await kald.hub.fordeler.fejlkoe.genafspil_mange(filter_, hvem=hvem, toerkoersel=krop.toerkoersel)
    return Genafspilninger(udfald=[Genafspilningsudfald.af(en) for en in udfald])


def _ordnet_af(kald: Kald, krop: Genafspil) -> str:
    """Who ordered it and why, as the log of the message has it: one line of at most 100 characters."""
    udoever = kald.udoever(krop.begrundelse)
    tekst = f"{udoever.hvem}: {udoever.hvorfor}"
    return "".join(tegn if tegn.isprintable() else " " for tegn in tekst)[:100]
