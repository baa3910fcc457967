"""Code lists: which codes a field may hold, what they mean, and which one a sender probably meant (RA-11).

The lists lie as YAML in `schemas/kodelister/`. The contract engine asks them about every message, so a list is
immutable and a look-up is one dictionary access. KL's full KLE is the user's own file; `kle_fra_xml` reads it.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml
from lxml import etree

KODELISTE_ROD: Final = Path(__file__).parent / "kodelister"
"""Where the code lists that ship with the hub lie: `<id>.yaml`."""

KLE_STOERST: Final = 50_000_000
"""The largest KLE file that is read, in bytes; KL's own is about a tenth of that."""

_INGEN: Final[Mapping[str, Any]] = MappingProxyType({})
_INGEN_KODER: Final[frozenset[str]] = frozenset()


class Kodelistefejl(ValueError):
    """A code list that cannot be read: `fil`, `linje` (from 1; 0 when the whole file is meant) and what to mend."""

    def __init__(self, fil: Path, linje: int, tekst: str) -> None:
        super().__init__(f"{fil}:{linje}: {tekst}" if linje else f"{fil}: {tekst}")
        self.fil, self.linje, self.tekst = fil, linje, tekst


class UkendtKodeliste(LookupError):
    """No code list of that id is loaded."""


@dataclass(frozen=True, slots=True)
class Kode:
    """One code. `uuid`, `urn` and `andre_id` stand for it in UnikId fields; `orden` is its rank in an ordered list."""

    kode: str
    da: str
    en: str
    uuid: str | None = None
    urn: str | None = None
    andre_id: tuple[str, ...] = ()
    orden: int | None = None
    gyldig_fra: dt.date | None = None
    gyldig_til: dt.date | None = None
    egenskaber: Mapping[str, str] = field(default_factory=lambda: _INGEN, hash=False)

    @property
    def identifikatorer(self) -> tuple[str, ...]:
        """Every UUID and URN that stands for the code, its own first."""
        return tuple(i for i in (self.uuid, self.urn, *self.andre_id) if i is not None)

    @property
    def id(self) -> str:
        """What a UnikId field holds for this code: the UUID, else the URN. Raises LookupError when it has neither."""
        if not self.identifikatorer:
            raise LookupError(f"the code {self.kode} has neither UUID nor URN")
        return self.identifikatorer[0]

    def gyldig(self, dag: dt.date) -> bool:
        """Whether the code may be used on that day; `gyldig_fra` is inclusive, `gyldig_til` exclusive."""
        return (self.gyldig_fra or dt.date.min) <= dag and (self.gyldig_til is None or dag < self.gyldig_til)


