"""The print house: letters on paper for whoever Digital Post does not reach. Behind Digital Post, without an API of its own."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass
from typing import Final

TABELLER: Final = """
CREATE TABLE IF NOT EXISTS brev (
    meddelelse TEXT PRIMARY KEY, modtager TEXT NOT NULL, adresse TEXT, titel TEXT NOT NULL, dokumenter INTEGER NOT NULL,
    trykt INTEGER NOT NULL DEFAULT 0
);
"""

TRIN: Final = ("ModtagetFjernprint", "AfleveretTilPrintOgKuvertering", "ModtagetPostDanmark")


@dataclass(frozen=True, slots=True)
class Brev:
    """A letter to print. `adresse` None: the print house looks it up by the number."""

    meddelelse: str
    modtager: str
    adresse: str | None
    titel: str
    dokumenter: int


class Fjernprint:
    """While `koerer` is cleared the press stands still, and letters wait at the first step."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.koerer = asyncio.Event()
        self.koerer.set()
        db.executescript(TABELLER)

    def tag_imod(self, brev: Brev) -> None:
        """Take a letter in; the same message again is the same letter."""
        self._db.execute(
            "INSERT OR IGNORE INTO brev (meddelelse, modtager, adresse, titel, dokumenter) VALUES (?, ?, ?, ?, ?)",
            (brev.meddelelse, brev.modtager, brev.adresse, brev.titel, brev.dokumenter),
        )

    async def tryk(self, meddelelse: str) -> None:
        """Print and hand over to the post, when the press runs."""
        await self.koerer.wait()
        self._db.execute("UPDATE brev SET trykt = 1 WHERE meddelelse = ?", (meddelelse,))

    def trykte(self) -> list[str]:
        """The messages printed, by messageUUID."""
        return [raekke[0] for raekke in self._db.execute("SELECT meddelelse FROM brev WHERE trykt ORDER BY rowid")]
