"""The servicekatalog: one entry beside each contract that says who owns it, what it is for and what it may hold.

The contract engine looks the beskedtype of every message up here (RA-02), the SDK fills envelopes from it, and the
catalogue pages are made of it. Entries are `schemas/avro/<domæne>/<Navn>.yaml`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

KATALOG_ROD: Final = Path(__file__).parent / "avro"
"""Where the contracts that ship with the hub lie, each entry beside its schema."""

NAVNERUM: Final = "dk.faelleshub."

Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Liste = Annotated[tuple[str, ...], Field(strict=False)]

Tilstand = Literal["udkast", "hoering", "blaastemplet", "udfaset", "trukket"]
"""Where a version stands with the architecture council (RA-03)."""

Personkategori = Literal[
    "cpr",
    "navn",
    "adresse",
    "kontakt",
    "familie",
    "helbred",
    "oekonomi",
    "ejendom",
    "status",
    "fritekst",
    "fil",
    "ingen",
]
"""What kind of personal data a field holds; `ingen` says that someone looked and found none."""


class Katalogfejl(ValueError):
    """A catalogue that cannot be used. `fejl` holds every mistake as (file, line from 1, what to mend)."""

    def __init__(self, fejl: Iterable[tuple[Path, int, str]]) -> None:
        self.fejl = tuple(fejl)
        super().__init__("\n".join(f"{fil}:{linje}: {tekst}" for fil, linje, tekst in self.fejl))


class UkendtBeskedtype(LookupError):
    """The catalogue has no entry of that beskedtype, name or id."""


class _Streng(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Tosproget(_Streng):
    """A text in Danish and English."""

    da: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class Ejer(_Streng):
    """Who answers for a contract."""

    navn: Annotated[str, Field(min_length=1)]
    cvr: Annotated[str, Field(pattern=r"^[0-9]{8}$")]


class FremmedKontrakt(_Streng):
    """A beskedtype from outside whose messages travel under this contract."""

    beskedtype: Uuid
    titel: Tosproget
    kilde: Annotated[str, Field(min_length=1)]


class Katalogpost(_Streng):
    """One beskedtype in one version.

    `objektId` is the path of the object's id in the message, None where the sender gives it in the envelope;
    `personoplysninger` maps a path to what it holds, and a path to a record covers everything below it;
    `opbevaring` is an ISO 8601 duration; `master` is `ejersystem` (the first system that registers the object),
    `enhver` (any agreed sender) or a code of the list `systemtype` (RA-07).
    """

    id: Annotated[int, Field(ge=1, lt=2**31)]
    navn: Annotated[str, Field(pattern=r"^dk\.faelleshub\.[a-z_]+\.[A-Z][A-Za-z]+$")]
    beskedtype: Uuid
    version: Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+$")]
    tilstand: Tilstand
    ejer: Ejer
    titel: Tosproget
    beskrivelse: Tosproget
    standardgrundlag: Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
    arkitekturmaal: str
    master: str
    objekttype: str | None
    handlinger: Liste
    objekt_id: Annotated[str | None, Field(alias="objektId", pattern=r"^beskeddata(\.[A-Za-z]+)+$")]
    kle: Literal["paakraevet", "valgfri"]
    foelsomhed: str
    personoplysninger: dict[str, Personkategori]
    opbevaring: Annotated[str, Field(pattern=r"^P(\d+Y)?(\d+M)?(\d+D)?$", min_length=3)]
    eksempel: Annotated[str, Field(pattern=r"^eksempler/[A-Za-z]+\.json$")]
    kontrakter: Annotated[tuple[FremmedKontrakt, ...], Field(strict=False)] = ()
    fil: Path

    @property
    def kort_navn(self) -> str:
        """The record's name without its namespace."""
        return self.navn.rpartition(".")[2]

    @property
    def domaene(self) -> str:
        """The domain, which is also the folder."""
        return self.fil.parent.name

    @property
    def skemafil(self) -> Path:
        """The contract itself."""
        return self.fil.with_suffix(".avsc")

    @property
    def eksempelfil(self) -> Path:
        """A complete message in the JSON form."""
        return self.fil.parent / self.eksempel


