"""The page about who breaks: its commands say what it shows, against a real hub."""

from __future__ import annotations

import re

from hub.konsekvens import Virkning
from tests.docs.side import DOCS
from tests.docs.test_registry import koer, miljoe

__all__ = ["miljoe"]

TEKST = (DOCS / "konsekvens.md").read_text(encoding="utf-8")
TID = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def blok(sprog: str) -> str:
    (fundet,) = re.findall(rf"^```{sprog}\n(.*?)^```$", TEKST, re.MULTILINE | re.DOTALL)
    return str(fundet)


def som_vist(tekst: str) -> list[str]:
    """The lines without the space that a table fills them with, and with one time for all."""
    return [TID.sub("TID", linje).rstrip() for linje in tekst.splitlines()]


def test_sidens_kommandoer_svarer_som_den_viser(miljoe: dict[str, str]) -> None:
    assert som_vist(koer("bash", "-euo", "pipefail", "-c", blok("sh"), miljoe=miljoe)) == som_vist(blok("text"))


def test_siden_forklarer_hvert_ord() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", TEKST, re.MULTILINE)) == {virkning.value for virkning in Virkning}
