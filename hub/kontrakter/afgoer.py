"""The contract engine: one message in, one decision out. Pure: no I/O, no clock, no randomness.

The layers are checked in order and all of their reasons are reported: wire and form (the codec), the content rules
(the judge of the contract), the agreement and the authority, and last master, sequence and life cycle.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

from hub.konfiguration.model import Tilstand
from hub.kontrakter import registerregler as rr
from hub.kontrakter.afgoerelse import Afgoerelse, Afvist, Dublet, Leveret, Modtager, Rutefelter, Spor
from hub.kontrakter.aftaler import Tilladelse, proev_aftaler
from hub.kontrakter.fritagelse import uden_fritagne
from hub.kontrakter.historik import Historik
from hub.kontrakter.register import PASSERER, Miljoe, Register
from hub.kontrakter.ruter import myndigheder, rutefelter, tilladte_modtagere
from hub.kontrakter.sekvens import objektposter, proev_sekvens, registreret
from schemas.codec import Indhold, Laest, Ulaeselig, laes
from schemas.identifikatorer import TESTCVR
from schemas.regler import Dommer
from schemas.regler.regel import Aarsag


def afgoer(  # noqa: PLR0911 - one way out per kind of answer, in the order of the layers
    besked: bytes, register: Register, historik: Historik, *, afsender: str, nu: dt.datetime
) -> Afgoerelse:
    """Decide what happens to one message, from its bytes and what the hub knows.

    `afsender` is the id of the authenticated system, `nu` the time of the decision. Never raises for anything a
    sender can send; every refusal names all its reasons.
    """
    kendt = () if afsender in register.aktive else (_hvorfor_ikke(afsender, register),)
    try:
        laest = laes(besked, register.skemaer)
    except Ulaeselig as fejl:
        return Afvist((*kendt, rr.ulaeselig_aarsag(fejl)))
    if not laest.skema.er_besked:
        return Afvist((*kendt, rr.UKENDT_BESKEDTYPE.aarsag()))
    ruter = rutefelter(laest.indhold)
    post = register.post(laest.skema.id, ruter.beskedtype)
    if post is None:
        return Afvist((*kendt, rr.UKENDT_BESKEDTYPE.aarsag(), *_indhold(laest, register)), ruter)
    if kendt:
        return Afvist((*kendt, *_indhold(laest, register)), ruter)
    aftryk = hashlib.sha256(afsender.encode() + besked).digest()
    foer = historik.besked(ruter.besked_id)
    if foer == aftryk:
        return Dublet(ruter)
    kandidater = register.tilladelser.get(afsender, ())
    fundet = registreret(laest.indhold)
    provet = proev_aftaler(kandidater, ruter, laest.indhold, nu, kle_valgfri=post.kle == "valgfri")
    aarsager = (
        *proev_tilstand(register.tilstand(laest.skema.id, post), register, laest.skema.id, nu),
        *_indhold(laest, register),
        *_testnumre(laest.indhold, ruter, register),
        *proev_gyldighed(ruter, nu),
        *provet.aarsager,
        *proev_sekvens(fundet, post, afsender, register, historik, nu),
        *(() if foer is None else (rr.ANDET_INDHOLD.aarsag(),)),
    )
    if aarsager and register.fritagelser:
        aarsager = uden_fritagne(aarsager, ruter, register.fritagelser, nu)
    if aarsager:
        return Afvist(_i_lagenes_orden(aarsager, register.dommere[laest.skema.id]), ruter)
    spor = Spor(ruter.besked_id, aftryk, objektposter(fundet, post, afsender, historik))
    modtagere = find_modtagere(ruter, register, provet.tilladelse, nu)
    return Leveret(modtagere, laest, ruter, spor, register.maerke(laest.skema.id, post))


def valider(besked: bytes, register: Register) -> tuple[Aarsag, ...]:
    """What is wrong with a message whoever sends it: wire, form and content; empty when nothing is."""
    try:
        laest = laes(besked, register.skemaer)
    except Ulaeselig as fejl:
        return (rr.ulaeselig_aarsag(fejl),)
    if not laest.skema.er_besked:
        return (rr.UKENDT_BESKEDTYPE.aarsag(),)
    post = register.post(laest.skema.id, rutefelter(laest.indhold).beskedtype)
    ukendt = () if post else (rr.UKENDT_BESKEDTYPE.aarsag(),)
    return (*ukendt, *_indhold(laest, register))


def _hvorfor_ikke(afsender: str, register: Register) -> Aarsag:
    """Why a system takes no part: a pause ends, and its people should not go and register it anew."""
    system = register.konfiguration.systemer.get(afsender)
    paa_pause = system is not None and system.tilstand is Tilstand.PAUSE
    return (rr.SYSTEM_PAUSE if paa_pause else rr.UKENDT_SYSTEM).aarsag()


def _i_lagenes_orden(aarsager: tuple[Aarsag, ...], dommer: Dommer) -> tuple[Aarsag, ...]:
    """The reasons as the layers come, each layer's as they were found."""
    return tuple(sorted(aarsager, key=lambda aarsag: rr.LAG.get(aarsag.kode) or dommer.lag[aarsag.kode]))


