"""How a command fails: a sentence that says what is wrong, where, and what to do; and an exit code."""

from __future__ import annotations

from typing import Final

UGYLDIG: Final = 1
"""What was asked about is invalid, or was refused."""

ULAESELIG: Final = 2
"""What was given cannot be read, or the command was used wrongly."""


class Clifejl(Exception):
    """Ends a command. `linjer` are further lines, such as each field to mend."""

    def __init__(self, tekst: str, *linjer: str, kode: int = UGYLDIG) -> None:
        super().__init__(tekst)
        self.tekst, self.linjer, self.kode = tekst, linjer, kode
