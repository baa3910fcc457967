"""Deleting: first softly, so that the id can still be read and the version numbers go on; then for good.

What a schema that is still there refers to is not deleted, nor are the contracts that ship with the hub: messages and
code everywhere have their ids.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from hub.registry import kontekst
from hub.registry.beslutning import Beslutning
from hub.registry.fejl import (
    henvist_til,
    ikke_tilladt,
    kontekst_ikke_tom,
    subject_er_ikke_slettet,
    subject_er_slettet,
    ukendt_subject,
    ukendt_version,
    version_er_ikke_slettet,
    version_er_slettet,
)
from hub.registry.forslag import NYESTE
from hub.registry.indstilling import kraev_skrivbar
from hub.registry.poster import Fjernet, Post, Udgivelse
from hub.registry.tilstand import Tilstand


def slet_version(
    tilstand: Tilstand, subject: str, version: int, *, permanent: bool, faste: Collection[int]
) -> Beslutning[int]:
    """Delete one version; `faste` are the ids that stay. Raises Findesikke, IkkeTilladt."""
    fundet = tilstand.nyeste(subject) if version == NYESTE else tilstand.udgivelse(subject, version)
    if fundet is None:
        raise ukendt_version(version) if tilstand.udgivelser(subject) else ukendt_subject(subject)
    if fundet.slettet and not permanent:
        raise version_er_slettet(subject, fundet.version)
    kraev_skrivbar(tilstand, subject)
    _kraev_loes(fundet, faste)
    if _henvist(tilstand, fundet, permanent):
        raise henvist_til(subject, fundet.version)
    if permanent and not fundet.slettet:
        raise version_er_ikke_slettet(subject, fundet.version)
    poster = _for_altid(tilstand, subject, (fundet,)) if permanent else [replace(fundet, slettet=True)]
    return Beslutning(fundet.version, tuple(poster))


def slet_subject(tilstand: Tilstand, subject: str, *, permanent: bool, faste: Collection[int]) -> Beslutning[list[int]]:
    """Delete every version of a subject; those that were already deleted too, where it is for good.

    Raises Findesikke, IkkeTilladt.
    """
    alle = tilstand.udgivelser(subject)
    if not alle:
        raise ukendt_subject(subject)
    ramte = alle if permanent else tilstand.levende(subject)
    if not ramte:
        raise subject_er_slettet(subject)
    kraev_skrivbar(tilstand, subject)
    for en in ramte:
        _kraev_loes(en, faste)
        if any(anden.subject != subject for anden in _henvist(tilstand, en, permanent)):
            raise henvist_til(subject, en.version)
        if permanent and not en.slettet:
            raise subject_er_ikke_slettet(subject)
    poster = _for_altid(tilstand, subject, ramte) if permanent else [replace(en, slettet=True) for en in ramte]
    return Beslutning([en.version for en in ramte], tuple(poster))


def toem(tilstand: Tilstand, subjects: Iterable[str]) -> Iterator[Post]:
    """Take what is soft-deleted of these subjects away for good. Raises IkkeTilladt where something refers to it."""
    for subject in subjects:
        slettede = [en for en in tilstand.udgivelser(subject) if en.slettet]
        for en in slettede:
            if tilstand.henvist_af(subject, en.version):
                raise henvist_til(subject, en.version)
        yield from _for_altid(tilstand, subject, slettede)


def slet_kontekst(tilstand: Tilstand, rum: str) -> Beslutning[None]:
    """Take a context away that has no subjects. Raises IkkeTilladt."""
    if rum == kontekst.STANDARD or any(True for _ in tilstand.i_kontekst(rum)):
        raise kontekst_ikke_tom(rum)
    return Beslutning(None, (Fjernet(("context", rum)),) if rum in tilstand.kontekster() else ())


def _kraev_loes(udgivelse: Udgivelse, faste: Collection[int]) -> None:
    if udgivelse.id in faste and kontekst.kontekst_for(udgivelse.subject) == kontekst.STANDARD:
        raise ikke_tilladt(
            f"Subject '{udgivelse.subject}' Version {udgivelse.version} is a contract that ships with the hub"
        )


def _henvist(tilstand: Tilstand, udgivelse: Udgivelse, slettede: bool) -> list[Udgivelse]:
    """The versions whose schema refers to this one; the soft-deleted ones too where `slettede`."""
    return [
        en
        for sted in tilstand.henvist_af(udgivelse.subject, udgivelse.version)
        for en in tilstand.brug(*sted)
        if slettede or not en.slettet
    ]


def _for_altid(tilstand: Tilstand, subject: str, ramte: Collection[Udgivelse]) -> Iterator[Post]:
    """The records that take versions away; the text of a schema that no version holds any more goes too."""
    vaek = {(en.subject, en.version) for en in ramte}
    for en in reversed(tuple(ramte)):
        yield Fjernet(en.noegle)
    for skema in {tilstand.skema_for(en).noegle: tilstand.skema_for(en) for en in ramte}.values():
        if all((en.subject, en.version) in vaek for en in tilstand.brug(skema.kontekst, skema.id)):
            yield replace(skema, tekst=None, metadata=None, regler=None)
    if len(vaek) == len(tilstand.udgivelser(subject)):
        if tilstand.egen_mode(subject) is not None:
            yield Fjernet(("mode", subject))
        if tilstand.egen_config(subject) is not None:
            yield Fjernet(("config", subject))
