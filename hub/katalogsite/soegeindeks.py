"""The index that the site's own search reads: a script of data per language, so that it works without a server too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from hub.katalog.felter import Navngiventype
from hub.katalog.model import Katalogvisning
from hub.katalogsite.navne import anker, kort
from hub.katalogsite.ordbog import Ordbog
from schemas.kodeliste import Kodelister


def indeks(
    poster: Sequence[tuple[Katalogvisning, Sequence[Navngiventype]]], kodelister: Kodelister, ordbog: Ordbog
) -> str:
    """The script. Each entry: `s` its kind, `t` its title, `x` its text, `u` its page, `o` further words to be found by."""
    data = json.dumps(
        [*_poster(poster, ordbog), *_koder(kodelister, ordbog)], ensure_ascii=False, separators=(",", ":")
    )
    return f"window.FAELLESHUB_INDEKS = {data}\n"


def _poster(
    poster: Sequence[tuple[Katalogvisning, Sequence[Navngiventype]]], ordbog: Ordbog
) -> Iterator[dict[str, Any]]:
    for post, _ in poster:
        yield {
            "s": ordbog("slags_beskedtype"),
            "t": getattr(post.titel, ordbog.sprog),
            "x": getattr(post.beskrivelse, ordbog.sprog),
            "u": f"beskedtyper/{kort(post.navn)}.html",
            "o": " ".join(
                (post.navn, *post.beskedtyper, *post.standardgrundlag, post.ejer.navn, post.titel.da, post.titel.en)
            ),
        }
    for post, typer in poster:
        beskedtype = kort(post.navn)
        for type_ in typer:
            navn = kort(type_.navn)
            for felt in type_.felter:
                yield {
                    "s": ordbog("slags_felt"),
                    "t": f"{navn}.{felt.navn}",
                    "x": felt.doc,
                    "u": f"beskedtyper/{beskedtype}.html#{navn}.{felt.navn}",
                    "o": beskedtype,
                }


def _koder(kodelister: Kodelister, ordbog: Ordbog) -> Iterator[dict[str, Any]]:
    for liste in kodelister.values():
        yield {
            "s": ordbog("slags_kodeliste"),
            "t": getattr(liste, ordbog.sprog),
            "x": liste.kilde,
            "u": f"kodelister/{liste.id}.html",
            "o": liste.id,
        }
    for liste in kodelister.values():
        for kode in liste:
            yield {
                "s": ordbog("slags_kode"),
                "t": kode.kode,
                "x": f"{getattr(kode, ordbog.sprog)} ({getattr(liste, ordbog.sprog)})",
                "u": f"kodelister/{liste.id}.html#{anker(kode.kode)}",
                "o": " ".join(kode.identifikatorer),
            }
