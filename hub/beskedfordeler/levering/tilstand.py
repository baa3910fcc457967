"""The state of one dueslag: what is waiting, under way, paused, resting, settled. Pure; the clock is an argument.

Between a dueslag's records and its receiver. Three promises are kept here: messages of one key are handed out in the
order of the dueslag, one at a time, through every retry; nothing is handed out to two at once; and nothing is settled
but by an answer, by too many attempts, or by its own validity. `dueslag` is the shell around it.

Times are seconds since 1970. An offset is in one of these places, and moves only as drawn::

    unread → resting (GyldighedFra to come) → waiting → under way → settled
                                                 ↑          │ deadline, deferred
                                                 └─ paused ←┘ (doubled each time), or settled: given up
"""

from __future__ import annotations

import enum
import heapq
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

PAUSE_MAKS: Final = 600.0
"""Seconds between two deliveries at most."""


class Udfald(enum.Enum):
    """What an answer to a delivery meets."""

    TAGET = enum.auto()
    """It counts."""
    GENTAGET = enum.auto()
    """The message is settled already."""
    FORAELDET = enum.auto()
    """A later delivery has replaced the one that is answered."""
    UKENDT = enum.auto()
    """No such message was ever handed out."""


class Leveringsregler(NamedTuple):
    """How a dueslag is served."""

    frist: float
    """Seconds from hand-out to deadline."""
    forsoeg: int
    """Deliveries before a message is given up."""
    pause: float
    """Seconds before the second delivery; doubled each time."""
    vindue_poster: int
    vindue_bytes: int
    hvilende_maks: int = 10_000
    """Messages with a GyldighedFra to come that may be set aside; with more, reading waits."""


class Udleveret(NamedTuple):
    """One hand-out: which message, the how-manieth delivery, and its deadline."""

    offset: int
    forsoeg: int
    frist: float


class Gemt(NamedTuple):
    """What must survive a restart. Everything before `laes_fra` that is in neither dict is settled."""

    laes_fra: int = 0
    uafregnede: dict[int, int] = {}  # noqa: RUF012 - a NamedTuple's default; never changed in place
    """Offset → deliveries so far."""
    hvilende: dict[int, float] = {}  # noqa: RUF012 - as above
    """Offset → when it becomes valid."""


@dataclass(slots=True)
class _Post:
    noegle: bytes | int
    stoerrelse: int
    forsoeg: int = 0
    til: float | None = None
    """When it expires (GyldighedTil)."""
    frist: float | None = None
    """Its deadline while it is under way."""
    tidligst: float = 0.0
    """When it may be handed out again after a pause."""


