"""Sag and Dokument in OIO JSON, as tables: which key is which field, which list of relations is which role.

Source: OIO Sag and Dokument as the open LoRa reference implementation writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from schemas.formater.fejl import Fejlsamler, Sti
from schemas.formater.oiojson.form import DATO, HELTAL, SANDT, TEKST, Felt, Form, Liste, Objekt, Udeladt
from schemas.formater.oiojson.relationer import (
    AKTOER,
    JOURNALPOSTKODER,
    KLASSE,
    OBJEKT,
    OFFENTLIGHED_UNDTAGET,
    PART,
    VIRKNING,
    Journalposter,
    Relation,
    Relationer,
)


@dataclass(frozen=True, slots=True)
class Objektslag:
    """One kind of object in OIO JSON. `uden` are the record's sections that OIO JSON has no place for."""

    id_felt: str
    egenskabsnoegle: str
    egenskaber: Form
    fremdriftsnoegle: str
    relationer: Relationer
    uden: tuple[str, ...]
    varianter: Form | None = None


_VIRKNING = Felt("virkning", "virkning", VIRKNING)

FREMDRIFT: Final = Liste(Objekt(Felt("fremdrift", "status", TEKST, kraevet=True), _VIRKNING))
"""The list of progress, the same for both kinds."""


def _aktoer(noegle: str, rolle: str) -> Relation:
    return Relation(noegle, "aktoerer", (rolle,), AKTOER)


def _part(noegle: str, rolle: str) -> Relation:
    return Relation(noegle, "parter", (rolle,), PART)


def _klasse(noegle: str, rolle: str) -> Relation:
    return Relation(noegle, "klasser", (rolle,), KLASSE)


SAG: Final = Objektslag(
    id_felt="sagId",
    egenskabsnoegle="sagegenskaber",
    egenskaber=Liste(
        Objekt(
            Felt("brugervendtnoegle", "brugervendtNoegle", TEKST),
            Felt("sagsnummer", "sagsnummer", TEKST),
            Felt("titel", "titel", TEKST),
            Felt("beskrivelse", "beskrivelse", TEKST),
            Felt("hjemmel", "hjemmelSpecifikation", TEKST),
            Felt("kassationskode", "kassationskode", TEKST),
            Felt("afleveret", "afleveretIndikator", SANDT),
            Felt("principiel", "principielIndikator", SANDT),
            Felt("offentlighedundtaget", "offentlighedUndtaget", OFFENTLIGHED_UNDTAGET),
            _VIRKNING,
            uden={
                "foelsomhed": None,
                "sagsstatus": None,
                "sagskategori": None,
                "lokation": None,
                "oprettetTidspunkt": None,
            },
        )
    ),
    fremdriftsnoegle="sagfremdrift",
    relationer=Relationer(
        _aktoer("ejer", "Ejer"),
        _aktoer("ansvarlig", "Ansvarlig"),
        _aktoer("primaerbehandler", "PrimaerBehandler"),
        _aktoer("udlaanttil", "UdlaantTil"),
        _aktoer("andrebehandlere", "AndreBehandlere"),
        _part("primaerpart", "PrimaerPart"),
        _part("sekundaerpart", "SekundaerPart"),
        _part("ydelsesmodtager", "Ydelsesmodtager"),
        _klasse("primaerklasse", "PrimaerKlasse"),
        _klasse("opgaveklasse", "Opgaveklasse"),
        _klasse("handlingsklasse", "Handlingsklasse"),
        _klasse("kontoklasse", "Kontoklasse"),
        _klasse("sikkerhedsklasse", "Sikkerhedsklasse"),
        _klasse("foelsomhedsklasse", "Foelsomhedsklasse"),
        _klasse("indsatsklasse", "Indsatsklasse"),
        _klasse("ydelsesklasse", "Ydelsesklasse"),
        Relation("oversag", "sagsrelationer", ("Oversag",), OBJEKT),
        Relation("praecedens", "sagsrelationer", ("Praecedens",), OBJEKT),
        Relation("andresager", "sagsrelationer", ("AndreSager",), OBJEKT),
        Relation("afgiftsobjekt", "genstande", ("Afgiftsobjekt",), OBJEKT),
        Relation("ejendomsskat", "genstande", ("Ejendomsskat",), OBJEKT),
        Relation("byggeri", "genstande", ("Byggeri",), OBJEKT),
        Relation("fredning", "genstande", ("Fredning",), OBJEKT),
        Relation("journalpost", "journalposter", tuple(JOURNALPOSTKODER.values()), Journalposter()),
        bevares=("behandlingarkiv", "afleveringsarkiv", "andetarkiv"),
    ),
    uden=("itSystemer", "sikkerhedsprofiler"),
)


