"""What a lint rule is: declared once, as data, with its words in two languages and its two examples.

From one declaration come the findings, the page of rules, and the rule's own two tests: adding a rule is adding an
entry to the table it belongs in (`docs/lint.md`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from schemas.lint.fund import Alvor, Fund, Ord
from schemas.lint.steder import Steder, Sti

if TYPE_CHECKING:
    from schemas.lint.materiale import Materiale
    from schemas.lint.proeve import Proeve


@dataclass(frozen=True)
class Kilde:
    """One file: its text as it is, and the places of its values."""

    fil: Path
    tekst: str
    steder: Steder


class Brud(NamedTuple):
    """One breach: the file, the path in it, what a reader calls the place, and words for the rule's texts."""

    kilde: Kilde
    sti: Sti
    hvor: str
    ord: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Lintregel:
    """One rule.

    `regel` is the rule of the rammearkitektur that it serves, or a heading of the linter's own; `kode` its own name,
    which never changes: baselines and dispensations say it. The texts are format strings; `find` gives their words with
    each breach. `bryder` changes a small right contract so that exactly this rule is broken; `holder` brings it near, and
    keeps it. `ufravigelig` rules are those that no dispensation lifts. `kan_rettes` when `ret.py` can mend it.
    """

    regel: str
    kode: str
    alvor: Alvor = Alvor.FEJL
    kilde: str
    da: str
    en: str
    ret_da: str
    ret_en: str
    find: Callable[[Materiale], Iterator[Brud]]
    bryder: Callable[[Proeve], object]
    holder: Callable[[Proeve], object]
    ufravigelig: bool = False
    kan_rettes: bool = False

    def fund(self, materiale: Materiale) -> Iterator[Fund]:
        """What it finds."""
        for kilde, sti, hvor, ord_ in self.find(materiale):
            tekster = Ord(*(tekst.format_map(ord_) for tekst in (self.da, self.en, self.ret_da, self.ret_en)))
            steder = kilde.steder
            yield Fund(
                kilde.fil,
                steder.sted(sti),
                self.regel,
                self.kode,
                hvor,
                steder.naermeste(sti),
                tekster,
                self.alvor,
                self.kan_rettes,
            )


def lintregler(*regler: Lintregel) -> tuple[Lintregel, ...]:
    """Rules that belong together. Raises ValueError when two have the same code."""
    koder = [regel.kode for regel in regler]
    if len(set(koder)) != len(koder):
        raise ValueError(f"two lint rules share a code: {sorted(k for k in koder if koder.count(k) > 1)}")
    return regler
