"""The oracle's eyes: reads contracts, code lists and bytes by itself, and judges what single fields hold.

Written from the standards alone, with no line shared with the rules it is to judge. Slow, plain, and easy to check.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastavro
import yaml

ROD = Path(__file__).parents[3] / "schemas"
NAVNERUM = "dk.faelleshub."
FREMMED = "faelles.FremmedHaendelse"

AVSC = {
    f"{skema['namespace']}.{skema['name']}": skema
    for skema in (json.loads(fil.read_text()) for fil in sorted((ROD / "avro").rglob("*.avsc")))
}
KATALOG = {
    f"{fil.parent.name}.{fil.stem}": yaml.load(fil.read_text(), yaml.CSafeLoader)
    for fil in (ROD / "avro").glob("*/*.yaml")
}
LISTER = {fil.stem: yaml.load(fil.read_text(), yaml.CSafeLoader) for fil in (ROD / "kodelister").glob("*.yaml")}


def koder(liste: str) -> dict[str, str]:
    """Everything that stands for a code of this list, and the code."""
    svar = {}
    for post in LISTER[liste]["koder"]:
        for navn in (post["kode"], post.get("uuid"), post.get("urn"), *post.get("andreId", ())):
            if navn:
                svar[navn] = post["kode"]
    return svar


KODER = {liste: koder(liste) for liste in LISTER}


def _foldet_ud(node: Any, set_: set[str]) -> Any:
    if isinstance(node, str) and node in AVSC and node not in set_:
        node = AVSC[node]
    if isinstance(node, list):
        return [_foldet_ud(gren, set_) for gren in node]
    if not isinstance(node, dict):
        return node
    if node["type"] == "record":
        set_.add(f"{node['namespace']}.{node['name']}")
        return {**node, "fields": [{**felt, "type": _foldet_ud(felt["type"], set_)} for felt in node["fields"]]}
    return {navn: _foldet_ud(vaerdi, set_) if navn == "items" else vaerdi for navn, vaerdi in node.items()}


SKEMAER = {
    post["id"]: (navn, fastavro.parse_schema(_foldet_ud(AVSC[NAVNERUM + navn], set())))
    for navn, post in KATALOG.items()
}


def laes(raa: bytes) -> tuple[str, Any] | None:
    """The contract's short name and the data; None when the bytes are no message."""
    if len(raa) < 5 or raa[0] != 0 or int.from_bytes(raa[1:5], "big") not in SKEMAER:
        return None
    navn, skema = SKEMAER[int.from_bytes(raa[1:5], "big")]
    ind = io.BytesIO(raa[5:])
    try:
        data = fastavro.schemaless_reader(ind, skema)
    except Exception:  # noqa: BLE001 - fastavro raises many things; all mean that it cannot be read
        return None
    return (navn, data) if ind.read(1) == b"" else None


def er_kanonisk(raa: bytes) -> bool:
    """Whether a message that can be read is written as Avro writes it, and in no way that fastavro merely forgives."""
    _, skema = SKEMAER[int.from_bytes(raa[1:5], "big")]
    ud = io.BytesIO()
    try:
        fastavro.schemaless_writer(ud, skema, fastavro.schemaless_reader(io.BytesIO(raa[5:]), skema))
    except ValueError:
        return False
    return ud.getvalue() == raa[5:]


# --- single values --------------------------------------------------------------------------------------------------

