"""Registering a schema, and finding one that is registered: which id and version it has, or gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hub.registry import kontekst
from hub.registry.beslutning import Beslutning
from hub.registry.fejl import (
    UgyldigAnmodning,
    for_stort,
    ikke_tilladt,
    uforenelig,
    ugyldigt_skema,
    ugyldigt_subject,
)
from hub.registry.forslag import NYESTE, Forslag, Laest, laes_i, med_arv
from hub.registry.indstilling import config_for, kontraktniveau, kraev_skrivbar, mode_for
from hub.registry.kompatibilitet import brud
from hub.registry.poster import POST_BYTES, Fjernet, Kontekstpost, Mode, Post, Skemapost, Udgivelse, pak
from hub.registry.tilstand import Tilstand
from schemas.identifikatorer import maskeret


@dataclass(frozen=True, slots=True)
class Registrering:
    """A registration as it is asked for: what, under which subject, by whom (milliseconds since 1970), and how."""

    subject: str
    forslag: Forslag
    hvem: str
    tid: int
    normaliser: bool = False
    tving: bool = False
    """Whether earlier versions may be broken."""


@dataclass(frozen=True, slots=True)
class Fundet:
    """A version and its schema."""

    udgivelse: Udgivelse
    skema: Skemapost


def find(
    tilstand: Tilstand, subject: str, forslag: Forslag, *, normaliser: bool = False, slettede: bool = False
) -> Fundet | None:
    """The version of a subject that a schema is. Raises UgyldigAnmodning."""
    config = config_for(tilstand, subject)
    normaliser = normaliser or config.get("normalize") is True
    if forslag.tomt:
        return None
    if fundet := _find(tilstand, subject, forslag, normaliser, slettede):
        return fundet
    nyeste = tilstand.nyeste(subject)
    if nyeste is None:
        return None
    # a version that says nothing of metadata and rules has those of the version before it
    arvet = replace(
        med_arv(replace(forslag, version=0), config, tilstand.skema_for(nyeste), 0), version=forslag.version
    )
    return None if arvet == forslag else _find(tilstand, subject, arvet, normaliser, slettede)


def registreret(tilstand: Tilstand, ny: Registrering) -> Fundet | None:
    """The live version that a registration would give again; None where something would have to be written.

    Raises UgyldigAnmodning.
    """
    _kraev_navn(ny.subject)
    forslag = ny.forslag
    config = config_for(tilstand, ny.subject)
    if any(config.get(felt) for felt in ("defaultMetadata", "overrideMetadata", "defaultRuleSet", "overrideRuleSet")):
        return None
    fundet = find(tilstand, ny.subject, forslag, normaliser=ny.normaliser)
    if fundet is None or forslag.id not in {-1, fundet.udgivelse.id}:
        return None
    if forslag.version == 0 or (forslag.version == NYESTE and fundet.udgivelse == tilstand.nyeste(ny.subject)):
        return fundet
    if forslag.id == -1:
        return None
    samme = tilstand.udgivelse(ny.subject, forslag.version)
    return Fundet(samme, fundet.skema) if samme and samme.id == forslag.id and not samme.slettet else None


def registrer(tilstand: Tilstand, ny: Registrering) -> Beslutning[Fundet]:
    """Decide a registration. Raises UgyldigAnmodning, Uforenelig, IkkeTilladt."""
    if fundet := registreret(tilstand, ny):
        return Beslutning(fundet)
    importeres = _proev_mode(tilstand, ny)
    config = config_for(tilstand, ny.subject)
    tidligere, levende = tilstand.udgivelser(ny.subject), tilstand.levende(ny.subject)
    naeste = tidligere[-1].version + 1 if tidligere else 1
    forslag = ny.forslag
    if not importeres:
        forslag = med_arv(forslag, config, tilstand.skema_for(levende[-1]) if levende else None, naeste)
    normaliser = not importeres and (ny.normaliser or config.get("normalize") is True)
    laest = laes_i(tilstand, ny.subject, forslag, normaliser=normaliser, slettede=importeres)
    if forslag.version == 0 and (fundet := _blandt(tilstand, laest, levende, forslag.id)):
        return Beslutning(fundet)
    if not importeres and not ny.tving and (grunde := brud(tilstand, config, laest, levende)):
        raise uforenelig(ny.subject, grunde)
    version = _version(forslag, naeste, importeres)
    skema, poster = _skema(tilstand, ny.subject, forslag.id, laest)
    udgivelse = Udgivelse(ny.subject, version, skema.id, ny.tid, ny.hvem)
    return Beslutning(
        Fundet(udgivelse, skema),
        (
            *_kontekst(tilstand, skema.kontekst),
            *kontraktniveau(tilstand, ny.subject),
            *poster,
            *_afloeste(tilstand, udgivelse, tidligere),
            udgivelse,
        ),
    )


def _find(tilstand: Tilstand, subject: str, forslag: Forslag, normaliser: bool, slettede: bool) -> Fundet | None:
    laest = laes_i(tilstand, subject, forslag, normaliser=normaliser, slettede=True)
    kandidater = tilstand.udgivelser(subject) if slettede else tilstand.levende(subject)
    return _blandt(tilstand, laest, kandidater, -1)


def _blandt(tilstand: Tilstand, laest: Laest, udgivelser: Sequence[Udgivelse], id_: int) -> Fundet | None:
    """The newest of these versions that the schema is: the very schema first, then one that says the same."""
    if not udgivelser:
        return None
    ens = tilstand.id_for(kontekst.kontekst_for(udgivelser[0].subject), laest.guid)
    for udgivelse in reversed(udgivelser):
        if udgivelse.id == ens and id_ in {-1, ens}:
            return Fundet(udgivelse, tilstand.skema_for(udgivelse))
    for udgivelse in reversed(udgivelser):
        skema = tilstand.skema_for(udgivelse)
        if id_ in {-1, skema.id} and laest.svarer_til(udgivelse, skema):
            return Fundet(udgivelse, skema)
    return None


def _kraev_navn(subject: str) -> None:
    if not kontekst.er_gyldigt(subject) or maskeret(subject) != subject:
        raise ugyldigt_subject(maskeret(subject))


def _proev_mode(tilstand: Tilstand, ny: Registrering) -> bool:
    """Whether the schema is imported. Raises IkkeTilladt where the mode does not fit what is asked."""
    kraev_skrivbar(tilstand, ny.subject)
    importeres = mode_for(tilstand, ny.subject) is Mode.IMPORT
    rum = kontekst.kontekst_for(ny.subject)
    if ny.forslag.id >= 0 and not importeres:
        raise ikke_tilladt(f"Subject {ny.subject} in context {rum} is not in import mode")
    if ny.forslag.id < 0 and importeres:
        raise ikke_tilladt(f"Subject {ny.subject} in context {rum} is not in read-write mode")
    if importeres and ny.forslag.id == 0:
        raise UgyldigAnmodning(422, "id 0 is none; ids begin with 1.")
    return importeres


def _version(forslag: Forslag, naeste: int, importeres: bool) -> int:
    if forslag.version <= 0:
        return naeste
    if forslag.version != naeste and not importeres:
        raise ugyldigt_skema("Version is not one more than previous version")
    return forslag.version


def _skema(tilstand: Tilstand, subject: str, id_: int, laest: Laest) -> tuple[Skemapost, tuple[Post, ...]]:
    """The schema under its id, and the record of it where that is new. Raises IkkeTilladt where the id is another's."""
    rum = kontekst.kontekst_for(subject)
    kendt = tilstand.id_for(rum, laest.guid)
    nummer = id_ if id_ >= 0 else kendt if kendt is not None else tilstand.naeste_id(rum)
    skema = laest.som_post(rum, nummer)
    foer = tilstand.skemaer.get((rum, nummer))
    if foer is not None and foer.guid != skema.guid:
        raise ikke_tilladt(f"Overwrite new schema with id {nummer} in context {rum} is not permitted.")
    if len(pak(skema)[1] or b"") > POST_BYTES:
        raise for_stort(f"The schema takes more than {POST_BYTES} bytes with its metadata and rules; split it.")
    return skema, () if foer == skema else (skema,)


def _kontekst(tilstand: Tilstand, rum: str) -> tuple[Post, ...]:
    return () if rum in tilstand.kontekster() else (Kontekstpost(rum),)


def _afloeste(tilstand: Tilstand, ny: Udgivelse, tidligere: Sequence[Udgivelse]) -> tuple[Post, ...]:
    """The soft-deleted versions that the new one is again; one that is referred to must stay where it is."""
    return tuple(
        Fjernet(en.noegle)
        for en in tidligere
        if en.slettet and en.id == ny.id and en.version < ny.version and not tilstand.henvist_af(en.subject, en.version)
    )
