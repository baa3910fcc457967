"""Words for rules about relations, so that a section's roles and cardinalities read like the standard's own table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from schemas.regler.forhold import EfterRolle, Felt, Henvisning
from schemas.regler.krav import Antal, IngenOverlap, Krav, Paakraevet, Roller
from schemas.regler.regel import Aendring, Lag, Maal, Regel

FOR_EVIGT: dict[str, Any] = {"fra": {"tidsstempel": "2026-01-01T00:00:00Z"}}


def relation(rolle: str, reference: str = "7c1d9d0e-6b1f-4a7e-9a55-5a7a31a0c001", **felter: Any) -> dict[str, Any]:
    """A relation as an example writes it: always in effect, with a UUID or URN as reference."""
    slags = "urn" if reference.startswith("urn:") else "uuid"
    return {"rolle": rolle, "reference": {slags: reference}, "virkning": FOR_EVIGT, **felter}


def tilfoej(sti: str, *poster: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    """A change that adds relations to the list at `sti` of an example's beskeddata."""

    def aendr(besked: dict[str, Any]) -> None:
        besked["beskeddata"].setdefault(sti, []).extend(poster)

    return aendr


def fjern_rolle(sti: str, rolle: str) -> Callable[[dict[str, Any]], None]:
    """A change that takes every relation of a role out of the list at `sti` of an example's beskeddata."""

    def aendr(besked: dict[str, Any]) -> None:
        besked["beskeddata"][sti] = [post for post in besked["beskeddata"].get(sti, []) if post["rolle"] != rolle]

    return aendr


def roller(
    id_: str, type_: str, sti: str, tilladte: Mapping[str, str], kilde: str, besked: str, bryder: Aendring
) -> Regel:
    """Only these roles occur in a section; `tilladte` maps each role to its cardinality, for the text."""
    liste = ", ".join(f"{rolle} {antal}" for rolle, antal in tilladte.items())
    return Regel(
        id_,
        type_,
        f"{sti}[]",
        Roller(frozenset(tilladte)),
        da=f"Her må kun stå disse roller: {liste}.",
        en=f"Only these roles may stand here: {liste}.",
        kilde=kilde,
        maal=Maal.FLERE_LEVERANDOERER,
        lag=Lag.FORPLIGTELSER,
        besked=besked,
        bryder=bryder,
    )


def antal(
    id_: str,
    type_: str,
    sti: str,
    rolle: str,
    mindst: int,
    hoejst: int | None,
    kilde: str,
    besked: str,
    bryder: Aendring,
) -> Regel:
    """How many relations of a role a section has at any one time."""
    da, en = {
        (1, 1): (f"Der er til enhver tid præcis én {rolle}", f"There is exactly one {rolle} at any time"),
        (0, 1): (f"Der er til enhver tid højst én {rolle}", f"There is at most one {rolle} at any time"),
    }[mindst, hoejst or 0]
    return Regel(
        id_,
        type_,
        f"{sti}[]",
        Antal(rolle, mindst, hoejst),
        da=f"{da}. Luk den gamle relation med virkning til, hvor en ny åbnes{', og lad den sidste stå åben' if mindst else ''}.",
        en=f"{en}. Close the old relation with an end to its effect where a new one opens{', and leave the last one open' if mindst else ''}.",
        kilde=kilde,
        maal=Maal.FLERE_LEVERANDOERER,
        lag=Lag.FORPLIGTELSER if mindst else Lag.BITEMPORALITET,
        besked=besked,
        bryder=bryder,
    )


def indeks_unikt(id_: str, type_: str, sti: str, kilde: str, besked: str, bryder: Aendring) -> Regel:
    """No two relations of one role and index hold at the same time."""
    return Regel(
        id_,
        type_,
        f"{sti}[]",
        IngenOverlap(("rolle", "indeks")),
        da="To relationer med samme rolle og indeks må ikke gælde samtidig: giv dem hver sit indeks, eller luk den ene.",
        en="Two relations of one role and index may not hold at once: give each its own index, or close one.",
        kilde=kilde,
        maal=Maal.SAMMENHAENGENDE,
        lag=Lag.BITEMPORALITET,
        besked=besked,
        bryder=bryder,
    )


def reference(
    id_: str,
    type_: str,
    sti: str,
    krav: Mapping[str, Krav],
    da: str,
    en: str,
    kilde: str,
    besked: str,
    bryder: Aendring,
) -> Regel:
    """What a relation of each role may refer to; roles that `krav` leaves out may refer to anything."""
    return Regel(
        id_,
        type_,
        f"{sti}[]",
        EfterRolle(krav),
        da=da,
        en=en,
        kilde=kilde,
        maal=Maal.FLERE_LEVERANDOERER,
        lag=Lag.FORPLIGTELSER,
        besked=besked,
        bryder=bryder,
    )


ER_UUID: Final = Henvisning()
"""The reference is a UUID."""
ER_DER: Final = Felt("reference", Paakraevet())
"""There is a reference."""


def er_urn(moenster: re.Pattern[str]) -> Henvisning:
    """The reference is a URN of this form."""
    return Henvisning(uuid=False, urn=moenster)
