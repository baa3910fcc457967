"""The contract engine: one message in, one decision out. Pure: no I/O, no clock, no randomness.

The layers are checked in order and all of their reasons are reported: wire and form (the codec), the content rules
(the judge of the contract), the agreement and the authority, and last master, sequence and life cycle.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from hub.kontrakter import registerregler as rr
from hub.kontrakter.afgoerelse import Afgoerelse, Afvist, Dublet, Leveret, Modtager, Rutefelter, Spor
from hub.kontrakter.aftaler import Tilladelse, proev_aftaler
from hub.kontrakter.historik import Historik
from hub.kontrakter.register import PASSERER, Register
from hub.kontrakter.ruter import rutefelter
from hub.kontrakter.sekvens import objektposter, proev_sekvens
from schemas.catalogue import Katalogpost
from schemas.codec import Laest, Ulaeselig, laes
from schemas.regler.regel import Aarsag


def afgoer(  # noqa: PLR0911 - one way out per kind of answer, in the order of the layers
    besked: bytes, register: Register, historik: Historik, *, afsender: str, nu: dt.datetime
) -> Afgoerelse:
    """Decide what happens to one message, from its bytes and what the hub knows.

    `afsender` is the id of the authenticated system, `nu` the time of the decision. Never raises for anything a
    sender can send; every refusal names all its reasons.
    """
    kendt = () if afsender in register.aktive else (rr.UKENDT_SYSTEM.aarsag(),)
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
    provet = proev_aftaler(register.tilladelser.get(afsender, ()), ruter, nu, kle_valgfri=post.kle == "valgfri")
    aarsager = (
        *_tilstand(post, register),
        *_indhold(laest, register),
        *_gyldighed(ruter, nu),
        *provet.aarsager,
        *proev_sekvens(laest.indhold, post, afsender, register, historik),
        *(() if foer is None else (rr.ANDET_INDHOLD.aarsag(),)),
    )
    if aarsager:
        return Afvist(aarsager, ruter)
    spor = Spor(ruter.besked_id, aftryk, objektposter(laest.indhold, post, afsender, historik))
    return Leveret(_modtagere(ruter, register, provet.tilladelse, nu), laest, ruter, spor)


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


def _indhold(laest: Laest, register: Register) -> tuple[Aarsag, ...]:
    dommer = register.dommere[laest.skema.id]
    return () if dommer.er_ren(laest.indhold) else dommer.forklar(laest.indhold)


def _tilstand(post: Katalogpost, register: Register) -> tuple[Aarsag, ...]:
    tilladte = PASSERER.get(register.miljoe)
    if post.tilstand == "trukket" or (tilladte is not None and post.tilstand not in tilladte):
        return (rr.SKEMATILSTAND.aarsag(),)
    return ()


def _gyldighed(ruter: Rutefelter, nu: dt.datetime) -> tuple[Aarsag, ...]:
    if ruter.gyldig_til is not None and ruter.gyldig_til <= nu:
        return (rr.UDLOEBET.aarsag(),)
    return ()


def _modtagere(
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
    trimmet = Rutefelter(
        **{felt: getattr(ruter, felt) for felt in Rutefelter.__slots__} | {"tilladt_modtager": tilladt}
    )
    return tuple(
        modtager if modtager.tilladt is not None else Modtager(modtager.dueslag, tilladt)
        for modtager in register.abonnementer.modtagere(trimmet, nu)
    )
