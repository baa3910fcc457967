"""Lint rules on a contract's shape: names, docs, the envelope first, the extension map (RA-04, RA-10, RA-32)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from schemas.lint.fund import Alvor, Fund, Ord
from schemas.lint.materiale import Felt, Kontrakt, Materiale
from schemas.regler.felter import NAVNERUM
from schemas.skema import KUVERT_FELTER, PRAEFIKS, postnavn

_POST: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
_FELT: Final = re.compile(r"[a-z][A-Za-z0-9]*")
_UDVIDELSER: Final = {"type": "map", "values": "string"}
_KUVERTTYPER: Final = (f"{PRAEFIKS}faelles.UnikId", "string", f"{PRAEFIKS}faelles.Beskedkuvert")


def navne(materiale: Materiale) -> Iterator[Fund]:
    """NAVN: names are ASCII, records CamelCase, fields camelCase, and file, folder and namespace agree."""
    for kontrakt in materiale.kontrakter:
        fil, raa = kontrakt.kilde.fil, kontrakt.raa
        if not _POST.fullmatch(str(raa.get("name", ""))):
            yield kontrakt.fund(
                "NAVN",
                Ord(
                    "Postens navn er ikke ASCII i CamelCase.",
                    "The record's name is not ASCII CamelCase.",
                    "Brug standardens danske ord med ae, oe, aa, f.eks. Byggeansoegning.",
                    "Use the standard's Danish word with ae, oe, aa, such as Byggeansoegning.",
                ),
            )
        if fil.stem != raa.get("name") or raa.get("namespace") != f"{PRAEFIKS}{fil.parent.name}":
            yield kontrakt.fund(
                "NAVN",
                Ord(
                    "Fil, mappe og navn passer ikke sammen.",
                    "File, folder and name do not agree.",
                    f"Læg posten i {raa.get('name')}.avsc med namespace {PRAEFIKS}{fil.parent.name}.",
                    f"Put the record in {raa.get('name')}.avsc with the namespace {PRAEFIKS}{fil.parent.name}.",
                ),
                led="namespace",
            )
    for felt in materiale.felter():
        if not _FELT.fullmatch(felt.navn):
            yield felt.fund(
                "NAVN",
                Ord(
                    "Feltets navn er ikke ASCII i camelCase.",
                    "The field's name is not ASCII camelCase.",
                    "Brug standardens danske ord med ae, oe, aa, f.eks. ansoegningId.",
                    "Use the standard's Danish word with ae, oe, aa, such as ansoegningId.",
                ),
            )


def dokumentation(materiale: Materiale) -> Iterator[Fund]:
    """RA-10: every record and field says what it means, in more than its own name."""
    for kontrakt in materiale.kontrakter:
        yield from _doc(kontrakt)
        for felt in kontrakt.felter:
            yield from _doc(felt)


def _doc(hvad: Kontrakt | Felt) -> Iterator[Fund]:
    doc, navn = hvad.raa.get("doc"), str(hvad.raa.get("name", ""))
    if not isinstance(doc, str) or not doc.strip():
        yield hvad.fund(
            "RA-10",
            Ord(
                "Mangler doc.",
                "Has no doc.",
                "Skriv i doc, hvad det betyder, i hvilken enhed, og hvornår det mangler.",
                "Say in doc what it means, in which unit, and when it is absent.",
            ),
        )
    elif _ord(doc) <= _ord(navn) | {"the", "a", "an", "of", "id"}:
        yield hvad.fund(
            "RA-10",
            Ord(
                "Doc gentager kun navnet.",
                "The doc only repeats the name.",
                "Skriv det, navnet ikke siger: betydning, enhed, hvornår det mangler.",
                "Say what the name does not: meaning, unit, when it is absent.",
            ),
            led="doc",
            alvor=Alvor.ADVARSEL,
        )


def _ord(tekst: str) -> set[str]:
    return {ord_.lower() for ord_ in re.findall(r"[A-ZÆØÅ]?[a-zæøå]+|[A-Z]+", tekst)}


def kuvert(materiale: Materiale) -> Iterator[Fund]:
    """KUVERT: a message is beskedId, beskedVersion, beskedkuvert, beskeddata: these four and no others."""
    for kontrakt in materiale.kontrakter:
        if not kontrakt.er_besked:
            continue
        navne_ = tuple(felt.navn for felt in kontrakt.felter)
        typer = tuple(felt.raa.get("type") for felt in kontrakt.felter[:3])
        if navne_ != (*KUVERT_FELTER, "beskeddata") or typer != _KUVERTTYPER:
            yield kontrakt.fund(
                "KUVERT",
                Ord(
                    "Beskeden begynder ikke med kuverten.",
                    "The message does not begin with the envelope.",
                    f"Lad felterne være {', '.join(KUVERT_FELTER)} af de fælles typer og til sidst beskeddata.",
                    f"Let the fields be {', '.join(KUVERT_FELTER)} of the shared types and last beskeddata.",
                ),
                led="fields",
            )
        elif postnavn(kontrakt.felter[3].elementtype) is None:
            yield kontrakt.felter[3].fund(
                "KUVERT",
                Ord(
                    "beskeddata er ikke en navngiven post.",
                    "beskeddata is not a named record.",
                    "Giv indholdet sin egen post, f.eks. FlytningData, i sin egen fil.",
                    "Give the content a record of its own, such as FlytningData, in a file of its own.",
                ),
                led="type",
            )


def udvidelser(materiale: Materiale) -> Iterator[Fund]:
    """RA-04: beskeddata ends with the extension map, and its keys carry a namespace."""
    data = {postnavn(felt.raa.get("type")) for felt in materiale.felter() if felt.navn == "beskeddata"} - {None}
    for kontrakt in materiale.kontrakter:
        if kontrakt.navn in data and not _har_udvidelser(kontrakt):
            yield kontrakt.fund(
                "RA-04",
                Ord(
                    "Der er intet sted til en leverandørs egne felter.",
                    "There is no place for a vendor's own fields.",
                    'Slut posten med feltet udvidelser: {"type": "map", "values": "string"}, default {}.',
                    'End the record with the field udvidelser: {"type": "map", "values": "string"}, default {}.',
                ),
                led="fields",
            )
        if kontrakt.eksempel is not None:
            yield from _noegler(kontrakt, kontrakt.eksempel.steder.vaerdi)


def _har_udvidelser(kontrakt: Kontrakt) -> bool:
    sidste = kontrakt.felter[-1] if kontrakt.felter else None
    return (
        sidste is not None
        and sidste.navn == "udvidelser"
        and sidste.raa["type"] == _UDVIDELSER
        and sidste.raa.get("default") == {}
    )


def _noegler(kontrakt: Kontrakt, eksempel: Any) -> Iterator[Fund]:
    data = eksempel.get("beskeddata") if isinstance(eksempel, dict) else None
    if kontrakt.eksempel is None or not isinstance(data, dict) or not isinstance(data.get("udvidelser"), dict):
        return
    for noegle in data["udvidelser"]:
        if not NAVNERUM.fullmatch(noegle):
            yield kontrakt.eksempel.fund(
                "RA-04",
                ("beskeddata", "udvidelser", noegle),
                Ord(
                    "Udvidelsens nøgle har intet navnerum.",
                    "The extension's key has no namespace.",
                    "Skriv nøglen som urn:leverandoer:felt eller dk.leverandoer/felt.",
                    "Write the key as urn:leverandoer:felt or dk.leverandoer/felt.",
                ),
                hvor=f"{kontrakt.navn}.udvidelser",
            )
