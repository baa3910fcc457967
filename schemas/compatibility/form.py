"""A schema as compatibility looks at it: a graph of types, each knowing the place where it was written.

Made by `laesning.py`, walked by `oploesning.py`, `vidne.py` and `aendring.py`. Nodes are told apart by identity: a named
type is one node however often it is referred to, which is also how recursion ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

PRIMITIVER: Final = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})


@dataclass(frozen=True, slots=True)
class Logisk:
    """A logical type that its underlying type allows; `praecision` and `skala` are a decimal's."""

    navn: str
    praecision: int | None = None
    skala: int | None = None

    def __str__(self) -> str:
        return self.navn if self.praecision is None else f"{self.navn}({self.praecision}, {self.skala})"


@dataclass(eq=False, slots=True)
class Skematype:
    """One type. `slags` is Avro's word for its kind; `peger` a JSON pointer, behind `navn#` in a referenced schema."""

    slags: str
    peger: str
    raa: Any = field(repr=False)
    logisk: Logisk | None = None
    aftryk: tuple[Any, ...] = field(default=(), init=False, repr=False)
    """The whole type as data, where no named type is in it: two of the same are the same. Empty otherwise."""

    @property
    def navn(self) -> str:
        """What a person calls the type: its name, or its kind."""
        return self.slags

    @property
    def kort(self) -> str:
        """`navn` without a namespace."""
        return self.slags

    def __str__(self) -> str:
        return self.navn if self.logisk is None else f"{self.navn} ({self.logisk})"


@dataclass(eq=False, slots=True)
class Primitive(Skematype):
    """null, boolean, int, long, float, double, bytes or string."""

    def __post_init__(self) -> None:
        self.aftryk = (self.slags, self.logisk)


@dataclass(eq=False, slots=True)
class Navngiven(Skematype):
    """A record, enum or fixed. `aliaser` are full names."""

    fulde_navn: str = ""
    aliaser: frozenset[str] = frozenset()

    @property
    def navn(self) -> str:
        """The full name."""
        return self.fulde_navn

    @property
    def kort(self) -> str:
        """The name without its namespace, by which Avro matches."""
        return self.fulde_navn.rpartition(".")[2]


@dataclass(eq=False, slots=True)
class Felt:
    """A field of a record. `default` says something only when `har_default`; `maerker` are the house's own attributes."""

    navn: str
    type: Skematype
    peger: str
    raa: dict[str, Any] = field(repr=False)
    aliaser: tuple[str, ...] = ()
    har_default: bool = False
    default: Any = None
    maerker: dict[str, str] | None = None


@dataclass(eq=False, slots=True)
class Record(Navngiven):
    """A record, or an error, which Avro resolves alike."""

    felter: tuple[Felt, ...] = ()
    efter_navn: dict[str, Felt] = field(default_factory=dict, repr=False)
    har_aliaser: bool = False
    """Whether any field has an alias."""


@dataclass(eq=False, slots=True)
class Enum(Navngiven):
    """An enum; `default` is the symbol that stands for those it does not know."""

    symboler: tuple[str, ...] = ()
    default: str | None = None


@dataclass(eq=False, slots=True)
class Fixed(Navngiven):
    """So many bytes."""

    stoerrelse: int = 0


@dataclass(eq=False, slots=True)
class Beholder(Skematype):
    """What holds any number of `indre`; `led` is the step into it, for a person."""

    led: ClassVar[str]
    indre: Skematype = field(kw_only=True)

    def __post_init__(self) -> None:
        self.aftryk = (self.slags, self.logisk, self.indre.aftryk) if self.indre.aftryk else ()

    def __str__(self) -> str:
        return f"{self.slags} of {self.indre.navn}"


@dataclass(eq=False, slots=True)
class Array(Beholder):
    """A list."""

    led = "[]"


@dataclass(eq=False, slots=True)
class Map(Beholder):
    """Values by text."""

    led = "{}"


@dataclass(eq=False, slots=True)
class Union(Skematype):
    """One of `grene`, in this order."""

    grene: tuple[Skematype, ...] = ()
    kan_mangle: bool = field(default=False, init=False)
    """Whether it is one type that may also be null: then nobody speaks of branches."""

    def __post_init__(self) -> None:
        self.kan_mangle = len(self.grene) == 2 and any(gren.slags == "null" for gren in self.grene)
        if all(gren.aftryk for gren in self.grene):
            self.aftryk = ("union", *(gren.aftryk for gren in self.grene))

    def __str__(self) -> str:
        return " | ".join(map(str, self.grene)) or "nothing"
