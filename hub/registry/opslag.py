"""What is asked of the registry without changing it: lists, versions, ids and who refers to what."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from hub.registry import kontekst
from hub.registry.fejl import ukendt_skema, ukendt_subject, ukendt_version
from hub.registry.forslag import NYESTE
from hub.registry.poster import Skemapost, Udgivelse
from hub.registry.tilstand import Tilstand

T = TypeVar("T")


class Udvalg(enum.Enum):
    """Which versions a list is about."""

    LEVENDE = enum.auto()
    """Those that are not deleted."""
    ALLE = enum.auto()
    """The soft-deleted too."""
    SLETTEDE = enum.auto()
    """The soft-deleted alone."""

    def med(self, udgivelse: Udgivelse) -> bool:
        """Whether a version is among them."""
        return self is Udvalg.ALLE or udgivelse.slettet is (self is Udvalg.SLETTEDE)


def subjects(tilstand: Tilstand, praefiks: str, udvalg: Udvalg) -> list[str]:
    """The subjects, sorted; a subject is deleted when all its versions are."""

    def med(navn: str) -> bool:
        levende = tilstand.nyeste(navn) is not None
        return udvalg is Udvalg.ALLE or levende is (udvalg is Udvalg.LEVENDE)

    return sorted(filter(med, tilstand.subjects(praefiks)))


def kraev_subject(tilstand: Tilstand, subject: str, *, slettede: bool) -> None:
    """Raise Findesikke for a subject without versions."""
    if not (tilstand.udgivelser(subject) if slettede else tilstand.nyeste(subject)):
        raise ukendt_subject(subject)


def versioner(tilstand: Tilstand, subject: str, udvalg: Udvalg) -> list[Udgivelse]:
    """The versions of a subject, oldest first. Raises Findesikke."""
    kraev_subject(tilstand, subject, slettede=udvalg is not Udvalg.LEVENDE)
    return [en for en in tilstand.udgivelser(subject) if udvalg.med(en)]


def version(tilstand: Tilstand, subject: str, nummer: int, *, slettede: bool) -> Udgivelse:
    """One version; a subject that is named without a context is looked for in the others too. Raises Findesikke."""
    for navn in _i_hver_kontekst(tilstand, subject):
        fundet = tilstand.nyeste(navn) if nummer == NYESTE else tilstand.udgivelse(navn, nummer)
        if fundet is not None and (slettede or not fundet.slettet):
            return fundet
    kraev_subject(tilstand, subject, slettede=slettede)
    raise ukendt_version(nummer)


def med_metadata(tilstand: Tilstand, subject: str, soegt: Mapping[str, str], *, slettede: bool) -> Udgivelse:
    """The newest version whose metadata have these properties. Raises Findesikke."""
    for en in reversed(tilstand.udgivelser(subject)):
        egenskaber = (tilstand.skema_for(en).metadata or {}).get("properties") or {}
        if (slettede or not en.slettet) and tilstand.skema_for(en).metadata and soegt.items() <= egenskaber.items():
            return en
    kraev_subject(tilstand, subject, slettede=slettede)
    raise ukendt_skema()


def skema(tilstand: Tilstand, id_: int, subject: str | None) -> Skemapost:
    """The schema of an id; `subject` says in which context, or which context to prefer. Raises Findesikke."""
    steder = [kontekst.STANDARD]
    if subject:
        egne = (en for en in _i_hver_kontekst(tilstand, subject) if _holder(tilstand, en, id_))
        steder = [kontekst.kontekst_for(en) for en in (*egne, subject)]
    for rum in steder:
        if fundet := tilstand.skema(rum, id_):
            return fundet
    raise ukendt_skema(id_)


def efter_guid(tilstand: Tilstand, guid: str) -> list[Skemapost]:
    """The schemas of a guid, one in each context that has it; in the order of the contexts."""
    fundne = ((rum, tilstand.id_for(rum, guid.lower())) for rum in tilstand.kontekster())
    return [fundet for rum, id_ in fundne if id_ is not None and (fundet := tilstand.skema(rum, id_))]


def alle_versioner(tilstand: Tilstand, praefiks: str, udvalg: Udvalg, *, kun_nyeste: bool) -> Iterable[Udgivelse]:
    """Every version of the subjects that begin so, by subject and version."""
    for navn in subjects(tilstand, praefiks, Udvalg.ALLE):
        fundne = [en for en in tilstand.udgivelser(navn) if udvalg.med(en)]
        yield from fundne[-1:] if kun_nyeste else fundne


def side(alle: Iterable[T], fra: int, antal: int, hoejst: int) -> Sequence[T]:
    """A part of a list; a number of entries that is not positive, or too large, is the largest there is."""
    grense = antal if 0 < antal <= hoejst else hoejst
    return list(alle)[max(fra, 0) : max(fra, 0) + grense]


def _i_hver_kontekst(tilstand: Tilstand, subject: str) -> list[str]:
    delt = kontekst.del_op(subject)
    if delt.kontekst != kontekst.STANDARD or not delt.navn:
        return [subject]
    return [str(delt._replace(kontekst=rum)) for rum in tilstand.kontekster()]


def _holder(tilstand: Tilstand, subject: str, id_: int) -> bool:
    return any(en.id == id_ for en in tilstand.udgivelser(subject))
