"""A sag and a dokument in OIO JSON that keep every rule."""

from __future__ import annotations

from typing import Any

FRA = "2026-03-02 08:15:00"


def _virkning() -> dict[str, str]:
    return {"from": FRA, "to": "infinity"}


def _relation(objekttype: str | None = None, **reference: str) -> list[dict[str, Any]]:
    hvad = {} if objekttype is None else {"objekttype": objekttype}
    return [{**hvad, "virkning": _virkning(), **reference}]


def _objekt(id_: str, ejer: str) -> dict[str, Any]:
    return {
        "id": id_,
        "fratidspunkt": {"tidsstempeldatotid": FRA},
        "livscykluskode": "Opstaaet",
        "relationer": {
            "ejer": _relation("Organisation", urn=f"urn:oio:cvr-nr:{ejer}"),
            "ansvarlig": _relation("OrganisationEnhed", uuid="5b4e2798-1d05-43aa-9acc-0b4db19b6f69"),
            "primaerklasse": _relation(urn="urn:oio:kle:02.34.02"),
        },
    }


def sag(ejer: str = "58271713") -> dict[str, Any]:
    """A case about a building permit, with a party."""
    objekt = _objekt("3d1c2a8e-0d0b-4f5e-9a4d-6f2b8f0c7a11", ejer)
    objekt["attributter"] = {
        "sagegenskaber": [
            {
                "brugervendtnoegle": "2026-004711",
                "sagsnummer": "2026-004711",
                "titel": "Udestue, Lærkevej 3",
                "virkning": _virkning(),
            }
        ]
    }
    objekt["tilstande"] = {"sagfremdrift": [{"fremdrift": "Opstaaet", "virkning": _virkning()}]}
    objekt["relationer"] |= {
        "handlingsklasse": _relation(urn="urn:oio:kle:P19"),
        "primaerpart": _relation("Person", urn="urn:oio:cpr-nr:6101901234", fuldtnavn="Karen Nørgaard"),
    }
    return objekt


def dokument(ejer: str = "58271713") -> dict[str, Any]:
    """An incoming letter."""
    objekt = _objekt("9b7a2c3d-4e5f-4a6b-8c7d-1e2f3a4b5c6d", ejer)
    objekt["attributter"] = {
        "dokumentegenskaber": [
            {
                "brugervendtnoegle": "D-2026-17",
                "titel": "Ansøgning om udestue",
                "dokumenttype": "Brev, indgaaende",
                "brevdato": "2026-03-01",
                "virkning": _virkning(),
            }
        ]
    }
    objekt["tilstande"] = {"dokumentfremdrift": [{"fremdrift": "Modtaget", "virkning": _virkning()}]}
    return objekt
