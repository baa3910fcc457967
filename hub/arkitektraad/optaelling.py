"""Counting the votes: whether there is a quorum, what the council said, and what becomes of the version. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hub.arkitektraad.fejl import ForkertTilstand
from hub.arkitektraad.gang import Handling, kraev
from hub.arkitektraad.model import Afstemning, Aktoer, Behandling, Medlem, Stemme
from hub.arkitektraad.skridt import er_inhabil

MINDST: Final = 2
"""Members who must have voted, however small the council is: nobody decides alone."""


def quorum(habile: Sequence[Medlem]) -> int:
    """How many of the members who have a say must have voted: more than half, and at least two."""
    return max(MINDST, len(habile) // 2 + 1)


def optael(
    sag: Behandling, aktoer: Aktoer, medlemmer: Sequence[Medlem], stillers: str | None
) -> tuple[Behandling, Afstemning, bool, int]:
    """What the council decided: the case as it then stands, the votes that counted, whether it said yes, the quorum.

    Only the votes of those count who are members now and have a say. Raises IkkeDenRolle, ForkertTilstand.
    """
    kraev(Handling.AFGOER, aktoer, sag)
    if sag.afstemning is None:
        raise ForkertTilstand(
            "nobody has voted on this version; the members vote first (stemme).",
            "ingen har stemt om versionen; medlemmerne stemmer først (stemme).",
        )
    habile = [medlem for medlem in medlemmer if not er_inhabil(sag, medlem, stillers)]
    stemmer, ja, kraevet = tael(sag.afstemning.stemmer, habile)
    talte = sag.afstemning.model_copy(update={"stemmer": stemmer})
    return _efter(sag, talte, ja=ja), talte, ja, kraevet


def tael(stemmer: Sequence[Stemme], habile: Sequence[Medlem]) -> tuple[tuple[Stemme, ...], bool, int]:
    """The votes of those with a say, whether they say yes, and the quorum that they are. Raises ForkertTilstand."""
    navne = {medlem.navn for medlem in habile}
    talte = tuple(en for en in stemmer if en.medlem in navne)
    kraevet = quorum(habile)
    if len(talte) < kraevet:
        raise ForkertTilstand(
            f"no quorum: {len(talte)} of the {len(habile)} members with a say have voted, {kraevet} must. "
            + ("Have the others vote." if len(habile) >= kraevet else "The council needs more members with a token."),
            f"rådet er ikke beslutningsdygtigt: {len(talte)} af {len(habile)} habile medlemmer har stemt, "
            f"{kraevet} skal. " + ("Lad de andre stemme." if len(habile) >= kraevet else "Rådet mangler medlemmer."),
        )
    for_, imod = (sum(en.stemme == tal for en in talte) for tal in ("for", "imod"))
    return talte, for_ > imod, kraevet


def _efter(sag: Behandling, afstemning: Afstemning, *, ja: bool) -> Behandling:
    if afstemning.om == "udfasning":
        felter = {"tilstand": "udfaset", "vindue_til": afstemning.vindue_til} if ja else {}
    else:
        felter = {"tilstand": "blaastemplet" if ja else "udkast"}
    return sag.model_copy(update={**felter, "afstemning": None})