class Kodeliste:
    """One version of one code list. `kode in liste` asks for codes alone, `slaa_op` also for UUIDs and URNs."""

    def __init__(
        self,
        liste_id: str,
        koder: Iterable[Kode],
        *,
        version: str = "1.0",
        kilde: str = "",
        da: str = "",
        en: str = "",
        start: Iterable[str] = (),
        overgange: Mapping[str, Iterable[str]] = _INGEN,
    ) -> None:
        self.id, self.version, self.kilde, self.da, self.en = liste_id, version, kilde, da, en
        self._koder: dict[str, Kode] = {}
        self._efter_id: dict[str, Kode] = {}
        for kode in koder:
            for noegle, opslag in ((kode.kode, self._koder), *((i, self._efter_id) for i in kode.identifikatorer)):
                if opslag.setdefault(noegle, kode) is not kode:
                    raise ValueError(f"«{noegle}» stands twice in the code list {liste_id}")
        self.koder: Final = frozenset(self._koder)
        self.identifikatorer: Final = frozenset(self._efter_id)
        self._overgange: dict[str | None, frozenset[str]] = {fra: frozenset(til) for fra, til in overgange.items()}
        self._overgange[None] = frozenset(start)
        if ukendte := _INGEN_KODER.union(overgange, *self._overgange.values()) - self.koder:
            raise ValueError(
                f"the transitions of {liste_id} name codes that the list lacks: {', '.join(sorted(ukendte))}"
            )

    def __contains__(self, kode: object) -> bool:
        return kode in self.koder

    def __iter__(self) -> Iterator[Kode]:
        return iter(self._koder.values())

    def __len__(self) -> int:
        return len(self._koder)

    def __getitem__(self, kode: str) -> Kode:
        return self._koder[kode]

    def slaa_op(self, vaerdi: str) -> Kode | None:
        """The code that `vaerdi` is, or that it stands for as a UUID or URN; None when the list lacks it."""
        return self._koder.get(vaerdi) or self._efter_id.get(vaerdi)

    def naermeste(self, vaerdi: str, antal: int = 3) -> tuple[str, ...]:
        """The codes most like `vaerdi`, the likeliest first; empty when none is near.

        For texts to the sender itself: what it wrote stands in no log, and nor does this.
        """
        smaa = {kode.casefold(): kode for kode in self._koder}
        return tuple(smaa[naer] for naer in difflib.get_close_matches(vaerdi[:255].casefold(), smaa, antal))

    def overgang_tilladt(self, fra: str | None, til: str) -> bool:
        """Whether `til` may follow `fra` (None: nothing before). A list without transitions allows every one."""
        return len(self._overgange) == 1 or til in self._overgange.get(fra, _INGEN_KODER)

    def overgange(self, fra: str | None) -> frozenset[str]:
        """What may follow `fra`; None asks what a new object may begin with."""
        return self._overgange.get(fra, _INGEN_KODER)

    def orden(self, vaerdi: str) -> int:
        """The rank of a code (or of its UUID or URN) in an ordered list. Raises LookupError for what has none."""
        kode = self.slaa_op(vaerdi)
        if kode is None or kode.orden is None:
            raise LookupError(f"the value has no rank in the code list {self.id}")
        return kode.orden


class Kodelister(Mapping[str, Kodeliste]):
    """Code lists by id. Immutable; `med` makes a new set."""

    def __init__(self, lister: Iterable[Kodeliste]) -> None:
        self._lister = {liste.id: liste for liste in lister}

    def __getitem__(self, liste_id: str) -> Kodeliste:
        try:
            return self._lister[liste_id]
        except KeyError:
            raise UkendtKodeliste(f"no code list named «{liste_id}»") from None

    def __contains__(self, liste_id: object) -> bool:
        return liste_id in self._lister

    def __iter__(self) -> Iterator[str]:
        return iter(self._lister)

    def __len__(self) -> int:
        return len(self._lister)

    def vaerdier(self, liste_id: str) -> frozenset[str]:
        """Everything a field of that list may hold: codes, UUIDs and URNs. Raises UkendtKodeliste."""
        return self[liste_id].koder | self[liste_id].identifikatorer

    def med(self, *lister: Kodeliste) -> Kodelister:
        """The same lists, with these added or put in the place of those of the same id."""
        return Kodelister((self._lister | {liste.id: liste for liste in lister}).values())

    @classmethod
    def indlaes(cls, rod: Path = KODELISTE_ROD) -> Kodelister:
        """Every list under `rod`. Raises Kodelistefejl with file and line."""
        return cls(laes_liste(fil) for fil in sorted(rod.glob("*.yaml")))

    @classmethod
    @functools.cache
    def standard(cls) -> Kodelister:
        """The lists that ship with the hub; read once."""
        return cls.indlaes()


_NAVNE: Final = {"andreId": "andre_id", "gyldigFra": "gyldig_fra", "gyldigTil": "gyldig_til"}
_FELTER: Final = frozenset(f.name for f in fields(Kode))
_HOVED: Final = frozenset({"id", "version", "titel", "kilde", "koder", "start", "overgange"})


