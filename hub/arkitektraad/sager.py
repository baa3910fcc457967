"""The case of every version there is: the council's own record of it, or what its place in the registry already says.

A version that somebody registered is a draft of whoever did; one that ships with the hub stands where the catalogue
says. So every version of a contract has its case from the first moment, under one id on every instance.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from hub.arkitektraad.model import Behandling, Forslagsstiller, sags_id
from hub.arkitektraad.raad import Raad
from hub.konfiguration.kilde import Konfiguration
from hub.registry.lager import Skemaregister
from hub.registry.poster import Udgivelse
from schemas.catalogue import Katalog
from schemas.skema import PRAEFIKS


def udgivelser(register: Skemaregister) -> Iterator[Udgivelse]:
    """Every version that the council looks after: those of the house's own subjects."""
    for subject in sorted(register.tilstand.subjects(PRAEFIKS)):
        yield from register.tilstand.udgivelser(subject)


def find_udgivelse(register: Skemaregister, id_: str) -> Udgivelse | None:
    """The version whose case has this id."""
    return next((en for en in udgivelser(register) if sags_id(en.subject, en.version) == id_), None)


def behandling(raad: Raad, udgivelse: Udgivelse, register: Skemaregister) -> Behandling:
    """The case of a version."""
    id_ = sags_id(udgivelse.subject, udgivelse.version)
    sag = raad.behandlinger.get(id_)
    if sag is None:
        sag = _begyndt(id_, udgivelse, register)
    return sag.model_copy(update={"tilstand": "trukket"}) if udgivelse.slettet else sag


def stillers_myndighed(sag: Behandling, konfiguration: Konfiguration) -> str | None:
    """The authority behind a proposal: that of the proposing system as it is registered now, or the member's own."""
    system = konfiguration.systemer.get(sag.stiller.system or "")
    return sag.stiller.myndighed if system is None else system.myndighed


def _begyndt(id_: str, udgivelse: Udgivelse, register: Skemaregister) -> Behandling:
    tid = dt.datetime.fromtimestamp(udgivelse.tid / 1000, dt.UTC)
    sag = Behandling(
        id=id_,
        subject=udgivelse.subject,
        version=udgivelse.version,
        skema_id=udgivelse.id,
        tilstand="udkast",
        stiller=_stiller(udgivelse.hvem),
        foreslaaet=tid,
    )
    if udgivelse.id not in register.faste:
        return sag
    post = Katalog.standard().efter_id(udgivelse.id)
    i_kraft = tid if post.tilstand in {"blaastemplet", "udfaset"} else None
    return sag.model_copy(update={"tilstand": post.tilstand, "udgave": post.version, "aktiveret": i_kraft})


def _stiller(hvem: str) -> Forslagsstiller:
    slags, _, bundet = hvem.partition(":")
    if slags == "system":
        return Forslagsstiller(hvem=hvem, system=bundet)
    return Forslagsstiller(hvem=hvem, myndighed=bundet or None)
