"""The compiled subscription index: asked about every accepted message, replaced when the configuration changes.

Stands between the contract engine's judgement and the write to the dueslag. Pure: it asks no clock and does no I/O;
`Vaerdiopslag` is a look-up in memory.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from hub.beskedfordeler.abonnementer.former import Besked
from hub.beskedfordeler.abonnementer.krav import Krav, Noegle, kle_begyndelser, objektnoegle
from hub.beskedfordeler.abonnementer.svar import Svarhukommelse
from hub.beskedfordeler.abonnementer.tabel import Tabel
from hub.konfiguration.model import FOELSOMHEDER, Abonnement, Serviceaftale, System
from hub.konfiguration.vaerdiopslag import Vaerdiopslag
from hub.kontrakter.afgoerelse import Modtager, Rutefelter

_MEST_FOELSOM: Final = len(FOELSOMHEDER) - 1


@dataclass(frozen=True, slots=True)
class Kilder:
    """What an index was made from, by id, and the beskedtyper whose contract lets OpgaveEmne be absent."""

    abonnementer: Mapping[str, Abonnement]
    aftaler: Mapping[str, Serviceaftale]
    systemer: Mapping[str, System]
    kle_valgfri: frozenset[str]


@dataclass(frozen=True, slots=True)
class Abonnementsindeks:
    """Which dueslag get a message. Immutable but for what it remembers of its answers; made by `opbygning.byg_indeks`, which the fields are for.

    The cost of asking grows with the subscriptions that the message meets, not with those that there are (`tabel`).
    """

    tabel: Tabel
    numre: Mapping[str, range]
    """Per subscription that some message could come to, its krav in the table."""
    orden: array[int]
    """Per number, the place of the subscription's id among all: receivers are sorted by it without being looked at."""
    kilder: Kilder
    vaerdier: Vaerdiopslag
    objekter_bruges: bool
    """Whether any subscription asks for objects by id; most ask by value list, and then ids need no look-up here."""
    lister_bruges: bool
    svar: Svarhukommelse = field(default_factory=Svarhukommelse, compare=False, repr=False)

    def __len__(self) -> int:
        """How many subscriptions some message could come to."""
        return len(self.numre)

    def modtagere(self, ruter: Rutefelter, nu: dt.datetime) -> tuple[Modtager, ...]:
        """The dueslag that get this message at this moment, sorted by id, each once. `nu` has a time zone."""
        naar = nu.timestamp()
        if self.objekter_bruges:  # then each message may have an answer of its own
            return self._find(ruter, naar)
        noegle = (
            ruter.beskedtype,
            ruter.kle,
            ruter.myndigheder,
            ruter.foelsomhed,
            ruter.kriterier,
            ruter.tilladt_modtager,
            tuple(self._objektnoegler(ruter.objekter)) if self.lister_bruges else (),
        )
        svar = self.svar.ved(naar, self.tabel.perioder)
        fundne = svar.get(noegle)
        if fundne is None:
            fundne = svar[noegle] = self._find(ruter, naar)
        return fundne

    def _find(self, ruter: Rutefelter, naar: float) -> tuple[Modtager, ...]:
        tilladt = ruter.tilladt_modtager
        grad = min(ruter.foelsomhed, _MEST_FOELSOM)
        numre = self.tabel.find(self._besked(ruter), naar, grad, tilladt)
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
