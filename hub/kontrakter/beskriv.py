"""The page of all rules, made from their declarations: `python -m hub.kontrakter.beskriv` writes `docs/regler.md`.

Beside the way of a message: for those who write messages, and those who decide what a message must keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hub.kontrakter.registerregler import REGISTERREGLER, TRAADREGLER, Registerregel
from schemas.catalogue import Katalog
from schemas.kodeliste import Kodelister
from schemas.regler import REGLER, Lag, Regel
from schemas.regler.felter import feltregler
from schemas.regler.katalogregler import katalogregler
from schemas.skema import laes_filer

SIDE: Final = Path(__file__).parents[2] / "docs" / "regler.md"

_LAG: Final = {
    Lag.TRAAD: "Tråd · Wire",
    Lag.FORM: "Form · Form",
    Lag.IDENTIFIKATORER: "Identifikatorer · Identifiers",
    Lag.FORPLIGTELSER: "Forpligtelser og kardinalitet · Obligations and cardinality",
    Lag.BITEMPORALITET: "Bitemporalitet og livscyklus · Bitemporality and life cycle",
    Lag.AFTALE: "Aftale · Agreement",
    Lag.MYNDIGHED: "Myndighed · Authority",
    Lag.SEKVENS: "Master og sekvens · Master and sequence",
}

_HOVED: Final = """# Regler · Rules

Hver besked prøves lag for lag, og alle brud meldes på én gang, hvert med sin kode og sit sted. `Sted` er en sti i
beskeden eller en type og et felt i den; `[]` er hvert led i en liste. Siden er skrevet ud fra reglernes egne
erklæringer: ret dem, ikke den (`python -m hub.kontrakter.beskriv`). Hvordan en regel tilføjes, står i
[tilfoej/regel.md](tilfoej/regel.md).

Every message is checked layer by layer, and all breaches are reported at once, each with its code and its place.
`Sted` is a path in the message, or a type and a field in it; `[]` is each item of a list. The page is made from the
rules' own declarations: change those, not the page.
"""


@dataclass(frozen=True)
class Afsnit:
    """One rule as the page shows it; what is declared for each beskedtype or field stands under one heading."""

    lag: Lag
    id: str
    kode: str
    maal: str
    kilde: str


Steder = dict[tuple[str, str], list[str]]
"""A rule's words in Danish and English, with the places in which it says just this."""


def side(regler: Iterable[Regel | Registerregel]) -> str:
    """The page, in Markdown: the rules grouped by layer, in the order in which they are declared."""
    afsnit: dict[Afsnit, Steder] = {}
    for regel in regler:
        her = afsnit.setdefault(Afsnit(regel.lag, regel.id, regel.kode, regel.maal.value, regel.kilde), {})
        her.setdefault((regel.da, regel.en), []).append(_sted(regel))
    return "\n".join([_HOVED, *(linje for lag in Lag for linje in _lag(lag, afsnit))])


def alle_regler() -> Iterator[Regel | Registerregel]:
    """Every rule that a hub judges by: of the wire, of sender and history, of content, of the catalogue, of fields."""
    yield from TRAADREGLER
    yield from REGISTERREGLER
    yield from REGLER
    for post in Katalog.standard():
        yield from katalogregler(post)
    koder = Kodelister.standard().vaerdier
    for navn, raa in laes_filer().items():
        if raa["type"] == "record":
            yield from feltregler(navn, raa, koder)


def _lag(lag: Lag, afsnit: dict[Afsnit, Steder]) -> Iterator[str]:
    yield f"\n## {lag.value}. {_LAG[lag]}\n"
    for et, steder in afsnit.items():
        if et.lag is lag:
            kode = "" if et.kode == et.id else f" ({et.kode})"
            yield f"### {et.id}{kode}\n\nMål: {et.maal}. Kilde: {et.kilde}.\n"
            for (da, en), hvor in steder.items():
                yield f"- da: {da}\n  en: {en}\n  Sted: {', '.join(f'`{sted}`' for sted in dict.fromkeys(hvor))}"
            yield ""


def _sted(regel: Regel | Registerregel) -> str:
    if isinstance(regel, Registerregel):
        return regel.sti.replace("{}", "") or "besked"
    return f"{regel.type}: {regel.sti}" if regel.sti else regel.type


def main() -> None:
    """Write the page."""
    SIDE.write_text(side(alle_regler()), encoding="utf-8")


if __name__ == "__main__":
    main()
