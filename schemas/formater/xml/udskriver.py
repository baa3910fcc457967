"""Writes XML as text: the last step of a message that leaves as XML.

Text, not a tree, because canonical pieces from elsewhere must come out exactly as they came in: a tree would merge
their namespace prefixes with the envelope's and so break names that stand inside text (`xsi:type="ns5:T"`).
"""

from __future__ import annotations

from collections.abc import Mapping

from schemas.formater.fejl import Sti, sti_tekst
from schemas.formater.tegn import proev_tegn

_TEKST = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUT = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


class Udskriver:
    """Collects elements; names are written as `prefix:name`, their prefixes declared further up."""

    def __init__(self) -> None:
        self._dele: list[str] = []
        self._maerker = ""

    def maerk(self, attributter: Mapping[str, str], sti: Sti) -> None:
        """Give the next element these attributes. Raises Formbrud for a value that XML cannot hold."""
        for vaerdi in attributter.values():
            proev_tegn(vaerdi, sti_tekst(sti))
        self._maerker += "".join(f' {navn}="{vaerdi.translate(_ATTRIBUT)}"' for navn, vaerdi in attributter.items())

    def start(self, navn: str) -> None:
        """Open an element."""
        self._dele.append(f"<{navn}{self._maerker}>")
        self._maerker = ""

    def slut(self, navn: str) -> None:
        """Close an element."""
        self._dele.append(f"</{navn}>")

    def blad(self, navn: str, tekst: str, sti: Sti) -> None:
        """An element that holds text alone. Raises Formbrud where XML cannot hold the text."""
        if not tekst.isalnum():
            proev_tegn(tekst, sti_tekst(sti))
            tekst = tekst.translate(_TEKST)
        self._dele.append(f"<{navn}{self._maerker}>{tekst}</{navn}>")
        self._maerker = ""

    def raat(self, kanonisk: str) -> None:
        """A piece of canonical XML as it is."""
        self._dele.append(kanonisk)

    def tekst(self) -> str:
        """What was written so far."""
        return "".join(self._dele)

    def data(self) -> bytes:
        """The document in UTF-8, with its declaration."""
        return ('<?xml version="1.0" encoding="UTF-8"?>' + self.tekst()).encode()
