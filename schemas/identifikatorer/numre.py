"""CPR, CVR and GLN numbers: what a pattern cannot say about them. Judged after their form, before any look-up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from typing import Final, NamedTuple

from stdnum import ean
from stdnum.dk import cvr as stdnum_cvr

from schemas.identifikatorer.moenstre import MOENSTER


class Mangel(NamedTuple):
    """What is wrong with an identifier, in words that never repeat its value."""

    da: str
    en: str


TESTCVR: Final = frozenset({"11111111", "12345678", "99999999"})
"""The CVR numbers of official tests, which have no valid check digit; a production hub passes an empty set instead."""


def cpr_fejl(cpr: str) -> Mangel | None:
    """Why this is no CPR number, or None. Ten digits whose first six are a date; replacement numbers add 60 to the day.

    Modulus 11 is not asked for: it has not been guaranteed since 1 October 2007. See `modulus11_advarsel`.
    """
    if not re.fullmatch("[0-9]{10}", cpr):
        return Mangel("Et CPR-nummer er ti cifre uden bindestreg.", "A CPR number is ten digits without a hyphen.")
    if cpr_foedselsdato(cpr) is None:
        return Mangel(
            "CPR-nummerets første seks cifre er ikke en dato.", "The first six digits of the CPR number are not a date."
        )
    return None


def cpr_foedselsdato(cpr: str) -> dt.date | None:
    """The date of birth in ten CPR digits, or None where they hold no date. The seventh digit tells the century."""
    dag, maaned, aar, syvende = int(cpr[:2]), int(cpr[2:4]), int(cpr[4:6]), int(cpr[6])
    if dag > 60:
        dag -= 60
    if syvende <= 3:
        aarhundrede = 1900
    elif syvende in {4, 9}:
        aarhundrede = 2000 if aar <= 36 else 1900
    else:
        aarhundrede = 2000 if aar <= 57 else 1800
    try:
        return dt.date(aarhundrede + aar, maaned, dag)
    except ValueError:
        return None


def modulus11_advarsel(cpr: str) -> Mangel | None:
    """A warning where ten CPR digits fail modulus 11 (weights 4,3,2,7,6,5,4,3,2,1); never a reason to refuse."""
    if sum(int(ciffer) * vaegt for ciffer, vaegt in zip(cpr, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11 == 0:
        return None
    return Mangel(
        "CPR-nummeret opfylder ikke modulus 11. Det kan være rigtigt, hvis det er tildelt efter 1. oktober 2007.",
        "The CPR number fails modulus 11. It may be right if it was given out after 1 October 2007.",
    )


def cvr_fejl(cvr: str, *, tilladte: Collection[str] = TESTCVR) -> Mangel | None:
    """Why this is no CVR number, or None. Eight digits with the right check digit, or one of `tilladte`."""
    if cvr in tilladte:
        return None
    if not MOENSTER["cvr"].fullmatch(cvr):
        return Mangel("Et CVR-nummer er otte cifre.", "A CVR number is eight digits.")
    if not stdnum_cvr.is_valid(cvr):
        return Mangel("CVR-nummerets kontrolciffer passer ikke.", "The CVR number's check digit is wrong.")
    return None


def gln_fejl(gln: str) -> Mangel | None:
    """Why this is no GLN (EAN location number), or None. Thirteen digits, the last a check digit (modulus 10)."""
    if not MOENSTER["gln"].fullmatch(gln):
        return Mangel("Et GLN-nummer er tretten cifre.", "A GLN is thirteen digits.")
    if not ean.is_valid(gln):
        return Mangel("GLN-nummerets kontrolciffer passer ikke.", "The GLN's check digit is wrong.")
    return None
