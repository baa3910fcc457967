"""What the distributor tells of a shipment: PKO_PostStatus, wrapped in a Haendelsesbesked, as it comes. Pure."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from dataclasses import dataclass
from typing import Final

from adapters.sdk import KanIkkeModtages
from schemas.formater.fejl import Formatfejl
from schemas.formater.tid import laes as laes_tid
from schemas.formater.xml import parse
from schemas.kodeliste import Kodelister

KUVERT: Final = "{urn:oio:besked:kuvert:1.0}"
BASE64: Final = "{urn:besked:kuvert:1.0}Base64"
"""The wrapper's namespace lacks the `oio` of the envelope's: so it is sent."""

PKO: Final = "{http://serviceplatformen.dk/xml/print/PKO_PostStatus/1/types}"


@dataclass(frozen=True, slots=True)
class Forsendelsesstatus:
    """One step of one shipment; `status` is a code of the list `poststatus`."""

    meddelelse: str
    transmission: str | None
    status: str
    tidspunkt: dt.datetime
    fejlkode: str | None
    fejltekst: str | None


def laes_poststatus(haendelsesbesked: bytes) -> Forsendelsesstatus:
    """The step that a Haendelsesbesked tells of. Raises KanIkkeModtages, naming the element that is wrong."""
    try:
        rod = parse(haendelsesbesked)
        pakket = rod.findtext(f"{KUVERT}Beskeddata/{BASE64}")
        status = parse(base64.b64decode("".join((pakket or "").split()), validate=True))
    except (Formatfejl, binascii.Error):
        raise KanIkkeModtages("the post status cannot be read: Beskeddata/Base64 must hold a PKO_PostStatus") from None
    handling = (rod.findtext(f".//{KUVERT}ObjektHandling//{{*}}UUIDIdentifikator") or "").strip().lower()
    kode = Kodelister.standard()["poststatus"].slaa_op(handling)
    if kode is None:
        raise KanIkkeModtages("the post status is unknown: ObjektHandling is no UUID of the list poststatus")

    def felt(navn: str) -> str | None:
        return (status.findtext(f".//{PKO}{navn}") or "").strip() or None

    meddelelse, tidspunkt = felt("MessageUUID"), felt("TransaktionsDatoTid")
    if meddelelse is None or tidspunkt is None:
        raise KanIkkeModtages("the post status lacks MessageUUID or TransaktionsDatoTid")
    try:
        tid, _ = laes_tid(tidspunkt)
    except Formatfejl:
        raise KanIkkeModtages("the post status has a TransaktionsDatoTid that is no time") from None
    return Forsendelsesstatus(meddelelse, felt("TransmissionId"), kode.kode, tid, felt("FejlKode"), felt("FejlTekst"))
