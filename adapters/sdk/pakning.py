"""Between typed message and bytes: checked at birth and packed, read and recognised, with the contracts in `schemas`."""

from __future__ import annotations

import functools
from typing import Final

from adapters.sdk.fejl import Afvist, KanIkkeModtages
from schemas.codec import Laest, Ulaeselig, laes, pak
from schemas.models import Besked
from schemas.regler import standardlager, valider
from schemas.regler.regel import Aarsag

FORM: Final = "SDK-FORM"
"""The reason when data does not fit its schema at all."""


def pak_besked(besked: Besked) -> bytes:
    """Check a message where it is born (RA-26), with the rules that the hub will use, and pack it. Raises Afvist."""
    skema = standardlager().nyeste(besked.skema_navn)
    indhold = besked.til_indhold()
    if aarsager := valider(indhold, skema):
        raise Afvist(aarsager, f"{skema.navn} breaks its contract and was not sent")
    try:
        return pak(skema, indhold)
    except ValueError as fejl:
        raise Afvist([_formfejl(str(fejl))], f"{skema.navn} cannot be packed") from None


def laes_raa(raa: bytes) -> Laest:
    """Read a delivered message. Raises KanIkkeModtages when it cannot be read here."""
    try:
        return laes(raa, standardlager())
    except Ulaeselig as fejl:
        raise KanIkkeModtages(str(fejl)) from None


@functools.cache
def _klasser() -> dict[str, type[Besked]]:
    return {klasse.skema_navn: klasse for klasse in Besked.__subclasses__()}


def besked_af(raa: bytes) -> Besked:
    """The typed message. Raises KanIkkeModtages when it cannot be read, or is of no kind that the models know."""
    laest = laes_raa(raa)
    klasse = _klasser().get(laest.skema.navn)
    if klasse is None:
        raise KanIkkeModtages(f"there is no model of {laest.skema.navn}; generate the models anew")
    return klasse.fra_indhold(laest.indhold)


def noegle(besked: Besked) -> str:
    """The object that a message is about, by which order is kept. It may be a CPR URN: it never leaves the process."""
    return besked.objekt_id or str(besked.besked_id)


def _formfejl(tekst: str) -> Aarsag:
    return Aarsag(
        FORM,
        FORM,
        "",
        "Beskeden passer ikke til sit skema. Ret felternes typer.",
        f"{tekst}. Mend the types of the fields.",
        "sammenhængende it",
    )
