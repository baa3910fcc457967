"""Lint rules on words: codes come from code lists, and one concept has one name (RA-11, RA-32)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from schemas.lint.fund import Fund, Ord
from schemas.lint.materiale import Felt, Materiale

_LIGNER_KODE: Final = re.compile(
    r"(?i)(kode|type|status|rolle|kategori|kanal|aarsag|klasse|fremdrift|foelsomhed|valuta|svar)$"
)

SYNONYMER: Final[dict[str, str]] = {
    "personnummer": "cpr",
    "cprnummer": "cpr",
    "cprnr": "cpr",
    "ssn": "cpr",
    "cvrnummer": "cvr",
    "cvrnr": "cvr",
    "senummer": "cvr",
    "pnr": "pnummer",
    "produktionsenhedsnummer": "pnummer",
    "bfenummer": "bfe",
    "ejendomsnummer": "esr",
    "postnr": "postnummer",
    "zip": "postnummer",
    "bynavn": "postdistrikt",
    "husnr": "husnummer",
    "gade": "vejnavn",
    "gadenavn": "vejnavn",
    "sidedoer": "doer",
    "kommunenummer": "kommunekode",
    "kommunenr": "kommunekode",
    "myndighedskode": "kommunekode",
    "landkode": "landekode",
    "mail": "email",
    "mailadresse": "email",
    "tlf": "telefon",
    "telefonnummer": "telefon",
    "mobilnummer": "telefon",
    "sagsid": "sagId",
    "saguuid": "sagId",
    "caseid": "sagId",
    "sagsnr": "sagsnummer",
    "journalnummer": "sagsnummer",
    "dokumentuuid": "dokumentId",
    "dokid": "dokumentId",
    "dokumentnr": "dokumentnummer",
    "overskrift": "titel",
    "emnelinje": "titel",
    "sikkerhedsniveau": "foelsomhed",
    "fortrolighed": "foelsomhed",
    "belob": "beloeb",
    "amount": "beloeb",
    "currency": "valuta",
    "startdag": "fra (Periode)",
    "slutdag": "til (Periode)",
    "slutdato": "til (Periode)",
    "kleemne": "kle",
    "klenummer": "kle",
    "emnenummer": "kle",
    "correlationid": "transaktionsId",
    "korrelationsid": "transaktionsId",
    "messageid": "beskedId",
    "meddelelsesuuid": "meddelelsesId",
    "case": "Sag",
    "document": "Dokument",
    "borger": "Person",
    "citizen": "Person",
    "address": "Adresse",
    "money": "Beloeb",
    "company": "Virksomhed",
    "firma": "Virksomhed",
    "period": "Periode",
    "interval": "Periode",
    "tidsrum": "Periode",
    "receipt": "Kvittering",
    "grund": "Ejendom",
}
"""A word that is not used, in small letters, and the one that is."""


def kodelister(materiale: Materiale) -> Iterator[Fund]:
    """RA-11: a `kodeliste` names a list that exists, and what looks like a code has one.

    A field whose codes are truly another's says why in `kodelisteUndtaget`.
    """
    for felt in materiale.felter():
        liste = felt.raa.get("kodeliste")
        if liste is not None and liste not in materiale.kodelister:
            yield felt.fund(
                "RA-11",
                Ord(
                    f"Kodelisten «{liste}» findes ikke.",
                    f"There is no code list «{liste}».",
                    "Ret navnet, eller læg listen i schemas/kodelister/.",
                    "Mend the name, or put the list in schemas/kodelister/.",
                ),
                led="kodeliste",
            )
        elif liste is None and _mangler_liste(felt):
            yield felt.fund(
                "RA-11",
                Ord(
                    "Feltet ligner en kode, men har ingen kodeliste.",
                    "The field looks like a code but has no code list.",
                    "Sæt kodeliste til listens id; er koderne en andens egne, så skriv hvorfor i kodelisteUndtaget.",
                    "Set kodeliste to the list's id; if the codes are someone else's own, say why in kodelisteUndtaget.",
                ),
            )


def _mangler_liste(felt: Felt) -> bool:
    if isinstance(felt.elementtype, dict) and felt.elementtype.get("type") == "enum":
        return True
    undtaget = felt.raa.get("format") or felt.raa.get("kodelisteUndtaget") or felt.kontrakt.er_besked
    return felt.elementtype == "string" and not undtaget and bool(_LIGNER_KODE.search(felt.navn))


def synonymer(materiale: Materiale) -> Iterator[Fund]:
    """RA-32: one name per concept."""
    for kontrakt in materiale.kontrakter:
        if rigtigt := SYNONYMER.get(str(kontrakt.raa.get("name")).lower()):
            yield kontrakt.fund("RA-32", _kald(rigtigt))
    for felt in materiale.felter():
        if rigtigt := _rigtigt(felt.navn):
            yield felt.fund("RA-32", _kald(rigtigt))


def _rigtigt(navn: str) -> str | None:
    """The right word for a name that is a synonym, or ends with one as a word of its own."""
    ord_ = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", navn)
    haler = ("".join(ord_[i:]).lower() for i in range(len(ord_)))
    return next((SYNONYMER[hale] for hale in haler if hale in SYNONYMER), None)


def _kald(rigtigt: str) -> Ord:
    return Ord(
        f"Begrebet hedder {rigtigt}.",
        f"The concept is called {rigtigt}.",
        f"Brug navnet {rigtigt} (gerne med et ord foran) og den fælles type, hvor der er en.",
        f"Use the name {rigtigt} (with a word before it if need be) and the shared type where there is one.",
    )
