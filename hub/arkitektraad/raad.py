"""What the council knows at a moment: its cases, dispensations, notices and the row of decisions. An immutable snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hub.arkitektraad.afgoerelse import INTET, SigneretAfgoerelse
from hub.arkitektraad.model import Behandling, Dispensation, Varsel

Ting = Behandling | Dispensation | Varsel
"""What can be kept under an id."""


@dataclass(frozen=True)
class Raad:
    """The council's records by id. `version` grows with every change that is known here."""

    behandlinger: Mapping[str, Behandling] = field(default_factory=dict)
    dispensationer: Mapping[str, Dispensation] = field(default_factory=dict)
    varsler: Mapping[str, Varsel] = field(default_factory=dict)
    afgoerelser: Sequence[SigneretAfgoerelse] = ()
    version: int = 0

    @property
    def hoved(self) -> str:
        """The hash of the newest decision."""
        return self.afgoerelser[-1].aftryk if self.afgoerelser else INTET

    def med(self, ting: Iterable[Ting], nye: Sequence[SigneretAfgoerelse]) -> Raad:
        """A snapshot with these records and these further decisions."""
        sager, tilladte, varsler = dict(self.behandlinger), dict(self.dispensationer), dict(self.varsler)
        for en in ting:
            match en:
                case Behandling():
                    sager[en.id] = en
                case Dispensation():
                    tilladte[en.id] = en
                case Varsel():
                    varsler[en.id] = en
        return replace(
            self,
            behandlinger=sager,
            dispensationer=tilladte,
            varsler=varsler,
            afgoerelser=(*self.afgoerelser, *nye),
            version=self.version + 1,
        )
