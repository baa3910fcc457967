"""From a step in a dueslag to what is written because of it: the log's event, the sender's receipt, the fejlkø. Pure.

Delivery's counterpart to `udskriv`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from brokers import Record, StoredRecord
from hub.beskedfordeler import emner, fejlposter, indpost, kvitteringer
from hub.beskedfordeler.aarsager import AFVIST_AF_MODTAGER, OPGIVET, UDLOEBET, i_log, kort
from hub.beskedfordeler.opslag import er_system_id
from hub.beskedfordeler.typer import Kvittering, Kvitteringsstatus
from hub.kontrakter.afgoerelse import Rutefelter
from hub.log.haendelse import Haendelse, Hopslags, Sted
from schemas.regler.regel import Aarsag


@dataclass(frozen=True, slots=True)
class Sag:
    """One message in one dueslag: the record, what its envelope says, and who receives."""

    post: StoredRecord
    ruter: Rutefelter | None
    dueslag: str
    modtager: str
    """The receiving system's id."""


@dataclass(frozen=True, slots=True)
class Skridt:
    """What one step leads to: an event for the chain, and records beside it."""

    dueslag: str
    haendelse: Haendelse
    poster: tuple[Record, ...] = ()


def leveret(sag: Sag, forsoeg: int, nu: dt.datetime) -> Skridt:
    """It was handed out."""
    return Skridt(sag.dueslag, _haendelse(sag, Hopslags.LEVERET, forsoeg, nu))


def udskudt(sag: Sag, forsoeg: int, nu: dt.datetime) -> Skridt:
    """The receiver asked for it again later."""
    return Skridt(sag.dueslag, _haendelse(sag, Hopslags.UDSKUDT, forsoeg, nu))


def kvitteret(sag: Sag, forsoeg: int, nu: dt.datetime, bemaerkning: str | None) -> Skridt:
    """The receiver acknowledged it."""
    poster = _kvittering(sag, Kvitteringsstatus.KVITTERET, nu, (), bemaerkning)
    return Skridt(sag.dueslag, _haendelse(sag, Hopslags.KVITTERET, forsoeg, nu), poster)


def udloebet(sag: Sag, nu: dt.datetime) -> Skridt:
    """Its GyldighedTil had passed when it was to be handed out."""
    poster = _kvittering(sag, Kvitteringsstatus.UDLOEBET, nu, (UDLOEBET,), None)
    return Skridt(sag.dueslag, _haendelse(sag, Hopslags.UDLOEBET, 0, nu, (UDLOEBET,)), poster)


def afvist(sag: Sag, forsoeg: int, nu: dt.datetime, bemaerkning: str | None) -> Skridt:
    """The receiver refused it: to the fejlkø."""
    return _fejlet(sag, forsoeg, nu, Hopslags.AFVIST, AFVIST_AF_MODTAGER, bemaerkning)


def opgivet(sag: Sag, forsoeg: int, nu: dt.datetime) -> Skridt:
    """It was delivered as often as agreed without an acknowledgement: to the fejlkø."""
    return _fejlet(sag, forsoeg, nu, Hopslags.FEJLKOE, OPGIVET, None)


def _fejlet(
    sag: Sag, forsoeg: int, nu: dt.datetime, slags: Hopslags, aarsag: Aarsag, bemaerkning: str | None
) -> Skridt:
    ind = indpost.laes(sag.post)
    fejl = fejlposter.Fejl(
        id=fejlposter.leveringsfejl_id(sag.dueslag, ind.modtagelse, ind.sted),
        tidspunkt=nu,
        afsender=ind.afsender,
        modtagelse=ind.modtagelse,
        modtaget=ind.modtaget,
        besked_id=kort(sag.ruter.besked_id) if sag.ruter else None,
        beskedtype=kort(sag.ruter.beskedtype) if sag.ruter else None,
        dueslag=sag.dueslag,
        aarsager=(aarsag,),
        forsoeg=forsoeg,
        sted=ind.sted,
        besked=ind.besked,
    )
    status = Kvitteringsstatus.AFVIST_AF_MODTAGER if slags is Hopslags.AFVIST else Kvitteringsstatus.FEJLKOE
    poster = (
        Record(emner.FEJLKOE, fejlposter.skriv(fejl), sag.post.key),
        *_kvittering(sag, status, nu, (aarsag,), bemaerkning),
    )
    return Skridt(sag.dueslag, _haendelse(sag, slags, forsoeg, nu, (aarsag,), fejl.id), poster)


def _kvittering(
    sag: Sag, status: Kvitteringsstatus, nu: dt.datetime, aarsager: tuple[Aarsag, ...], bemaerkning: str | None
) -> tuple[Record, ...]:
    ind = indpost.laes(sag.post)
    if not er_system_id(ind.afsender):
        return ()
    kvittering = Kvittering(
        modtagelse_id=ind.modtagelse,
        status=status,
        tidspunkt=nu,
        besked_id=kort(sag.ruter.besked_id) if sag.ruter else None,
        transaktions_id=kort(sag.ruter.transaktions_id) if sag.ruter else None,
        modtager=sag.modtager,
        dueslag=sag.dueslag,
        modtagere=1,
        aarsager=aarsager,
        bemaerkning=bemaerkning,
    )
    return (kvitteringer.som_post(kvittering, ind.afsender),)


def _haendelse(
    sag: Sag,
    slags: Hopslags,
    forsoeg: int,
    nu: dt.datetime,
    aarsager: tuple[Aarsag, ...] = (),
    fejl: str | None = None,
) -> Haendelse:
    modtagelse = sag.post.header(emner.MODTAGELSE)
    return Haendelse(
        tidspunkt=nu,
        slags=slags,
        modtagelse=modtagelse.decode() if modtagelse else "",
        sted=Sted(sag.post.topic, sag.post.partition, sag.post.offset),
        system=sag.modtager,
        besked_id=kort(sag.ruter.besked_id) if sag.ruter else None,
        beskedtype=kort(sag.ruter.beskedtype) if sag.ruter else None,
        dueslag=(sag.dueslag,),
        aarsager=i_log(aarsager),
        forsoeg=forsoeg,
        fejl=fejl,
    )