class _Del:
    """A part of a variant, whose relations are an object of their own in OIO JSON."""

    def __init__(self) -> None:
        self._relationer = Relationer(
            Relation("underredigeringaf", "underRedigeringAf", ("UnderRedigeringAf",), OBJEKT)
        )
        self._objekt = Objekt(
            Felt("deltekst", "deltekst", TEKST),
            Felt(
                "egenskaber",
                "egenskaber",
                Liste(
                    Objekt(
                        Felt("indeks", "indeks", HELTAL),
                        Felt("indhold", "indhold", TEKST),
                        Felt("lokation", "lokation", TEKST),
                        Felt("mimetype", "mimetype", TEKST),
                        _VIRKNING,
                    )
                ),
            ),
            Felt("relationer", "relationer", self._relationer),
            uden={"fil": None},
        )

    def laes(self, vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> dict[str, Any] | None:
        """The Del."""
        fundet = self._objekt.laes(vaerdi, sti, fejl)
        if fundet is None:
            return None
        relationer = fundet.pop("relationer") or {"underRedigeringAf": []}
        return {**fundet, **relationer}

    def skriv(self, vaerdi: dict[str, Any], sti: Sti, udeladt: Udeladt) -> dict[str, Any]:
        """The part."""
        relationer = {"underRedigeringAf": vaerdi["underRedigeringAf"]}
        har = bool(vaerdi["underRedigeringAf"])
        return self._objekt.skriv({**vaerdi, "relationer": relationer if har else None}, sti, udeladt)


DOKUMENT: Final = Objektslag(
    id_felt="dokumentId",
    egenskabsnoegle="dokumentegenskaber",
    egenskaber=Liste(
        Objekt(
            Felt("brugervendtnoegle", "brugervendtNoegle", TEKST),
            Felt("titel", "titel", TEKST),
            Felt("beskrivelse", "beskrivelse", TEKST),
            Felt("dokumenttype", "dokumenttype", TEKST),
            Felt("brevdato", "brevDato", DATO),
            Felt("major", "versionIdentifikator", HELTAL),
            Felt("minor", "underversionIdentifikator", HELTAL),
            Felt("kassationskode", "kassationskode", TEKST),
            Felt("offentlighedundtaget", "offentlighedUndtaget", OFFENTLIGHED_UNDTAGET),
            _VIRKNING,
            uden={"dokumentnummer": None, "foelsomhed": None},
        )
    ),
    fremdriftsnoegle="dokumentfremdrift",
    relationer=Relationer(
        _aktoer("ejer", "Ejer"),
        _aktoer("ansvarlig", "Ansvarlig"),
        _aktoer("primaerbehandler", "PrimaerBehandler"),
        _aktoer("fordelttil", "FordeltTil"),
        _aktoer("andrebehandlere", "AndreBehandlere"),
        _part("parter", "Part"),
        _part("kopiparter", "Kopipart"),
        _klasse("primaerklasse", "PrimaerKlasse"),
        Relation("nyrevision", "dokumentrelationer", ("NyRevision",), OBJEKT),
        Relation("besvarelser", "dokumentrelationer", ("Besvarelser",), OBJEKT),
        Relation("udgangspunkter", "dokumentrelationer", ("Udgangspunkter",), OBJEKT),
        Relation("kommentarer", "dokumentrelationer", ("Kommentarer",), OBJEKT),
        Relation("bilag", "dokumentrelationer", ("Bilag",), OBJEKT),
        Relation("andredokumenter", "dokumentrelationer", ("AndreDokumenter",), OBJEKT),
        Relation("tilknyttedesager", "dokumentrelationer", ("Sag",), OBJEKT),
        bevares=("arkiver", "andreklasser"),
    ),
    uden=("itSystemer", "sikkerhedsprofiler"),
    varianter=Liste(
        Objekt(
            Felt("varianttekst", "varianttekst", TEKST),
            Felt(
                "egenskaber",
                "egenskaber",
                Liste(
                    Objekt(
                        Felt("arkivering", "arkivering", SANDT),
                        Felt("delvisscannet", "delvisScannet", SANDT),
                        Felt("offentliggoerelse", "offentliggoerelse", SANDT),
                        Felt("produktion", "produktion", SANDT),
                        _VIRKNING,
                    )
                ),
            ),
            Felt("dele", "dele", Liste(_Del())),
        )
    ),
)

SLAGS: Final = {"sag": SAG, "dokument": DOKUMENT}
