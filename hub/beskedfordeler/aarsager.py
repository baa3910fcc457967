"""The reasons that the routing core itself gives, and how reasons are kept small and free of personal data.

Used wherever a refusal is written: receipts, fejlkø, log.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from hub.log.haendelse import Logaarsag
from schemas.regler.regel import Aarsag, Maal

AARSAGER_MAKS: Final = 200
"""Reasons written about one message; a hostile one could break a rule a hundred thousand times."""
STI_MAKS: Final = 400
ID_MAKS: Final = 200
BEMAERKNING_MAKS: Final = 1024

INTERN: Final = Aarsag(
    "HUB-INTERN",
    "INTERN",
    "",
    "Hubben kunne ikke behandle beskeden på grund af en fejl i hubben selv. Den ligger i fejlkøen og kan genafspilles, "
    "når fejlen er rettet; giv driften modtagelsens nummer.",
    "The hub could not handle the message because of a fault of its own. It is kept in the fejlkø and can be redriven "
    "when the fault is mended; give the operators the number of the reception.",
    Maal.DRIFTSSTABILITET.value,
)
OPGIVET: Final = Aarsag(
    "HUB-LEVERING",
    "OPGIVET",
    "",
    "Modtageren har ikke kvitteret inden for det aftalte antal forsøg. Beskeden ligger i fejlkøen; få modtageren til at "
    "rette fejlen, og genafspil den.",
    "The receiver did not acknowledge within the agreed number of attempts. The message is kept in the fejlkø; have the "
    "receiver mend the fault, then redrive it.",
    Maal.DRIFTSSTABILITET.value,
)
AFVIST_AF_MODTAGER: Final = Aarsag(
    "HUB-LEVERING",
    "AFVIST-AF-MODTAGER",
    "",
    "Modtageren afviste beskeden. Den ligger i fejlkøen; se modtagerens bemærkning, og ret den eller aftal med modtageren.",
    "The receiver refused the message. It is kept in the fejlkø; see the receiver's remark, and mend it or agree with "
    "the receiver.",
    Maal.SAMMENHAENGENDE.value,
)
IKKE_MODTAGER: Final = Aarsag(
    "HUB-LEVERING",
    "IKKE-MODTAGER",
    "",
    "Dueslaget må ikke længere få beskeden: abonnementet er ændret eller afsluttet, eller serviceaftalen dækker den ikke. "
    "Ret abonnement eller aftale, og genafspil igen, eller lad den ligge.",
    "The dueslag may not get the message any more: the subscription was changed or ended, or the serviceaftale does not "
    "cover it. Mend subscription or agreement and redrive again, or leave it.",
    Maal.SAMMENHAENGENDE.value,
)
UDLOEBET: Final = Aarsag(
    "HUB-GYLDIGHED",
    "UDLOEBET",
    "beskedkuvert.gyldighedTil",
    "Beskedens GyldighedTil var passeret, da modtageren hentede. Den er ikke leveret; send en ny, hvis den stadig gælder.",
    "The message's GyldighedTil had passed when the receiver fetched. It was not delivered; send a new one if it still "
    "holds.",
    Maal.SAMMENHAENGENDE.value,
)
FLERE: Final = Aarsag(
    "HUB-FLERE",
    "FLERE-AARSAGER",
    "",
    f"Der er flere årsager end de {AARSAGER_MAKS}, der vises. Ret dem, og send igen.",
    f"There are more reasons than the {AARSAGER_MAKS} shown. Mend these and send again.",
    Maal.SAMMENHAENGENDE.value,
)

_CPR: Final = re.compile(r"(?<![0-9])[0-9]{6}[ -]?[0-9]{4}(?![0-9])")


def begraens(aarsager: Sequence[Aarsag]) -> tuple[Aarsag, ...]:
    """Reasons as they are written: not endlessly many, and no endless path."""
    vist = tuple(
        aarsag
        if len(aarsag.sti) <= STI_MAKS
        else Aarsag(aarsag.regel, aarsag.kode, aarsag.sti[:STI_MAKS], aarsag.tekst, aarsag.text, aarsag.maal)
        for aarsag in aarsager[:AARSAGER_MAKS]
    )
    return vist if len(aarsager) <= AARSAGER_MAKS else (*vist, FLERE)


def i_log(aarsager: Sequence[Aarsag]) -> tuple[Logaarsag, ...]:
    """Reasons by their codes, as the log keeps them."""
    return tuple(Logaarsag(aarsag.regel, aarsag.kode, aarsag.sti) for aarsag in aarsager)


def kort(id_: str | None) -> str | None:
    """An id as given, but not endless: what a sender calls an id may be a megabyte."""
    return None if not id_ else id_[:ID_MAKS]


def maskeret(tekst: str) -> str:
    """A text of someone else's, with anything like a CPR number masked."""
    return _CPR.sub("******-****", tekst)


def bemaerkning(tekst: str | None) -> str | None:
    """A receiver's remark as it is kept: short, masked, and without control characters."""
    if tekst is None:
        return None
    ren = "".join(tegn if tegn.isprintable() else " " for tegn in tekst[: BEMAERKNING_MAKS * 2])
    return maskeret(ren)[:BEMAERKNING_MAKS].strip() or None