def _testnumre(indhold: Indhold, ruter: Rutefelter, register: Register) -> Iterator[Aarsag]:
    """The test CVR numbers, where messages are about real authorities."""
    if register.miljoe is not Miljoe.PRODUKTION:
        return
    if not TESTCVR.isdisjoint(ruter.myndigheder):
        yield from [rr.TESTCVR_MYNDIGHED.aarsag(nummer) for nummer, cvr in myndigheder(indhold) if cvr in TESTCVR]
    if not TESTCVR.isdisjoint(ruter.tilladt_modtager):
        yield from [rr.TESTCVR_MODTAGER.aarsag(nummer) for nummer, cvr in tilladte_modtagere(indhold) if cvr in TESTCVR]


def _indhold(laest: Laest, register: Register) -> tuple[Aarsag, ...]:
    dommer = register.dommere[laest.skema.id]
    return () if dommer.er_ren(laest.indhold) else dommer.forklar(laest.indhold)


def proev_tilstand(tilstand: str, register: Register, skema_id: int, nu: dt.datetime) -> tuple[Aarsag, ...]:
    """Whether messages of a schema that stands there may pass (RA-03)."""
    tilladte = PASSERER.get(register.miljoe)
    if tilstand == "trukket" or (
        tilladte is not None
        and (tilstand not in tilladte or (tilstand == "udfaset" and register.vindue_lukket(skema_id, nu)))
    ):
        return (rr.SKEMATILSTAND.aarsag(),)
    return ()


def proev_gyldighed(ruter: Rutefelter, nu: dt.datetime) -> tuple[Aarsag, ...]:
    """Whether the message still holds."""
    if ruter.gyldig_til is not None and ruter.gyldig_til <= nu:
        return (rr.UDLOEBET.aarsag(),)
    return ()


def find_modtagere(
    ruter: Rutefelter, register: Register, tilladelse: Tilladelse | None, nu: dt.datetime
) -> tuple[Modtager, ...]:
    """The receivers; where the sender's agreement trims (TilladtModtager version 2), the list is cut first."""
    if tilladelse is None or not tilladelse.trim or tilladelse.modtagere is None or not ruter.tilladt_modtager:
        return register.abonnementer.modtagere(ruter, nu)
    tilladt = tuple(cvr for cvr in ruter.tilladt_modtager if cvr in tilladelse.modtagere)
    if tilladt == ruter.tilladt_modtager:
        return register.abonnementer.modtagere(ruter, nu)
    if not tilladt:
        return ()
    return tuple(
        modtager if modtager.tilladt is not None else Modtager(modtager.dueslag, tilladt)
        for modtager in register.abonnementer.modtagere(ruter._replace(tilladt_modtager=tilladt), nu)
    )
