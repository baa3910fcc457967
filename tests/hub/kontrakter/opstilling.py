"""A small hub's register to decide by, messages made from the contracts' own examples, and a memory of decisions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hub.beskedfordeler.register import byg_register
from hub.konfiguration.kilde import Konfiguration, Ressource
from hub.konfiguration.model import Abonnement, Serviceaftale, System
from hub.kontrakter import Afgoerelse, Afvist, Leveret, Miljoe, Objektpost, Register, Spor, afgoer
from schemas.catalogue import Katalog
from schemas.codec import pak
from schemas.regler import standardlager
from schemas.regler.regel import Aendring
from tests.schemas.regler.eksempler import indhold

NU = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
"""After what the examples tell."""
SAG = "dk.faelleshub.sag.SagRegistreret"
DOKUMENT = "dk.faelleshub.dokument.DokumentRegistreret"
FREMMED = "dk.faelleshub.faelles.FremmedHaendelse"
PERSON = "dk.faelleshub.grunddata.PersonAendret"
KVITTERING = "dk.faelleshub.faelles.Kvittering"
EJER = "58271713"
"""The authority of the examples."""
ANDEN = "12345678"

AFSENDER = System(navn="Byggesag", myndighed=EJER)
MODTAGER = System(navn="Journalen", myndighed=EJER)
FILTER = "beskedkuvert.filtreringsdata"
R0 = f"{FILTER}.objektRegistrering[0]"
LEVERANCE = "beskedkuvert.leveranceinformation"


def aftale(navn: str = "Alt", system: System = AFSENDER, **felter: Any) -> Serviceaftale:
    """An agreement on everything, but for what `felter` says."""
    alt = {
        "retning": "begge",
        "beskedtyper": ["*"],
        "kle": ["*"],
        "foelsomhed": "VIP_SAGER",
        "myndigheder": ["*"],
        "gyldig_fra": "2026-01-01T00:00:00Z",
    }
    return Serviceaftale.model_validate({"navn": navn, "system": system.id, **alt, **felter})


ALT = aftale()
MODTAGERAFTALE = aftale("Modtag alt", MODTAGER)
ABONNEMENT = Abonnement(navn="Alt til Journalen", system=MODTAGER.id)


def register(
    *ressourcer: Ressource, afsender: System | None = AFSENDER, miljoe: Miljoe = Miljoe.TEST, alt: bool = False
) -> Register:
    """The register of a hub with a sender, a receiver that subscribes to everything, and `ressourcer`.

    With `alt` the sender may send everything; else only what an agreement among `ressourcer` lets it.
    """
    faste: list[Ressource] = [MODTAGER, MODTAGERAFTALE, ABONNEMENT, *([ALT] if alt else [])]
    return byg_register(
        Konfiguration.af(*faste, *([afsender] if afsender is not None else []), *ressourcer), miljoe=miljoe
    )


def besked(navn: str = SAG, aendring: Aendring | None = None) -> bytes:
    """The example of a contract, changed, as it travels."""
    return pak(standardlager().nyeste(navn), indhold(navn, aendring))


def beskedtype(navn: str) -> str:
    return Katalog.standard().efter_navn(navn).beskedtype


class Hukommelse:
    """A history in two dictionaries."""

    def __init__(self) -> None:
        self.beskeder: dict[str, bytes] = {}
        self.objekter: dict[str, Objektpost] = {}

    def besked(self, besked_id: str) -> bytes | None:
        return self.beskeder.get(besked_id)

    def objekt(self, objekt_id: str) -> Objektpost | None:
        return self.objekter.get(objekt_id)

    def husk(self, spor: Spor) -> None:
        self.beskeder[spor.besked_id] = spor.aftryk
        self.objekter.update(spor.objekter)


def doem(
    raa: bytes,
    reg: Register,
    historik: Hukommelse | None = None,
    *,
    afsender: System = AFSENDER,
    nu: dt.datetime = NU,
) -> Afgoerelse:
    """Decide, and remember what was accepted."""
    historik = historik or Hukommelse()
    svar = afgoer(raa, reg, historik, afsender=afsender.id, nu=nu)
    if isinstance(svar, Leveret):
        historik.husk(svar.spor)
    return svar


def koder(svar: Afgoerelse) -> list[str]:
    """The reason codes of a refusal, in order; empty for any other answer."""
    return [aarsag.kode for aarsag in svar.aarsager] if isinstance(svar, Afvist) else []


def steder(svar: Afgoerelse) -> dict[str, list[str]]:
    """Where each reason code of a refusal points."""
    fundne: dict[str, list[str]] = {}
    for aarsag in svar.aarsager if isinstance(svar, Afvist) else ():
        fundne.setdefault(aarsag.kode, []).append(aarsag.sti)
    return fundne
