"""Tokens: issued to a system or a role, shown once, revoked by id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from pydantic import AwareDatetime

from hub.adgang import Bevis, Hvem
from hub.adgang.lager import UkendtBevis
from hub.api.kald import Kald
from hub.api.modeller import Begrundelse, Model
from hub.api.operation import Ruter, Svar
from hub.api.problem import Problem, ikke_fundet
from hub.api.ressourcer import find
from hub.api.systemer import SYSTEMER
from hub.konfiguration.model import Cvr, Navn

ruter = Ruter("Adgang")

_GEMMES_IKKE = {"Cache-Control": "no-store"}


class Adgangsvisning(Model):
    """A token as the hub knows it: never the token itself."""

    id: str
    hvem: Hvem
    navn: str
    udstedt: dt.datetime
    system: str | None = None
    myndighed: str | None = None
    udloeber: dt.datetime | None = None

    @classmethod
    def af(cls, bevis: Bevis) -> Adgangsvisning:
        """What is shown of a token."""
        return cls(**bevis.model_dump(exclude={"aftryk"}))


class Adgangsliste(Model):
    """Every token that is not revoked."""

    poster: Sequence[Adgangsvisning]


class Udstedt(Adgangsvisning):
    """A new token; `token` is shown this once, and kept nowhere."""

    token: str


class Systemtoken(Model):
    """A token for a system."""

    navn: Navn = "token"
    udloeber: AwareDatetime | None = None
    begrundelse: Begrundelse | None = None


class Rolletoken(Model):
    """A token for a role; one for a myndighed names its CVR number, one for a member of the council may.

    The name of a member's token is who the member is: its votes and answers stand under it.
    """

    hvem: Literal["administrator", "myndighed", "arkitektraad", "sekretaer", "driftsrolle", "revisor"]
    navn: Navn
    myndighed: Cvr | None = None
    udloeber: AwareDatetime | None = None
    begrundelse: Begrundelse | None = None


@ruter.operation(
    "POST",
    "/api/v1/systemer/{id}/token",
    id="udstedSystemtoken",
    da="Udsted et token til et system; det vises kun denne ene gang",
    en="Issue a token to a system; it is shown this once",
    svar=Udstedt,
    status=201,
    fejl=(404, 422),
)
async def udsted_systemtoken(kald: Kald, krop: Systemtoken) -> Svar:
    """A further token; the ones before stay valid until revoked, so that a system can go over without a stop."""
    find(kald, SYSTEMER, SYSTEMER.retter)
    bevis, token = await kald.hub.adgang.udsted(
        kald.udoever(krop.begrundelse), Hvem.SYSTEM, krop.navn, system=kald.sti["id"], udloeber=krop.udloeber
    )
    return Svar(_udstedt(bevis, token), 201, _GEMMES_IKKE)


@ruter.operation(
    "GET",
    "/api/v1/adgange",
    id="listAdgange",
    da="List udstedte tokens (ikke selve tokenet)",
    en="List the tokens issued (not the tokens themselves)",
    svar=Adgangsliste,
)
async def list_adgange(kald: Kald) -> Adgangsliste:
    """Every token, newest first."""
    beviser = sorted(kald.hub.adgang.beviser.values(), key=lambda bevis: bevis.udstedt, reverse=True)
    return Adgangsliste(poster=[Adgangsvisning.af(bevis) for bevis in beviser])


@ruter.operation(
    "POST",
    "/api/v1/adgange",
    id="udstedRolletoken",
    da="Udsted et token til en rolle; det vises kun denne ene gang",
    en="Issue a token to a role; it is shown this once",
    svar=Udstedt,
    status=201,
    fejl=(422,),
)
async def udsted_rolletoken(kald: Kald, krop: Rolletoken) -> Svar:
    """A token of a role."""
    hvem = Hvem(krop.hvem)
    nu = kald.hub.konfiguration.nu
    maa, skal = hvem in {Hvem.MYNDIGHED, Hvem.ARKITEKTRAAD}, hvem is Hvem.MYNDIGHED
    if (krop.myndighed is None and skal) or (
        krop.myndighed is not None and not (maa and krop.myndighed in nu.myndigheder)
    ):
        raise Problem(
            "ugyldigt-indhold",
            "A token for the role myndighed names a registered authority by CVR number, one for arkitektraad may name "
            "the authority that the member comes from; other roles name none.",
            "Et token til rollen myndighed angiver en registreret myndigheds CVR-nummer, et til arkitektraad kan angive "
            "den myndighed, medlemmet kommer fra; andre roller ingen.",
            felter={
                "fejl": [
                    {
                        "sti": "myndighed",
                        "text": "name a registered authority, for the roles myndighed and arkitektraad only",
                    }
                ]
            },
        )
    bevis, token = await kald.hub.adgang.udsted(
        kald.udoever(krop.begrundelse), hvem, krop.navn, myndighed=krop.myndighed, udloeber=krop.udloeber
    )
    return Svar(_udstedt(bevis, token), 201, _GEMMES_IKKE)


@ruter.operation(
    "DELETE",
    "/api/v1/adgange/{adgang}",
    id="tilbagekaldAdgang",
    da="Tilbagekald et token; det afvises fra nu af. Grunden står i headeren Begrundelse",
    en="Revoke a token; it is refused from now on. The reason stands in the header Begrundelse",
    status=204,
    fejl=(404, 422),
)
async def tilbagekald(kald: Kald) -> Svar:
    """Revoke by id."""
    try:
        await kald.hub.adgang.tilbagekald(kald.sti["adgang"], kald.udoever())
    except UkendtBevis:
        raise ikke_fundet() from None
    return Svar(status=204)


def _udstedt(bevis: Bevis, token: str) -> Udstedt:
    return Udstedt(**bevis.model_dump(exclude={"aftryk"}), token=token)
