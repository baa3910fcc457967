"""The compiled subscription index: asked about every accepted message, replaced when the configuration changes.

Stands between the contract engine's judgement and the write to the dueslag. Pure: it asks no clock and does no I/O;
`Vaerdiopslag` is a look-up in memory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from hub.beskedfordeler.abonnementer import trae
from hub.beskedfordeler.abonnementer.krav import UDEN_KLE, Krav, Noegle, kle_begyndelser, krav_af, listenoegle
from hub.konfiguration.model import FOELSOMHEDER, Abonnement, Serviceaftale, System
from hub.konfiguration.vaerdiopslag import Vaerdiopslag
from hub.kontrakter.afgoerelse import Modtager, Rutefelter

_OMBYG: Final = 8
"""A change of more than one in so many subscriptions is cheaper to build afresh than to make one by one."""

_MEST_FOELSOM: Final = len(FOELSOMHEDER) - 1

Kilde = tuple[Abonnement, System | None, tuple[Serviceaftale, ...]]
"""What the krav of a subscription are made from."""


@dataclass(frozen=True, slots=True)
class Abonnementsindeks:
    """Which dueslag get a message. Immutable; made by `byg_indeks`, which the fields are for.

    The cost of asking grows with the subscriptions that the message meets, not with those that there are (`trae`).
    """

    rod: trae.Knude
    krav: Mapping[str, tuple[Krav, ...]]
    kilder: Mapping[str, Kilde]
    kle_valgfri: frozenset[str]
    vaerdier: Vaerdiopslag
    lister_bruges: bool

    def __len__(self) -> int:
        """How many subscriptions some message could come to."""
        return sum(1 for krav in self.krav.values() if krav)

    def modtagere(self, ruter: Rutefelter, nu: dt.datetime) -> tuple[Modtager, ...]:
        """The dueslag that get this message at this moment, sorted by id, each once. `nu` has a time zone."""
        tilladt = ruter.tilladt_modtager
        fundne: dict[str, Modtager] = {}
        flere = len(ruter.kle) > 1 or len(ruter.myndigheder) > 1
        for krav in trae.find(self.rod, self._besked(ruter), nu.timestamp(), tilladt):
            if flere and not _daekker(krav, ruter):
                continue
            modtager = krav.modtager
            if tilladt:
                navne = _trimmet(krav, tilladt)
                if krav.cvr not in navne:
                    continue
                modtager = _mindst_trimmet(modtager, fundne.get(modtager.dueslag), navne, tilladt)
            fundne[modtager.dueslag] = modtager
        return tuple([fundne[dueslag] for dueslag in sorted(fundne)])

    def _besked(self, ruter: Rutefelter) -> trae.Besked:
        """The message's keys, in the order of `Side`."""
        kle = ruter.kle
        return (
            (ruter.beskedtype,),
            _hver_en_gang(ruter.myndigheder),
            kle_begyndelser(kle[0]) if len(kle) == 1 else _flere_kle(kle),
            self._objektnoegler(ruter.objekter),
            _hver_en_gang(ruter.handlinger),
            _hver_en_gang(ruter.objekttyper),
            (min(ruter.foelsomhed, _MEST_FOELSOM),),
        )

    def _objektnoegler(self, objekter: tuple[str, ...]) -> Collection[Noegle]:
        if not self.lister_bruges:
            return _hver_en_gang(objekter)
        opslag = self.vaerdier.lister_med
        noegler: dict[Noegle, None] = dict.fromkeys(objekter)
        for objekt in dict.fromkeys(objekter):
            for liste in opslag(objekt):
                noegler[listenoegle(liste)] = None
        return noegler


def byg_indeks(
    abonnementer: Iterable[Abonnement],
    aftaler: Iterable[Serviceaftale],
    systemer: Iterable[System],
    *,
    vaerdier: Vaerdiopslag,
    kle_valgfri: Collection[str] = (),
    forrige: Abonnementsindeks | None = None,
) -> Abonnementsindeks:
    """Compile a configuration.

    `kle_valgfri`: UUIDs of the beskedtyper whose contract lets OpgaveEmne be absent. `forrige`: the index of the
    configuration before; the result is the same as without it, but only what differs is compiled, and the rest is
    shared. Neither index disturbs the other, so this may run in a thread while the old one answers.
    """
    valgfri = frozenset(kle_valgfri)
    kilder = _kilder(abonnementer, aftaler, systemer)
    if forrige is None or forrige.kle_valgfri != valgfri:
        return _byg(kilder, valgfri, vaerdier)
    aendrede = [id_ for id_ in {**forrige.kilder, **kilder} if not _samme(forrige.kilder.get(id_), kilder.get(id_))]
    if len(aendrede) * _OMBYG > len(kilder):
        return _byg(kilder, valgfri, vaerdier)
    rod = forrige.rod
    krav = dict(forrige.krav)
    for id_ in aendrede:
        gamle = krav.pop(id_, ())
        nye = _krav(kilder[id_], valgfri) if id_ in kilder else ()
        for et in gamle:
            rod = trae.fjern(rod, et)
        for et in nye:
            rod = trae.indsaet(rod, et)
        if nye:
            krav[id_] = nye
    return _indeks(rod, krav, kilder, valgfri, vaerdier)


