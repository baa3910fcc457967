"""Checking one hash chain, link by link. Pure.

Finds a changed link, a missing one, links in another order, and, with the heads that were kept elsewhere, links cut
off at the end or written by someone who was not the hub.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hub.log.haendelse import UlaeseligtLed, laes_led
from hub.log.kaede import TOM, Hoved, eget_aftryk


class Brudslags(enum.StrEnum):
    """What is wrong with a chain at the first place where something is."""

    ULAESELIGT = "ulaeseligt"
    AENDRET = "aendret"
    MANGLER = "mangler"
    ORDEN = "orden"
    AFKORTET = "afkortet"
    HOVED = "hoved"
    UDEN_HOVED = "uden-hoved"


TEKSTER = {
    Brudslags.ULAESELIGT: "the record is no link of the log: it was overwritten or cut",
    Brudslags.AENDRET: "the link was changed: its content does not give its hash, or does not follow the link before",
    Brudslags.MANGLER: "links before this one were removed",
    Brudslags.ORDEN: "the link stands out of order, or twice",
    Brudslags.AFKORTET: "the newest links were removed: a head that was kept elsewhere knows of more",
    Brudslags.HOVED: "the link is not the one that the head kept elsewhere names: the chain was written anew",
    Brudslags.UDEN_HOVED: "links follow after the newest head: the hub did not write them, or the heads were removed",
}


@dataclass(frozen=True, slots=True)
class Brud:
    """The first bad place of a chain. `offset` is the record's, None at the end of the chain."""

    slags: Brudslags
    sekvens: int
    """The number of the link that should stand here."""
    offset: int | None = None

    @property
    def text(self) -> str:
        """What is wrong, in words for an operator."""
        return TEKSTER[self.slags]


class Kaedetjek:
    """Takes the links of one chain in their order. `kendte`: heads that the chain must contain."""

    def __init__(self, kendte: list[Hoved]) -> None:
        self.hoved = TOM
        """The last link that holds."""
        self.brud: Brud | None = None
        self._kendte: dict[int, set[bytes]] = {}
        for hoved in kendte:
            self._kendte.setdefault(hoved.antal, set()).add(hoved.aftryk)

    def led(self, vaerdi: bytes | None, offset: int) -> None:
        """The next record. After the first bad place nothing more is looked at."""
        if self.brud is None:
            slags = self._proev(vaerdi or b"")
            if slags is not None:
                self.brud = Brud(slags, self.hoved.antal + 1, offset)

    def slut(self, nyeste: Hoved | None) -> None:
        """The chain is at its end. `nyeste`: the head written with its last link."""
        if self.brud is not None:
            return
        kendt = max(self._kendte, default=0)
        if kendt > self.hoved.antal or (nyeste is not None and nyeste.antal > self.hoved.antal):
            self.brud = Brud(Brudslags.AFKORTET, self.hoved.antal + 1)
        elif nyeste is None or nyeste.antal < self.hoved.antal:
            if self.hoved.antal:
                self.brud = Brud(Brudslags.UDEN_HOVED, self.hoved.antal if nyeste is None else nyeste.antal + 1)
        elif nyeste.aftryk != self.hoved.aftryk:
            self.brud = Brud(Brudslags.HOVED, self.hoved.antal)

    def _proev(self, vaerdi: bytes) -> Brudslags | None:
        try:
            led = laes_led(vaerdi)
        except UlaeseligtLed:
            return Brudslags.ULAESELIGT
        if led.aftryk != eget_aftryk(vaerdi):
            return Brudslags.AENDRET
        ventet = self.hoved.antal + 1
        if led.sekvens != ventet:
            return Brudslags.MANGLER if led.sekvens > ventet else Brudslags.ORDEN
        if led.forrige != self.hoved.aftryk:
            return Brudslags.AENDRET
        if led.sekvens in self._kendte and self._kendte[led.sekvens] != {led.aftryk}:
            return Brudslags.HOVED
        self.hoved = Hoved(led.sekvens, led.aftryk)
        return None
