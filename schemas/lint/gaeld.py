"""Old debt: findings that were there when linting began are counted, and only new ones count against a contract.

A debt is known by its file, its rule's code and its place inside the contract, never by line, so that it stays the same
while the file around it changes. The file is JSON, sorted, one debt a line, so that a review sees which ones went away.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from schemas.lint.fund import Fund

_VERSION: Final = 1
_UDEN: Final = frozenset({"FIL-LAESES"})
"""Never a debt: of a file that cannot be read nothing else is known."""


class Gaeldsfejl(ValueError):
    """A baseline that cannot be read; says what to do."""


class Gaeldspost(NamedTuple):
    """One known kind of finding at one place; `fil` is the path from the baseline's own folder, with slashes."""

    fil: str
    kode: str
    hvor: str


Gaeld = Mapping[Gaeldspost, int]
"""How many findings are known of each."""


class Opgjort(NamedTuple):
    """Findings against a baseline: what is new, what is known, and what of the known is not there any more."""

    nye: tuple[Fund, ...]
    kendte: tuple[Fund, ...]
    forsvundne: dict[Gaeldspost, int]


def post_af(fund: Fund, rod: Path) -> Gaeldspost:
    """What a finding is known by, in a baseline that lies in `rod` (absolute, as the finding's file is)."""
    return Gaeldspost(Path(os.path.relpath(fund.fil, rod)).as_posix(), fund.kode, fund.hvor)


def laes_gaeld(tekst: str) -> dict[Gaeldspost, int]:
    """The debts in a baseline file's text. Raises Gaeldsfejl."""
    try:
        raa = json.loads(tekst)
        version, poster = raa["version"], {_post(en): int(en.get("antal", 1)) for en in raa["fund"]}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Gaeldsfejl("not a baseline of the linter's; write it anew with --skriv-baseline") from None
    if version != _VERSION:
        raise Gaeldsfejl("the baseline is of another version; write it anew with --skriv-baseline")
    return poster


def _post(raa: Mapping[str, Any]) -> Gaeldspost:
    fil, kode, hvor = raa["fil"], raa["kode"], raa["hvor"]
    if not all(isinstance(led, str) for led in (fil, kode, hvor)):
        raise TypeError
    return Gaeldspost(fil, kode, hvor)


def opgoer(fund: Iterable[Fund], gaeld: Gaeld, rod: Path, lintede: Collection[Path]) -> Opgjort:
    """The findings against the debts; only debts of the files that were linted, or are gone, can have vanished."""
    rest = dict(gaeld)
    nye, kendte = [], []
    for et in fund:
        post = post_af(et, rod)
        if rest.get(post, 0) > 0 and et.kode not in _UDEN:
            rest[post] -= 1
            kendte.append(et)
        else:
            nye.append(et)
    sete = {Path(os.path.relpath(fil, rod)).as_posix() for fil in lintede}
    forsvundne = {
        post: antal
        for post, antal in sorted(rest.items())
        if antal > 0 and (post.fil in sete or not (rod / post.fil).exists())
    }
    return Opgjort(tuple(nye), tuple(kendte), forsvundne)


def skriv_gaeld(fund: Iterable[Fund], rod: Path, *, gammel: Gaeld, lintede: Collection[Path]) -> str:
    """A baseline of these findings; debts of files that were not linted this time are kept."""
    sete = {Path(os.path.relpath(fil, rod)).as_posix() for fil in lintede}
    poster = Counter(post_af(et, rod) for et in fund if et.kode not in _UDEN)
    poster.update({post: antal for post, antal in gammel.items() if post.fil not in sete and (rod / post.fil).exists()})
    linjer = [
        json.dumps({**post._asdict(), **({"antal": antal} if antal > 1 else {})}, ensure_ascii=False)
        for post, antal in sorted(poster.items())
    ]
    inde = ",\n".join(f"    {linje}" for linje in linjer)
    return f'{{\n  "version": {_VERSION},\n  "fund": [{f"{chr(10)}{inde}{chr(10)}  " if linjer else ""}]\n}}\n'
