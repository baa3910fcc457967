"""Digital Post and its distributor as SF1601 shows them: look-up, shipments, print, and steps told afterwards.

An outer system that knows MeMo and refuses what breaks it. Steps come in the feed as the real ones do: PKO_PostStatus
inside a Haendelsesbesked.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar, Final
from uuid import uuid4

from aiohttp import web

from adapters.simulatorer.fjernprint import TRIN, Brev, Fjernprint
from adapters.simulatorer.poststatusbesked import Trin, skriv
from adapters.simulatorer.simulator import Simulator, svar
from schemas.formater.fejl import Formatfejl
from schemas.formater.memo import HOEJST_BYTES, ROD, Laestmemo, laes_memo_element, skriv_memo
from schemas.formater.xml import parse

KANALER: Final = {"Digital Post": "DigitalPost", "NemSMS": "NemSMS", "Fysisk Post": "FysiskPost", "Automatisk Valg": ""}
DIGITALE_TRIN: Final = ("Afsendt", "ModtagetDigitalPost", "AfleveretDigitalPost")
SMS_TRIN: Final = ("Afsendt", "AfleveretDigitalPost")


class DigitalPost(Simulator):
    """Whom it reaches and what fails is set from outside.

    `fritagede` are CPR and CVR numbers that Digital Post does not reach, `uden_sms` those without NemSMS; `fejler`
    maps a number to the error code and text of its digital deliveries.
    """

    navn = "digital_post"
    tabeller: ClassVar[str] = """
    CREATE TABLE IF NOT EXISTS forsendelse (
        meddelelse TEXT PRIMARY KEY, transmission TEXT NOT NULL, kanal TEXT NOT NULL, modtager TEXT NOT NULL,
        titel TEXT NOT NULL, dokumenter INTEGER NOT NULL, stoerrelse INTEGER NOT NULL, status TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS memo (meddelelse TEXT PRIMARY KEY, xml BLOB NOT NULL);
    """

    def __init__(self, *args: Any, **navngivne: Any) -> None:
        super().__init__(*args, **navngivne)
        self.fritagede: set[str] = set()
        self.uden_sms: set[str] = set()
        self.fejler: dict[str, tuple[str, str]] = {}
        self.fjernprint = Fjernprint(self.db)
        self.opslag = 0
        """Look-ups asked."""
        self._opgaver: set[asyncio.Task[None]] = set()

    def ruter(self) -> Iterable[web.RouteDef]:
        """Its API."""
        return [
            web.get("/service/PostForespoerg_1/{slags:digitalpost|nemsms}", self._forespoerg),
            web.post("/service/KombiPostAfsend_1/{sti:kombi|memos}", self._afsend),
        ]

    def forsendelser(self, **lig: Any) -> list[dict[str, Any]]:
        """Shipments taken in; `kanal` is DigitalPost, NemSMS or FysiskPost."""
        return self.raekker("forsendelse", **lig)

    def memo(self, meddelelse: str) -> bytes:
        """A shipment's MeMo as it was read, by its messageUUID. Raises LookupError."""
        raekke = self.db.execute("SELECT xml FROM memo WHERE meddelelse = ?", (meddelelse,)).fetchone()
        if raekke is None:
            raise LookupError(f"{self.navn} has taken in no such MeMo")
        return bytes(raekke["xml"])

    async def foer_lukning(self) -> None:
        """End the shipments under way."""
        for opgave in (opgaver := tuple(self._opgaver)):
            opgave.cancel()
        await asyncio.gather(*opgaver, return_exceptions=True)

    async def _forespoerg(self, anmodning: web.Request) -> web.Response:
        """A nonsense number gets 200 and false, as at the real one."""
        self.opslag += 1
        nummer = anmodning.query.get("cprNumber") or anmodning.query.get("cvrNumber") or ""
        kendt = nummer.isascii() and nummer.isdigit() and len(nummer) in {8, 10}
        udenfor = self.uden_sms if anmodning.match_info["slags"] == "nemsms" else self.fritagede
        return svar({"result": kendt and nummer not in udenfor})

    async def _afsend(self, anmodning: web.Request) -> web.Response:
        krop = await anmodning.read()
        try:
            if len(krop) > HOEJST_BYTES:
                return _fejl("Forsendelsen er for stor")
            rod = await asyncio.to_thread(parse, krop, hoejst=HOEJST_BYTES)
            memo = rod.find(ROD)
            if memo is None:
                return _fejl("Message mangler")
            laest = await asyncio.to_thread(laes_memo_element, memo)
        except Formatfejl as fejl:
            return _fejl("; ".join(f"{en.sti}: {en.da}" if en.sti else en.da for en in fejl.fejl))
        kanal = KANALER.get((rod.findtext("KombiValgKode") or "").strip())
        if laest.fund or kanal is None:
            return _fejl("; ".join(f"{fund.sti}: {fund.da}" for fund in laest.fund) or "KombiValgKode er ukendt")
        hoved = laest.besked.message_header
        nummer = hoved.recipient.recipient_id
        kanal = kanal or ("FysiskPost" if nummer in self.fritagede else "DigitalPost")
        if kanal != "FysiskPost" and nummer in self.fritagede and nummer in self.uden_sms:
            return _fejl("Modtageren er fritaget")
        kendte = self.forsendelser(meddelelse=hoved.message_uuid)
        transmission = kendte[0]["transmission"] if kendte else str(uuid4())
        if not kendte:
            self._gem(laest, transmission, kanal, len(krop))
        return web.Response(body=_kvittering(transmission), content_type="application/xml")

    def _gem(self, laest: Laestmemo, transmission: str, kanal: str, stoerrelse: int) -> None:
        hoved, dokumenter = laest.besked.message_header, len(laest.besked.filer())
        nummer = hoved.recipient.recipient_id
        self.db.execute(
            "INSERT INTO forsendelse VALUES (?, ?, ?, ?, ?, ?, ?, 'Klar')",
            (hoved.message_uuid, transmission, kanal, nummer, hoved.label, dokumenter, stoerrelse),
        )
        self.db.execute("INSERT INTO memo VALUES (?, ?)", (hoved.message_uuid, skriv_memo(laest.besked)))
        if kanal == "FysiskPost":
            adresse = hoved.content_data.unstructured_address if hoved.content_data else None
            brev = Brev(hoved.message_uuid, nummer, adresse.unstructured if adresse else None, hoved.label, dokumenter)
            self.fjernprint.tag_imod(brev)
        self._saet_i_gang(hoved.message_uuid)

    def _saet_i_gang(self, meddelelse: str) -> None:
        opgave = asyncio.create_task(self._gaa_videre(meddelelse))
        self._opgaver.add(opgave)
        opgave.add_done_callback(self._opgaver.discard)

    async def _gaa_videre(self, meddelelse: str) -> None:
        """Take a shipment through its steps, each told in the feed."""
        (forsendelse,) = self.forsendelser(meddelelse=meddelelse)
        match forsendelse["kanal"]:
            case "FysiskPost":
                await self._meld(forsendelse, TRIN[0])
                await self.fjernprint.tryk(meddelelse)
                trin: tuple[str, ...] = TRIN[1:]
            case "NemSMS":
                trin = SMS_TRIN
            case _:
                trin = DIGITALE_TRIN
        fejl = self.fejler.get(forsendelse["modtager"]) if forsendelse["kanal"] != "FysiskPost" else None
        if fejl is not None:
            await self._meld(forsendelse, "Fejlet", *fejl)
            return
        for et in trin:
            await self._meld(forsendelse, et)

    async def _meld(self, forsendelse: dict[str, Any], status: str, fejlkode: str = "", fejltekst: str = "") -> None:
        self.db.execute("UPDATE forsendelse SET status = ? WHERE meddelelse = ?", (status, forsendelse["meddelelse"]))
        trin = Trin(
            meddelelse=forsendelse["meddelelse"],
            transmission=forsendelse["transmission"],
            kanal=forsendelse["kanal"],
            status=status,
            tidspunkt=dt.datetime.now(dt.UTC),
            fejlkode=fejlkode,
            fejltekst=fejltekst,
        )
        await self.haendelse("poststatus", {"xml": skriv(trin)})


def _kvittering(transmission: str) -> bytes:
    return (
        "<kombi_response><Result>true</Result>"
        f"<TransmissionID>{transmission}</TransmissionID>"
        "<HovedoplysningerSvarREST><SvarReaktion><Advis>"
        f"<AdvisId>{uuid4()}</AdvisId><AdvisTekst>received</AdvisTekst>"
        "</Advis></SvarReaktion></HovedoplysningerSvarREST></kombi_response>"
    ).encode()


def _fejl(tekst: str) -> web.Response:
    sikker = tekst.replace("&", "&amp;").replace("<", "&lt;")
    krop = f"<kombi_response><Result>false</Result><FejlId>{sikker}</FejlId><FejlTekst>{sikker}</FejlTekst></kombi_response>"
    return web.Response(body=krop.encode(), content_type="application/xml")


if __name__ == "__main__":
    DigitalPost.koer()
