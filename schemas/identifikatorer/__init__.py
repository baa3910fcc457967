"""Danish identifiers: what counts as a CPR, CVR, KLE … and how the ways of writing one become one normal form.

The first thing that touches an identifier on a message's way in: the formats normalise with it, the rule engine
judges with it, and logs mask with it. Pure functions.

Source: standards, "Identifiers" and "Quirks in real messages".
"""

from __future__ import annotations

from schemas.identifikatorer.kle import bedste_kle_moenster, kle_rammer
from schemas.identifikatorer.maskering import maskeret
from schemas.identifikatorer.moenstre import MOENSTER
from schemas.identifikatorer.numre import (
    TESTCVR,
    Mangel,
    cpr_fejl,
    cpr_foedselsdato,
    cvr_fejl,
    gln_fejl,
    modulus11_advarsel,
)
from schemas.identifikatorer.unikid import (
    UnikId,
    cpr_af,
    cvr_af,
    er_sammenhaengende,
    kle_af,
    som_urn,
    som_uuid,
    tekst_af,
    unik_id,
)
from schemas.identifikatorer.urn import URN_FORMER, Urnform, normal_urn, urn_fejl

__all__ = [
    "MOENSTER",
    "TESTCVR",
    "URN_FORMER",
    "Mangel",
    "UnikId",
    "Urnform",
    "bedste_kle_moenster",
    "cpr_af",
    "cpr_fejl",
    "cpr_foedselsdato",
    "cvr_af",
    "cvr_fejl",
    "er_sammenhaengende",
    "gln_fejl",
    "kle_af",
    "kle_rammer",
    "maskeret",
    "modulus11_advarsel",
    "normal_urn",
    "som_urn",
    "som_uuid",
    "tekst_af",
    "unik_id",
    "urn_fejl",
]
