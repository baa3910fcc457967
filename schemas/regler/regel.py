"""What a rule is: declared once, as data, with its goal, its source and its words in two languages.

From one declaration come the judge (`schemas.regler.dommer`), the screen (`schemas.regler.skaerm`), the documentation
page, and the rule's own two tests.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from schemas.regler.krav import Krav


class Maal(enum.Enum):
    """The five goals of the rammearkitektur; every rule serves one."""

    SAMMENHAENGENDE = "sammenhængende it"
    GENBRUG = "genbrug af funktionalitet og data"
    FORANDRINGSROBUST = "forandringsrobust it"
    FLERE_LEVERANDOERER = "flere leverandører"
    DRIFTSSTABILITET = "driftsstabilitet"


class Lag(enum.IntEnum):
    """The layers in which a message is checked, in this order; all reasons of all layers are reported."""

    TRAAD = 1
    """Framing, schema id, schema state."""
    FORM = 2
    """Avro, trailing bytes, codes."""
    IDENTIFIKATORER = 3
    """UUID, URN, CPR, CVR, KLE."""
    FORPLIGTELSER = 4
    """Obligations and cardinality (OB1-OB5)."""
    BITEMPORALITET = 5
    """Intervals of effect, life cycle."""
    AFTALE = 6
    """The serviceaftale."""
    MYNDIGHED = 7
    """The caller answers for the object."""
    SEKVENS = 8
    """One master, in sequence."""


FJERN: Final = object()
"""In an example of a breach: take the field away (null)."""


@dataclass(frozen=True, slots=True)
class IAvro:
    """Changes that only the Avro record can carry, since the JSON form would mend or refuse them: path → value."""

    aendringer: Mapping[str, Any]


Aendring = Mapping[str, Any] | Callable[[dict[str, Any]], None] | IAvro
"""How an example differs from the contract's own: path → value in its JSON form, a function that changes that in
place, or a change of the Avro record."""


@dataclass(frozen=True)
class Regel:
    """One rule.

    `type` is the full name of the record that the rule is about (without the leading `dk.faelleshub.`), or `besked`
    for every message as a whole; `sti` is a path inside it: field names with dots, `[]` for each item of a list. The
    rule holds wherever the record occurs.
    `bryder` changes the contract's example so that exactly this rule is broken; `holder`, when given, changes it so
    that the rule is kept in an interesting way. `besked` names the contract whose example is changed.
    """

    id: str
    type: str
    sti: str
    krav: Krav
    da: str
    en: str
    kilde: str
    maal: Maal
    lag: Lag
    besked: str
    bryder: Aendring
    holder: Aendring = field(default_factory=dict)
    kode: str = ""
    undtagen: frozenset[str] = frozenset()
    """Contracts (record names without the leading `dk.faelleshub.`) in which the rule does not hold."""
    dispensabel: bool = False
    """Whether the council can give a kommune leave to break it for a time (RA-27): nothing else builds on it."""

    def __post_init__(self) -> None:
        if not self.kode:
            object.__setattr__(self, "kode", self.id)


@dataclass(frozen=True, slots=True)
class Aarsag:
    """One reason for a refusal, as a sender gets it: which rule, where, and what to mend. Never a value."""

    regel: str
    kode: str
    sti: str
    tekst: str
    text: str
    maal: str

    @classmethod
    def af(cls, regel: Regel, sti: str) -> Aarsag:
        """The reason that `regel` is broken at `sti`."""
        return cls(regel.id, regel.kode, sti, regel.da, regel.en, regel.maal.value)


def regelsaet(*regler: Regel) -> tuple[Regel, ...]:
    """Rules that belong together. Raises ValueError when two have the same id."""
    ider = [regel.id for regel in regler]
    if len(set(ider)) != len(ider):
        raise ValueError(f"two rules share an id: {sorted(i for i in ider if ider.count(i) > 1)}")
    return regler
