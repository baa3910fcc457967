"""The compiled subscription index: asked about every accepted message, replaced when the configuration changes.

Stands between the contract engine's judgement and the write to the dueslag. Pure: it asks no clock and does no I/O;
`Vaerdiopslag` is a look-up in memory.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from hub.beskedfordeler.abonnementer import tabel
from hub.beskedfordeler.abonnementer.former import Besked
from hub.beskedfordeler.abonnementer.krav import Krav, Noegle, Side, kle_begyndelser, krav_af, objektnoegle
from hub.beskedfordeler.abonnementer.tabel import Tabel
from hub.konfiguration.model import FOELSOMHEDER, Abonnement, Serviceaftale, System
from hub.konfiguration.vaerdiopslag import Vaerdiopslag
from hub.kontrakter.afgoerelse import Modtager, Rutefelter

_DOEDE: Final = 100
"""When more krav than these and half of the table are dead, a change compiles all afresh."""

_MEST_FOELSOM: Final = len(FOELSOMHEDER) - 1

Kilde = tuple[Abonnement, System | None, tuple[Serviceaftale, ...]]
"""What the krav of a subscription are made from."""


@dataclass(frozen=True, slots=True)
class Abonnementsindeks:
    """Which dueslag get a message. Immutable; made by `byg_indeks`, which the fields are for.

    The cost of asking grows with the subscriptions that the message meets, not with those that there are (`tabel`).
    """

    tabel: Tabel
    numre: Mapping[str, range]
    """Per subscription that some message could come to, its krav in the table."""
    orden: array[int]
    """Per number, the place of the subscription's id among all: receivers are sorted by it without being looked at."""
    kilder: Mapping[str, Kilde]
    kle_valgfri: frozenset[str]
    vaerdier: Vaerdiopslag
    objekter_bruges: bool
    """Whether any subscription asks for objects by id; most ask by value list, and then ids need no look-up here."""
    lister_bruges: bool

    def __len__(self) -> int:
        """How many subscriptions some message could come to."""
        return len(self.numre)

    def modtagere(self, ruter: Rutefelter, nu: dt.datetime) -> tuple[Modtager, ...]:
        """The dueslag that get this message at this moment, sorted by id, each once. `nu` has a time zone."""
        tilladt = ruter.tilladt_modtager
        grad = min(ruter.foelsomhed, _MEST_FOELSOM)
        numre = self.tabel.find(self._besked(ruter), nu.timestamp(), grad, tilladt)
        if tilladt or len(ruter.kle) > 1 or len(ruter.myndigheder) > 1:
            return self._noejere(numre, ruter)
        modtagere = self.tabel.modtagere
        orden = self.orden
        fundne = {orden[nummer]: modtagere[nummer] for nummer in numre}
        return tuple([fundne[plads] for plads in sorted(fundne)])

    def _noejere(self, numre: Iterable[int], ruter: Rutefelter) -> tuple[Modtager, ...]:
        """As `modtagere`, for a message with a TilladtModtager list, or with several KLE or authorities."""
        fundne: dict[str, Modtager] = {}
        for nummer in numre:
            krav = self.tabel.krav[nummer]
            if krav is None or not _daekker(krav, ruter):
                continue
            modtager = krav.modtager
            if ruter.tilladt_modtager:
                navne = _trimmet(krav, ruter.tilladt_modtager)
                if krav.cvr not in navne:
                    continue
                modtager = _mindst_trimmet(modtager, fundne.get(modtager.dueslag), navne, ruter.tilladt_modtager)
            fundne[modtager.dueslag] = modtager
        return tuple([fundne[dueslag] for dueslag in sorted(fundne)])

    def _besked(self, ruter: Rutefelter) -> Besked:
        """The message's keys, in the order of `SIDER`."""
        return (
            _hver_en_gang(ruter.myndigheder),
            (ruter.beskedtype,),
            _hver_en_gang(ruter.kle),
            self._objektnoegler(ruter.objekter),
            *[_hver_en_gang(vaerdier) for vaerdier in ruter.kriterier],
        )

    def _objektnoegler(self, objekter: tuple[str, ...]) -> Collection[Noegle]:
        noegler: dict[Noegle, None] = {}
        if self.lister_bruges:
            opslag = self.vaerdier.lister_med
            for objekt in _hver_en_gang(objekter):
                for liste in opslag(objekt):
                    noegler[liste] = None
        if self.objekter_bruges:
            noegler.update(dict.fromkeys(map(objektnoegle, objekter)))
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
    foer = forrige.kilder
    aendrede = [id_ for id_ in {**foer, **kilder} if not _samme(foer.get(id_), kilder.get(id_))]
    if not aendrede:
        return replace(forrige, kilder=kilder, vaerdier=vaerdier)
    vaek = [nummer for id_ in aendrede for nummer in forrige.numre.get(id_, ())]
    doede = len(forrige.tabel.krav) - sum(map(len, forrige.numre.values())) + len(vaek)
    if doede > _DOEDE + len(forrige.tabel.krav) // 2:
        return _byg(kilder, valgfri, vaerdier)
    krav = {id_: _krav(kilder[id_], valgfri) for id_ in aendrede if id_ in kilder}
    uroerte = {id_: egne for id_, egne in forrige.numre.items() if id_ not in krav and id_ in kilder}
    numre, nye = _nummerer(krav.items(), len(forrige.tabel.krav))
    return _indeks(forrige.tabel.aendret(vaek, nye), uroerte | numre, kilder, valgfri, vaerdier)


