"""Writes the site into a folder, and takes away what an earlier one left there."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Final

from hub.katalogsite.indhold import Siteindhold
from hub.katalogsite.sider import sider

LISTE: Final = ".faelleshub-katalog.json"
"""What the site's files are called: those that a later one no longer has are taken away. Nothing else is touched."""


def byg(indhold: Siteindhold, ud: Path) -> int:
    """Write the site; how many files it has. Raises OSError, NotADirectoryError when `ud` is a file."""
    if ud.exists() and not ud.is_dir():
        raise NotADirectoryError(f"{ud} is a file; name a folder")
    ud.mkdir(parents=True, exist_ok=True)
    foer = _foer(ud)
    skrevne: set[str] = set()
    for sti, data in sider(indhold):
        fil = ud / sti
        fil.parent.mkdir(parents=True, exist_ok=True)
        fil.write_bytes(data)
        skrevne.add(sti)
    for sti in foer - skrevne:
        (ud / sti).unlink(missing_ok=True)
    (ud / LISTE).write_text(json.dumps(sorted(skrevne), indent=0) + "\n", encoding="utf-8")
    return len(skrevne)


def _foer(ud: Path) -> set[str]:
    """The files of the site that was there before; none that could lie outside the folder."""
    try:
        navne = json.loads((ud / LISTE).read_bytes())
    except (OSError, ValueError):
        return set()
    if not isinstance(navne, list):
        return set()
    stier = [PurePosixPath(navn) for navn in navne if isinstance(navn, str)]
    return {str(sti) for sti in stier if not sti.is_absolute() and ".." not in sti.parts}
