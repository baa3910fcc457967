"""Configuration and mode: what is set for a subject, and what holds for it where nothing is.

A subject's own goes first, then its context's, then that of the context `.__GLOBAL`, then the house's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub.registry import kontekst
from hub.registry.fejl import ikke_tilladt, ugyldig_tilstand, ugyldigt_niveau
from hub.registry.poster import Indstilling, Mode, Post
from hub.registry.tilstand import Tilstand
from schemas.compatibility import Niveau
from schemas.skema import PRAEFIKS

NIVEAU: Final = Niveau.BACKWARD
"""The level where none is set: what clients of such registries expect."""

KONTRAKTNIVEAU: Final = Niveau.FULL_TRANSITIVE
"""What the hub's contracts have, set for each of their subjects: both ways, with every earlier version. Old receivers
run on, and what lies in the log is read for years."""

NIVEAUFELT: Final = "compatibilityLevel"
"""What the configuration calls the level when it is read; `compatibility` when it is written."""

FELTER: Final = (
    "alias",
    "normalize",
    "validateFields",
    "validateNewSchemas",
    "validateRules",
    NIVEAUFELT,
    "compatibilityPolicy",
    "compatibilityGroup",
    "defaultMetadata",
    "overrideMetadata",
    "defaultRuleSet",
    "overrideRuleSet",
)
"""What is kept of a configuration; newer fields that clients send are left out."""
_ARVES: Final = ("normalize", "validateFields", "validateNewSchemas", "validateRules", "compatibilityGroup")
"""What a subject's configuration that does not say it takes from the default context's."""

_GLOBAL: Final = kontekst.praefiks(kontekst.GLOBAL)

Config = Mapping[str, Any]


def laes_niveau(tekst: Any) -> Niveau:
    """A level from its name, in any case. Raises UgyldigAnmodning."""
    try:
        return Niveau(str(tekst).upper())
    except ValueError:
        raise ugyldigt_niveau() from None


def laes_mode(tekst: Any) -> Mode:
    """A mode from its name, in any case. Raises UgyldigAnmodning."""
    try:
        return Mode(str(tekst).upper())
    except ValueError:
        raise ugyldig_tilstand() from None


def egen_config(tilstand: Tilstand, subject: str) -> Config | None:
    """What is set for exactly this subject or context; the default context always has a level."""
    fundet = tilstand.egen_config(subject)
    if fundet is not None:
        return _med_niveau(fundet.felter)
    return _med_niveau({}) if subject in {"", _GLOBAL} else None


def config_for(tilstand: Tilstand, subject: str) -> Config:
    """What holds for a subject or a context."""
    eget = tilstand.egen_config(subject)
    if eget is not None and subject:
        standard = tilstand.egen_config("")
        arvet = {} if standard is None else {felt: standard.felter[felt] for felt in _ARVES if felt in standard.felter}
        return _med_niveau(arvet | dict(eget.felter))
    for navn in (kontekst.praefiks(kontekst.kontekst_for(subject)), _GLOBAL):
        if (fundet := tilstand.egen_config(navn)) is not None:
            return _med_niveau(fundet.felter)
    return _med_niveau({})


def aendret_config(foer: Config | None, sendt: Mapping[str, Any]) -> Config:
    """The configuration after a change: a field that is sent as null is taken out, one that is not sent stays.

    Raises UgyldigAnmodning.
    """
    ud = dict(foer or {})
    for felt in FELTER:
        navn = "compatibility" if felt == NIVEAUFELT and "compatibility" in sendt else felt
        if navn not in sendt:
            continue
        if sendt[navn] is None:
            ud.pop(felt, None)
        else:
            ud[felt] = laes_niveau(sendt[navn]).value if felt == NIVEAUFELT else sendt[navn]
    return ud


def niveau_i(config: Config) -> Niveau:
    """The level in a configuration."""
    return Niveau(config[NIVEAUFELT])


def egen_mode(tilstand: Tilstand, subject: str) -> Mode | None:
    """What is set for exactly this subject or context; the default context always has a mode."""
    return tilstand.egen_mode(subject) or (Mode.READWRITE if subject in {"", _GLOBAL} else None)


def mode_for(tilstand: Tilstand, subject: str) -> Mode:
    """What holds for a subject or a context."""
    if tilstand.egen_mode("") is Mode.READONLY_OVERRIDE:
        return Mode.READONLY_OVERRIDE
    for navn in (subject, kontekst.praefiks(kontekst.kontekst_for(subject)), _GLOBAL):
        if (fundet := tilstand.egen_mode(navn)) is not None:
            return fundet
    return Mode.READWRITE


def kontraktniveau(tilstand: Tilstand, subject: str) -> tuple[Post, ...]:
    """What gives a new subject of the hub's contracts their level; nothing for others, or where one is set."""
    if not subject.startswith(PRAEFIKS) or tilstand.udgivelser(subject) or tilstand.egen_config(subject) is not None:
        return ()
    return (Indstilling(subject, {NIVEAUFELT: KONTRAKTNIVEAU.value}),)


def kraev_skrivbar(tilstand: Tilstand, subject: str) -> None:
    """Refuse where the mode lets nothing be changed. Raises IkkeTilladt."""
    if mode_for(tilstand, subject) in {Mode.READONLY, Mode.READONLY_OVERRIDE}:
        raise ikke_tilladt(f"Subject {subject} in context {kontekst.kontekst_for(subject)} is in read-only mode")


def _med_niveau(felter: Config) -> Config:
    return {NIVEAUFELT: NIVEAU.value} | dict(felter)
