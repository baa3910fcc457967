"""The two shared records that every format writes in its own way: UnikId and Tidspunkt, built from their parts.

Whatever the format, the same three things hold: exactly one of the alternatives is given, what is given is brought
into normal form with the original kept, and an original that a sender supplies must say the same as the normal form;
else the hub would route by one identifier and the receiver read another.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from schemas.formater import tid
from schemas.formater.fejl import Formbrud
from schemas.identifikatorer import UnikId, er_sammenhaengende, som_urn, som_uuid


def unik_id_af(uuid: str | None, urn: str | None, original: str | None, sti: str) -> UnikId:
    """A UnikId from its fields. Raises Formbrud."""
    if (uuid is None) == (urn is None):
        raise Formbrud(
            "unik-id-valg",
            "Angiv enten uuid eller urn, ikke begge og ikke ingen.",
            "Give either uuid or urn, not both and not neither.",
            sti=sti,
        )
    if original is None:
        return som_uuid(uuid) if uuid is not None else som_urn(urn or "")
    ident: UnikId = {"uuid": uuid, "urn": urn, "original": original}
    if not er_sammenhaengende(ident):
        raise _uenig(sti, "uuid/urn")
    return ident


def tidspunkt_af(
    stempel: str | dt.datetime | None, graense: bool | None, original: str | None, sti: str, *, xsd: bool = False
) -> tid.Tidspunkt:
    """A Tidspunkt from its fields; the timestamp as text (with `xsd` exactly xs:dateTime), or already an instant.

    Raises Formbrud.
    """
    if (stempel is None) == (graense is None):
        raise Formbrud(
            "tidspunkt-valg",
            "Angiv enten tidsstempel eller graense, ikke begge og ikke ingen.",
            "Give either tidsstempel or graense, not both and not neither.",
            sti=sti,
        )
    if stempel is None:
        if original is not None:
            raise _uenig(sti, "graense")
        return {"tidsstempel": None, "graense": graense, "original": None}
    fundet: tid.Tidspunkt
    if isinstance(stempel, str):
        fundet = tid.tidspunkt(stempel, sti=sti, xsd=xsd)
    else:
        fundet = {"tidsstempel": stempel, "graense": None, "original": None}
    if original is None:
        return fundet
    skrevet = tid.tidspunkt(original, sti=f"{sti}.original")
    if skrevet["tidsstempel"] != fundet["tidsstempel"]:
        raise _uenig(sti, "tidsstempel")
    return skrevet


def _uenig(sti: str, felt: str) -> Formbrud:
    return Formbrud(
        "original-uenig",
        f"original siger noget andet end {felt}. Udelad original; den dannes af sig selv.",
        f"original says something else than {felt}. Leave original out; it is made where needed.",
        sti=sti,
    )


def til_unik_id_tekst(ident: dict[str, Any], sti: str) -> tuple[str, str]:
    """What a writer puts out for a UnikId: ("uuid" | "urn", text). Raises Formbrud where the record contradicts itself."""
    if not er_sammenhaengende(ident):
        raise _uenig(sti, "uuid/urn")
    slags = "uuid" if ident["uuid"] is not None else "urn"
    return slags, ident["original"] if ident["original"] is not None else ident[slags]


def til_tidspunkt_tekst(tidspunkt: tid.Tidspunkt, sti: str) -> str:
    """What a writer puts out for a Tidspunkt's timestamp, as xs:dateTime; empty for a limit.

    Raises Formbrud where the record contradicts itself.
    """
    if not tid.er_sammenhaengende(tidspunkt):
        raise _uenig(sti, "tidsstempel")
    return tid.tekst_af(tidspunkt, xsd=True)
