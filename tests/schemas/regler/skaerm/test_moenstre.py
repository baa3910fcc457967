"""A pattern's matcher takes nothing that the pattern refuses, and nearly all that it takes."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from schemas.codec import pak
from schemas.identifikatorer import MOENSTER
from schemas.regler import REGLER
from schemas.regler.krav import Moenster
from schemas.regler.sag import GENSTANDSFORMER, PARTSFORMER
from schemas.regler.skaerm import byg_skaerm
from schemas.skema import Skema
from tests.hub.kontrakter.mutationer import TEKSTER

pytestmark = pytest.mark.hurtig

SKEMA = Skema(
    900, {"type": "record", "name": "dk.faelleshub.proeve.Tekst", "fields": [{"name": "t", "type": "string"}]}
)
ANDRE = {
    "part": PARTSFORMER,
    "genstand": GENSTANDSFORMER,
    "punktum": re.compile("a.c"),
    "alt": re.compile("a.c", re.DOTALL),
    "tilbage": re.compile("[ab]+b"),  # a matcher that never goes back finds none of these
    "valg": re.compile("(?:ab|a)(?:c|bcd)"),
    "ikke": re.compile("(?![ .])[^/]{1,5}(?<![ .])"),
}
GAAR_GLIP = {"tilbage", "valg"}
GODE = {
    "uuid": "0d70e900-daba-48cf-a7ab-562aba949103", "urn": "urn:oio:cvr-nr:58271713", "cvr": "58271713", "cpr": "6101901234",
    "pnummer": "1003388394", "se": "58271713", "gln": "5790000000005", "bfe": "123456", "esr": "101-123456",
    "myndighedskode": "0751", "kle-hovedgruppe": "27", "kle-gruppe": "27.12", "kle-emne": "27.12.00", "kle-facet": "G01",
    "kle-urn": "urn:oio:kle:27.12.00", "kle-moenster": "27.1*", "form": "27.12.00.01", "postnummer": "SW1A 1AA",
    "dansk-postnummer": "8000", "landekode": "DK", "sha256": "0f" * 32, "base64": "VGVrc3Q=", "mimetype": "text/plain; charset=utf-8",
    "sikkert-filnavn": "plan 1.pdf", "part": "urn:oio:cpr-nr:6101901234", "genstand": "urn:oio:esr:ejendom:101-123456",
    "punktum": "abc", "alt": "a\nc", "tilbage": "aab", "valg": "abcd", "ikke": "a b",
}  # fmt: skip


def tekster(god: str, rng: random.Random) -> Iterator[str]:
    """The good one, what it is with a character or two changed, and others."""
    yield god
    yield from TEKSTER
    yield from ("", " ", "\n", god + "\n", "\n" + god, god * 2, god[1:], god[:-1], "æ", god + "æ", "x" * 300)
    tegn = god + " .-/:;=*\n\t\x00\x7fæ0aAzZ9"
    for _ in range(400):
        liste = list(god)
        for _ in range(rng.choice((1, 1, 2, 3))):
            sted = rng.randrange(len(liste) + 1)
            liste[sted : sted + rng.choice((0, 1, 1))] = rng.choice(([], [rng.choice(tegn)], [rng.choice(tegn)]))
        yield "".join(liste)


@pytest.mark.parametrize("navn", [*MOENSTER, *ANDRE])
def test_hvad_der_passerer_tages_ogsaa_af_moenstret(navn: str) -> None:
    moenster = MOENSTER.get(navn) or ANDRE[navn]
    regel = replace(REGLER[0], type="proeve.Tekst", sti="t", krav=Moenster(moenster))
    skaerm = byg_skaerm(SKEMA, {SKEMA.navn: [regel]}, ())
    proever = list(tekster(GODE[navn], random.Random(navn)))
    fund = skaerm.sigt([pak(SKEMA, {"t": tekst}) for tekst in proever])
    for tekst, svar in zip(proever, fund, strict=True):
        assert svar is None or moenster.fullmatch(tekst), f"{navn} does not take {tekst!r}"
    glip = [tekst for tekst, svar in zip(proever, fund, strict=True) if svar is None and moenster.fullmatch(tekst)]
    assert bool(fund[0] is None) == (navn in GAAR_GLIP)
    assert navn in GAAR_GLIP or all(not tekst.isascii() for tekst in glip), glip[:5]