def _byg(kilder: Mapping[str, Kilde], kle_valgfri: frozenset[str], vaerdier: Vaerdiopslag) -> Abonnementsindeks:
    krav = {id_: krav for id_, kilde in kilder.items() if (krav := _krav(kilde, kle_valgfri))}
    rod = trae.byg([et for alle in krav.values() for et in alle])
    return _indeks(rod, krav, kilder, kle_valgfri, vaerdier)


def _indeks(
    rod: trae.Knude,
    krav: Mapping[str, tuple[Krav, ...]],
    kilder: Mapping[str, Kilde],
    kle_valgfri: frozenset[str],
    vaerdier: Vaerdiopslag,
) -> Abonnementsindeks:
    lister_bruges = any(abonnement.filter.vaerdilister for abonnement, _, _ in kilder.values())
    return Abonnementsindeks(rod, krav, kilder, kle_valgfri, vaerdier, lister_bruges)


def _kilder(
    abonnementer: Iterable[Abonnement], aftaler: Iterable[Serviceaftale], systemer: Iterable[System]
) -> dict[str, Kilde]:
    efter_system: dict[str, list[Serviceaftale]] = {}
    for aftale in aftaler:
        efter_system.setdefault(aftale.system, []).append(aftale)
    pr_system = {id_: tuple(egne) for id_, egne in efter_system.items()}
    kendte = {system.id: system for system in systemer}
    return {et.id: (et, kendte.get(et.system), pr_system.get(et.system, ())) for et in abonnementer}


def _krav(kilde: Kilde, kle_valgfri: frozenset[str]) -> tuple[Krav, ...]:
    abonnement, system, aftaler = kilde
    return krav_af(abonnement, system, aftaler, kle_valgfri) if system is not None else ()


def _samme(foer: Kilde | None, efter: Kilde | None) -> bool:
    """Unchanged resources are the same objects from one snapshot to the next; only others need comparing."""
    if foer is None or efter is None:
        return foer is efter
    return (
        (foer[0] is efter[0] or foer[0] == efter[0])
        and (foer[1] is efter[1] or foer[1] == efter[1])
        and foer[2] == efter[2]
    )


def _hver_en_gang(noegler: tuple[str, ...]) -> tuple[str, ...]:
    return noegler if len(noegler) < 2 else tuple(dict.fromkeys(noegler))


def _flere_kle(kle: tuple[str, ...]) -> Collection[str]:
    if not kle:
        return (UDEN_KLE,)
    return dict.fromkeys(begyndelse for emne in kle for begyndelse in kle_begyndelser(emne))


def _daekker(krav: Krav, ruter: Rutefelter) -> bool:
    """Whether the agreement covers all authorities and all KLE of a message, not just those the tree went by."""
    return (krav.myndigheder is None or krav.myndigheder.issuperset(ruter.myndigheder)) and (
        krav.kle is None or not any(krav.kle.isdisjoint(kle_begyndelser(emne)) for emne in ruter.kle)
    )


def _trimmet(krav: Krav, tilladt: tuple[str, ...]) -> tuple[str, ...]:
    """TilladtModtager as this agreement lets the receiver see it, in the sender's order."""
    return tilladt if krav.trim is None else tuple(cvr for cvr in tilladt if cvr in krav.trim)


def _mindst_trimmet(
    som_den_kom: Modtager, foer: Modtager | None, navne: tuple[str, ...], tilladt: tuple[str, ...]
) -> Modtager:
    """The receiver with the names that it may see under one agreement or another."""
    if foer is not None:
        if foer.tilladt is None:
            return foer
        navne = tuple(cvr for cvr in tilladt if cvr in navne or cvr in foer.tilladt)
    return som_den_kom if navne == tilladt else Modtager(som_den_kom.dueslag, navne)