@dataclass(slots=True)
class Leveringstilstand:
    """The state machine. Memory grows with the window, not with the dueslag."""

    regler: Leveringsregler
    laes_fra: int = 0
    """The offset from which the dueslag has not been read yet."""
    fylde: int = 0
    """Bytes of the messages in the window."""
    _poster: dict[int, _Post] = field(default_factory=dict)
    _koeer: dict[bytes | int, deque[int]] = field(default_factory=dict)
    _klar: list[int] = field(default_factory=list)
    """Heap of offsets that head their key's queue and may be handed out; may hold outdated ones."""
    _tider: list[tuple[float, int]] = field(default_factory=list)
    """Heap of deadlines and ends of pauses; may hold outdated ones."""
    _hvilende: dict[int, float] = field(default_factory=dict)
    _hvile: list[tuple[float, int]] = field(default_factory=list)
    _roert: int = -1
    """The highest offset that was handed out, settled or set aside; later ones are as good as unread."""
    _forsoeg_foer: dict[int, int] = field(default_factory=dict)
    """Deliveries of messages that have not been read again since the restart."""

    @classmethod
    def fra(cls, regler: Leveringsregler, gemt: Gemt) -> Leveringstilstand:
        """The state after a restart; the shell then reads `mangler` again and gives them to `tag_ind`."""
        tilstand = cls(regler, laes_fra=gemt.laes_fra, _roert=gemt.laes_fra - 1)
        tilstand._forsoeg_foer = dict(gemt.uafregnede)
        tilstand._hvilende = dict(gemt.hvilende)
        tilstand._hvile = [(tid, offset) for offset, tid in gemt.hvilende.items()]
        heapq.heapify(tilstand._hvile)
        return tilstand

    @property
    def mangler(self) -> tuple[int, ...]:
        """Offsets before `laes_fra` that must be read again, lowest first."""
        return tuple(sorted(self._forsoeg_foer))

    @property
    def under_vejs(self) -> int:
        """How many messages are handed out and not answered."""
        return sum(1 for post in self._poster.values() if post.frist is not None)

    @property
    def har_plads(self) -> bool:
        """Whether the window takes another message."""
        return (
            len(self._poster) < self.regler.vindue_poster
            and self.fylde < self.regler.vindue_bytes
            and len(self._hvilende) < self.regler.hvilende_maks
        )

    def kender(self, offset: int) -> bool:
        """Whether a message of this offset is in the window."""
        return offset in self._poster

    def tag_ind(
        self, offset: int, noegle: bytes | None, stoerrelse: int, *, nu: float, fra: float | None, til: float | None
    ) -> bool:
        """Take a message that was read into the window; False when it is set aside until `fra`, or is not wanted."""
        hvilede = self._hvilende.get(offset)
        if offset in self._poster or (offset < self.laes_fra and hvilede is None and offset not in self._forsoeg_foer):
            return False
        if offset >= self.laes_fra:
            self.laes_fra = offset + 1
        if fra is not None and fra > nu:
            self._laeg_til_hvile(offset, fra)
            return False
        self._hvilende.pop(offset, None)
        forsoeg = self._forsoeg_foer.pop(offset, 0)
        # A message without a key has no order to keep: it stands in a queue of its own.
        egen = offset if noegle is None else noegle
        self._poster[offset] = _Post(egen, stoerrelse, forsoeg, til)
        self.fylde += stoerrelse
        koe = self._koeer.setdefault(egen, deque())
        koe.append(offset)
        if len(koe) == 1:
            heapq.heappush(self._klar, offset)
        return True

    def glem(self, offset: int) -> None:
        """The record is gone from the dueslag (its retention): there is nothing left to deliver."""
        self._forsoeg_foer.pop(offset, None)
        self._hvilende.pop(offset, None)

    def forfaldne(self, nu: float) -> Iterator[int]:
        """Resting messages that have become valid, to be read again and taken in; lowest time first."""
        while self._hvile and self._hvile[0][0] <= nu and self.har_rum:
            _, offset = heapq.heappop(self._hvile)
            if offset in self._hvilende:
                yield offset

    @property
    def har_rum(self) -> bool:
        """Whether the window takes another message that was set aside before."""
        return len(self._poster) < self.regler.vindue_poster and self.fylde < self.regler.vindue_bytes

    def udtag(self, maks: int, nu: float) -> tuple[list[Udleveret], list[int]]:
        """Hand out at most `maks` messages. The second list: those that had expired, and are settled by that."""
        ud: list[Udleveret] = []
        udloebne: list[int] = []
        while self._klar and len(ud) < maks:
            offset = heapq.heappop(self._klar)
            post = self._poster.get(offset)
            if post is None or post.frist is not None or post.tidligst > nu or self._koeer[post.noegle][0] != offset:
                continue
            if post.til is not None and post.til <= nu:
                self._afregn(offset)
                udloebne.append(offset)
                continue
            post.forsoeg += 1
            post.frist = nu + self.regler.frist
            heapq.heappush(self._tider, (post.frist, offset))
            self._roert = max(self._roert, offset)
            ud.append(Udleveret(offset, post.forsoeg, post.frist))
        return ud, udloebne

    def besvar(self, offset: int, forsoeg: int) -> Udfald:
        """What an answer to delivery number `forsoeg` of this message meets; nothing changes."""
        post = self._poster.get(offset)
        if post is None:
            venter = offset in self._forsoeg_foer or offset in self._hvilende
            if offset >= self.laes_fra or venter:
                return Udfald.UKENDT
            return Udfald.GENTAGET
        if forsoeg > post.forsoeg or forsoeg < 1:
            return Udfald.UKENDT
        # A late answer still counts until the message is handed out again: the receiver has done the work.
        return Udfald.TAGET if forsoeg == post.forsoeg else Udfald.FORAELDET

    def afregn(self, offset: int) -> None:
        """Settle a message: acknowledged, refused or given up. The next of its key may go."""
        self._afregn(offset)

    def udskyd(self, offset: int, nu: float) -> bool:
        """Deliver it again after its pause; False when that was the last attempt: then it must be given up."""
        post = self._poster[offset]
        post.frist = None
        if post.forsoeg >= self.regler.forsoeg:
            return False
        post.tidligst = nu + min(PAUSE_MAKS, self.regler.pause * 2.0 ** min(post.forsoeg - 1, 30))
        heapq.heappush(self._tider, (post.tidligst, offset))
        return True

    def puls(self, nu: float) -> list[int]:
        """Let time pass: ends of pauses, and deadlines. Returns what must be given up: its last deadline passed."""
        opgivne: list[int] = []
        while self._tider and self._tider[0][0] <= nu:
            tid, offset = heapq.heappop(self._tider)
            post = self._poster.get(offset)
            if post is None:
                continue
            if post.frist is not None:
                if post.frist <= tid and not self.udskyd(offset, nu):
                    opgivne.append(offset)
            elif post.tidligst <= tid:
                heapq.heappush(self._klar, offset)
        return opgivne

    def naeste(self) -> float | None:
        """When `puls` or `forfaldne` next has something to do; None: not by time alone."""
        tider = [koe[0][0] for koe in (self._tider, self._hvile) if koe]
        return min(tider, default=None)

    def gemt(self) -> Gemt:
        """What must survive a restart; small, since what was only read counts as unread."""
        laes_fra = self._roert + 1
        uafregnede = {o: post.forsoeg for o, post in self._poster.items() if o < laes_fra} | self._forsoeg_foer
        return Gemt(laes_fra, uafregnede, dict(self._hvilende))

    def _laeg_til_hvile(self, offset: int, fra: float) -> None:
        self._forsoeg_foer.pop(offset, None)
        self._hvilende[offset] = fra
        heapq.heappush(self._hvile, (fra, offset))
        self._roert = max(self._roert, offset)

    def _afregn(self, offset: int) -> None:
        post = self._poster.pop(offset)
        self.fylde -= post.stoerrelse
        self._roert = max(self._roert, offset)
        koe = self._koeer[post.noegle]
        # Nearly always the first. After a restart a message that had rested stands in front again, and an answer to
        # an earlier delivery may settle one behind it.
        koe.remove(offset)
        if koe:
            heapq.heappush(self._klar, koe[0])
        else:
            del self._koeer[post.noegle]
