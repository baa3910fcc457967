"""What must hold between configuration resources: nothing refers to what is not there, no two share a name.

Pure; the store asks it about every change before the change is written, so that the router never meets half a
configuration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hub.konfiguration.kilde import Konfiguration, Ressource, Slags, id_for
from hub.konfiguration.model import Abonnement, Serviceaftale, System, Vaerdiliste


@dataclass(frozen=True, slots=True)
class Brud:
    """One thing that does not hold: at which resource and field, and what to do. Never a value that is not an id."""

    slags: Slags
    id: str
    sti: str
    text: str
    tekst: str


def find_brud(konfiguration: Konfiguration, roert: Iterable[tuple[Slags, str]]) -> tuple[Brud, ...]:
    """What a change broke: `konfiguration` is the state after it, `roert` names what it put in or took out."""
    fundne: list[Brud] = []
    navne = _Navne(konfiguration)
    for slags, id_ in roert:
        ressource = konfiguration.samling(slags).get(id_)
        if ressource is None:
            fundne += _stadig_brugt(konfiguration, slags, id_)
        else:
            fundne += _mangler(konfiguration, slags, id_, ressource)
            fundne += navne.broedre(slags, id_, ressource)
    return tuple(fundne)


def henvisninger(ressource: Ressource) -> Iterator[tuple[str, Slags, str]]:
    """What a resource refers to: the field's path, and the kind and id it names."""
    match ressource:
        case System():
            yield "myndighed", Slags.MYNDIGHED, ressource.myndighed
            for nr, id_ in enumerate(ressource.afloeser):
                yield f"afloeser[{nr}]", Slags.SYSTEM, id_
        case Serviceaftale():
            yield "system", Slags.SYSTEM, ressource.system
        case Abonnement():
            yield "system", Slags.SYSTEM, ressource.system
            for nr, id_ in enumerate(ressource.filter.vaerdilister):
                yield f"filter.vaerdilister[{nr}]", Slags.VAERDILISTE, id_
        case Vaerdiliste():
            yield "system", Slags.SYSTEM, ressource.system
        case _:
            return


def _mangler(konfiguration: Konfiguration, slags: Slags, id_: str, ressource: Ressource) -> Iterator[Brud]:
    egne_lister = isinstance(ressource, Abonnement)
    for sti, maal, maal_id in henvisninger(ressource):
        if maal_id not in konfiguration.samling(maal) and not (egne_lister and maal is Slags.VAERDILISTE):
            yield Brud(
                slags,
                id_,
                sti,
                f"there is no {maal} {maal_id}; create it first, or correct the reference",
                f"der findes ingen {maal} {maal_id}; opret den først, eller ret henvisningen",
            )
    if isinstance(ressource, Abonnement):
        yield from _fremmede_lister(konfiguration, id_, ressource)
    if isinstance(ressource, System):
        yield from _delt_kafkabruger(konfiguration, id_, ressource)


def _fremmede_lister(konfiguration: Konfiguration, id_: str, abonnement: Abonnement) -> Iterator[Brud]:
    """A subscription may only filter by lists of its own system: otherwise it could probe another's values.

    What is another's answers as what is not there at all.
    """
    for nr, liste_id in enumerate(abonnement.filter.vaerdilister):
        liste = konfiguration.vaerdilister.get(liste_id)
        if liste is None or liste.system != abonnement.system:
            yield Brud(
                Slags.ABONNEMENT,
                id_,
                f"filter.vaerdilister[{nr}]",
                f"there is no vaerdiliste {liste_id} of this system; create one of its own",
                f"systemet har ingen vaerdiliste {liste_id}; opret en af dets egne",
            )


def _delt_kafkabruger(konfiguration: Konfiguration, id_: str, system: System) -> Iterator[Brud]:
    """A Kafka user is one system: what it writes counts as that system's."""
    bruger = system.kafkabruger
    if bruger is not None and any(
        andet.kafkabruger == bruger for andet in konfiguration.systemer.values() if andet.id != id_
    ):
        yield Brud(
            Slags.SYSTEM,
            id_,
            "kafkabruger",
            "another system has this Kafka user; give each system a user of its own",
            "et andet system har denne Kafka-bruger; giv hvert system sin egen",
        )


class _Navne:
    """Who has which name, read once per kind however many resources a change touches."""

    def __init__(self, konfiguration: Konfiguration) -> None:
        self._konfiguration = konfiguration
        self._efter_navn: dict[Slags, dict[str, list[str]]] = {}

    def broedre(self, slags: Slags, id_: str, ressource: Ressource) -> Iterator[Brud]:
        for anden_id in self._af_slags(slags)[ressource.navn]:
            if anden_id != id_:
                yield Brud(
                    slags,
                    id_,
                    "navn",
                    f"another {slags} has this name; choose one that tells them apart",
                    f"en anden {slags} har dette navn; vælg et, der skelner dem",
                )
                return

    def _af_slags(self, slags: Slags) -> dict[str, list[str]]:
        if slags not in self._efter_navn:
            navne = self._efter_navn[slags] = {}
            for id_, ressource in self._konfiguration.samling(slags).items():
                navne.setdefault(ressource.navn, []).append(id_)
        return self._efter_navn[slags]


def _stadig_brugt(konfiguration: Konfiguration, slags: Slags, id_: str) -> Iterator[Brud]:
    brugere = [
        (anden_slags, id_for(anden))
        for anden_slags in (Slags.SYSTEM, Slags.SERVICEAFTALE, Slags.ABONNEMENT, Slags.VAERDILISTE)
        for anden in konfiguration.samling(anden_slags).values()
        if any((maal, maal_id) == (slags, id_) for _, maal, maal_id in henvisninger(anden))
    ]
    if brugere:
        vist = _opregning(brugere)
        yield Brud(
            slags,
            id_,
            "",
            f"it is still used by {vist}; remove or change that first",
            f"den bruges stadig af {vist}; fjern eller ret det først",
        )


def _opregning(brugere: Sequence[tuple[Any, str]], hoejst: int = 5) -> str:
    vist = ", ".join(f"{slags} {id_}" for slags, id_ in brugere[:hoejst])
    return vist if len(brugere) <= hoejst else f"{vist} +{len(brugere) - hoejst}"
