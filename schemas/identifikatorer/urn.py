"""URNs: the quirks of how senders write them, listed as data, and the normal form that the hub compares by."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Final, NamedTuple

from schemas.identifikatorer.moenstre import MOENSTER
from schemas.identifikatorer.numre import TESTCVR, Mangel, cpr_fejl, cvr_fejl


class Urnform(NamedTuple):
    """One kind of URN: its normal prefix, the other prefixes seen for it, and the form of what follows."""

    praefiks: str
    andre: tuple[str, ...] = ()
    format: str | None = None
    ret: Callable[[str], str] = str


def _uden_bindestreg(cpr: str) -> str:
    return cpr[:6] + cpr[7:] if re.fullmatch("[0-9]{6}[- ][0-9]{4}", cpr) else cpr


def _ti_cifre(bfe: str) -> str:
    return bfe.zfill(10) if re.fullmatch("[0-9]{1,9}", bfe) else bfe


URN_FORMER: Final = (
    Urnform("urn:oio:cvr-nr:", ("urn:oio:cvr:", "urn:oio:cvrnr:", "urn:oio:cvr-nummer:"), "cvr"),
    Urnform("urn:oio:cpr-nr:", ("urn:oio:cpr:", "urn:oio:cprnr:", "urn:oio:cpr-nummer:"), "cpr", _uden_bindestreg),
    Urnform("urn:oio:pnr:", ("urn:oio:p-nr:", "urn:oio:p-nummer:", "urn:oio:pnummer:"), "pnummer"),
    Urnform("urn:oio:ejendom:bfe-nr:", ("urn:oio:bfe-nr:", "urn:oio:bfe:", "urn:oio:ejendom:bfe:"), "bfe", _ti_cifre),
    Urnform("urn:oio:esr:ejendom:", (), "esr"),
    Urnform("urn:oio:kle:", ("urn:oio:kle-emne:", "urn:oio:kle-nr:")),
    Urnform("urn:oio:form:", (), "form"),
)
"""The URNs we know, and the quirks of how they are written: both `cvr-nr` and `cvr` occur in real messages."""

_RET_URN: Final = {skrevet: form for form in URN_FORMER for skrevet in (form.praefiks, *form.andre)}
_HOVED = re.compile(r"(urn:[a-z0-9-]+(?::[a-z-]+)*:)", re.ASCII | re.IGNORECASE)


def normal_urn(urn: str) -> str:
    """The normal form of a URN: scheme and namespace in lower case, a known kind under its normal prefix."""
    skema, _, rest = urn.partition(":")
    nid, _, nss = rest.partition(":")
    hoved = _HOVED.match(urn)
    if hoved is not None and (form := _RET_URN.get(hoved[1].lower())):
        return form.praefiks + form.ret(urn[hoved.end() :])
    return f"{skema.lower()}:{nid.lower()}:{nss}" if nss else urn


def urn_fejl(urn: str, *, testcvr: Collection[str] = TESTCVR) -> Mangel | None:
    """Why this is no URN in its normal form, or None; the number inside a known kind of URN is judged too."""
    if not MOENSTER["urn"].fullmatch(urn):
        return Mangel(
            "En URN skrives urn:navnerum:værdi og er højst 255 tegn, f.eks. urn:oio:cvr-nr:11111111.",
            "A URN is written urn:namespace:value and is at most 255 characters, e.g. urn:oio:cvr-nr:11111111.",
        )
    form = next((form for form in URN_FORMER if urn.startswith(form.praefiks)), None)
    return None if form is None or form.format is None else _kropsfejl(form, form.format, urn, testcvr)


def _kropsfejl(form: Urnform, format_: str, urn: str, testcvr: Collection[str]) -> Mangel | None:
    krop = urn[len(form.praefiks) :]
    match format_:
        case "cpr":
            return cpr_fejl(krop)
        case "cvr":
            return cvr_fejl(krop, tilladte=testcvr)
        case "bfe" if len(krop) != 10:
            return Mangel("I en URN er BFE-nummeret ti cifre.", "In a URN the BFE number is ten digits.")
        case _ if not MOENSTER[format_].fullmatch(krop):
            return Mangel(f"Efter {form.praefiks} skal stå et {format_}.", f"After {form.praefiks} comes a {format_}.")
    return None
