"""How a value looks in OIO JSON: a Form reads and writes it, an Objekt is a Form made of others.

The tables in `sag.py` and `dokument.py` are told in these, and both directions come from the one table.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from schemas.formater import tid
from schemas.formater.fejl import Fejlsamler, Formatfejl, Formbrud, Sti, sti_tekst
from schemas.formater.jsonform.objekter import er_objekt, mangler, ukendte
from schemas.formater.jsonform.vaerdier import SIMPLE, forkert_type
from schemas.identifikatorer import som_urn, som_uuid, unik_id


class Udeladt:
    """Collects the paths of what a record says and OIO JSON has no place for."""

    def __init__(self) -> None:
        self.stier: list[str] = []

    def tilfoej(self, sti: Sti) -> None:
        """Note that what stands here was left out."""
        self.stier.append(sti_tekst(sti))


class Form(Protocol):
    """Reads a value from OIO JSON into the record's form, and writes it back."""

    def laes(self, vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> Any:
        """The record's value; where the JSON is wrong, adds to the errors and gives None."""

    def skriv(self, vaerdi: Any, sti: Sti, udeladt: Udeladt) -> Any:
        """The JSON value, or None where OIO JSON cannot say it, which is noted."""


class Enkel:
    """A value that both sides hold alike; `ud` turns it into JSON."""

    def __init__(
        self, laes: Callable[[Any, Sti, Fejlsamler], Any], ud: Callable[[Any], Any] = lambda vaerdi: vaerdi
    ) -> None:
        self.laes = laes
        self._ud = ud

    def skriv(self, vaerdi: Any, sti: Sti, udeladt: Udeladt) -> Any:  # noqa: ARG002 - nothing can be left out
        """The value."""
        return self._ud(vaerdi)


TEKST: Final = Enkel(SIMPLE["string"])
SANDT: Final = Enkel(SIMPLE["boolean"])
HELTAL: Final = Enkel(SIMPLE["int"])
DATO: Final = Enkel(SIMPLE["date"], dt.date.isoformat)


class Indeks:
    """A relation's index: a number in OIO JSON, text in the record."""

    def laes(self, vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> str | None:
        """The number as text."""
        tal = SIMPLE["int"](vaerdi, sti, fejl)
        return None if tal is None else str(tal)

    def skriv(self, vaerdi: str, sti: Sti, udeladt: Udeladt) -> int | None:
        """The text as a number, where it is one."""
        if re.fullmatch("0|-?[1-9][0-9]{0,8}", vaerdi):
            return int(vaerdi)
        udeladt.tilfoej(sti)
        return None


class Ident:
    """A UnikId as plain text."""

    def laes(self, vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> Any:
        """The UnikId."""
        tekst = SIMPLE["string"](vaerdi, sti, fejl)
        return None if tekst is None else unik_id(tekst)

    def skriv(self, vaerdi: dict[str, Any], sti: Sti, udeladt: Udeladt) -> str:  # noqa: ARG002 - nothing can be left out
        """The UnikId as its sender wrote it."""
        return ident_tekst(vaerdi)


class Tid:
    """A Tidspunkt as a timestamp with a blank (`2014-05-19 12:02:32`) or as `infinity`; before, as `-infinity`."""

    def __init__(self, uendelig: str) -> None:
        self._uendelig = uendelig

    def laes(self, vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> Any:
        """The Tidspunkt."""
        if not isinstance(vaerdi, str):
            fejl.tilfoej(
                forkert_type(
                    vaerdi, sti, f"et tidsstempel eller «{self._uendelig}»", f"a timestamp or «{self._uendelig}»"
                )
            )
            return None
        if vaerdi == self._uendelig:
            return tid.uendelig()
        try:
            return tid.tidspunkt(vaerdi, sti=sti_tekst(sti))
        except Formatfejl as brud:
            fejl.tilfoej(brud)
            return None

    def skriv(self, vaerdi: tid.Tidspunkt, sti: Sti, udeladt: Udeladt) -> str | None:
        """The timestamp as its sender wrote it, or infinity."""
        if vaerdi["graense"]:
            return self._uendelig
        if vaerdi["graense"] is False:
            udeladt.tilfoej(sti)
            return None
        return tid.tekst_af(vaerdi)


class Liste:
    """An array of one Form."""

    def __init__(self, form: Form) -> None:
        self._form = form

    def laes(self, vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> list[Any]:
        """The values in order."""
        if not isinstance(vaerdi, list):
            fejl.tilfoej(forkert_type(vaerdi, sti, "en liste [ ]", "an array [ ]"))
            return []
        return [self._form.laes(led, (sti, nummer), fejl) for nummer, led in enumerate(vaerdi)]

    def skriv(self, vaerdi: list[Any], sti: Sti, udeladt: Udeladt) -> list[Any] | None:
        """The values in order; None for no values, which is how OIO JSON says so."""
        return [self._form.skriv(led, (sti, nummer), udeladt) for nummer, led in enumerate(vaerdi)] or None


@dataclass(frozen=True, slots=True)
class Felt:
    """A key of OIO JSON, and the record's field that it becomes."""

    noegle: str
    felt: str
    form: Form
    kraevet: bool = False


class Objekt:
    """An object: its keys by table, unknown ones refused.

    `uden` are the record's fields that OIO JSON has no key for, with the value that says nothing. `reference` names
    the field that the keys `uuid` and `urn` become together.
    """

    def __init__(self, *felter: Felt, uden: Mapping[str, Any] | None = None, reference: str | None = None) -> None:
        self._felter = felter
        self._uden = uden or {}
        self._reference = reference
        self._noegler = [felt.noegle for felt in felter] + (["uuid", "urn"] if reference else [])

    def laes(self, vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> dict[str, Any] | None:
        """The record."""
        if not er_objekt(vaerdi, sti, fejl):
            return None
        ukendte(vaerdi, self._noegler, sti, fejl)
        ud: dict[str, Any] = {navn: [] if tom == [] else tom for navn, tom in self._uden.items()}
        for felt in self._felter:
            if felt.noegle in vaerdi:
                ud[felt.felt] = felt.form.laes(vaerdi[felt.noegle], (sti, felt.noegle), fejl)
            else:
                if felt.kraevet:
                    fejl.tilfoej(mangler((sti, felt.noegle)))
                ud[felt.felt] = [] if isinstance(felt.form, Liste) else None
        if self._reference:
            ud[self._reference] = _laes_reference(vaerdi, sti, fejl)
        return ud

    def skriv(self, vaerdi: dict[str, Any], sti: Sti, udeladt: Udeladt) -> dict[str, Any]:
        """The object; notes what it has no key for."""
        for navn, tom in self._uden.items():
            if vaerdi[navn] != tom:
                udeladt.tilfoej((sti, navn))
        ud = {}
        for felt in self._felter:
            led = vaerdi[felt.felt]
            if led is None:
                continue
            skrevet = felt.form.skriv(led, (sti, felt.felt), udeladt)
            if skrevet is not None:
                ud[felt.noegle] = skrevet
        if self._reference and (ident := vaerdi[self._reference]) is not None:
            ud["uuid" if ident["uuid"] is not None else "urn"] = ident_tekst(ident)
        return ud


def ident_tekst(ident: Mapping[str, Any]) -> str:
    """A UnikId as its sender wrote it."""
    return str(ident["original"] or ident["uuid"] or ident["urn"] or "")


def _laes_reference(vaerdi: dict[str, Any], sti: Sti, fejl: Fejlsamler) -> Any:
    if "uuid" in vaerdi and "urn" in vaerdi:
        fejl.tilfoej(
            Formbrud(
                "unik-id-valg", "Angiv uuid eller urn, ikke begge.", "Give uuid or urn, not both.", sti=sti_tekst(sti)
            )
        )
        return None
    for noegle, som in (("uuid", som_uuid), ("urn", som_urn)):
        if noegle in vaerdi:
            tekst = SIMPLE["string"](vaerdi[noegle], (sti, noegle), fejl)
            return None if tekst is None else som(tekst)
    return None
