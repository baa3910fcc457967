"""What the registry knows: the topic's records as tables. Changed by `anvend` alone, in the topic's order.

`kladde()` is a sheet laid over it, on which a change can be tried before it is written; what lies below stays as it is.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any, Final

from hub.registry import kontekst
from hub.registry.poster import (
    Fjernet,
    Henvisning,
    Indstilling,
    Kontekstpost,
    Mode,
    Modepost,
    Post,
    Skemapost,
    Udgivelse,
)

Sted = tuple[str, int]
"""A context and an id in it; or a subject and a version of it."""

_TABELLER: Final = (
    "skemaer",
    "_efter_guid",
    "_udgivelser",
    "_brug",
    "_henvist",
    "_config",
    "_mode",
    "_rum",
    "_hoejest",
)


class Tilstand:
    """Every schema, every version, every configuration. What is no more stands in the tables as None or empty."""

    def __init__(self) -> None:
        self.skemaer: MutableMapping[Sted, Skemapost] = {}
        self._efter_guid: MutableMapping[tuple[str, str], int] = {}
        self._udgivelser: MutableMapping[str, tuple[Udgivelse, ...]] = {}
        self._brug: MutableMapping[Sted, tuple[Sted, ...]] = {}
        self._henvist: MutableMapping[Sted, frozenset[Sted]] = {}
        self._config: MutableMapping[str, Indstilling | None] = {}
        self._mode: MutableMapping[str, Mode | None] = {}
        self._rum: MutableMapping[str, bool] = {}
        self._hoejest: MutableMapping[str, int] = {}

    def kladde(self) -> Tilstand:
        """A sheet over this state: it sees all of it, and changes nothing in it."""
        ny = Tilstand()
        for tabel in _TABELLER:
            setattr(ny, tabel, ChainMap({}, getattr(self, tabel)))
        return ny

    def anvend(self, *poster: Post) -> None:
        """Take records in, in their order."""
        for post in poster:
            match post:
                case Skemapost():
                    self._skema(post)
                case Udgivelse():
                    self._udgiv(post)
                case Indstilling():
                    self._config[post.subject] = post
                case Modepost():
                    self._mode[post.subject] = post.mode
                case Kontekstpost():
                    self._rum[post.kontekst] = True
                case Fjernet():
                    self._fjern(post.noegle)

    # Versions and subjects

    def udgivelser(self, subject: str) -> tuple[Udgivelse, ...]:
        """Every version of a subject that is not gone for good, the soft-deleted too, oldest first."""
        return self._udgivelser.get(subject, ())

    def levende(self, subject: str) -> tuple[Udgivelse, ...]:
        """The versions that are not deleted."""
        return tuple(en for en in self.udgivelser(subject) if not en.slettet)

    def nyeste(self, subject: str) -> Udgivelse | None:
        """The newest version that is not deleted."""
        return next((en for en in reversed(self.udgivelser(subject)) if not en.slettet), None)

    def subjects(self, praefiks: str = "") -> Iterator[str]:
        """The subjects with any version whose full name begins so; `:*:` before it looks in every context."""
        alle = praefiks.startswith(kontekst.ALLE)
        begyndelse = praefiks.removeprefix(kontekst.ALLE) if alle else praefiks
        for subject, udgivelser in self._udgivelser.items():
            if udgivelser and (kontekst.del_op(subject).navn if alle else subject).startswith(begyndelse):
                yield subject

    def i_kontekst(self, rum: str) -> Iterator[str]:
        """The subjects with any version in one context."""
        return (subject for subject in self.subjects() if kontekst.kontekst_for(subject) == rum)

    def kontekster(self) -> Sequence[str]:
        """The contexts, the default one first."""
        return [kontekst.STANDARD, *sorted(rum for rum, findes in self._rum.items() if findes)]

    # Schemas

    def skema(self, rum: str, id_: int) -> Skemapost | None:
        """The schema of an id, if any version holds it."""
        return self.skemaer.get((rum, id_)) if self._brug.get((rum, id_)) else None

    def skema_for(self, udgivelse: Udgivelse) -> Skemapost:
        """The schema of a version."""
        return self.skemaer[kontekst.kontekst_for(udgivelse.subject), udgivelse.id]

    def id_for(self, rum: str, guid: str) -> int | None:
        """The id that a schema has or once had."""
        return self._efter_guid.get((rum, guid))

    def naeste_id(self, rum: str) -> int:
        """The id after the highest that was ever given."""
        return self._hoejest.get(rum, 0) + 1

    def brug(self, rum: str, id_: int) -> list[Udgivelse]:
        """The versions that hold a schema, the soft-deleted too, by subject and version."""
        fundne = (self.udgivelse(*sted) for sted in self._brug.get((rum, id_), ()))
        return sorted((en for en in fundne if en is not None), key=lambda en: (en.subject, en.version))

    def henvist_af(self, subject: str, version: int) -> list[Sted]:
        """The schemas that refer to a version and are held by any version themselves, as context and id."""
        return sorted(sted for sted in self._henvist.get((subject, version), ()) if self._brug.get(sted))

    def udgivelse(self, subject: str, version: int) -> Udgivelse | None:
        """One version, soft-deleted or not."""
        return next((en for en in self.udgivelser(subject) if en.version == version), None)

    # Configuration and mode

    def egen_config(self, subject: str) -> Indstilling | None:
        """What is set for exactly this subject or context."""
        return self._config.get(subject)

    def egen_mode(self, subject: str) -> Mode | None:
        """What is set for exactly this subject or context."""
        return self._mode.get(subject)

    def med_mode(self, praefiks: str) -> list[str]:
        """The subjects with a mode of their own whose full name begins so."""
        return [subject for subject, mode in self._mode.items() if mode is not None and subject.startswith(praefiks)]

    # Taking records in

    def _skema(self, post: Skemapost) -> None:
        sted = post.kontekst, post.id
        self.skemaer[sted] = post
        self._efter_guid[post.kontekst, post.guid] = post.id
        self._hoejest[post.kontekst] = max(post.id, self._hoejest.get(post.kontekst, 0))
        for henvisning in post.henvisninger:
            til = henvist_sted(henvisning, post.kontekst)
            self._henvist[til] = self._henvist.get(til, frozenset()) | {sted}

    def _udgiv(self, ny: Udgivelse) -> None:
        if foer := self.udgivelse(ny.subject, ny.version):
            self._tag_ud(foer)
        resten = (en for en in self.udgivelser(ny.subject) if en.version != ny.version)
        self._udgivelser[ny.subject] = tuple(sorted((*resten, ny), key=lambda en: en.version))
        sted = kontekst.kontekst_for(ny.subject), ny.id
        self._brug[sted] = (*self._brug.get(sted, ()), (ny.subject, ny.version))

    def _tag_ud(self, udgivelse: Udgivelse) -> None:
        sted = kontekst.kontekst_for(udgivelse.subject), udgivelse.id
        her = udgivelse.subject, udgivelse.version
        self._brug[sted] = tuple(en for en in self._brug.get(sted, ()) if en != her)
        self._udgivelser[udgivelse.subject] = tuple(
            en for en in self.udgivelser(udgivelse.subject) if en.version != udgivelse.version
        )

    def _fjern(self, noegle: Sequence[Any]) -> None:
        match noegle:
            case ("version", subject, version):
                if foer := self.udgivelse(subject, version):
                    self._tag_ud(foer)
            case ("config", subject):
                self._config[subject] = None
            case ("mode", subject):
                self._mode[subject] = None
            case ("context", rum):
                self._rum[rum] = False
            case _:  # a schema is never taken away
                pass


def henvist_sted(henvisning: Henvisning, rum: str) -> Sted:
    """The subject and version that a reference is, seen from a context."""
    return kontekst.i_samme(henvisning.subject, kontekst.praefiks(rum)), henvisning.version
