"""From the address of a request to what it names: parts, contexts before them, and other names of subjects.

`/contexts/<room>/…` is the same as naming every subject in that room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from hub.registry import kontekst
from hub.registry.tilstand import Tilstand

_SUBJECT_PLADS: Final = {"subjects": 1, "compatibility": 2, "config": 1, "mode": 1}
"""Where the subject stands, by what the address begins with."""
_INDSTILLING: Final = ("config", "mode")


@dataclass(frozen=True, slots=True)
class Sti:
    """The parts of an address, and the room that it lies in; None when it names none."""

    dele: tuple[str, ...]
    rum: str | None = None

    def subject(self, navn: str) -> str:
        """A subject that the query names, seen from here."""
        return navn if self.rum is None else kontekst.med_kontekst(self.rum, navn)


def laes_sti(raa: str, tilstand: Tilstand) -> Sti:
    """The parts of a path as it came, without what stands before the registry; subjects in their one writing."""
    raa = raa.strip("/")
    dele = raa.split("/") if raa else []
    if "%" in raa:
        dele = [unquote(del_, errors="replace") for del_ in dele]
    rum = None
    if len(dele) > 2 and dele[0] == "contexts":
        rum = kontekst.kontekstnavn(dele[1])
        dele = dele[2:]
    plads = _SUBJECT_PLADS.get(dele[0]) if dele else None
    if plads is not None and len(dele) > plads:
        subject = dele[plads] if rum is None else kontekst.med_kontekst(rum, dele[plads])
        dele[plads] = kontekst.normal(subject) if dele[0] in _INDSTILLING else navn_i(tilstand, subject)
    if rum is not None and len(dele) == 1 and dele[0] in _INDSTILLING:
        dele.append(kontekst.praefiks(rum))
    return Sti(tuple(dele), rum)


def navn_i(tilstand: Tilstand, subject: str) -> str:
    """The subject that a name means: the configuration may say that it is another name of one."""
    navn = kontekst.normal(subject)
    config = tilstand.egen_config(navn)
    andet = config.felter.get("alias") if config is not None else None
    return kontekst.i_samme(andet, navn) if isinstance(andet, str) and andet else navn