class Katalog:
    """Catalogue entries by beskedtype, by record name and by schema id. Immutable."""

    def __init__(self, poster: Iterable[Katalogpost], bindinger: Iterable[tuple[str, Katalogpost]] = ()) -> None:
        self.poster: Final = tuple(sorted(poster, key=lambda post: post.id))
        self._bindinger: Final = tuple(bindinger)
        self._efter_id: dict[int, Katalogpost] = {}
        self._efter_navn: dict[str, Katalogpost] = {}
        self._efter_beskedtype: dict[str, Katalogpost] = {}
        fejl: list[tuple[Path, int, str]] = []
        for post in self.poster:
            if (anden := self._efter_id.setdefault(post.id, post)) is not post:
                fejl.append((post.fil, 1, f"id {post.id} is taken by {anden.navn}; a schema id is never used twice"))
            if (anden := self._efter_navn.setdefault(post.kort_navn, post)) is not post:
                fejl.append((post.fil, 1, f"the name {post.kort_navn} is taken by {anden.navn} (RA-09)"))
        for beskedtype, post in self.beskedtyper():
            if (anden := self._efter_beskedtype.setdefault(beskedtype, post)) is not post:
                fejl.append((post.fil, 1, f"beskedtype {beskedtype} belongs to {anden.navn} already; invent another"))
        if fejl:
            raise Katalogfejl(fejl)

    def beskedtyper(self) -> Iterator[tuple[str, Katalogpost]]:
        """Every beskedtype UUID with its entry, foreign ones too."""
        for post in self.poster:
            yield post.beskedtype, post
            yield from ((fremmed.beskedtype, post) for fremmed in post.kontrakter)
        yield from self._bindinger

    def __iter__(self) -> Iterator[Katalogpost]:
        return iter(self.poster)

    def __len__(self) -> int:
        return len(self.poster)

    def find(self, beskedtype: str) -> Katalogpost | None:
        """The entry of a beskedtype UUID (lower case), foreign ones too; None when it has none (RA-02)."""
        return self._efter_beskedtype.get(beskedtype)

    def efter_beskedtype(self, beskedtype: str) -> Katalogpost:
        """As `find`. Raises UkendtBeskedtype."""
        if post := self.find(beskedtype):
            return post
        raise UkendtBeskedtype("no catalogue entry has this beskedtype; ask for one, or use one of the catalogue's")

    def efter_navn(self, navn: str) -> Katalogpost:
        """The entry of a record, by full name or by its name alone. Raises UkendtBeskedtype."""
        post = self._efter_navn.get(navn.removeprefix(NAVNERUM).rpartition(".")[2])
        if post and navn in {post.navn, post.kort_navn}:
            return post
        raise UkendtBeskedtype(f"no catalogue entry for a record named {navn}")

    def efter_id(self, skema_id: int) -> Katalogpost:
        """The entry of a schema id. Raises UkendtBeskedtype."""
        if post := self._efter_id.get(skema_id):
            return post
        raise UkendtBeskedtype(f"no catalogue entry with the schema id {skema_id}")

    def bundet(self, beskedtype: str, navn: str) -> Katalog:
        """A catalogue in which messages of a further beskedtype travel under the contract `navn`.

        For a hub that is configured to carry an outside contract. Raises UkendtBeskedtype, Katalogfejl.
        """
        return Katalog(self.poster, [*self._bindinger, (beskedtype, self.efter_navn(navn))])

    @classmethod
    def indlaes(cls, rod: Path = KATALOG_ROD) -> Self:
        """Every entry under `rod`. Raises Katalogfejl with all mistakes, each with its file and line."""
        poster: list[Katalogpost] = []
        fejl: list[tuple[Path, int, str]] = []
        for fil in sorted(rod.glob("*/*.yaml")):
            try:
                poster.append(laes_post(fil))
            except Katalogfejl as fejlede:
                fejl.extend(fejlede.fejl)
        if fejl:
            raise Katalogfejl(fejl)
        return cls(poster)

    @classmethod
    @functools.cache
    def standard(cls) -> Self:
        """The catalogue that ships with the hub; read once."""
        return cls.indlaes()


def laes_post(fil: Path, tekst: str | None = None) -> Katalogpost:
    """One entry from its YAML file, or from `tekst` as if it stood there. Raises Katalogfejl."""
    tekst = fil.read_text(encoding="utf-8") if tekst is None else tekst
    try:
        raa = yaml.load(tekst, yaml.CSafeLoader)
    except yaml.YAMLError as fejl:
        sted = getattr(fejl, "problem_mark", None)
        raise Katalogfejl(
            [(fil, sted.line + 1 if sted else 1, f"not YAML: {getattr(fejl, 'problem', fejl)}")]
        ) from fejl
    if not isinstance(raa, dict):
        raise Katalogfejl([(fil, 1, "a catalogue entry is a mapping of its fields")])
    if egne := raa.keys() & {"navn", "fil"}:
        raise Katalogfejl([(fil, 1, f"{', '.join(sorted(egne))}: the entry's name is its file's; take the line out")])
    navn = f"{NAVNERUM}{fil.parent.name}.{fil.stem}"
    try:
        return Katalogpost.model_validate({**raa, "navn": navn, "fil": fil})
    except ValidationError as fejl:
        raise Katalogfejl(_med_linjer(fil, tekst, fejl)) from fejl


def _med_linjer(fil: Path, tekst: str, fejl: ValidationError) -> Iterator[tuple[Path, int, str]]:
    rod = yaml.compose(tekst, yaml.CSafeLoader)
    for enkelt in fejl.errors(include_url=False, include_input=False):
        sti = ".".join(str(led) for led in enkelt["loc"])
        yield fil, _linje(rod, enkelt["loc"]), f"{sti}: {enkelt['msg']}"


def _linje(node: Any, sti: tuple[int | str, ...]) -> int:
    """The line on which the node at `sti` stands, or the nearest one around it that there is."""
    for led in sti:
        match node:
            case yaml.MappingNode(value=par):
                naeste = next((vaerdi for noegle, vaerdi in par if noegle.value == str(led)), None)
            case yaml.SequenceNode(value=poster) if isinstance(led, int) and led < len(poster):
                naeste = poster[led]
            case _:
                naeste = None
        if naeste is None:
            break
        node = naeste
    return int(node.start_mark.line) + 1
