"""Invented people and places for the adapters' tests (60 added to the day of birth)."""

from __future__ import annotations

from typing import Any

KAREN: dict[str, Any] = {"cpr": "6101901234", "navn": "Karen Nørgaard"}
BO: dict[str, Any] = {"cpr": "6203200001", "navn": "Bo Nørgaard"}
FIRMA: dict[str, Any] = {"cvr": "12345674", "navn": "Nordlys Tømrerfirma ApS"}

GAMMEL_ADRESSE: dict[str, Any] = {
    "vejnavn": "Havnegade",
    "husnummer": "3A",
    "postnummer": "9000",
    "postdistrikt": "Aalborg",
    "kommunekode": "0851",
    "landekode": "DK",
}
NY_ADRESSE: dict[str, Any] = {**GAMMEL_ADRESSE, "vejnavn": "Strandvejen", "husnummer": "12"}
