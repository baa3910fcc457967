"""A redriven delivery: back into its own dueslag, or into the fejlkø again when it may not go there any more. Pure.

Beside `udskriv`: the decision about the message was made long ago, so the sender gets no new receipt from here.
"""

from __future__ import annotations

import datetime as dt

from brokers import Record
from hub.beskedfordeler import emner, fejlposter
from hub.beskedfordeler.aarsager import IKKE_MODTAGER, i_log, kort
from hub.beskedfordeler.indpost import Genafspil, Indpost
from hub.beskedfordeler.udskriv import Udskrift, dueslagsheaders
from hub.kontrakter.afgoerelse import Rutefelter
from hub.log import kaede
from hub.log.haendelse import Haendelse, Hopslags
from hub.log.kaede import Hoved
from schemas.regler.regel import Aarsag


def genlaeg(
    ind: Indpost,
    genafspil: Genafspil,
    dueslag: str,
    ruter: Rutefelter | None,
    hoved: Hoved,
    nu: dt.datetime,
    navn: str | None,
    maerke: str | None = None,
) -> Udskrift:
    """Put the message back into its dueslag, and into no other.

    `navn` is its contract's full name, `maerke` the state of one that is not approved.
    """
    haendelse = _haendelse(ind, genafspil, dueslag, ruter, nu, Hopslags.GENAFSPILLET, genafspil.fejl, ())
    nyt_hoved, led = kaede.foej(hoved, haendelse)
    lagt = Record(emner.dueslag(dueslag), ind.besked, ind.noegle, dueslagsheaders(ind, navn, ruter, maerke))
    return Udskrift((lagt, _log(ind, led)), nyt_hoved, None)


def afvis_genlaegning(
    ind: Indpost, genafspil: Genafspil, dueslag: str, ruter: Rutefelter | None, hoved: Hoved, nu: dt.datetime
) -> Udskrift:
    """The receiver is none any more, by its subscription or its agreement: a new entry says so."""
    fejl = fejlposter.Fejl(
        id=fejlposter.leveringsfejl_id(dueslag, ind.modtagelse, ind.sted),
        tidspunkt=nu,
        afsender=ind.afsender,
        modtagelse=ind.modtagelse,
        modtaget=ind.modtaget,
        besked_id=kort(ruter.besked_id) if ruter else None,
        beskedtype=kort(ruter.beskedtype) if ruter else None,
        dueslag=dueslag,
        aarsager=(IKKE_MODTAGER,),
        forsoeg=0,
        sted=ind.sted,
        besked=ind.besked,
    )
    haendelse = _haendelse(ind, genafspil, dueslag, ruter, nu, Hopslags.FEJLKOE, fejl.id, (IKKE_MODTAGER,))
    nyt_hoved, led = kaede.foej(hoved, haendelse)
    return Udskrift((Record(emner.FEJLKOE, fejlposter.skriv(fejl), ind.noegle), _log(ind, led)), nyt_hoved, None)


def _log(ind: Indpost, led: bytes) -> Record:
    return Record(emner.LOG, led, ind.noegle, partition=ind.sted.partition)


def _haendelse(
    ind: Indpost,
    genafspil: Genafspil,
    dueslag: str,
    ruter: Rutefelter | None,
    nu: dt.datetime,
    slags: Hopslags,
    fejl: str,
    aarsager: tuple[Aarsag, ...],
) -> Haendelse:
    return Haendelse(
        tidspunkt=nu,
        slags=slags,
        modtagelse=ind.modtagelse,
        sted=ind.sted,
        system=ind.afsender,
        besked_id=kort(ruter.besked_id) if ruter else None,
        beskedtype=kort(ruter.beskedtype) if ruter else None,
        dueslag=(dueslag,),
        aarsager=i_log(aarsager),
        hvem=genafspil.hvem,
        fejl=fejl,
    )
