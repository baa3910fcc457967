"""Search in the catalogue: every word must be found somewhere in a beskedtype; names weigh more than descriptions.

`ens` makes `Opskrivning`, `OPSKRIVNING` and words with ae, oe, aa or æ, ø, å the same; the site's own search does as it
does.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from hub.katalog.model import Katalogoversigt, Katalogvisning, Traef

_BOGSTAVER: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
HOEJST_TRAEF: Final = 5
"""Places that are shown for one beskedtype."""


class Sted(NamedTuple):
    """A place that a word may be found in. `vaegt`: how much finding it here counts."""

    hvor: str
    sti: str
    tekst: str
    vaegt: int


def ens(tekst: str) -> str:
    """The text as it is compared."""
    smaa = unicodedata.normalize("NFC", tekst).casefold().translate(_BOGSTAVER)
    return "".join(tegn for tegn in unicodedata.normalize("NFD", smaa) if not unicodedata.combining(tegn))


class Soegeindeks:
    """Some beskedtyper, made ready to be searched many times."""

    def __init__(self, poster: Iterable[Katalogvisning]) -> None:
        self._poster: Final = [
            (post, [(sted, ens(f"{sted.sti} {sted.tekst}")) for sted in steder(post)]) for post in poster
        ]

    def soeg(self, soegt: str) -> list[Katalogoversigt]:
        """The beskedtyper in which every word is found, the best first, each with where."""
        ord_ = ens(soegt).split()
        fundne: list[tuple[int, Katalogoversigt]] = []
        for post, klare in self._poster:
            point, traef = _proev(klare, ord_)
            if point:
                hoved = {navn: getattr(post, navn) for navn in Katalogoversigt.model_fields if navn != "traef"}
                fundne.append((point, Katalogoversigt(**hoved, traef=traef[:HOEJST_TRAEF])))
        return [oversigt for _, oversigt in sorted(fundne, key=lambda et: (-et[0], et[1].skema_id))]


def steder(post: Katalogvisning) -> Iterator[Sted]:
    """Every place in a beskedtype that is searched, the weightiest first."""
    yield Sted("navn", "", post.navn, 100)
    yield Sted("beskedtype", "", " ".join(post.beskedtyper), 100)
    yield Sted("titel", "", f"{post.titel.da} / {post.titel.en}", 80)
    yield Sted("beskrivelse", "", f"{post.beskrivelse.da} / {post.beskrivelse.en}", 20)
    yield Sted("ejer", "", f"{post.ejer.navn}, CVR {post.ejer.cvr}", 10)
    for standard in post.standardgrundlag:
        yield Sted("standardgrundlag", "", standard, 10)
    for felt in post.felter:
        if not felt.sti.startswith(("beskedId", "beskedVersion", "beskedkuvert")):
            yield Sted("felt", felt.sti, f"{felt.sti}: {felt.doc}", 5)
    for liste in post.kodelister:
        yield Sted("kodeliste", liste.id, f"{liste.da} / {liste.en}", 4)
        for kode in liste.koder:
            yield Sted("kode", f"{liste.id}/{kode.kode}", f"{kode.kode}: {kode.da} / {kode.en}", 1)


def _proev(steder_: Iterable[tuple[Sted, str]], ord_: list[str]) -> tuple[int, list[Traef]]:
    mangler, point, traef = set(ord_), 0, []
    for sted, her in steder_:
        fundet = [et for et in ord_ if et in her]
        if fundet:
            mangler.difference_update(fundet)
            point += sted.vaegt * len(fundet)
            traef.append(Traef(hvor=sted.hvor, sti=sted.sti, tekst=sted.tekst))
    return (0, []) if mangler or not ord_ else (point, traef)
