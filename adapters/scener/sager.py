"""Sager and dokumenter as a bare fagsystem sends them: whole ones, to which a scene may then do harm."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4

from adapters.fagsystem import sagsdata
from adapters.fagsystem.sagsdata import Afsender, Sagsramme
from adapters.scener import personer
from adapters.scener.bus import Kommune
from adapters.scener.klient import Klient
from schemas.models import Dokument, DokumentRegistreret, Part, Person, Sag, SagRegistreret

RAMME = Sagsramme(kle="02.34.02", facet="P19", systemnavn="Byggesag fra en anden leverandør")
PART = Part(person=Person(cpr=personer.BYGHERRE.cpr, navn=personer.BYGHERRE.navn))

AFTALE = {"kle": ["02.34.*"], "foelsomhed": "FORTROLIGE_PERSONOPLYSNINGER"}
"""What such a system's agreement covers."""

BESKEDTYPER = [SagRegistreret.beskedtype, DokumentRegistreret.beskedtype]


@dataclass(frozen=True, slots=True)
class Sagsskriver:
    """Writes the messages of one bare system."""

    klient: Klient
    kommune: Kommune

    @property
    def afsender(self) -> Afsender:
        """This system and its authority."""
        return Afsender(self.klient.tilslutning.system, self.kommune.cvr)

    def ny_sag(self, nummer: str, *, myndighed: str | None = None) -> Sag:
        """A sag's first registration; `myndighed` owns it, the system's own where it is left out."""
        afsender = Afsender(self.afsender.system, myndighed or self.kommune.cvr)
        return sagsdata.ny_sag(
            RAMME, afsender, sag_id=str(uuid4()), nummer=nummer, titel=f"Byggesag {nummer}", part=PART, nu=_nu()
        )

    def skift(self, sag: Sag, status: str) -> Sag:
        """The next registration, with the next step of fremdrift."""
        return sagsdata.skift(sag, status, efter(sag))

    def nyt_dokument(self, sag: Sag) -> Dokument:
        """A document that belongs to the sag."""
        return sagsdata.nyt_dokument(
            RAMME,
            self.afsender,
            dokument_id=str(uuid4()),
            sag=sag,
            titel="Notat",
            dokumenttype="Internt Notat",
            part=PART,
            nu=_nu(),
        )

    def besked(self, sag: Sag, handling: str = "Opret", **kuvert: object) -> SagRegistreret:
        """The message about a sag as it stands; `kuvert` goes over what the envelope would hold."""
        tidspunkt = sag.registrering.tidspunkt.tidsstempel if sag.registrering.tidspunkt else None
        felter = {"myndighed": self.kommune.cvr, "kle": RAMME.kle, "nu": tidspunkt, **kuvert}
        return SagRegistreret.ny(sag, kildesystem=self.klient.tilslutning.system, handling=handling, **felter)  # type: ignore[arg-type] # the scene's own overrides

    def dokumentbesked(self, dokument: Dokument, sag: Sag) -> DokumentRegistreret:
        """The message about a new document."""
        return DokumentRegistreret.ny(
            dokument,
            myndighed=self.kommune.cvr,
            kildesystem=self.klient.tilslutning.system,
            kle=RAMME.kle,
            handling="Journaliser",
            relaterede=[("Sag", str(sag.sag_id))],
        )


def efter(sag: Sag) -> dt.datetime:
    """Now, but after the sag's registration, whatever the clock says."""
    forrige = sag.registrering.tidspunkt and sag.registrering.tidspunkt.tidsstempel
    return max(_nu(), forrige + dt.timedelta(microseconds=1)) if forrige else _nu()


def _nu() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