def _byg(kilder: Mapping[str, Kilde], kle_valgfri: frozenset[str], vaerdier: Vaerdiopslag) -> Abonnementsindeks:
    """From nothing. Krav that often meet the same message are numbered side by side: they share what is in the cache."""
    krav = sorted(((id_, _krav(kilde, kle_valgfri)) for id_, kilde in kilder.items()), key=_naboskab)
    numre, alle = _nummerer(krav, 0)
    return _indeks(tabel.byg(alle), numre, kilder, kle_valgfri, vaerdier)


def _krav(kilde: Kilde, kle_valgfri: frozenset[str]) -> tuple[Krav, ...]:
    abonnement, system, aftaler = kilde
    return krav_af(abonnement, system, aftaler, kle_valgfri) if system is not None else ()


def _naboskab(abonnement: tuple[str, tuple[Krav, ...]]) -> list[str]:
    """A sort key by which subscriptions to the same subjects of the same authority are neighbours."""
    _, krav = abonnement
    sider = (Side.MYNDIGHED, Side.KLE, Side.BESKEDTYPE)
    return [min(map(str, krav[0].noegler[side] or [""])) for side in sider] if krav else []


def _nummerer(krav: Iterable[tuple[str, tuple[Krav, ...]]], fra: int) -> tuple[dict[str, range], list[Krav]]:
    """The krav of these subscriptions one after the other, and the numbers they have when the first is no. `fra`."""
    alle: list[Krav] = []
    numre: dict[str, range] = {}
    for id_, egne in krav:
        if egne:
            numre[id_] = range(fra + len(alle), fra + len(alle) + len(egne))
            alle += egne
    return numre, alle


def _indeks(
    tabellen: Tabel,
    numre: Mapping[str, range],
    kilder: Mapping[str, Kilde],
    kle_valgfri: frozenset[str],
    vaerdier: Vaerdiopslag,
) -> Abonnementsindeks:
    orden = array("I", bytes(4 * len(tabellen.krav)))
    for plads, id_ in enumerate(sorted(numre)):
        for nummer in numre[id_]:
            orden[nummer] = plads
    return Abonnementsindeks(
        tabellen,
        numre,
        orden,
        kilder,
        kle_valgfri,
        vaerdier,
        objekter_bruges=any(abonnement.filter.objekter for abonnement, _, _ in kilder.values()),
        lister_bruges=any(abonnement.filter.vaerdilister for abonnement, _, _ in kilder.values()),
    )


def _kilder(
    abonnementer: Iterable[Abonnement], aftaler: Iterable[Serviceaftale], systemer: Iterable[System]
) -> dict[str, Kilde]:
    efter_system: dict[str, list[Serviceaftale]] = {}
    for aftale in aftaler:
        efter_system.setdefault(aftale.system, []).append(aftale)
    pr_system = {id_: tuple(egne) for id_, egne in efter_system.items()}
    kendte = {system.id: system for system in systemer}
    return {et.id: (et, kendte.get(et.system), pr_system.get(et.system, ())) for et in abonnementer}


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
