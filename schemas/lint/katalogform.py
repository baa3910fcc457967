"""Reads a catalogue entry for the linter: as an entry, or as every breach of its form with the place of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from schemas.catalogue import Katalogpost
from schemas.lint.steder import Sti

_EGNE: Final = frozenset({"navn", "fil"})
_ORD: Final = {
    "missing": ("mangler", "is missing"),
    "extra_forbidden": ("kendes ikke", "is unknown"),
}


class Feltfejl(NamedTuple):
    """One breach of an entry's form: the path of the field, and what is wrong with it."""

    sti: Sti
    da: str
    en: str

    @property
    def felt(self) -> str:
        """The field for a reader."""
        return ".".join(str(led) for led in self.sti) or "(posten)"


def laes_katalogpost(raa: Any, navn: str, fil: Path) -> tuple[Katalogpost | None, tuple[Feltfejl, ...]]:
    """The entry of the record `navn`, and what is wrong with its form; never a value of it."""
    if not isinstance(raa, dict):
        return None, (Feltfejl((), "er ikke et opslag af felter", "is no mapping of fields"),)
    egne = tuple(
        Feltfejl((led,), "hører ikke i filen; navnet er filens", "does not belong here: the file gives the name")
        for led in sorted(_EGNE & raa.keys())
    )
    try:
        post = Katalogpost.model_validate({**raa, "navn": navn, "fil": fil})
    except ValidationError as fejl:
        fundne = fejl.errors(include_url=False, include_input=False, include_context=False)
        # a wrong name is the contract's mistake, and the rules about names say so
        return None, (*egne, *(_feltfejl(en) for en in fundne if en["loc"] != ("navn",)))
    return (None, egne) if egne else (post, ())


def _feltfejl(fejl: Any) -> Feltfejl:
    da, en = _ORD.get(fejl["type"], ("har ikke den rette form", str(fejl["msg"])))
    return Feltfejl(tuple(fejl["loc"]), da, en)
