"""From the address of a request to what it names: parts, contexts before them, and other names of subjects.

`/contexts/<room>/…` is the same as naming every subject in that room.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from hub.registry import kontekst
from hub.registry.tilstand import Tilstand

_SUBJECT_I = ("subjects",)
_SUBJECT_FOERST = ("config", "mode")


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
    dele = [unquote(del_, errors="replace") for del_ in raa.strip("/").split("/")] if raa.strip("/") else []
    rum = None
    if len(dele) > 2 and dele[0] == "contexts":
        rum = kontekst.kontekstnavn(dele[1])
        dele = dele[2:]
    for nummer, del_ in enumerate(dele):
        foer = dele[nummer - 1] if nummer else ""
        if foer in _SUBJECT_I or (nummer == 1 and foer in _SUBJECT_FOERST):
            subject = del_ if rum is None else kontekst.med_kontekst(rum, del_)
            dele[nummer] = navn_i(tilstand, subject) if foer in _SUBJECT_I else kontekst.normal(subject)
    if rum is not None and len(dele) == 1 and dele[0] in _SUBJECT_FOERST:
        dele.append(kontekst.praefiks(rum))
    return Sti(tuple(dele), rum)


def navn_i(tilstand: Tilstand, subject: str) -> str:
    """The subject that a name means: the configuration may say that it is another name of one."""
    navn = kontekst.normal(subject)
    config = tilstand.egen_config(navn)
    andet = config.felter.get("alias") if config is not None else None
    return kontekst.i_samme(andet, navn) if isinstance(andet, str) and andet else navn
