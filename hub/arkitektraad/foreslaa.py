"""A vendor, or a member of the council, brings a version: tried, registered as a draft, and given its case."""

from __future__ import annotations

import datetime as dt

import structlog

from hub.adgang.bruger import Bruger
from hub.arkitektraad.fejl import Ugyldig
from hub.arkitektraad.forenelighed import kraev_foreneligt_forslag
from hub.arkitektraad.gang import Handling, kraev, kraev_rolle
from hub.arkitektraad.lager import Raadsbeslutning
from hub.arkitektraad.model import Aktoer, Behandling, Forslagsstiller
from hub.arkitektraad.raad import Raad
from hub.arkitektraad.sager import behandling
from hub.arkitektraad.sekretariat import Sekretariat
from hub.konfiguration.revision import Udoever
from hub.registry.beslutning import Beslutning
from hub.registry.forslag import Forslag, laes_i
from hub.registry.registrering import Fundet, Registrering, registrer, registreret
from hub.registry.tilstand import Tilstand
from schemas.identifikatorer import maskeret
from schemas.skema import PRAEFIKS

LOG = structlog.get_logger(__name__)


async def foreslaa(
    sekretariat: Sekretariat,
    hvem: Bruger,
    udoever: Udoever,
    *,
    subject: str,
    forslag: Forslag,
    udgave: str | None,
) -> tuple[Behandling, bool]:
    """Bring a version; its case, and whether it is new. The same schema again is the same case.

    Raises IkkeDenRolle, Ugyldig, Uforenelig with the field paths, ForkertTilstand where the version has gone further,
    Registerfejl, BrokerError.
    """
    aktoer = Aktoer.af(hvem)
    kraev_rolle(Handling.FORESLAA, aktoer)
    if not subject.startswith(PRAEFIKS):
        raise Ugyldig(
            f"subject: the council looks after contracts in {PRAEFIKS}*; register others at /registry.",
            f"subject: rådet behandler kontrakter i {PRAEFIKS}*; registrér andre under /registry.",
            [("subject", f"must begin with {PRAEFIKS}")],
        )
    register = sekretariat.register
    ny = Registrering(subject, forslag, str(hvem).partition(" (")[0], register.nu())
    kendt = await register.regn(lambda tilstand: _proev(tilstand, ny))

    def registrering(tilstand: Tilstand) -> Beslutning[Fundet]:
        return registrer(tilstand, ny)

    fundet: Fundet = kendt or await register.skriv(registrering, udoever, subject)
    stiller = Forslagsstiller(
        hvem=ny.hvem,
        navn=None if hvem.system else hvem.navn,
        system=hvem.system,
        myndighed=hvem.myndighed,
    )

    def beslut(raad: Raad, nu: dt.datetime) -> Raadsbeslutning[Behandling]:
        sag = behandling(raad, fundet.udgivelse, register)
        kraev(Handling.FORESLAA, aktoer, sag)
        if kendt is not None and sag.stiller.hvem != ny.hvem:
            return Raadsbeslutning(sag)  # somebody else's draft stays theirs
        felter = {"stiller": stiller, "begrundelse": udoever.hvorfor, "udgave": udgave or sag.udgave}
        foreslaaet = sag.foreslaaet if kendt is not None else nu
        sag = sag.model_copy(update={**felter, "foreslaaet": foreslaaet})
        return Raadsbeslutning(sag, (sag,))

    sag: Behandling = await sekretariat.lager.skriv(beslut, udoever, f"{subject}:{fundet.udgivelse.version}")
    LOG.info("version proposed", subject=maskeret(subject), version=sag.version, new=kendt is None, by=udoever.hvem)
    return sag, kendt is None


def _proev(tilstand: Tilstand, ny: Registrering) -> Fundet | None:
    """The version that the proposal is already; otherwise None, and it can be registered."""
    if fundet := registreret(tilstand, ny):
        return fundet
    navn = laes_i(tilstand, ny.subject, ny.forslag, normaliser=False, slettede=False).form.navn
    if navn != ny.subject:
        raise Ugyldig(
            f"skema: the schema is {maskeret(navn or 'no named type')}, and the subject {maskeret(ny.subject)}; "
            "a contract's subject is its record's full name.",
            f"skema: skemaet er {maskeret(navn or 'ingen navngiven type')}, og subject {maskeret(ny.subject)}; "
            "en kontrakts subject er dens posts fulde navn.",
            [("skema", "its full name must be the subject")],
        )
    kraev_foreneligt_forslag(tilstand, ny.subject, ny.forslag)
    return None