def laes_liste(fil: Path) -> Kodeliste:
    """One list from its YAML file. Raises Kodelistefejl."""
    try:
        raa = yaml.load(fil.read_bytes(), yaml.CSafeLoader)
    except yaml.YAMLError as fejl:
        sted = getattr(fejl, "problem_mark", None)
        raise Kodelistefejl(fil, sted.line + 1 if sted else 0, f"not YAML: {getattr(fejl, 'problem', fejl)}") from fejl
    if not isinstance(raa, dict) or not {"id", "version", "titel", "kilde", "koder"} <= raa.keys() <= _HOVED:
        raise Kodelistefejl(fil, 1, f"a code list has the keys {', '.join(sorted(_HOVED))} and no others")
    if raa["id"] != fil.stem:
        raise Kodelistefejl(fil, 1, f"the list calls itself «{raa['id']}»; the file must be named after it")
    try:
        return Kodeliste(
            raa["id"],
            _koder(fil, raa["koder"]),
            version=raa["version"],
            kilde=raa["kilde"],
            da=raa["titel"]["da"],
            en=raa["titel"]["en"],
            start=raa.get("start", ()),
            overgange=raa.get("overgange", _INGEN),
        )
    except Kodelistefejl:
        raise
    except (ValueError, TypeError, KeyError) as fejl:
        raise Kodelistefejl(fil, 0, str(fejl)) from fejl


def _koder(fil: Path, poster: Iterable[Any]) -> list[Kode]:
    koder: list[Kode] = []
    for post in poster:
        try:
            koder.append(_kode(post))
        except (ValueError, TypeError, AttributeError) as fejl:
            raise Kodelistefejl(fil, _kodens_linje(fil, len(koder)), str(fejl)) from fejl
    return koder


def _kodens_linje(fil: Path, nummer: int) -> int:
    """The line of the code that stands as number `nummer` (from 0) in the file."""
    rod: Any = yaml.compose(fil.read_bytes(), yaml.CSafeLoader)
    koder = next(vaerdi for noegle, vaerdi in rod.value if noegle.value == "koder")
    return int(koder.value[nummer].start_mark.line) + 1


def _kode(post: Mapping[str, Any]) -> Kode:
    felter = {_NAVNE.get(navn, navn): vaerdi for navn, vaerdi in post.items()}
    if ukendte := felter.keys() - _FELTER:
        raise ValueError(f"a code has no field named {', '.join(sorted(ukendte))}")
    if not all(isinstance(felter.get(navn), str) and felter[navn] for navn in ("kode", "da", "en")):
        raise ValueError(f"a code needs kode, da and en as text (quote numbers): {felter.get('kode')!r}")
    felter["andre_id"] = tuple(felter.get("andre_id", ()))
    felter["egenskaber"] = MappingProxyType(dict(felter.get("egenskaber", _INGEN)))
    return Kode(**felter)


def kle_fra_xml(fil: Path) -> Kodeliste:
    """KL's whole KLE from the XML file that the user fetched; expired subjects (`Udgaaet`) are left out.

    No entities, no DTD, no network. Raises Kodelistefejl with the line.
    """
    if fil.stat().st_size > KLE_STOERST:
        raise Kodelistefejl(fil, 0, f"larger than {KLE_STOERST:,} bytes, which no KLE file is")
    laeser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        rod = etree.fromstring(fil.read_bytes(), laeser)
    except etree.XMLSyntaxError as fejl:
        raise Kodelistefejl(fil, fejl.lineno or 0, f"not XML: {fejl.msg}") from fejl
    if rod.getroottree().docinfo.internalDTD is not None:
        raise Kodelistefejl(fil, 1, "a KLE file has no DOCTYPE; take it out")
    koder = [_emne(fil, emne) for emne in rod.iter("{*}Emne") if emne.find(".//{*}Udgaaet") is None]
    if not koder:
        raise Kodelistefejl(fil, 0, "holds no Emne: is this KL's Emneplan in XML?")
    return Kodeliste("kle", koder, version=fil.stem, kilde="KL Emnesystematik", da="KLE-emner", en="KLE subjects")


def _emne(fil: Path, emne: etree._Element) -> Kode:
    nummer, titel = (emne.findtext("{*}EmneNr") or "").strip(), (emne.findtext("{*}EmneTitel") or "").strip()
    if not nummer or not titel:
        linje: Any = emne.sourceline
        raise Kodelistefejl(fil, linje or 0, "an Emne needs EmneNr and EmneTitel")
    return Kode(nummer, titel, titel, (emne.findtext("{*}UUID") or "").strip().lower() or None, f"urn:oio:kle:{nummer}")
