"""A tree that leads from a message to the krav it may meet, past all others: the compiler's second half.

A `Gren` asks one side of the message (`Side`) and has a child per key that some krav names there, and `uanset` for
krav that the side does not tell apart. A `Blad` holds the few krav that are left, each with the sides still to be
compared. Which side a branch asks is chosen where it is made: the one that leaves the fewest krav to look at, so that
30,000 subscriptions which differ in one side only are told apart by that side, whichever it is.

Cost. A side is asked at most once on the way down, and each asking follows at most the message's own keys there
(a KLE has six beginnings) and `uanset`; so a message with one value per side sees a bounded number of nodes however
many krav there are, and leaves of `BLADSTOERRELSE` krav at most, unless more than that are alike in every side: those
differ only in period and receiver, which a large leaf looks up (see `Blad.mulige`). A krav with several values per side stands
in several places, `PLADSER` at most; sides beyond that are left to comparison, which costs a message candidates in
proportion to how little such wide krav exclude.

Nodes are immutable but for one memo: `indsaet` and `fjern` give a new tree that shares all but one path with the old,
so that a change costs microseconds and readers are never disturbed. Pure.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from hub.beskedfordeler.abonnementer.krav import Krav, Noegle, Noegler, Side

BLADSTOERRELSE: Final = 6
"""Krav that are compared one by one before it pays to tell them apart."""

PLADSER: Final = 96
"""Places in the tree that one krav may take up."""

_STIKPROEVE: Final = 1024
_GEVINST: Final = 0.95


class Post(NamedTuple):
    """A krav at its place: the sides that the way to it has not settled, and the places it may still take up."""

    krav: Krav
    rest: tuple[tuple[int, Noegler], ...]
    pladser: int


class Gren:
    """Asks one side of the message."""

    __slots__ = ("boern", "side", "uanset")

    def __init__(self, side: int, boern: Mapping[Noegle, Knude], uanset: Knude | None) -> None:
        self.side = side
        self.boern = boern
        self.uanset = uanset


class Blad:
    """Krav to compare one by one."""

    __slots__ = ("_udsnit", "poster")

    def __init__(self, poster: tuple[Post, ...]) -> None:
        self.poster = poster
        self._udsnit: _Udsnit | None = None

    def mulige(self, nu: float, tilladt: Sequence[str]) -> Sequence[Post]:
        """The krav worth comparing. A large leaf leaves out those out of period, and receivers that are not allowed.

        What is in period is found once and holds until the next krav begins or ends; then it is found again, at
        a cost in proportion to the leaf. Two threads may both find it: they find the same.
        """
        if len(self.poster) <= BLADSTOERRELSE:
            return self.poster
        udsnit = self._udsnit
        if udsnit is None or not udsnit.fra <= nu < udsnit.til:
            udsnit = self._udsnit = _Udsnit(self.poster, nu)
        if not tilladt:
            return udsnit.poster
        return [post for cvr in dict.fromkeys(tilladt) for post in udsnit.efter_cvr.get(cvr, ())]


class _Udsnit:
    """The krav of a leaf that are in period from `fra` until `til`."""

    __slots__ = ("efter_cvr", "fra", "poster", "til")

    def __init__(self, poster: Sequence[Post], nu: float) -> None:
        graenser = sorted({graense for post in poster for graense in (post.krav.fra, post.krav.til)})
        nummer = bisect_right(graenser, nu)
        self.fra = graenser[nummer - 1] if nummer else -math.inf
        self.til = graenser[nummer] if nummer < len(graenser) else math.inf
        self.poster = tuple(post for post in poster if post.krav.fra <= nu < post.krav.til)
        self.efter_cvr: dict[str, list[Post]] = {}
        for post in self.poster:
            self.efter_cvr.setdefault(post.krav.cvr, []).append(post)


Knude = Gren | Blad
Besked = Sequence[Collection[Noegle]]
"""A message as the tree sees it: its keys on each `Side`, each once."""


def byg(krav: Sequence[Krav]) -> Knude:
    """A tree of these krav."""
    return _knude([_hel(et) for et in krav], frozenset(Side))


def find(rod: Knude, besked: Besked, nu: float, tilladt: Sequence[str]) -> Iterator[Krav]:
    """Each krav that is in period and that the message meets on every side; some more than once."""
    venter: list[Knude] = [rod]
    while venter:
        knude = venter.pop()
        if isinstance(knude, Gren):
            boern = knude.boern
            for noegle in besked[knude.side]:
                barn = boern.get(noegle)
                if barn is not None:
                    venter.append(barn)
            if knude.uanset is not None:
                venter.append(knude.uanset)
            continue
        for krav, rest, _ in knude.mulige(nu, tilladt):
            if krav.fra <= nu < krav.til:
                for side, noegler in rest:
                    if noegler.isdisjoint(besked[side]):
                        break
                else:
                    yield krav


def indsaet(rod: Knude, krav: Krav) -> Knude:
    """The tree with one krav more."""
    return _indsaet(rod, _hel(krav), frozenset(Side))


def fjern(rod: Knude, krav: Krav) -> Knude:
    """The tree without this krav. Raises KeyError when it is not there."""
    return _fjern(rod, _hel(krav)) or Blad(())


def _hel(krav: Krav) -> Post:
    rest = tuple((side, noegler) for side, noegler in enumerate(krav.noegler) if noegler is not None)
    return Post(krav, rest, PLADSER)


def _boern(post: Post, side: int) -> tuple[Noegler | None, Post]:
    """Under which keys of a branch a krav stands, and how; None: under `uanset`."""
    noegler = post.krav.noegler[side]
    if noegler is None or len(noegler) > post.pladser:
        return None, post
    rest = tuple(led for led in post.rest if led[0] != side)
    return noegler, Post(post.krav, rest, post.pladser // len(noegler))


def _knude(poster: Sequence[Post], sider: frozenset[int]) -> Knude:
    """A tree of these, asking only sides that the way here has not asked."""
    side = _bedste_side(poster, sider)
    if side is None:
        return Blad(tuple(poster))
    boern: dict[Noegle, list[Post]] = {}
    uanset: list[Post] = []
    for post in poster:
        noegler, barn = _boern(post, side)
        if noegler is None:
            uanset.append(barn)
        else:
            for noegle in noegler:
                boern.setdefault(noegle, []).append(barn)
    resten = sider - {side}
    return Gren(
        side,
        {noegle: _knude(egne, resten) for noegle, egne in boern.items()},
        _knude(uanset, resten) if uanset else None,
    )


def _bedste_side(poster: Sequence[Post], sider: frozenset[int]) -> int | None:
    """The side whose asking leaves the fewest krav to look at, when messages come as the krav do; None: leave them."""
    if len(poster) <= BLADSTOERRELSE:
        return None
    proeve = poster[:: len(poster) // _STIKPROEVE + 1]
    vurdering = {side: _tilbage(proeve, side) for side in sorted(sider)}
    side = min(vurdering, key=vurdering.__getitem__, default=None)
    return side if side is not None and vurdering[side] <= _GEVINST * len(proeve) else None


def _tilbage(poster: Sequence[Post], side: int) -> float:
    """How many krav are left on average after asking this side."""
    uanset = 0
    antal: Counter[Noegle] = Counter()
    for krav, _, pladser in poster:
        noegler = krav.noegler[side]
        if noegler is None or len(noegler) > pladser:
            uanset += 1
        else:
            antal.update(noegler)
    return uanset + sum(et * et for et in antal.values()) / max(1, antal.total())


def _indsaet(knude: Knude, post: Post, sider: frozenset[int]) -> Knude:
    if isinstance(knude, Blad):
        return _knude((*knude.poster, post), sider)
    resten = sider - {knude.side}
    noegler, barn = _boern(post, knude.side)
    if noegler is None:
        uanset = Blad((barn,)) if knude.uanset is None else _indsaet(knude.uanset, barn, resten)
        return Gren(knude.side, knude.boern, uanset)
    boern = dict(knude.boern)
    for noegle in noegler:
        gammel = boern.get(noegle)
        boern[noegle] = Blad((barn,)) if gammel is None else _indsaet(gammel, barn, resten)
    return Gren(knude.side, boern, knude.uanset)


def _fjern(knude: Knude, post: Post) -> Knude | None:
    """The node without this krav, None when nothing is left of it."""
    if isinstance(knude, Blad):
        poster = list(knude.poster)
        try:
            poster.remove(post)
        except ValueError:
            raise KeyError(post.krav.modtager.dueslag) from None
        return Blad(tuple(poster)) if poster else None
    noegler, barn = _boern(post, knude.side)
    if noegler is None:
        if knude.uanset is None:
            raise KeyError(post.krav.modtager.dueslag)
        uanset = _fjern(knude.uanset, barn)
        return Gren(knude.side, knude.boern, uanset) if knude.boern else uanset
    boern = dict(knude.boern)
    for noegle in noegler:
        nyt = _fjern(boern[noegle], barn)
        if nyt is None:
            del boern[noegle]
        else:
            boern[noegle] = nyt
    return Gren(knude.side, boern, knude.uanset) if boern else knude.uanset
