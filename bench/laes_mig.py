"""Puts what a benchmark printed into `bench/README.md`, between the marks of that benchmark."""

from __future__ import annotations


def indsaet(tekst: str, navn: str, udskrift: str, om: str) -> str:
    """The page with the newest result of one benchmark; `om` says when and where it was measured.

    Raises LookupError when the page has no place for it.
    """
    fra, til = f"<!-- {navn} -->", f"<!-- /{navn} -->"
    foer, midte, resten = tekst.partition(fra)
    _, ende, efter = resten.partition(til)
    if not midte or not ende:
        raise LookupError(f"bench/README.md has no place for {navn}: add the lines {fra} and {til}")
    return f"{foer}{fra}\n{om}\n\n{udskrift.strip()}\n{til}{efter}"
