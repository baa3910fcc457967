"""A message whose envelope has every element of the standard, for the order of what we write."""

from __future__ import annotations

import json
from typing import Any

from schemas.formater.jsonform import fra_json
from tests.schemas.formater.kontrakter import FREMMED, skema

EN = "0b5f3f0a-57e4-4c3e-9d3f-4a1f8f1b0c11"
TID = "2026-03-01T09:00:00+01:00"
FREMMED_XML = '<x:tillaeg xmlns:x="urn:eksempel:x">æ</x:tillaeg>'
SIGNATUR = (
    '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>'
    '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:CanonicalizationMethod>'
    '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>'
    '<ds:Reference URI=""><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>'
    "<ds:DigestValue>QQ==</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    "<ds:SignatureValue>QQ==</ds:SignatureValue></ds:Signature>"
)

FULD_KUVERT: dict[str, Any] = {
    "beskedId": EN,
    "beskedVersion": "1.0",
    "beskedkuvert": {
        "filtreringsdata": {
            "beskedtype": EN,
            "beskedAnsvarligAktoer": EN,
            "tilladtModtager": ["urn:oio:cvr-nr:11111111", "urn:oio:cvr:99999999"],
            "relateretObjekt": [{"objektId": "urn:oio:cpr-nr:6101901234", "objektType": EN, "objektRolle": EN}],
            "objektRegistrering": [
                {
                    "objektRegistreringId": EN,
                    "registreringsAktoer": EN,
                    "registreringstidspunkt": TID,
                    "objektAnsvarligMyndighed": "urn:oio:cvr-nr:11111111",
                    "objektId": EN,
                    "objektType": EN,
                    "objektHandling": EN,
                    "opgaveEmne": "urn:oio:kle:27.12.00",
                    "lokalUdvidelse": {"signatur": SIGNATUR, "elementer": [FREMMED_XML]},
                }
            ],
            "tvaergaaendeProces": [EN],
        },
        "leveranceinformation": {
            "dannelsestidspunkt": TID,
            "transaktionsId": EN,
            "kildesystem": EN,
            "kildesystemIPAdresse": "192.0.2.1",
            "kildesystemAkkreditiver": "prøve",
            "sikkerhedsklassificering": EN,
            "leveranceruter": {
                "leverancerute": [
                    {
                        "fordelingssystem": EN,
                        "modtagelsesTidspunkt": TID,
                        "leveranceTidspunkt": TID,
                        "modtagetFraSystem": EN,
                        "erLeveretIHenholdTil": EN,
                        "lokalUdvidelse": {"antalLeveranceforsoeg": 2, "elementer": [FREMMED_XML]},
                    }
                ]
            },
            "lokalUdvidelse": {"signatur": SIGNATUR, "elementer": [FREMMED_XML]},
        },
        "modtagerhandling": {"handling": EN, "responsmodtager": EN},
        "gyldighedFra": TID,
        "gyldighedTil": "uendelig",
    },
    "beskeddata": [{"elementer": [FREMMED_XML, FREMMED_XML]}, {"elementer": []}],
}


def fuldt_indhold() -> dict[str, Any]:
    return fra_json(json.dumps(FULD_KUVERT).encode(), skema(FREMMED))