FORMER = {
    "uuid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "urn": r"urn:[a-z0-9][a-z0-9-]{1,31}:[^\x00-\x1f\x7f]+",
    "pnummer": r"[1-9]\d{9}",
    "bfe": r"\d{1,10}",
    "esr": r"\d{3}-\d{5,6}",
    "kle-emne": r"\d\d\.\d\d\.\d\d",
    "kle-facet": r"[A-ZÆØÅ]\d\d",
    "postnummer": r"[0-9A-Z][0-9A-Z -]{1,8}[0-9A-Z]",
    "landekode": r"[A-Z]{2}",
    "sha256": r"[0-9a-f]{64}",
    "base64": r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
    "mimetype": r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*( ?; ?[^;=\s]{1,64}=([^;\s\"]{1,128}|\"[^\"]{1,128}\"))*",
    "sikkert-filnavn": r"[^<>:\"/\\|?*\x00-\x1f\x7f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,255}",
}


def form(slags: str, vaerdi: str) -> bool:
    """Whether a text has the form that a contract's `format` names."""
    match slags:
        case "cpr":
            return cpr(vaerdi)
        case "cvr":
            return cvr(vaerdi)
        case "urn":
            return passer("urn", vaerdi) and len(vaerdi) <= 255 and not re.search(r":[^:]*:( .*|.* )$", vaerdi[3:])
        case "sikkert-filnavn":
            return passer(slags, vaerdi) and vaerdi.strip(" .")[:1] == vaerdi[:1] and vaerdi[-1] not in " ."
        case _:
            return passer(slags, vaerdi)


def passer(slags: str, vaerdi: str) -> bool:
    return re.fullmatch(FORMER[slags], vaerdi, re.ASCII) is not None


def cvr(vaerdi: str) -> bool:
    """Eight digits whose weighted sum is a multiple of eleven, or one of the official test numbers."""
    if vaerdi in {"11111111", "12345678", "99999999"}:
        return True
    if not re.fullmatch(r"[1-9][0-9]{7}", vaerdi):
        return False
    return sum(int(a) * b for a, b in zip(vaerdi, (2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11 == 0


def cpr(vaerdi: str) -> bool:
    """Ten digits that begin with a date, which may have 60 added to its day. Never modulus 11."""
    if not re.fullmatch(r"[0-9]{10}", vaerdi):
        return False
    dag, maaned, aar, syv = int(vaerdi[:2]), int(vaerdi[2:4]), int(vaerdi[4:6]), int(vaerdi[6])
    if syv < 4:
        aar += 1900
    elif syv in {4, 9}:
        aar += 2000 if aar <= 36 else 1900
    else:
        aar += 2000 if aar <= 57 else 1800
    try:
        dt.date(aar, maaned, dag - 60 if dag > 60 else dag)
    except ValueError:
        return False
    return True


KENDTE_URN = {  # how the number of a URN may be introduced, what is normal, and what must follow
    "urn:oio:cvr-nr:": ("cvr", ("cvr", "cvrnr", "cvr-nummer")),
    "urn:oio:cpr-nr:": ("cpr", ("cpr", "cprnr", "cpr-nummer")),
    "urn:oio:pnr:": (r"[1-9]\d{9}", ("p-nr", "p-nummer", "pnummer")),
    "urn:oio:ejendom:bfe-nr:": (r"\d{10}", ("bfe-nr", "bfe", "ejendom:bfe")),
    "urn:oio:esr:ejendom:": (r"\d{3}-\d{5,6}", ()),
    "urn:oio:kle:": (r".*", ("kle-emne", "kle-nr")),
    "urn:oio:form:": (r"\d\d\.\d\d\.\d\d(\.\d\d)?", ()),
}


def normal(tekst: str) -> str:
    """The normal form of a URN."""
    for hoved, (_, andre) in KENDTE_URN.items():
        for begyndelse in (hoved, *(f"urn:oio:{navn}:" for navn in andre)):
            if tekst.lower().startswith(begyndelse):
                krop = tekst[len(begyndelse) :]
                if "cpr" in hoved and re.fullmatch(r"\d{6}[- ]\d{4}", krop, re.ASCII):
                    krop = krop[:6] + krop[7:]
                if "bfe" in hoved and re.fullmatch(r"\d{1,9}", krop, re.ASCII):
                    krop = krop.rjust(10, "0")
                return hoved + krop
    dele = tekst.split(":", 2)
    return f"{dele[0].lower()}:{dele[1].lower()}:{dele[2]}" if len(dele) == 3 and dele[2] else tekst


def unik_id(ident: Any) -> Iterator[str]:
    """A UUID or a URN, in normal form, with the sender's own writing kept only where it differs."""
    uuid, urn, original = ident["uuid"], ident["urn"], ident["original"]
    if (uuid is None) == (urn is None):
        yield "both or neither of uuid and urn"
        return
    if uuid is not None and original is not None and (original == uuid or original.strip().lower() != uuid):
        yield "original is another UUID"
    if urn is not None:
        if normal(urn) != urn:
            yield "URN not in normal form"
        if original is not None and (original == urn or normal(original.strip()) != urn):
            yield "original is another URN"
        for hoved, (krop, _) in KENDTE_URN.items():
            if urn.startswith(hoved):
                tal = urn[len(hoved) :]
                if not (
                    cvr(tal) if krop == "cvr" else cpr(tal) if krop == "cpr" else re.fullmatch(krop, tal, re.ASCII)
                ):
                    yield "wrong number in URN"


def tidspunkt(tid: Any) -> Iterator[str]:
    """A timestamp, or the mark of infinity."""
    stempel, graense, original = tid["tidsstempel"], tid["graense"], tid["original"]
    if (stempel is None) == (graense is None):
        yield "both or neither of timestamp and limit"
    if graense is False:
        yield "limit that is no limit"
    if original is not None and (stempel is None or not _samme(original, stempel)):
        yield "original is another instant"


def _samme(tekst: str, stempel: dt.datetime) -> bool:
    if len(tekst) > 64 or not re.fullmatch(
        r"\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?\s*", tekst, re.ASCII
    ):
        return False
    try:
        tid = dt.datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", tekst.strip()))
    except ValueError:
        return False
    if tid.tzinfo is None:
        tid = tid.replace(tzinfo=zoneinfo.ZoneInfo("Europe/Copenhagen"))
    normal_ = stempel.isoformat().replace("+00:00", "Z")
    return tid == stempel and tekst not in {normal_, re.sub(r"(\.\d{3})000Z", r"\1Z", normal_)}


def urn(ident: Any) -> str:
    return (ident and ident["urn"]) or ""


def uuid(ident: Any) -> str:
    return (ident and ident["uuid"]) or ""


def tekst(ident: Any) -> str:
    """Whichever of the two is set."""
    return uuid(ident) or urn(ident)


EVIG = dt.datetime.max.replace(tzinfo=dt.UTC)
FORFRA = dt.datetime.min.replace(tzinfo=dt.UTC)


def kort(data: Any, **hoejst: int) -> Iterator[str]:
    for felt, antal in hoejst.items():
        if data[felt] is not None and len(data[felt]) > antal:
            yield f"{felt} longer than {antal}"


def spaend(virkning: Any) -> tuple[dt.datetime, dt.datetime]:
    fra, til = (virkning or {}).get("fra"), (virkning or {}).get("til")
    return (fra and fra["tidsstempel"]) or FORFRA, (til and til["tidsstempel"]) or EVIG
