"""The files and commands that a page of the docs gives, so that a test can do what a reader would do."""

from __future__ import annotations

import re
from pathlib import Path

ROD = Path(__file__).parents[2]
DOCS = ROD / "docs"


def filer(side: Path) -> dict[str, str]:
    """Every code block of a page that is a file: its path from the project's root, and its text."""
    return dict(re.findall(r"^```\w+ title=(\S+)\n(.*?)^```$", side.read_text("utf-8"), re.MULTILINE | re.DOTALL))


def kommandoer(side: Path) -> list[str]:
    """Every line of the page's `sh` blocks, a continued line as one."""
    blokke = re.findall(r"^```sh\n(.*?)^```$", side.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [linje for blok in blokke for linje in blok.replace("\\\n", " ").splitlines() if linje and linje[0] != "#"]
