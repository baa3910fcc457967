"""What every fagsystem does with its sager: open, take on, file documents. Remembered locally, told on the bus.

A sag's id follows from what it is about, so that a message that is handled again opens the same sag.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from adapters.fagsystem import sagsdata
from adapters.fagsystem.sagsdata import Afsender, Sagsramme
from adapters.sdk import IkkeKlar, Kontekst
from schemas.models import (
    Dokument,
    DokumentRegistreret,
    Filreference,
    Kle,
    Part,
    PostAnmodning,
    PostAnmodningData,
    Postdokument,
    Sag,
    SagRegistreret,
)

SAGER: Final = """
CREATE TABLE sag (emne TEXT PRIMARY KEY, sag_id TEXT NOT NULL, indhold TEXT NOT NULL, transaktions_id TEXT)
WITHOUT ROWID;
"""
"""The adapter's table of sager: `emne` is the id of what the sag is about, such as an application."""

INDGAAENDE: Final = "Brev, indgaaende"
UDGAAENDE: Final = "Brev, udgaaende"


@dataclass(frozen=True, slots=True)
class Sagsbehandling:
    """The sager of one fagsystem, within one handling."""

    ramme: Sagsramme
    kontekst: Kontekst

    @property
    def afsender(self) -> Afsender:
        """This system and its authority."""
        return Afsender(self.kontekst.indstillinger.system, self.kontekst.indstillinger.myndighed)

    def sag_id(self, emne: str) -> str:
        """The id of the sag about `emne`."""
        return str(uuid5(NAMESPACE_URL, f"{self.afsender.system}/{self.ramme.systemnavn}/sag/{emne}"))

    async def find(self, emne: str) -> Sag | None:
        """The sag about `emne`, if it has been opened."""
        raekke = await self.kontekst.lager.hent_en("SELECT indhold FROM sag WHERE emne = ?", emne)
        return Sag.model_validate_json(raekke["indhold"]) if raekke else None

    async def hent(self, emne: str) -> Sag:
        """The sag about `emne`, and what follows carries its transaktionsId. Raises IkkeKlar."""
        raekke = await self.kontekst.lager.hent_en("SELECT * FROM sag WHERE emne = ?", emne)
        if raekke is None:
            raise IkkeKlar(f"{self.ramme.systemnavn} has not opened a sag about this")
        self.kontekst.transaktions_id = self.kontekst.transaktions_id or raekke["transaktions_id"]
        return Sag.model_validate_json(raekke["indhold"])

    async def opret(self, emne: str, *, nummer: str, titel: str, part: Part) -> Sag:
        """Open the sag about `emne` and tell of it; one that is open is left as it is."""
        if (kendt := await self.find(emne)) is not None:
            return kendt
        sag = sagsdata.ny_sag(
            self.ramme,
            self.afsender,
            sag_id=self.sag_id(emne),
            nummer=nummer,
            titel=titel,
            part=part,
            nu=self.kontekst.nu(),
        )
        return await self._gem(emne, sag, "Opret")

    async def skift(self, emne: str, *statusser: str) -> Sag:
        """Take the sag on through these steps of fremdrift, a registration for each."""
        sag = await self.hent(emne)
        for status in statusser:
            ny = sagsdata.skift(sag, status, self._efter(sag))
            sag = sag if ny is sag else await self._gem(emne, ny, "Afslut" if status == "Afsluttet" else "Ret")
        return sag

    async def journaliser(
        self,
        emne: str,
        *,
        dokument_id: str,
        titel: str,
        dokumenttype: str,
        part: Part,
        brev_dato: dt.date | None = None,
        filer: Sequence[Filreference] = (),
        version: int = 1,
    ) -> Dokument:
        """File a document in the sag about `emne`: both are told of, and each refers to the other."""
        sag = await self.hent(emne)
        nu = self._efter(sag)
        dokument = sagsdata.nyt_dokument(
            self.ramme,
            self.afsender,
            dokument_id=dokument_id,
            sag=sag,
            titel=titel,
            dokumenttype=dokumenttype,
            part=part,
            nu=nu,
            brev_dato=brev_dato,
            filer=filer,
            version=version,
        )
        await self.kontekst.send(
            self.kontekst.ny(
                DokumentRegistreret,
                dokument,
                kle=self.ramme.kle,
                foelsomhed=self.ramme.foelsomhed,
                handling="Journaliser" if version == 1 else "NyVersion",
                relaterede=[("Sag", str(sag.sag_id))],
                nu=nu,
            )
        )
        if (ny := sagsdata.tilakter(sag, dokument, nu)) is not sag:
            await self._gem(emne, ny, "Ret")
        return dokument

    async def bestil_brev(
        self, emne: str, *, noegle: str, modtager: Part, titel: str, tekst: str, svarfrist: dt.date | None = None
    ) -> None:
        """Ask for a letter in the sag about `emne`; the same `noegle` never sends twice."""
        sag = await self.hent(emne)
        anmodning = PostAnmodningData(
            post_anmodning_id=str(uuid5(NAMESPACE_URL, f"{sag.sag_id}/brev/{noegle}")),
            modtager=modtager,
            posttype="Brev",
            titel=titel,
            hoveddokument=Postdokument(titel=titel, tekst=tekst),
            sag_id=sag.sag_id,
            kle=Kle(emne=self.ramme.kle),
            obligatorisk=False,
            forkyndelse=False,
            svar_muligt=svarfrist is not None,
            svarfrist=svarfrist,
        )
        await self.kontekst.send(
            self.kontekst.ny(PostAnmodning, anmodning, kle=self.ramme.kle, relaterede=[("Sag", str(sag.sag_id))])
        )

    def _efter(self, sag: Sag) -> dt.datetime:
        """Now, but after the registration before, whatever the clock says (RA-24)."""
        forrige = sag.registrering.tidspunkt and sag.registrering.tidspunkt.tidsstempel
        nu = self.kontekst.nu()
        return max(nu, forrige + dt.timedelta(microseconds=1)) if forrige else nu

    async def _gem(self, emne: str, sag: Sag, handling: str) -> Sag:
        await self.kontekst.send(
            self.kontekst.ny(
                SagRegistreret,
                sag,
                kle=self.ramme.kle,
                foelsomhed=self.ramme.foelsomhed,
                handling=handling,
                nu=sag.registrering.tidspunkt.tidsstempel if sag.registrering.tidspunkt else None,
            )
        )
        await self.kontekst.lager.skriv(
            "INSERT INTO sag VALUES (?, ?, ?, ?) ON CONFLICT (emne) DO UPDATE SET indhold = excluded.indhold",
            emne,
            str(sag.sag_id),
            sag.model_dump_json(),
            self.kontekst.transaktions_id,
        )
        return sag
