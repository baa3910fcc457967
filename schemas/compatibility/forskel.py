"""One difference between two versions, said so that a person can mend it and a program can read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from schemas.compatibility.fund import Fund, stier
from schemas.compatibility.niveau import Retning
from schemas.compatibility.regler import REGLER, Alvor

NY: Final = ("den nye version", "the new version")
"""What the version that is tried is called in words."""


class Sted(NamedTuple):
    """A place in one of the two schemas, and what stands there.

    `sti` is for a person (`beskeddata.egenskaber[].titel`, `{}` for a map's values, `(Navn)` for a branch; empty for the
    schema itself), `peger` a JSON pointer for a tool, behind `navn#` in a referenced schema, `vaerdi` JSON data.
    """

    sti: str
    peger: str
    vaerdi: Any


class Ord(NamedTuple):
    """What is wrong and how to mend it, in Danish and English."""

    da: str
    en: str
    ret_da: str
    ret_en: str


@dataclass(frozen=True, slots=True)
class Forskel:
    """A difference: the rule it is of, who reads and who writes, and both places.

    `version` is the earlier version, by the name that it was given; the other one is the new. `navn` is the field that it
    is about, and `mangler` the symbols that the reader lacks, where the rule speaks of such; `rute` are the steps into a
    message of the writer that lead to it.
    """

    regel: str
    alvor: Alvor
    retning: Retning
    version: str
    laeser: Sted
    skriver: Sted
    navn: str = ""
    rute: tuple[str | int | None, ...] = ()
    mangler: tuple[str, ...] = ()

    @property
    def ny(self) -> Sted:
        """The place in the new version."""
        return self.laeser if self.retning is Retning.BAGUD else self.skriver

    @property
    def gammel(self) -> Sted:
        """The place in the earlier version."""
        return self.skriver if self.retning is Retning.BAGUD else self.laeser

    @property
    def ord(self) -> Ord:
        """What is wrong and how to mend it, in words."""
        regel = REGLER[self.regel]
        da, en = (self._udfyld(tekst, ny) for tekst, ny in zip((regel.da, regel.en), NY, strict=True))
        return Ord(da, en, regel.ret_da, regel.ret_en)

    def _udfyld(self, tekst: str, ny: str) -> str:
        gammel = f"version {self.version}"
        laeser, skriver = (ny, gammel) if self.retning is Retning.BAGUD else (gammel, ny)
        som_json = self.regel.startswith("DEFAULT-")
        udfyldt = tekst.format_map(
            {
                "L": laeser,
                "S": skriver,
                "l": _tekst(self.laeser.vaerdi, som_json),
                "s": _tekst(self.skriver.vaerdi, som_json),
                "navn": self.navn,
                "mangler": ", ".join(self.mangler),
            }
        )
        return udfyldt[:1].upper() + udfyldt[1:]

    @property
    def mangler_sted(self) -> Sted | None:
        """The one of the two places that only says where a field is not: its record. None where both have something."""
        if self.regel in {"DEFAULT-MANGLER", "DEFAULT-BRUGT"}:
            return self.skriver
        return self.laeser if self.regel == "FELT-UDELADT" else None

    @property
    def sti(self) -> str:
        """The place for a person: in the reader, or where the reader has none, in the writer."""
        return self.skriver.sti if self.regel == "FELT-UDELADT" else self.laeser.sti


def forskel(fund: Fund, retning: Retning, version: str, skaerpede: frozenset[str] = frozenset()) -> Forskel:
    """What was found, with its places. A rule among `skaerpede` is as grave as an incompatibility."""
    regel = REGLER[fund.regel]
    laesersti, skriversti, rute = stier(fund)
    return Forskel(
        regel.id,
        Alvor.UFORENELIG if regel.id in skaerpede else regel.alvor,
        retning,
        version,
        Sted(laesersti, fund.laeserpeger, fund.laest),
        Sted(skriversti, fund.skriverpeger, fund.skrevet),
        fund.navn,
        rute,
        fund.mangler,
    )


def _tekst(vaerdi: Any, som_json: bool) -> str:
    if som_json:
        return json.dumps(vaerdi, ensure_ascii=False)
    return ", ".join(map(str, vaerdi)) if isinstance(vaerdi, list) else str(vaerdi)
