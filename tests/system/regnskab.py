"""What the world outside the hub knows: sent and acknowledged, received and acknowledged, and what must never be seen."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.system.sager import Udsendelse


class Sendt(NamedTuple):
    """One message that the hub has acknowledged at least once."""

    objekt: str
    nummer: int
    aftryk: bytes


@dataclass
class Afsenderregnskab:
    """What the senders were told."""

    sendt: dict[str, Sendt] = field(default_factory=dict)
    """By BeskedId, in the order in which each object's were acknowledged first."""
    modtagelser: dict[str, str] = field(default_factory=dict)
    """Reception → BeskedId, one for each 202 that said which."""
    usikre: int = 0
    """Attempts whose answer never came."""
    aabne: int = 0
    """Attempts under way."""

    def kvitteret(self, udsendelse: Udsendelse, modtagelse: str | None) -> None:
        """A 202 came; without a reception from who writes to the cluster itself, and was told no place."""
        self.sendt.setdefault(udsendelse.besked_id, Sendt(udsendelse.objekt, udsendelse.nummer, udsendelse.aftryk))
        if modtagelse is not None:
            self.modtagelser[modtagelse] = udsendelse.besked_id


@dataclass
class Modtagerregnskab:
    """What the receiver of one dueslag saw and answered. `foerste`: the lowest number of an object that it wants.

    Times are seconds of one clock, the caller's.
    """

    dueslag: str
    foerste: int = 0
    leveringer: Counter[str] = field(default_factory=Counter)
    """Deliveries by BeskedId."""
    kvitteret: dict[str, float] = field(default_factory=dict)
    """BeskedId → when the acknowledgement was answered for as taken."""
    brud: list[str] = field(default_factory=list)
    """What must never happen, in words."""
    aabne: int = 0
    """Calls under way."""
    _svaret: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Per object, the numbers for which an acknowledgement was sent, answered or not."""

    def leveret(self, besked_id: str, objekt: str, nummer: int, *, hentet: float) -> None:
        """A delivery came, in the answer to a fetch that began at `hentet`."""
        self.leveringer[besked_id] += 1
        taget = self.kvitteret.get(besked_id)
        # A fetch that had begun may be answered late, with what was handed out before.
        if taget is not None and hentet > taget:
            self.brud.append(f"{besked_id} came again {hentet - taget:.3f} s after its acknowledgement was taken")
        if nummer > self.foerste and nummer - 1 not in self._svaret[objekt]:
            self.brud.append(f"{objekt}: number {nummer} came before {nummer - 1} was acknowledged")

    def svarer(self, objekt: str, nummer: int) -> None:
        """An acknowledgement is about to be sent."""
        self._svaret[objekt].add(nummer)

    def taget(self, besked_id: str, *, svaret: float) -> None:
        """The hub said at `svaret` that it took the acknowledgement, or had taken it before."""
        self.kvitteret.setdefault(besked_id, svaret)
