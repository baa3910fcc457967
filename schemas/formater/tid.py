"""Points in time as text: between what a sender wrote and the instant that the hub compares and orders by.

Every format reads and writes its timestamps here, so that a message comes out as it came in: the instant in UTC is
what the hub uses, and the sender's own text is kept wherever the normal form differs (`Tidspunkt.original`).

The normal form is ISO 8601 in UTC with `Z` and no, three or six decimals. Defined on the way in:

- no zone: Europe/Copenhagen; a time that occurs twice in the autumn is the first of the two (summer time), one that
  the spring skips is read with the winter offset, and so becomes the hour after;
- more than six decimals: the instant is cut to microseconds, the original kept;
- `24:00:00` is the next day's first moment (XML Schema), the original kept;
- a leap second (`:60`) and years outside 1-9999 are refused: no later system could hold them.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import zoneinfo
from typing import Any, Final

from schemas.formater.fejl import Formbrud

UENDELIG: Final = "uendelig"
"""The word for infinity where a Tidspunkt may be given as plain text."""

Tidspunkt = dict[str, Any]
"""`{"tidsstempel", "graense", "original"}` as the Avro record Tidspunkt has it."""

_DATO = r"(?P<aar>-?[0-9]{4,})-(?P<maaned>[0-9]{2})-(?P<dag>[0-9]{2})"
_KLOKKE = r"(?P<time>[0-9]{2}):(?P<minut>[0-9]{2}):(?P<sekund>[0-9]{2})(?:\.(?P<broek>[0-9]+))?"
_XSD = re.compile(rf"{_DATO}T{_KLOKKE}(?P<zone>Z|[+-][0-9]{{2}}:[0-9]{{2}})?")
_ISO = re.compile(rf"{_DATO}[T ]{_KLOKKE}(?P<zone>Z|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)?")
_HOEJST_TEGN: Final = 64
_EPOKE: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MIKRO: Final = dt.timedelta(microseconds=1)


@functools.cache
def koebenhavn() -> zoneinfo.ZoneInfo:
    """Danish local time. Raises ZoneInfoNotFoundError on a machine that has neither zone data nor the tzdata package."""
    return zoneinfo.ZoneInfo("Europe/Copenhagen")


def laes(tekst: str, *, sti: str = "", xsd: bool = False) -> tuple[dt.datetime, str | None]:
    """The instant in UTC, and the text itself where the normal form differs.

    `xsd` asks for exactly xs:dateTime; otherwise a blank instead of the T and a zone as `+02` or `+0200` pass too.
    Raises Formbrud.
    """
    fund = (_XSD if xsd else _ISO).fullmatch(tekst.strip(" \t\r\n")) if len(tekst) <= _HOEJST_TEGN else None
    if fund is None:
        raise Formbrud(
            "tidsstempel",
            "Skal være et tidsstempel som 2026-03-01T09:00:00+01:00.",
            "Must be a timestamp like 2026-03-01T09:00:00+01:00.",
            sti=sti,
        )
    oejeblik = _oejeblik(fund, sti)
    return oejeblik, None if tekst == normalform(oejeblik) else tekst


def _oejeblik(fund: re.Match[str], sti: str) -> dt.datetime:
    if fund["sekund"] == "60":
        raise Formbrud(
            "skudsekund",
            "Skudsekunder (:60) understøttes ikke. Send sekundet før eller efter.",
            "Leap seconds (:60) are not supported. Send the second before or after.",
            sti=sti,
        )
    midnat = fund["time"] == "24" and fund["minut"] == fund["sekund"] == "00" and not (fund["broek"] or "").strip("0")
    try:
        lokal = dt.datetime(
            int(fund["aar"]),
            int(fund["maaned"]),
            int(fund["dag"]),
            0 if midnat else int(fund["time"]),
            int(fund["minut"]),
            int(fund["sekund"]),
            int((fund["broek"] or "0")[:6].ljust(6, "0")),
            tzinfo=_zone(fund["zone"]),
        )
        return (lokal + dt.timedelta(days=1) if midnat else lokal).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise Formbrud(
            "tidsstempel-findes-ikke",
            "Tidsstemplet findes ikke: ret dato, klokkeslæt eller zone; årstal er 0001-9999.",
            "There is no such timestamp: mend its date, time or zone; years are 0001-9999.",
            sti=sti,
        ) from None


def _zone(zone: str | None) -> dt.tzinfo:
    if zone is None:
        return koebenhavn()
    if zone == "Z":
        return dt.UTC
    timer, minutter = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    if minutter > 59 or timer * 60 + minutter > 14 * 60:
        raise ValueError("zone")
    forskydning = dt.timedelta(hours=timer, minutes=minutter)
    return dt.timezone(-forskydning if zone[0] == "-" else forskydning)


def normalform(oejeblik: dt.datetime) -> str:
    """An aware datetime in UTC with `Z`, and no, three or six decimals: the fewest that say it exactly."""
    utc = oejeblik.astimezone(dt.UTC).replace(tzinfo=None)
    if utc.microsecond == 0:
        return utc.isoformat(timespec="seconds") + "Z"
    return utc.isoformat(timespec="microseconds" if utc.microsecond % 1000 else "milliseconds") + "Z"


def har_zone(tekst: str) -> bool:
    """Whether a timestamp that `laes` can read says its zone."""
    fund = _ISO.fullmatch(tekst.strip(" \t\r\n"))
    return fund is not None and fund["zone"] is not None


def laes_med_zone(tekst: str, *, sti: str = "") -> dt.datetime:
    """The instant of a field that cannot keep an original: zone and at most six decimals are required.

    Raises Formbrud.
    """
    oejeblik, _ = laes(tekst, sti=sti)
    fund = _ISO.fullmatch(tekst.strip(" \t\r\n"))
    if fund is None or fund["zone"] is None or len((fund["broek"] or "").rstrip("0")) > 6:
        raise Formbrud(
            "tidsstempel-zone",
            "Tidsstemplet skal have zone (Z eller +01:00) og højst seks decimaler.",
            "The timestamp needs a zone (Z or +01:00) and at most six decimals.",
            sti=sti,
        )
    return oejeblik


def laes_dato(tekst: str, *, sti: str = "") -> dt.date:
    """A date YYYY-MM-DD. Raises Formbrud."""
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", tekst):
            return dt.date.fromisoformat(tekst)
    except ValueError:
        pass
    raise Formbrud("dato", "Skal være en dato som 2026-03-01.", "Must be a date like 2026-03-01.", sti=sti)


# --- the record Tidspunkt -------------------------------------------------------------------------------------------


def tidspunkt(tekst: str, *, sti: str = "", xsd: bool = False) -> Tidspunkt:
    """A Tidspunkt from a timestamp's text. Raises Formbrud."""
    oejeblik, original = laes(tekst, sti=sti, xsd=xsd)
    return {"tidsstempel": oejeblik, "graense": None, "original": original}


