"""What the lint rules look at: contracts with their records, fields, catalogue entries and examples, each with a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from schemas.catalogue import Katalogpost
from schemas.formater.fejl import vis_navn
from schemas.kodeliste import Kodelister
from schemas.lint.eksempel import Eksempel, laes_eksempler
from schemas.lint.katalogform import Feltfejl, laes_katalogpost
from schemas.lint.regel import Brud, Kilde
from schemas.lint.steder import Sti
from schemas.skema import KUVERT_FELTER, RaaSkema, fuldt_navn, kerne

NAVNGIVNE: Final = frozenset({"record", "enum", "fixed"})


@dataclass(frozen=True)
class Felt:
    """One field of a record."""

    post: Post
    sti: Sti
    raa: Mapping[str, Any]

    @property
    def navn(self) -> str:
        """The field's name."""
        return str(self.raa["name"])

    @property
    def type(self) -> Any:
        """The field's type without its null, as it is written."""
        return kerne(self.raa["type"])

    @property
    def elementtype(self) -> Any:
        """As `type`; of an array, its items' type."""
        match self.type:
            case {"type": "array", "items": items}:
                return items
            case type_:
                return type_

    def brud(self, led: str = "name", /, **ord_: str) -> Brud:
        """A breach by this field; `led` is the attribute that it points at, and what lies below it."""
        hvor = f"{self.post.hvor}.{vis_navn(self.navn)}"
        return Brud(self.post.kontrakt.kilde, (*self.sti, led), hvor, ord_)


@dataclass(frozen=True)
class Post:
    """One record: a contract's own, or one that is written inside it."""

    kontrakt: Kontrakt
    sti: Sti
    raa: RaaSkema
    navn: str
    """Its full name."""

    @property
    def kort(self) -> str:
        """Its name alone."""
        return self.navn.rpartition(".")[2]

    @property
    def rum(self) -> str:
        """The namespace it is in, which names inside it begin from."""
        return self.navn.rpartition(".")[0]

    @property
    def hvor(self) -> str:
        """Its name for a reader."""
        return vis_navn(self.navn)

    @property
    def er_kuvert(self) -> bool:
        """Whether it is a message itself: the envelope and its content, and not a record written inside."""
        return not self.sti and self.kontrakt.er_besked

    @cached_property
    def felter(self) -> tuple[Felt, ...]:
        """Its own fields."""
        return tuple(Felt(self, (*self.sti, "fields", i), felt) for i, felt in enumerate(self.raa["fields"]))

    def brud(self, led: str = "name", /, **ord_: str) -> Brud:
        """A breach by the record; `led` is the attribute that it points at."""
        return Brud(self.kontrakt.kilde, (*self.sti, led), self.hvor, ord_)


@dataclass(frozen=True)
class Kontrakt:
    """One `.avsc` file that holds a record, with what lies beside it."""

    kilde: Kilde
    katalog: Kilde | None = None
    eksempel: Kilde | None = None
    ulaest: frozenset[Path] = frozenset()
    """Files beside it that are there and cannot be read."""

    @property
    def raa(self) -> RaaSkema:
        """The record as it is written."""
        raa: RaaSkema = self.kilde.steder.vaerdi
        return raa

    @property
    def navn(self) -> str:
        """The record's full name."""
        return fuldt_navn(self.raa, "")

    @property
    def post(self) -> Post:
        """Its own record."""
        return self.poster[0]

    @property
    def fil(self) -> Path:
        """Its file."""
        return self.kilde.fil

    @cached_property
    def poster(self) -> tuple[Post, ...]:
        """Its own record, and the records that are written inside it."""
        return tuple(Post(self, sti, raa, navn) for sti, raa, navn in navngivne(self.raa) if raa["type"] == "record")

    @property
    def felter(self) -> Iterator[Felt]:
        """Every field, also of the records written inside it."""
        for post in self.poster:
            yield from post.felter

    @cached_property
    def er_besked(self) -> bool:
        """Whether it means to be a message: it has any of the envelope's own fields, or a catalogue entry."""
        return self.katalog is not None or any(felt.navn in KUVERT_FELTER for felt in self.post.felter)

    @cached_property
    def katalogfil(self) -> Path:
        """Where its catalogue entry stands, or should."""
        return self.fil.with_suffix(".yaml")

    @cached_property
    def eksempelfil(self) -> Path:
        """Where its example stands, or should."""
        return self.fil.parent / "eksempler" / f"{self.fil.stem}.json"

    @cached_property
    def _laest(self) -> tuple[Katalogpost | None, tuple[Feltfejl, ...]]:
        return laes_katalogpost(self.katalog.steder.vaerdi, self.navn, self.katalog.fil) if self.katalog else (None, ())

    @property
    def katalogpost(self) -> Katalogpost | None:
        """Its catalogue entry; None when it has none, or none that keeps the form."""
        return self._laest[0]

    @property
    def katalogfejl(self) -> tuple[Feltfejl, ...]:
        """What is wrong with the form of its catalogue entry."""
        return self._laest[1]

    @property
    def maerker(self) -> Mapping[str, Any]:
        """The entry's tags of personal data: path → kind. Empty where there are none that can be read."""
        vaerdi = self.katalog.steder.vaerdi if self.katalog else None
        maerker = vaerdi.get("personoplysninger") if isinstance(vaerdi, dict) else None
        return {str(sti): slags for sti, slags in maerker.items()} if isinstance(maerker, dict) else {}


