"""Dispensations in a running hub: finds the case, asks the pure step what becomes of it, and has it written."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import structlog

from hub.adgang.bruger import Bruger
from hub.arkitektraad import dispensationer
from hub.arkitektraad.afgoerelse import Afgoerelse
from hub.arkitektraad.fejl import Ugyldig, UkendtSag
from hub.arkitektraad.lager import Raadsbeslutning
from hub.arkitektraad.model import Aktoer, Dispensation, Stemmetal
from hub.arkitektraad.raad import Raad
from hub.arkitektraad.sekretariat import Sekretariat
from hub.konfiguration.revision import Udoever

LOG = structlog.get_logger(__name__)

Skridt = Callable[[Dispensation, dt.datetime], tuple[Dispensation, Afgoerelse | None]]


class Dispensationskontor:
    """The steps of dispensations. Each raises Raadsfejl and BrokerError."""

    def __init__(self, sekretariat: Sekretariat) -> None:
        self._sekretariat = sekretariat

    async def alle(self) -> list[Dispensation]:
        """Every dispensation that was asked for, oldest first."""
        await self._sekretariat.lager.indhent()
        return sorted(self._sekretariat.lager.nu.dispensationer.values(), key=lambda en: (en.ansoegt, en.id))

    async def find(self, id_: str) -> Dispensation:
        """One of them. Raises UkendtSag."""
        await self._sekretariat.lager.indhent()
        return _find(self._sekretariat.lager.nu, id_)

    async def ansoeg(
        self,
        hvem: Bruger,
        udoever: Udoever,
        *,
        myndighed: str,
        regel: str,
        fra: dt.datetime | None,
        udloeber: dt.datetime,
    ) -> Dispensation:
        """Ask for one."""
        if myndighed not in self._sekretariat.konfiguration.myndigheder:
            raise Ugyldig(
                "myndighed: no authority of that CVR number is registered; see /api/v1/organisation.",
                "myndighed: ingen myndighed med det CVR-nummer er registreret; se /api/v1/organisation.",
                [("myndighed", "must be a registered authority")],
            )
        id_ = str(uuid.uuid4())

        def beslut(_: Raad, nu: dt.datetime) -> Raadsbeslutning[Dispensation]:
            sag = dispensationer.ansoeg(id_, Aktoer.af(hvem), myndighed, regel, udoever.hvorfor, fra, udloeber, nu)
            return Raadsbeslutning(sag, (sag,))

        return await self._skriv(beslut, "dispensation asked for", udoever, id_)

    async def stem(self, id_: str, hvem: Bruger, stemme: Stemmetal, begrundelse: str, udoever: Udoever) -> Dispensation:
        """Vote."""
        return await self._tag(
            id_,
            "dispensation voted on",
            udoever,
            lambda sag, nu: (dispensationer.stem(sag, Aktoer.af(hvem), stemme, begrundelse, nu), None),
        )

    async def afgoer(self, id_: str, hvem: Bruger, begrundelse: str, udoever: Udoever) -> Dispensation:
        """Call the decision."""
        return await self._tag(
            id_,
            "dispensation decided",
            udoever,
            lambda sag, nu: dispensationer.afgoer(sag, Aktoer.af(hvem), self._sekretariat.medlemmer(), begrundelse, nu),
        )

    async def ophaev(self, id_: str, hvem: Bruger, begrundelse: str, udoever: Udoever) -> Dispensation:
        """End one before its time."""
        return await self._tag(
            id_,
            "dispensation ended",
            udoever,
            lambda sag, nu: dispensationer.ophaev(sag, Aktoer.af(hvem), begrundelse, nu),
        )

    async def _tag(self, id_: str, hvad: str, udoever: Udoever, skridt: Skridt) -> Dispensation:
        def beslut(raad: Raad, nu: dt.datetime) -> Raadsbeslutning[Dispensation]:
            sag, afgoerelse = skridt(_find(raad, id_), nu)
            if afgoerelse is not None:
                sag = sag.model_copy(update={"afgoerelser": (*sag.afgoerelser, len(raad.afgoerelser) + 1)})
            return Raadsbeslutning(sag, (sag,), afgoerelse)

        return await self._skriv(beslut, hvad, udoever, id_)

    async def _skriv(
        self,
        beslut: Callable[[Raad, dt.datetime], Raadsbeslutning[Dispensation]],
        hvad: str,
        udoever: Udoever,
        id_: str,
    ) -> Dispensation:
        sag: Dispensation = await self._sekretariat.lager.skriv(beslut, udoever, f"dispensation:{id_}")
        LOG.info(hvad, id=sag.id, rule=sag.regel, myndighed=sag.myndighed, state=sag.tilstand, by=udoever.hvem)
        return sag


def _find(raad: Raad, id_: str) -> Dispensation:
    fundet = raad.dispensationer.get(id_)
    if fundet is None:
        raise UkendtSag(
            "there is no such dispensation; GET /api/v1/arkitektraad/dispensationer lists them.",
            "der er ingen sådan dispensation; GET /api/v1/arkitektraad/dispensationer viser dem.",
        )
    return fundet
