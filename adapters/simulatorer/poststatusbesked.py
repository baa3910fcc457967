"""A step of a shipment as the distributor tells it: PKO_PostStatus in base64 inside a Haendelsesbesked."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from lxml import etree

from schemas.kodeliste import Kodelister

KUVERT: Final = "urn:oio:besked:kuvert:1.0"
SAGDOK: Final = "urn:oio:sagdok:3.0.0"
INDPAKNING: Final = "urn:besked:kuvert:1.0"
PKO: Final = "http://serviceplatformen.dk/xml/print/PKO_PostStatus/1/types"
BESKEDTYPE: Final = "d2bed63c-4853-4008-b6e0-a74c15b15fbf"


@dataclass(frozen=True, slots=True)
class Trin:
    """One step; `status` is a code of the list `poststatus`. FejlDetaljer is there, and empty, on success."""

    meddelelse: str
    transmission: str
    kanal: str
    status: str
    tidspunkt: dt.datetime
    fejlkode: str
    fejltekst: str


def skriv(trin: Trin) -> str:
    """The Haendelsesbesked."""
    rod = etree.Element(f"{{{KUVERT}}}Haendelsesbesked", nsmap={"bk": KUVERT, "sd": SAGDOK})
    _uuid(rod, "BeskedId", str(uuid4()))
    etree.SubElement(rod, f"{{{KUVERT}}}BeskedVersion").text = "1.0"
    kuvert = etree.SubElement(rod, f"{{{KUVERT}}}Beskedkuvert")
    filtrering = etree.SubElement(kuvert, f"{{{KUVERT}}}Filtreringsdata")
    _uuid(filtrering, "Beskedtype", BESKEDTYPE)
    registrering = etree.SubElement(filtrering, f"{{{KUVERT}}}ObjektRegistrering")
    _uuid(registrering, "ObjektRegistreringId", trin.transmission)
    _uuid(registrering, "ObjektId", trin.meddelelse)
    handling = Kodelister.standard()["poststatus"][trin.status]
    _uuid(registrering, "ObjektHandling", handling.id)
    etree.SubElement(kuvert, f"{{{KUVERT}}}Leveranceinformation")
    data = etree.SubElement(rod, f"{{{KUVERT}}}Beskeddata")
    pakket = etree.SubElement(data, f"{{{INDPAKNING}}}Base64", nsmap={"pk": INDPAKNING})
    for navn, vaerdi in (("content-type", "application/xml"), ("encoding", "UTF-8"), ("file-type", ".xml")):
        pakket.set(navn, vaerdi)
    pakket.text = base64.b64encode(_pko(trin, handling.da)).decode()
    return etree.tostring(rod, encoding="unicode")


def _pko(trin: Trin, status: str) -> bytes:
    rod = etree.Element(f"{{{PKO}}}PKO_PostStatus", nsmap={"pko": PKO})
    for navn, vaerdi in (
        ("TransmissionId", trin.transmission),
        ("MessageUUID", trin.meddelelse),
        ("MessageId", trin.meddelelse),
        ("KanalKode", trin.kanal),
        ("TransaktionsDatoTid", trin.tidspunkt.isoformat()),
        ("TransaktionsStatusKode", status),
        ("CorrelationId", trin.transmission),
    ):
        etree.SubElement(rod, f"{{{PKO}}}{navn}").text = vaerdi
    detaljer = etree.SubElement(rod, f"{{{PKO}}}FejlDetaljer")
    if trin.fejlkode:
        etree.SubElement(detaljer, f"{{{PKO}}}FejlKode").text = trin.fejlkode
        etree.SubElement(detaljer, f"{{{PKO}}}FejlTekst").text = trin.fejltekst
    return etree.tostring(rod, encoding="UTF-8", xml_declaration=True)


def _uuid(ind: etree._Element, navn: str, vaerdi: str) -> None:
    element = etree.SubElement(ind, f"{{{KUVERT}}}{navn}")
    etree.SubElement(element, f"{{{SAGDOK}}}UUIDIdentifikator").text = vaerdi
