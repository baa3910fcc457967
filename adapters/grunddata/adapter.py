"""The adapter of the base registers: a reported move goes in, every change of a person or property comes out."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from adapters.sdk import Adapter, Kontekst
from adapters.sdk.feed import Haendelse
from schemas.models import (
    Adresse,
    Ejendom,
    EjendomAendret,
    EjendomAendretData,
    Flytning,
    Part,
    Person,
    PersonAendret,
    PersonAendretData,
)

KLE_PERSON: Final = "23.05.02"
KLE_EJENDOM: Final = "13.06.04"

grunddata = Adapter(
    "grunddata",
    systemtype="grunddata",
    sender=(PersonAendret, EjendomAendret),
    kle=(KLE_PERSON, KLE_EJENDOM),
    foelsomhed="FORTROLIGE_PERSONOPLYSNINGER",
)


@grunddata.modtager(Flytning)
async def flyt(flytning: Flytning, kontekst: Kontekst) -> None:
    """A citizen has reported a move: the register decides who moves, and tells of each."""
    data = flytning.beskeddata
    await kontekst.ydre.send(
        "/person/flyt",
        {
            "cpr": [person.cpr for person in data.flyttere if person.cpr],
            "adresse": data.til_adresse.model_dump(by_alias=True, exclude_none=True),
            "dato": data.flyttedato.isoformat(),
        },
    )


@grunddata.haendelse("person_aendret")
async def meld_person(haendelse: Haendelse, kontekst: Kontekst) -> None:
    """A person has changed. A protected address is told to no one, not even the one before it."""
    nu, foer, aendringer = haendelse["person"], haendelse["foer"], list(haendelse["aendringer"])
    data = PersonAendretData(
        person_id=nu["id"],
        person=Person(cpr=nu["cpr"], navn=nu["navn"]),
        aendringer=aendringer,
        virkningsdato=_dato(haendelse["dato"], kontekst),
        adresse=None if nu["beskyttet"] else _adresse(nu["adresse"]),
        tidligere_adresse=_adresse(foer["adresse"]) if "Adresse" in aendringer and not nu["beskyttet"] else None,
        tidligere_navn=foer["navn"] if "Navn" in aendringer else None,
        civilstand=nu["civilstand"],
        personstatus=nu["status"],
        adressebeskyttet=nu["beskyttet"],
    )
    await kontekst.send(kontekst.ny(PersonAendret, data, kle=KLE_PERSON, handling="Ret"))


@grunddata.haendelse("ejendom_aendret")
async def meld_ejendom(haendelse: Haendelse, kontekst: Kontekst) -> None:
    """A property has changed."""
    nu = haendelse["ejendom"]
    data = EjendomAendretData(
        ejendom_id=nu["id"],
        ejendom=Ejendom(bfe=nu["bfe"], adresse=_adresse(nu["adresse"])),
        kommunekode=nu["kommune"],
        aendringer=list(haendelse["aendringer"]),
        virkningsdato=_dato(haendelse["dato"], kontekst),
        ejere=[Part.model_validate(ejer) for ejer in nu["ejere"]],
        grundareal=nu["grundareal"],
        fredet=nu["fredet"],
    )
    await kontekst.send(kontekst.ny(EjendomAendret, data, kle=KLE_EJENDOM, handling="Ret"))


def _adresse(adresse: Any) -> Adresse | None:
    return Adresse.model_validate(adresse) if adresse else None


def _dato(dato: str | None, kontekst: Kontekst) -> dt.date:
    return dt.date.fromisoformat(dato) if dato else kontekst.nu().date()
