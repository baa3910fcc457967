"""Digital Post's own interface, SF1601: may the receiver be reached digitally, and send."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Final
from uuid import uuid4

from adapters.digital_post.kanal import Kanal, Modtager
from adapters.sdk import KanIkkeModtages, Utilgaengelig, YdreAfvisning, YdreSystem
from adapters.sdk.http import laes_json, proev_igen_om
from schemas.formater.fejl import Formatfejl
from schemas.formater.memo import Message, skriv_memo_element
from schemas.formater.xml import parse

FORESPOERG: Final = "/service/PostForespoerg_1"
AFSEND: Final = "/service/KombiPostAfsend_1/kombi"
MODTAGET: Final = "received"


class Sf1601:
    """A client of the interface. Every method raises Utilgaengelig when Digital Post does not answer as it should."""

    def __init__(self, ydre: YdreSystem) -> None:
        self._ydre = ydre

    async def tilmeldt(self, modtager: Modtager, *, nemsms: bool = False) -> bool:
        """Whether the receiver can be reached by Digital Post, or by NemSMS; false means exempt.

        The interface asks for the number in the address; it is therefore asked here alone, where nothing is logged.
        """
        sti = f"{FORESPOERG}/{'nemsms' if nemsms else 'digitalpost'}"
        parameter = {"CPR": "cprNumber", "CVR": "cvrNumber"}[modtager.slags]
        async with self._ydre.anmod("GET", sti, params={parameter: modtager.nummer}, headers=_hoveder()) as svar:
            if svar.status != HTTPStatus.OK:
                raise Utilgaengelig(f"PostForespoerg answers {svar.status}", proev_igen_om(svar))
            krop = await laes_json(svar, "PostForespoerg")
        if not isinstance(krop, dict) or not isinstance(krop.get("result"), bool):
            raise Utilgaengelig("PostForespoerg answers without a result")
        return bool(krop["result"])

    async def afsend(self, memo: Message, kanal: Kanal, maks: int) -> tuple[str, int]:
        """Hand a shipment over: its TransmissionID, and its size in bytes. Raises KanIkkeModtages when it is refused."""
        krop = (
            '<?xml version="1.0" encoding="UTF-8"?><kombi_request>'
            f"<KombiValgKode>{kanal.kombi_valg}</KombiValgKode>{skriv_memo_element(memo)}</kombi_request>"
        ).encode()
        if len(krop) > maks:
            raise KanIkkeModtages(f"the shipment is larger than Digital Post takes ({maks:,} bytes)")
        hoveder = _hoveder() | {"Content-Type": "application/xml; charset=UTF-8"}
        try:
            svar = await self._ydre.send_raa(AFSEND, krop, hoveder)
        except YdreAfvisning as fejl:
            raise KanIkkeModtages(f"Digital Post refuses the shipment with {fejl.status}") from None
        return _transmission(svar), len(krop)


def _transmission(svar: bytes) -> str:
    """The TransmissionID of an answer; only `received` is success. Raises KanIkkeModtages, Utilgaengelig."""
    try:
        rod = parse(svar)
    except Formatfejl:
        raise Utilgaengelig("Digital Post answers with something that is not a kombi_response") from None
    fejl = rod.findtext(".//FejlId") or rod.findtext(".//FejlKode")
    if fejl:
        raise KanIkkeModtages(f"Digital Post refuses the shipment: {fejl}")
    transmission = rod.findtext("TransmissionID")
    if rod.findtext(".//AdvisTekst") != MODTAGET or not transmission:
        raise Utilgaengelig("Digital Post does not say that it has received the shipment")
    return transmission.strip()


def _hoveder() -> dict[str, str]:
    nu = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"X-TransaktionsId": str(uuid4()), "X-TransaktionsTid": nu}