def uendelig() -> Tidspunkt:
    """The Tidspunkt that says infinity."""
    return {"tidsstempel": None, "graense": True, "original": None}


def tekst_af(tidspunkt_: Tidspunkt, *, xsd: bool = False) -> str:
    """The timestamp as its sender wrote it, else its normal form; empty where the Tidspunkt holds none.

    With `xsd`, an original that is no xs:dateTime gives way to the normal form.
    """
    original: str | None = tidspunkt_["original"]
    if original is not None and not (xsd and _XSD.fullmatch(original.strip(" \t\r\n")) is None):
        return original
    return "" if tidspunkt_["tidsstempel"] is None else normalform(tidspunkt_["tidsstempel"])


def antaget_zone(tidspunkt_: Tidspunkt) -> bool:
    """Whether the sender gave no zone, so that Europe/Copenhagen was taken: worth a flag to the sender."""
    original = tidspunkt_["original"]
    return original is not None and not har_zone(original)


def er_sammenhaengende(tidspunkt_: Tidspunkt) -> bool:
    """Whether exactly one of timestamp and limit is set, and `original` says the same instant as `tidsstempel`."""
    stempel, original = tidspunkt_.get("tidsstempel"), tidspunkt_.get("original")
    if (stempel is None) == (tidspunkt_.get("graense") is None):
        return False
    if original is None:
        return True
    try:
        return stempel is not None and laes(original) == (stempel, original)
    except Formbrud:
        return False


def til_mikrosekunder(oejeblik: dt.datetime) -> int:
    """Microseconds since 1970-01-01T00:00:00Z, exactly (no floating point)."""
    return (oejeblik - _EPOKE) // _MIKRO


def fra_mikrosekunder(mikro: int) -> dt.datetime:
    """The instant so many microseconds after 1970-01-01T00:00:00Z. Raises OverflowError outside years 1-9999."""
    return _EPOKE + dt.timedelta(microseconds=mikro)


def fra_tal(slags: str, tal: int) -> Any:
    """The value of an Avro number under its logical type. Raises OverflowError outside years 1-9999."""
    match slags:
        case "date":
            return dt.date(1970, 1, 1) + dt.timedelta(days=tal)
        case "timestamp-micros":
            return fra_mikrosekunder(tal)
        case "timestamp-millis":
            return fra_mikrosekunder(tal * 1000)
    return tal
