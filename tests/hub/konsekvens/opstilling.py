"""A small bus to ask about: two kommuner, a sender, receivers that read in different ways, and proposals for Sag."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from hub.konfiguration.kilde import Konfiguration, Ressource
from hub.konfiguration.laeseskemaer import Laeseskema, Laeseskemaer
from hub.konfiguration.model import Abonnement, Filter, Myndighed, Retning, Serviceaftale, System, id_af
from hub.konsekvens import Konsekvens, Trafik, Verden, konsekvens, laes_forslag, versioner_af
from hub.kontrakter.kontraktsaet import standardsaet
from schemas.catalogue import Katalog
from schemas.regler import standardlager

NU = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
SAG = "dk.faelleshub.sag.SagRegistreret"
DOKUMENT = "dk.faelleshub.dokument.DokumentRegistreret"
AARHUS, ODENSE = "58271713", "35209115"
FRA = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
KATALOG = Katalog.standard()


def type_af(navn: str) -> str:
    return KATALOG.efter_navn(navn).beskedtype


def system_id(navn: str) -> str:
    return id_af("system", navn)


def system(navn: str, myndighed: str = AARHUS, **felter: Any) -> System:
    return System(navn=navn, myndighed=myndighed, **felter)


def aftale(systemnavn: str, retning: str, *kontrakter: str, **felter: Any) -> Serviceaftale:
    alt: dict[str, Any] = {
        "navn": f"{systemnavn} {retning}",
        "system": system_id(systemnavn),
        "retning": Retning(retning),
        "beskedtyper": tuple(type_af(navn) for navn in kontrakter) or ("*",),
        "kle": ("*",),
        "foelsomhed": "VIP_SAGER",
        "myndigheder": (AARHUS,),
        "gyldig_fra": FRA,
    }
    return Serviceaftale(**(alt | felter))


def abonnement(navn: str, systemnavn: str, *kontrakter: str, **felter: Any) -> Abonnement:
    filter_ = Filter(beskedtyper=tuple(type_af(navn) for navn in kontrakter))
    return Abonnement(navn=navn, system=system_id(systemnavn), filter=filter_, **felter)


def laeser(systemnavn: str, navn: str = SAG, **skema: Any) -> Laeseskemaer:
    valgt = skema or {"skema_id": standardlager().nyeste(navn).id}
    return Laeseskemaer(system=system_id(systemnavn), adapter=systemnavn, laeser=(Laeseskema(navn=navn, **valgt),))


def bus(*mere: Ressource) -> Konfiguration:
    """`fag` sends sager in Aarhus; `esdh` has told its reader schema, `odense` has not; `post` has nothing to do with it."""
    return Konfiguration.af(
        Myndighed(cvr=AARHUS, navn="Aarhus Kommune", kommunekode="0751"),
        Myndighed(cvr=ODENSE, navn="Odense Kommune", kommunekode="0461"),
        system("fag"),
        aftale("fag", "afsend", SAG),
        system("esdh"),
        aftale("esdh", "modtag", SAG, DOKUMENT),
        abonnement("esdh sager", "esdh", SAG),
        laeser("esdh"),
        system("odense", ODENSE),
        aftale("odense", "modtag", myndigheder=(ODENSE,)),
        abonnement("odense alt", "odense"),
        system("post", ODENSE),
        aftale("post", "begge", "PostAnmodning", myndigheder=(ODENSE,)),
        abonnement("post ind", "post", "PostAnmodning"),
        *mere,
    )


def sag(skift: Callable[[list[dict[str, Any]]], Any] = lambda _: None) -> dict[str, Any]:
    """The Sag contract with the fields of its beskeddata changed by `skift`."""
    raa = copy.deepcopy(standardlager().nyeste(SAG).raa)
    data = next(felt for felt in raa["fields"] if felt["name"] == "beskeddata")["type"]
    skift(data["fields"])
    return raa


def med(navn: str = "supplement", **felt: Any) -> Callable[[list[dict[str, Any]]], None]:
    """A further field; one that may be missing unless it is given otherwise."""
    nyt = {"name": navn, "doc": "Nyt.", **(felt or {"type": ["null", "string"], "default": None})}
    return lambda felter: felter.append(nyt)


def uden(navn: str) -> Callable[[list[dict[str, Any]]], None]:
    def skift(felter: list[dict[str, Any]]) -> None:
        felter[:] = [felt for felt in felter if felt["name"] != navn]

    return skift


def kraevet(felter: list[dict[str, Any]]) -> None:
    med("kraevet", type="string")(felter)


def verden(konfiguration: Konfiguration, trafik: Sequence[Trafik] = (), **felter: Any) -> Verden:
    return Verden(konfiguration, KATALOG, versioner_af(standardsaet(), KATALOG), NU, trafik, **felter)


def spurgt(raa: Any, konfiguration: Konfiguration | None = None, **felter: Any) -> Konsekvens:
    return konsekvens(laes_forslag(raa), verden(bus() if konfiguration is None else konfiguration, **felter))
