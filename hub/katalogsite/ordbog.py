"""The words of one language: the site's own, and those for what the catalogue says in codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hub.katalogsite.tekster import SPROG, TEKSTER
from schemas.kodeliste import Kodelister

TILSTANDE: Final[Mapping[str, tuple[str, str]]] = {
    "udkast": ("Udkast", "Draft"),
    "hoering": ("I høring", "In hearing"),
    "blaastemplet": ("Blåstemplet", "Approved"),
    "udfaset": ("Udfaset", "Retired"),
    "trukket": ("Trukket tilbage", "Withdrawn"),
}

DOMAENER: Final[Mapping[str, tuple[str, str]]] = {
    "arkitektur": ("Arkitektur", "Architecture"),
    "borger": ("Borger", "Citizen"),
    "byggeri": ("Byggeri", "Building"),
    "dagtilbud": ("Dagtilbud", "Day care"),
    "dokument": ("Dokument", "Dokument"),
    "faelles": ("Fælles", "Shared"),
    "grunddata": ("Grunddata", "Basic data"),
    "post": ("Post", "Post"),
    "sag": ("Sag", "Sag"),
    "ydelse": ("Ydelse", "Benefits"),
}

BESLUTNINGER: Final[Mapping[str, tuple[str, str]]] = {
    "blaastempling": ("Blåstempling", "Approval"),
    "afslag": ("Afslag", "Refusal"),
    "aktivering": ("Sat i kraft", "Put into force"),
    "udfasning": ("Udfasning", "Retirement"),
    "tilbagetraekning": ("Tilbagetrækning", "Withdrawal"),
    "dispensation": ("Dispensation", "Dispensation"),
    "ophaevelse": ("Dispensation ophævet", "Dispensation ended"),
}

PERSONKATEGORIER: Final[Mapping[str, tuple[str, str]]] = {
    "cpr": ("CPR-nummer", "CPR number"),
    "navn": ("navn", "name"),
    "adresse": ("adresse", "address"),
    "kontakt": ("kontaktoplysning", "contact details"),
    "familie": ("familieforhold", "family relations"),
    "helbred": ("helbred", "health"),
    "oekonomi": ("økonomi", "finances"),
    "ejendom": ("ejendom", "property"),
    "status": ("status", "status"),
    "fritekst": ("fritekst", "free text"),
    "fil": ("fil", "file"),
    "ingen": ("ingen", "none"),
}

AENDRINGER: Final[Mapping[str, tuple[str, str]]] = {
    "navn": ("navn ændret", "name changed"),
    "felt-tilfoejet": ("felt tilføjet", "field added"),
    "felt-fjernet": ("felt fjernet", "field removed"),
    "felt-omdoebt": ("felt omdøbt", "field renamed"),
    "feltorden": ("rækkefølge ændret", "order changed"),
    "type": ("type ændret", "type changed"),
    "symboler": ("værdier ændret", "values changed"),
    "stoerrelse": ("størrelse ændret", "size changed"),
    "default": ("standardværdi ændret", "default changed"),
    "doc": ("beskrivelse ændret", "description changed"),
    "egenskab": ("egenskab ændret", "attribute changed"),
}

_ENHEDER: Final = {"Y": (("år", "år"), ("year", "years")), "M": (("måned", "måneder"), ("month", "months")), "D": (("dag", "dage"), ("day", "days"))}  # fmt: skip


class Ordbog:
    """The words of one language."""

    def __init__(self, sprog: str, kodelister: Kodelister) -> None:
        self.sprog = sprog
        self._nummer = SPROG.index(sprog)
        self._kodelister = kodelister

    def __call__(self, noegle: str, *udfyld: object) -> str:
        """One of the site's own texts. Raises KeyError."""
        tekst = TEKSTER[noegle][self._nummer]
        return tekst.format(*udfyld) if udfyld else tekst

    def tilstand(self, tilstand: str) -> str:
        """Where a version stands with the council."""
        return self._af(TILSTANDE, tilstand)

    def beslutning(self, slags: str) -> str:
        """A kind of decision."""
        return self._af(BESLUTNINGER, slags)

    def domaene(self, domaene: str) -> str:
        """A domain."""
        return self._af(DOMAENER, domaene)

    def aendring(self, slags: str) -> str:
        """A kind of change."""
        return self._af(AENDRINGER, slags)

    def personoplysning(self, slags: str) -> str:
        """The kinds of personal data, with commas between them."""
        return ", ".join(self._af(PERSONKATEGORIER, led) for led in slags.split(", "))

    def kode(self, liste: str, kode: str) -> str:
        """What a code is called; the code itself where the list does not know it."""
        fundet = self._kodelister[liste].slaa_op(kode) if liste in self._kodelister else None
        return kode if fundet is None else (fundet.da, fundet.en)[self._nummer]

    def master(self, master: str) -> str:
        """Who decides about the object (RA-07)."""
        return self(f"master_{master}") if master in {"ejersystem", "enhver"} else self.kode("systemtype", master)

    def varighed(self, varighed: str) -> str:
        """An ISO 8601 duration of years, months and days."""
        led = re.findall(r"(\d+)([YMD])", varighed)
        return ", ".join(f"{antal} {_ENHEDER[enhed][self._nummer][antal != '1']}" for antal, enhed in led) or varighed

    def _af(self, ord_: Mapping[str, tuple[str, str]], noegle: str) -> str:
        return ord_[noegle][self._nummer] if noegle in ord_ else noegle
