"""From configuration to index: all of it at first, and after that only what has changed.

Runs when the configuration changes, beside the flow of messages. Unchanged resources are the same objects from one
snapshot of the configuration to the next, so that finding what has changed takes no more than a glance at each.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from hub.beskedfordeler.abonnementer import tabel
from hub.beskedfordeler.abonnementer.indeks import Abonnementsindeks, Kilder
from hub.beskedfordeler.abonnementer.krav import Krav, Side, krav_af
from hub.beskedfordeler.abonnementer.tabel import Tabel
from hub.konfiguration.model import Abonnement, Filter, Serviceaftale, System
from hub.konfiguration.vaerdiopslag import Vaerdiopslag

_DOEDE: Final = 100
"""When more krav than these and half of the table are dead, a change compiles all afresh."""

Numre = dict[str, range]
"""Per subscription, the numbers of its krav in the table."""
Ressource = TypeVar("Ressource", Abonnement, Serviceaftale, System)


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
    kilder = Kilder(
        {abonnement.id: abonnement for abonnement in abonnementer},
        {aftale.id: aftale for aftale in aftaler},
        {system.id: system for system in systemer},
        frozenset(kle_valgfri),
    )
    if forrige is None or forrige.kilder.kle_valgfri != kilder.kle_valgfri:
        return _helt_nyt(kilder, vaerdier)
    aendrede = _aendrede(forrige.kilder, kilder)
    if not aendrede:
        return replace(forrige, kilder=kilder, vaerdier=vaerdier)
    vaek = [nummer for id_ in aendrede for nummer in forrige.numre.get(id_, ())]
    givet_ud = len(forrige.tabel.krav)
    doede = givet_ud - sum(map(len, forrige.numre.values())) + len(vaek)
    if doede > _DOEDE + givet_ud // 2:
        return _helt_nyt(kilder, vaerdier)
    numre, krav = _nummerer(_krav(kilder, aendrede & kilder.abonnementer.keys()), givet_ud)
    uroerte = {id_: egne for id_, egne in forrige.numre.items() if id_ not in aendrede}
    return _indeks(forrige.tabel.aendret(vaek, krav), {**uroerte, **numre}, kilder, vaerdier)


def _helt_nyt(kilder: Kilder, vaerdier: Vaerdiopslag) -> Abonnementsindeks:
    """Krav that often meet the same message are numbered side by side: what they share of the cache is fetched once."""
    krav = _krav(kilder, kilder.abonnementer)
    numre, alle = _nummerer({id_: krav[id_] for id_ in sorted(krav, key=lambda id_: _naboskab(krav[id_]))}, 0)
    return _indeks(tabel.byg(alle), numre, kilder, vaerdier)


def _aendrede(foer: Kilder, nu: Kilder) -> set[str]:
    """The subscriptions that may get other messages than before: they, their system or its agreements have changed."""
    aftaler = _forskel(foer.aftaler, nu.aftaler)
    systemer = _forskel(foer.systemer, nu.systemer)
    systemer |= {samling[id_].system for samling in (foer.aftaler, nu.aftaler) for id_ in aftaler if id_ in samling}
    aendrede = _forskel(foer.abonnementer, nu.abonnementer)
    if systemer:
        aendrede.update(id_ for id_, abonnement in nu.abonnementer.items() if abonnement.system in systemer)
    return aendrede


def _forskel(foer: Mapping[str, Ressource], nu: Mapping[str, Ressource]) -> set[str]:
    return {id_ for id_, ressource in nu.items() if foer.get(id_) is not ressource} | (foer.keys() - nu.keys())


def _krav(kilder: Kilder, abonnementer: Iterable[str]) -> dict[str, tuple[Krav, ...]]:
    """The krav of these subscriptions, of those that have any."""
    valgte = [kilder.abonnementer[id_] for id_ in abonnementer]
    systemer = {abonnement.system for abonnement in valgte}
    efter_system: dict[str, list[Serviceaftale]] = {}
    for aftale in kilder.aftaler.values():
        if aftale.system in systemer:
            efter_system.setdefault(aftale.system, []).append(aftale)
    alle: dict[str, tuple[Krav, ...]] = {}
    for abonnement in valgte:
        system = kilder.systemer.get(abonnement.system)
        aftaler = efter_system.get(abonnement.system, ())
        if system is not None and (krav := krav_af(abonnement, system, aftaler, kilder.kle_valgfri)):
            alle[abonnement.id] = krav
    return alle


def _naboskab(krav: tuple[Krav, ...]) -> list[str]:
    """A sort key by which subscriptions to the same subjects of the same authority are neighbours."""
    return [min(map(str, krav[0].noegler[side] or [""])) for side in (Side.MYNDIGHED, Side.KLE, Side.BESKEDTYPE)]


def _nummerer(krav: Mapping[str, tuple[Krav, ...]], fra: int) -> tuple[Numre, list[Krav]]:
    """The krav of these subscriptions one after the other, and the numbers they have when the first is no. `fra`."""
    alle: list[Krav] = []
    numre: Numre = {}
    for id_, egne in krav.items():
        numre[id_] = range(fra + len(alle), fra + len(alle) + len(egne))
        alle += egne
    return numre, alle


def _indeks(tabellen: Tabel, numre: Numre, kilder: Kilder, vaerdier: Vaerdiopslag) -> Abonnementsindeks:
    orden = array("I", bytes(4 * len(tabellen.krav)))
    for plads, id_ in enumerate(sorted(numre)):
        for nummer in numre[id_]:
            orden[nummer] = plads
    filtre: list[Filter] = [abonnement.filter for abonnement in kilder.abonnementer.values()]
    return Abonnementsindeks(
        tabellen,
        numre,
        orden,
        kilder,
        vaerdier,
        objekter_bruges=any([oensket.objekter for oensket in filtre]),
        lister_bruges=any([oensket.vaerdilister for oensket in filtre]),
    )
