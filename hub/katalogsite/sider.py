"""Every file of the site, as bytes under its path: pages in two languages, the search index, and files for machines."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

import jinja2

from hub.katalog.felter import Felt, Navngiventype, typetabel
from hub.katalog.model import Katalogvisning
from hub.katalogsite import maskinfiler
from hub.katalogsite.indhold import Siteindhold
from hub.katalogsite.navne import anker, kort
from hub.katalogsite.ordbog import Ordbog
from hub.katalogsite.soegeindeks import indeks
from hub.katalogsite.tekster import SPROG

STATISKE: Final = ("stil.css", "soeg.js")
FAELLES: Final = "dk.faelleshub.faelles."
_KUVERTFELTER: Final = ("beskedId", "beskedVersion", "beskedkuvert")

Fil = tuple[str, bytes]
"""A path inside the site, with `/` between its parts, and what lies there."""


def sider(indhold: Siteindhold) -> Iterator[Fil]:
    """Every file of the site. The same content gives the same bytes."""
    for navn in STATISKE:
        yield f"statisk/{navn}", files("hub.katalogsite").joinpath("statisk", navn).read_bytes()
    yield from maskinfiler.filer(indhold)
    typer = {post.navn: typetabel(post.skema, post.personoplysninger) for post in indhold.poster}
    for sprog in SPROG:
        yield from _Sprogudgave(indhold, typer, sprog).filer()


class _Sprogudgave:
    """The pages of one language; Danish lies at the root, every other language in a folder of its own."""

    def __init__(self, indhold: Siteindhold, typer: Mapping[str, Sequence[Navngiventype]], sprog: str) -> None:
        self._indhold, self._typer, self._sprog = indhold, typer, sprog
        self._ordbog = Ordbog(sprog, indhold.kodelister)
        self._mappe = "" if sprog == SPROG[0] else f"{sprog}/"

    def filer(self) -> Iterator[Fil]:
        """The pages, and the search index."""
        ord_ = self._ordbog
        yield self._side("index.html", "indeks.html", ord_("titel"), aktiv="beskedtyper")
        yield self._side("emner.html", "emner.html", ord_("emner"), emneliste=self._indhold.emner, aktiv="emner")
        brugt = self._brug()
        yield self._side(
            "kodelister/index.html", "kodelister.html", ord_("kodelister"), brugt=brugt, aktiv="kodelister"
        )
        for liste in self._indhold.kodelister.values():
            yield self._side(
                f"kodelister/{liste.id}.html",
                "kodeliste.html",
                getattr(liste, self._sprog),
                liste=liste,
                brugt=brugt.get(liste.id, ()),
                aktiv="kodelister",
            )
        for post in self._indhold.poster:
            yield self._side(
                f"beskedtyper/{kort(post.navn)}.html",
                "beskedtype.html",
                getattr(post.titel, self._sprog),
                aktiv="beskedtyper",
                **self._om(post),
            )
        yield f"{self._mappe}indeks.js", indeks(self._til_indeks(), self._indhold.kodelister, ord_).encode()

    def _side(self, sti: str, skabelon: str, titel: str, **resten: Any) -> Fil:
        rod = "../" * (self._mappe + sti).count("/")
        hjem = "../" * sti.count("/")
        tekst = (
            _skabeloner()
            .get_template(skabelon)
            .render(
                **resten,
                _=self._ordbog,
                sprog=self._sprog,
                andre=[
                    (andet, Ordbog(andet, self._indhold.kodelister)("sprognavn"), self._anden(rod, sti, andet))
                    for andet in SPROG
                    if andet != self._sprog
                ],
                titel=titel,
                rod=rod,
                hjem=hjem,
                indhold=self._indhold,
            )
        )
        return self._mappe + sti, tekst.encode()

    @staticmethod
    def _anden(rod: str, sti: str, sprog: str) -> str:
        return f"{rod}{'' if sprog == SPROG[0] else sprog + '/'}{sti}"

    def _brug(self) -> dict[str, list[Katalogvisning]]:
        """The beskedtyper that use each code list."""
        brugt: dict[str, list[Katalogvisning]] = {}
        for post in self._indhold.poster:
            for liste in post.kodelister:
                brugt.setdefault(liste.id, []).append(post)
        return brugt

    def _om(self, post: Katalogvisning) -> dict[str, Any]:
        typer = self._typer[post.navn]
        kuvert = _kuverttyper(typer)
        egne = [type_ for type_ in typer if type_.navn not in kuvert]
        return {
            "post": post,
            "typer": [type_ for type_ in egne if not type_.navn.startswith(FAELLES) or type_ is egne[0]],
            "faelles": [type_ for type_ in egne[1:] if type_.navn.startswith(FAELLES)],
            "kuvert": [type_ for type_ in typer if type_.navn in kuvert],
            "eksempler": maskinfiler.eksempler(post),
        }

    def _til_indeks(self) -> list[tuple[Katalogvisning, Sequence[Navngiventype]]]:
        """Each type once: a shared one under the first beskedtype that holds it."""
        sete: set[str] = set()
        ud: list[tuple[Katalogvisning, Sequence[Navngiventype]]] = []
        for post in self._indhold.poster:
            nye = [type_ for type_ in self._typer[post.navn] if type_.navn not in sete]
            sete.update(type_.navn for type_ in nye)
            ud.append((post, nye))
        return ud


def _kuverttyper(typer: Sequence[Navngiventype]) -> set[str]:
    """The types that a message holds before its beskeddata, found from its first fields."""
    efter_navn = {type_.navn: type_ for type_ in typer}
    fundne: set[str] = set()
    vent = [navn for felt in typer[0].felter if felt.navn in _KUVERTFELTER for navn in felt.typenavne]
    while vent:
        navn = vent.pop()
        if navn in efter_navn and navn not in fundne:
            fundne.add(navn)
            vent += [under for felt in efter_navn[navn].felter for under in felt.typenavne]
    return fundne


def _typeled(felt: Felt) -> list[tuple[str, str | None]]:
    """A field's type in pieces, each with the type that it is the name of."""
    navne = {kort(navn): navn for navn in felt.typenavne}
    return [(led, navne.get(led)) for led in re.split(r"(\w+)", felt.type) if led]


@functools.cache
def _skabeloner() -> jinja2.Environment:
    miljoe = jinja2.Environment(
        loader=jinja2.PackageLoader("hub.katalogsite", "skabeloner"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    miljoe.filters.update(anker=anker, kort=kort, typeled=_typeled)
    miljoe.globals["skemafil"] = maskinfiler.skemafil
    return miljoe
