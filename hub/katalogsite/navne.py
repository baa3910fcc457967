"""What things are called in the site's addresses."""

from __future__ import annotations

import re


def anker(tekst: str) -> str:
    """A name that a link can end in."""
    return re.sub(r"[^\w.-]+", "-", tekst)


def kort(navn: str) -> str:
    """A type's name without its namespace."""
    return navn.rpartition(".")[2]
