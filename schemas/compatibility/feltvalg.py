"""Which fields of a writer's record a reader's field is filled from: by its name, or by an alias."""

from __future__ import annotations

from collections import Counter

from schemas.compatibility.form import Felt, Record


def fundne_felter(felt: Felt, skriver: Record) -> list[Felt]:
    """Every field of the writer that the reader's field fits: the one of its name first, then by alias."""
    navne = dict.fromkeys((felt.navn, *felt.aliaser))
    return [skriver.efter_navn[navn] for navn in navne if navn in skriver.efter_navn]


def delte_felter(laeser: Record, skriver: Record) -> dict[str, list[str]]:
    """The writer's fields that several of the reader's are filled from, with the names of those.

    A field of the reader that fits several is a mistake of its own, and is not counted.
    """
    if not laeser.har_aliaser:
        return {}
    fundne = {felt.navn: fundne_felter(felt, skriver) for felt in laeser.felter}
    entydige = {navn: felter[0].navn for navn, felter in fundne.items() if len(felter) == 1}
    antal = Counter(entydige.values())
    return {
        navn: [laeserfelt for laeserfelt, fra in entydige.items() if fra == navn]
        for navn, gange in antal.items()
        if gange > 1
    }


def laeste_felter(laeser: Record, skriver: Record) -> set[str]:
    """The names of the writer's fields that any of the reader's is filled from."""
    return {fundet.navn for felt in laeser.felter for fundet in fundne_felter(felt, skriver)}
