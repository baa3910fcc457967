"""The form of each identifier as a pattern, by the name that a contract's `format` attribute uses.

The rule engine calls `MOENSTER[...].fullmatch` on every message that passes; ASCII digits only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_DAG = "(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
_MAANED = "(?:0[1-9]|1[0-2])"
_EMNE = r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}"
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_MIMEDEL = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}"

_KILDER: Final[dict[str, str]] = {
    "uuid": _UUID,
    "urn": r"(?=.{7,255}$)urn:[a-z0-9][a-z0-9-]{1,31}:(?! )[^\x00-\x1f\x7f]+(?<! )",
    "cvr": "[1-9][0-9]{7}",
    "cpr": f"{_DAG}{_MAANED}[0-9]{{6}}",
    "pnummer": "[1-9][0-9]{9}",
    "se": "[1-9][0-9]{7}",
    "gln": "[0-9]{13}",
    "bfe": "[0-9]{1,10}",
    "esr": "[0-9]{3}-[0-9]{5,6}",
    "myndighedskode": "[0-9]{4}",
    "kle-hovedgruppe": "[0-9]{2}",
    "kle-gruppe": r"[0-9]{2}\.[0-9]{2}",
    "kle-emne": _EMNE,
    "kle-facet": "[A-ZÆØÅ][0-9]{2}",
    "kle-urn": f"urn:oio:kle:{_EMNE}",
    "kle-moenster": (
        r"[0-9]\*|[0-9]{2}\.\*|[0-9]{2}\.[0-9]\*|[0-9]{2}\.[0-9]{2}\.\*|[0-9]{2}\.[0-9]{2}\.[0-9]\*|" + _EMNE
    ),
    "form": rf"{_EMNE}(?:\.[0-9]{{2}})?",
    "postnummer": "[0-9A-Z][0-9A-Z -]{2,9}(?<![ -])",
    "dansk-postnummer": "[0-9]{4}",
    "landekode": "[A-Z]{2}",
    "sha256": "[0-9a-f]{64}",
    "base64": "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
    "mimetype": rf"{_MIMEDEL}/{_MIMEDEL}(?: ?; ?[A-Za-z0-9!#$&^_.+-]{{1,64}}=(?:[A-Za-z0-9!#$&^_.+-]{{1,128}}|\"[^\"\x00-\x1f]{{1,128}}\"))*",
    "sikkert-filnavn": (
        r"(?![ .])[^<>:\"/\\|?*\x00-\x1f\x7f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,255}(?<![ .])"
    ),
}

MOENSTER: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {navn: re.compile(f"^(?:{kilde})$", re.ASCII) for navn, kilde in _KILDER.items()}
)
"""The form of each identifier, by the name that a contract's `format` attribute uses; use `.fullmatch`.

`uuid`, `urn` and `kle-urn` are the normal forms (lower case); a postnummer may be foreign, `dansk-postnummer` may not.
"""
