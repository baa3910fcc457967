"""Notices as messages on the bus: one Kontraktvarsel to each owner affected, sent by the council as a system of its own.

The council joins its own bus like anyone else, with a system and a serviceaftale, made the first time there is
something to tell. A notice is kept until it has gone out; sent again, it is the same message, and goes no further.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import structlog

from brokers import BrokerError
from hub.arkitektraad.lager import Raadsbeslutning, Raadslager
from hub.arkitektraad.model import Varsel
from hub.beskedfordeler import Beskedfordeler, Fordelerfejl, Kvitteringsstatus
from hub.konfiguration.lager import Konfigurationslager, Sammenhaengsfejl, Skrivning
from hub.konfiguration.model import Myndighed, Serviceaftale, System, Tilstand, id_af
from hub.konfiguration.revision import Udoever

if TYPE_CHECKING:
    from hub.konfiguration.kilde import Ressource

LOG = structlog.get_logger(__name__)

CVR: Final = "11111111"
"""The council's own number among the authorities: one that nobody has, as in the catalogue's entries."""
NAVN: Final = "Arkitekturråd"
SYSTEM: Final = id_af("system", NAVN)

_UDOEVER: Final = Udoever("hub", "the architecture council tells owners of changes to their contracts")
_AFGOERELSE: Final = 10.0
"""Seconds that the decision on a notice is waited for, to say so where it is refused."""
_PAUSE: Final = 5.0
"""Seconds until what could not be sent is tried again."""


def besked(varsel: Varsel) -> bytes:
    """The message; the same bytes for the same notice."""
    from schemas.codec import pak
    from schemas.models import Kontraktvarsel, KontraktvarselData
    from schemas.models.kuvert import Tidspunkt
    from schemas.regler import standardlager

    data = KontraktvarselData(
        varsel_id=varsel.id,
        varselsslags=varsel.slags,
        kontrakt=varsel.subject,
        kontraktversion=varsel.version,
        skema_id=varsel.skema_id,
        sag=varsel.behandling,
        beskedtyper=list(varsel.beskedtyper),
        systemer=list(varsel.systemer),
        frist=Tidspunkt(tidsstempel=varsel.frist) if varsel.frist is not None else None,
        begrundelse=varsel.begrundelse,
    )
    fast = uuid.UUID(varsel.id)
    hel = Kontraktvarsel.ny(
        data,
        myndighed=varsel.myndighed,
        kildesystem=SYSTEM,
        handling="Opret",
        besked_id=uuid.uuid5(fast, "besked"),
        registrering_id=uuid.uuid5(fast, "registrering"),
        transaktions_id=uuid.uuid5(fast, "transaktion"),
        nu=varsel.tidspunkt,
        tilladt_modtager=[varsel.myndighed],
    )
    return pak(standardlager().nyeste(Kontraktvarsel.skema_navn), hel.til_indhold())


class Varselspost:
    """Sends what has not gone out, as soon as there is something, and at the start what an earlier run left."""

    def __init__(self, lager: Raadslager, konfiguration: Konfigurationslager, fordeler: Beskedfordeler) -> None:
        self._lager, self._konfiguration, self._fordeler = lager, konfiguration, fordeler
        self._nyt = asyncio.Event()
        self._opgave: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        if self._ventende():
            self._nyt.set()
        self._opgave = asyncio.create_task(self._koer(), name="notices of contracts")

    async def stop(self) -> None:
        """Send no more; what waits is sent at the next start."""
        if self._opgave is not None:
            self._opgave.cancel()
            await asyncio.gather(self._opgave, return_exceptions=True)

    def vaek(self) -> None:
        """There is something to send."""
        self._nyt.set()

    def _ventende(self) -> Sequence[Varsel]:
        alle = (en for en in self._lager.nu.varsler.values() if not en.sendt)
        return sorted(alle, key=lambda en: (en.tidspunkt, en.id))

    async def _koer(self) -> None:
        while True:
            await self._nyt.wait()
            self._nyt.clear()
            try:
                await self._send()
            except (BrokerError, Fordelerfejl, Sammenhaengsfejl) as fejl:
                LOG.warning("notices wait", error=type(fejl).__name__, waiting=len(self._ventende()))
                self._nyt.set()
                await asyncio.sleep(_PAUSE)

    async def _send(self) -> None:
        ventende = self._ventende()
        if not ventende:
            return
        await self._tilslut()
        for varsel in ventende:
            modtagelse = await self._fordeler.modtag(await asyncio.to_thread(besked, varsel), SYSTEM)
            svar = await self._fordeler.vent_paa_afgoerelse(modtagelse.id, _AFGOERELSE)
            if svar is not None and svar.status is Kvitteringsstatus.AFVIST:
                koder = sorted({aarsag.kode for aarsag in svar.aarsager})
                LOG.error("a notice was refused by the hub's own contracts", notice=varsel.id, codes=koder)
        sendt = [varsel.model_copy(update={"sendt": True}) for varsel in ventende]
        await self._lager.skriv(lambda _raad, _nu: Raadsbeslutning(None, sendt), _UDOEVER, "varsler")
        LOG.info("notices sent", notices=len(sendt), contracts=sorted({en.subject for en in sendt}))

    async def _tilslut(self) -> None:
        """See that the council is a system with a serviceaftale. Raises Sammenhaengsfejl, BrokerError."""
        nu = self._konfiguration.nu
        oensket: list[Ressource] = [
            Myndighed(cvr=CVR, navn="Fælleshubs arkitekturråd"),
            System(id=SYSTEM, navn=NAVN, myndighed=CVR),
            Serviceaftale.model_validate(
                {
                    "navn": f"{NAVN} varsler",
                    "system": SYSTEM,
                    "retning": "afsend",
                    "beskedtyper": [_beskedtype()],
                    "kle": ["*"],
                    "foelsomhed": "IKKE_FORTROLIGE_DATA",
                    "myndigheder": ["*"],
                    "gyldig_fra": "2020-01-01T00:00:00+01:00",
                }
            ),
        ]
        skrivninger = [Skrivning.af(en) for en in oensket]
        mangler = [en for en in skrivninger if _mangler(nu.samling(en.slags).get(en.id))]
        if mangler:
            await self._konfiguration.skriv(mangler, _UDOEVER)


def _mangler(ressource: Ressource | None) -> bool:
    """Whether it is not there, or was ended, as a reviewed file ends what does not stand in it."""
    return ressource is None or getattr(ressource, "tilstand", None) is Tilstand.AFSLUTTET


def _beskedtype() -> str:
    from schemas.models import Kontraktvarsel

    return Kontraktvarsel.beskedtype
