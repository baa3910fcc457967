"""The people, companies, properties and institutions of the demo: invented, all of them.

A CPR number here has 60 added to the day, which no living person has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Borger:
    """An invented citizen."""

    cpr: str
    navn: str

    def felter(self) -> dict[str, str]:
        """As a form holds a person."""
        return {"cpr": self.cpr, "navn": self.navn}

    def __repr__(self) -> str:
        return "Borger(…)"


@dataclass(frozen=True, slots=True)
class Firma:
    """An invented company."""

    cvr: str
    pnummer: str
    navn: str

    def felter(self) -> dict[str, str]:
        """As a form holds a company."""
        return {"cvr": self.cvr, "pnummer": self.pnummer, "navn": self.navn}


@dataclass(frozen=True, slots=True)
class Institutionssted:
    """An invented institution with its places."""

    id: str
    navn: str
    pladser: int

    def felter(self) -> dict[str, str]:
        """As a form holds an institution."""
        return {"institutionId": self.id, "navn": self.navn}


FLYTTER_MOR: Final = Borger("6302841236", "Karla Prøvesen")
FLYTTER_FAR: Final = Borger("7709821239", "Anton Prøvesen")
FLYTTER_BARN: Final = Borger("6805194448", "Alma Prøvesen")
"""A family that moves."""

FORAELDER: Final = Borger("6407901238", "Signe Eksempel")
BARN: Final = Borger("8203254445", "Villum Eksempel")
"""A parent, and a child for the waiting list."""

BYGHERRE: Final = Borger("6911731233", "Bo Tænktsen")
EJER_AF_FREDET: Final = Borger("7204681230", "Rigmor Tænktsen")
"""Two who want to build, one of them in a listed house."""

SYGEMELDT: Final = Borger("8810851237", "Malene Opdigt")
LANGTIDSSYGEMELDT: Final = Borger("7412791234", "Jørgen Opdigt")
"""Two who are ill: one shortly, one for long."""

YDELSESMODTAGER: Final = Borger("6606931232", "Yrsa Paahit")
FRITAGET: Final = Borger("7101451231", "Ejnar Papirsen")
MODTAGER_AF_FIL: Final = Borger("8511881235", "Storm Filsen")
UDEN_POSTKASSE: Final = Borger("6909561238", "Viola Lukketsen")

BORGERE: Final = (
    FLYTTER_MOR,
    FLYTTER_FAR,
    FLYTTER_BARN,
    FORAELDER,
    BARN,
    BYGHERRE,
    EJER_AF_FREDET,
    SYGEMELDT,
    LANGTIDSSYGEMELDT,
    YDELSESMODTAGER,
    FRITAGET,
    MODTAGER_AF_FIL,
    UDEN_POSTKASSE,
)
"""Everyone who occurs."""

CPR_NUMRE: Final = frozenset(borger.cpr for borger in BORGERE)

ARBEJDSGIVER: Final = Firma("12345674", "1099000017", "Nordlys Møbler ApS")

BOERNEHUS: Final = Institutionssted("5a4f1f0e-7a53-4a7b-9d0c-0d9a4a7f0c11", "Børnehuset Regnbuen", 1)
SKOVBOERN: Final = Institutionssted("5a4f1f0e-7a53-4a7b-9d0c-0d9a4a7f0c12", "Skovbørnehaven Grankoglen", 3)
FULD_INSTITUTION: Final = Institutionssted("5a4f1f0e-7a53-4a7b-9d0c-0d9a4a7f0c13", "Vuggestuen Fuldhus", 0)
INSTITUTIONER: Final = (BOERNEHUS, SKOVBOERN, FULD_INSTITUTION)

BYGGEGRUND: Final = "100011"
FREDET_HUS: Final = "100029"
"""BFE numbers of an ordinary plot and of a listed house."""


def adresse(vej: str, nummer: str, kommunekode: str) -> dict[str, Any]:
    """An address that exists nowhere, in the kommune of the demo."""
    return {
        "vejnavn": vej,
        "husnummer": nummer,
        "postnummer": "9999",
        "postdistrikt": "Eksempelby",
        "kommunekode": kommunekode,
        "landekode": "DK",
    }
