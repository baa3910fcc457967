"""The forms, one by one: from what the portal's fields hold to the contract's data. Pure.

A field that is missing or in no way fits raises KeyError or ValueError; what the contracts say is theirs to say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from schemas.models import (
    Adresse,
    Beloeb,
    Besked,
    Byggeansoegning,
    ByggeansoegningData,
    Ejendom,
    Filreference,
    Flytning,
    FlytningData,
    Institution,
    Institutionsoenske,
    Kontaktoplysninger,
    Opskrivning,
    OpskrivningData,
    Part,
    Periode,
    Person,
    Pladssvar,
    PladssvarData,
    Refusionsanmodning,
    RefusionsanmodningData,
    Sygemelding,
    SygemeldingData,
    Tidspunkt,
    Virksomhed,
)

Felter = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Indsendelse:
    """A form as the portal hands it over; `id` becomes the object's id, so that sending it again is no new matter."""

    id: str
    slags: str
    indsendt: dt.datetime
    felter: Felter

    @property
    def objekt_id(self) -> str:
        """The object's id: the form's own, or that of the form which this one amends."""
        return str(self.felter.get("vedroerer") or self.id)

    @property
    def handling(self) -> str:
        """Create, or amend what was sent before."""
        return "Ret" if self.felter.get("vedroerer") else "Opret"


@dataclass(frozen=True, slots=True)
class Formular:
    """One kind of form: the contract it becomes, the task it belongs to, and how."""

    kontrakt: type[Besked]
    kle: str
    udfyld: Callable[[Indsendelse], Any]


def _dato(tekst: str) -> dt.date:
    return dt.date.fromisoformat(tekst)


def _valgfri(felter: Felter, navn: str, slags: Any) -> Any:
    return slags.model_validate(felter[navn]) if felter.get(navn) is not None else None


def _person(felter: Felter) -> Person:
    return Person.model_validate(felter)


def _periode(felter: Felter) -> Periode:
    return Periode(fra=_dato(felter["fra"]), til=_dato(felter["til"]) if felter.get("til") else None)


def _flytning(ind: Indsendelse) -> FlytningData:
    felter = ind.felter
    return FlytningData(
        flytning_id=ind.objekt_id,
        anmelder=_person(felter["anmelder"]),
        flyttere=[_person(person) for person in felter["flyttere"]],
        fra_adresse=_valgfri(felter, "fra", Adresse),
        til_adresse=Adresse.model_validate(felter["til"]),
        flyttedato=_dato(felter["dato"]),
        logivaert=_valgfri(felter, "logivaert", Person),
        kontaktoplysninger=_valgfri(felter, "kontakt", Kontaktoplysninger),
        anmeldt_tidspunkt=Tidspunkt(tidsstempel=ind.indsendt),
    )


def _opskrivning(ind: Indsendelse) -> OpskrivningData:
    felter = ind.felter
    oensker = [
        Institutionsoenske(prioritet=nummer, institution=Institution.model_validate(institution))
        for nummer, institution in enumerate(felter["institutioner"], 1)
    ]
    return OpskrivningData(
        opskrivning_id=ind.objekt_id,
        barn=_person(felter["barn"]),
        ansoeger=_person(felter["ansoeger"]),
        anden_foraelder=_valgfri(felter, "andenForaelder", Person),
        bopaelskommune=felter["kommune"],
        pladstype=felter["pladstype"],
        oensket_startdato=_dato(felter["startdato"]),
        institutionsoensker=oensker,
        ventelistedato=ind.indsendt.date(),
        kontaktoplysninger=_valgfri(felter, "kontakt", Kontaktoplysninger),
    )


def _pladssvar(ind: Indsendelse) -> PladssvarData:
    felter = ind.felter
    return PladssvarData(
        pladssvar_id=ind.objekt_id,
        pladstilbud_id=felter["tilbud"],
        opskrivning_id=felter["opskrivning"],
        svarer=_person(felter["svarer"]),
        svar="Accepteret" if felter["accepteret"] else "Afslaaet",
        bevar_opskrivning=bool(felter.get("bevar", False)),
        svartidspunkt=Tidspunkt(tidsstempel=ind.indsendt),
    )


def _byggeansoegning(ind: Indsendelse) -> ByggeansoegningData:
    felter = ind.felter
    return ByggeansoegningData(
        ansoegning_id=ind.objekt_id,
        ansoeger=Part(person=_person(felter["ansoeger"])),
        fuldmagtshaver=_valgfri(felter, "fuldmagtshaver", Part),
        ejendom=Ejendom.model_validate(felter["ejendom"]),
        byggesagstype=felter["byggesagstype"],
        beskrivelse=felter["beskrivelse"],
        etageareal=felter.get("etageareal"),
        fredet=bool(felter.get("fredet", False)),
        forventet_paabegyndelse=_dato(felter["paabegyndes"]) if felter.get("paabegyndes") else None,
        bilag=[Filreference.model_validate(fil) for fil in felter.get("bilag", ())],
        kontaktoplysninger=_valgfri(felter, "kontakt", Kontaktoplysninger),
        indsendt_tidspunkt=Tidspunkt(tidsstempel=ind.indsendt),
    )


def _sygemelding(ind: Indsendelse) -> SygemeldingData:
    felter = ind.felter
    return SygemeldingData(
        sygemelding_id=ind.objekt_id,
        sygemeldt=_person(felter["sygemeldt"]),
        arbejdsgiver=_valgfri(felter, "arbejdsgiver", Virksomhed),
        bopaelskommune=felter["kommune"],
        fravaersperiode=_periode(felter["periode"]),
        fravaersaarsag=felter["aarsag"],
        delvis=bool(felter.get("delvis", False)),
        anmeldt_tidspunkt=Tidspunkt(tidsstempel=ind.indsendt),
    )


def _refusion(ind: Indsendelse) -> RefusionsanmodningData:
    felter = ind.felter
    return RefusionsanmodningData(
        refusionsanmodning_id=ind.objekt_id,
        sygemelding_id=felter["sygemelding"],
        sygemeldt=_person(felter["sygemeldt"]),
        arbejdsgiver=Virksomhed.model_validate(felter["arbejdsgiver"]),
        ydelsestype="Sygedagpengerefusion",
        periode=_periode(felter["periode"]),
        fravaer_minutter=felter["minutter"],
        udbetalt_loen=Beloeb(oere=felter["loen_oere"]),
        indsendt_tidspunkt=Tidspunkt(tidsstempel=ind.indsendt),
    )


FORMULARER: Final[Mapping[str, Formular]] = {
    "flytning": Formular(Flytning, "23.05.02", _flytning),
    "opskrivning": Formular(Opskrivning, "28.06.02", _opskrivning),
    "pladssvar": Formular(Pladssvar, "28.06.02", _pladssvar),
    "byggeansoegning": Formular(Byggeansoegning, "02.34.02", _byggeansoegning),
    "sygemelding": Formular(Sygemelding, "32.30.04", _sygemelding),
    "refusion": Formular(Refusionsanmodning, "32.30.04", _refusion),
}
"""Every form of the portal. A new one is an entry here."""
