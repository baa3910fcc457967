"""Puts what a benchmark printed into `bench/README.md`, between the marks of that benchmark."""

from __future__ import annotations

from collections.abc import Iterable


def indsaet(tekst: str, navn: str, udskrift: str, om: str, billeder: Iterable[str] = ()) -> str:
    """The page with the newest result of one benchmark; `om` says when and where, `billeder` are paths from the page.

    Raises LookupError when the page has no place for it.
    """
    fra, til = f"<!-- {navn} -->", f"<!-- /{navn} -->"
    foer, midte, resten = tekst.partition(fra)
    _, ende, efter = resten.partition(til)
    if not midte or not ende:
        raise LookupError(f"bench/README.md has no place for {navn}: add the lines {fra} and {til}")
    vist = "".join(f"\n![{navn}]({sti})\n" for sti in billeder)
    return f"{foer}{fra}\n{om}\n\n{udskrift.strip()}\n{vist}{til}{efter}"