class Gang(NamedTuple):
    """One field met on the way through a type: its path from there, the record it is in, and itself."""

    sti: str
    post: str
    felt: Mapping[str, Any]


@dataclass(frozen=True)
class Materiale:
    """Everything a rule may ask about.

    `kendte` are types, by full name, that are not themselves linted, and `katalog` entries that are not. `ulaeselige`
    and `alene` are files that no contract could be made of: unreadable ones, and those whose contract is not there.
    """

    kontrakter: tuple[Kontrakt, ...]
    kodelister: Kodelister
    kendte: Mapping[str, RaaSkema] = field(default_factory=dict)
    katalog: tuple[Katalogpost, ...] = ()
    ulaeselige: tuple[Brud, ...] = ()
    uformelige: tuple[Brud, ...] = ()
    alene: tuple[Kilde, ...] = ()

    @cached_property
    def typer(self) -> Mapping[str, RaaSkema]:
        """Every named type, by full name; what stands in a file of its own goes before what is written inside one."""
        inde = {navn: raa for k in self.kontrakter for sti, raa, navn in navngivne(k.raa) if sti}
        return {**inde, **self.kendte, **{kontrakt.navn: kontrakt.raa for kontrakt in self.kontrakter}}

    @property
    def kilder(self) -> Iterator[Kilde]:
        """Every file of every contract."""
        for kontrakt in self.kontrakter:
            yield from (kilde for kilde in (kontrakt.kilde, kontrakt.katalog, kontrakt.eksempel) if kilde)

    @cached_property
    def felter(self) -> tuple[Felt, ...]:
        """Every field of every contract."""
        return tuple(felt for kontrakt in self.kontrakter for felt in kontrakt.felter)

    @cached_property
    def poster(self) -> tuple[Post, ...]:
        """Every record of every contract."""
        return tuple(post for kontrakt in self.kontrakter for post in kontrakt.poster)

    @cached_property
    def eksempler(self) -> tuple[Eksempel, ...]:
        """Every message's example, read by its contract."""
        return tuple(laes_eksempler(self))

    @cached_property
    def _gange(self) -> dict[str, tuple[Gang, ...]]:
        return {}

    def gennemgaa(self, navn: str) -> tuple[Gang, ...]:
        """Every field at or below the type `navn`, in order. A type inside itself is not entered again."""
        if navn not in self._gange:
            self._gange[navn] = tuple(self._gaa(navn, "", ()))
        return self._gange[navn]

    def _gaa(self, navn: str, sti: str, over: tuple[str, ...]) -> Iterator[Gang]:
        raa = self.typer.get(navn)
        if raa is None or navn in over:
            return
        for felt in raa.get("fields", ()):
            type_, haler = kerne(felt["type"]), ""
            while isinstance(type_, dict) and type_.get("type") == "array":
                type_, haler = kerne(type_["items"]), haler + "[]"
            her = f"{sti}.{felt['name']}{haler}".lstrip(".")
            yield Gang(her, navn, felt)
            if under := self.find(type_, navn.rpartition(".")[0]):
                yield from self._gaa(under, her, (*over, navn))

    def find(self, type_: Any, rum: str) -> str | None:
        """The full name of the named type that `type_` is or refers to, read inside the namespace `rum`; else None."""
        match type_:
            case {"type": str() as slags} if slags in NAVNGIVNE:
                return fuldt_navn(type_, rum)
            case str() if type_ in self.typer:
                return type_
            case str() if "." not in type_ and f"{rum}.{type_}" in self.typer:
                return f"{rum}.{type_}"
            case _:
                return None


def navngivne(type_: Any, sti: Sti = (), rum: str = "") -> Iterator[tuple[Sti, RaaSkema, str]]:
    """Every named type that is written out in a type, the outermost first: where, as written, and its full name."""
    match type_:
        case list():
            for i, gren in enumerate(type_):
                yield from navngivne(gren, (*sti, i), rum)
        case {"type": "array", "items": indre}:
            yield from navngivne(indre, (*sti, "items"), rum)
        case {"type": "map", "values": indre}:
            yield from navngivne(indre, (*sti, "values"), rum)
        case {"type": str() as slags} if slags in NAVNGIVNE:
            navn = fuldt_navn(type_, rum)
            yield sti, type_, navn
            for i, felt in enumerate(type_.get("fields", ())):
                yield from navngivne(felt["type"], (*sti, "fields", i, "type"), navn.rpartition(".")[0])
        case {"type": dict() as indre}:
            yield from navngivne(indre, (*sti, "type"), rum)
