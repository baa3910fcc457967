"""The shipment: from a request to a MeMo 1.2 that Digital Post takes, in size and in form. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.digital_post.kanal import Kanal, Modtager
from adapters.sdk import KanIkkeModtages
from schemas.formater.memo import (
    AdditionalDocument,
    File,
    MainDocument,
    Message,
    MessageBody,
    MessageHeader,
    Recipient,
    Sender,
    proev,
)
from schemas.formater.memo.oplysninger import CaseID, ContentData, KLEdata, UnstructuredAddress
from schemas.models import Adresse, PostAnmodningData, Postdokument

RAMME_BYTES: Final = 20_000
"""Room left for everything in a shipment that is not a file."""

NOTIFIKATION: Final = 150
TEKST: Final = "text/plain"

UDELADT: Final = "Disse filer er for store til at sende her. Du kan hente dem i kommunens selvbetjening, eller bede kommunen om dem: "


@dataclass(frozen=True, slots=True)
class Afsenderoplysninger:
    """Who sends: the authority."""

    cvr: str
    navn: str


@dataclass(frozen=True, slots=True)
class Pakkeliste:
    """What goes with the shipment, and what is too large and stays with the claim check."""

    hoveddokument: Postdokument
    bilag: tuple[Postdokument, ...]
    udeladte: tuple[Postdokument, ...]

    def filer(self) -> tuple[Postdokument, ...]:
        """Documents whose files are to be fetched."""
        return tuple(dokument for dokument in (self.hoveddokument, *self.bilag) if dokument.fil is not None)


def besked_uuid(anmodning: str, kanal: Kanal) -> str:
    """The MeMo's messageUUID: the same for the same request by the same channel, in the form of version 4.

    A sending that is repeated after a crash is thereby the same message, and is not delivered twice.
    """
    return str(uuid.UUID(bytes=hashlib.sha256(f"{anmodning}/{kanal}".encode()).digest()[:16], version=4))


def pak(data: PostAnmodningData, maks: int) -> Pakkeliste:
    """What fits into `maks` bytes: the largest files are left out first, and the letter says so."""
    dokumenter = [data.hoveddokument, *data.bilag]
    udeladte: list[Postdokument] = []
    while sum(map(_stoerrelse, dokumenter)) + RAMME_BYTES > maks:
        med_fil = [dokument for dokument in dokumenter if dokument.fil is not None]
        if not med_fil:
            raise KanIkkeModtages(
                f"the text alone is larger than a shipment may be ({maks:,} bytes); send it as a file"
            )
        stoerst = max(med_fil, key=_stoerrelse)
        dokumenter.remove(stoerst)
        udeladte.append(stoerst)
    if not udeladte:
        return Pakkeliste(data.hoveddokument, tuple(data.bilag), ())
    note = Postdokument(
        titel="Filer, der er for store til Digital Post",
        tekst=UDELADT + ", ".join(dokument.titel for dokument in udeladte),
    )
    if data.hoveddokument in udeladte:
        return Pakkeliste(note, tuple(dokumenter), tuple(udeladte))
    return Pakkeliste(data.hoveddokument, (*dokumenter[1:], note), tuple(udeladte))


def byg_memo(
    data: PostAnmodningData,
    liste: Pakkeliste,
    indhold: Mapping[str, bytes],
    *,
    kanal: Kanal,
    modtager: Modtager,
    afsender: Afsenderoplysninger,
    nu: dt.datetime,
) -> Message:
    """The MeMo; `indhold` holds fetched files by filId. Raises KanIkkeModtages with every rule it would break."""
    nemsms = kanal is Kanal.NEMSMS
    tidligst = data.tidligst_afsendes.tidsstempel if data.tidligst_afsendes else None
    hoved = MessageHeader(
        message_type="NEMSMS" if nemsms else "DIGITALPOST",
        message_uuid=besked_uuid(data.post_anmodning_id, kanal),
        message_id=data.post_anmodning_id,
        label=data.titel,
        notification=(data.hoveddokument.tekst or data.titel)[:NOTIFIKATION] if nemsms else data.titel[:NOTIFIKATION],
        reply=data.svar_muligt,
        reply_by_date_time=f"{data.svarfrist.isoformat()}T23:59:59Z" if data.svarfrist else None,
        do_not_deliver_until_date=tidligst.date().isoformat() if tidligst else None,
        mandatory=data.obligatorisk,
        legal_notification=data.forkyndelse,
        sender=Sender(sender_id=afsender.cvr, id_type="CVR", label=afsender.navn),
        recipient=Recipient(recipient_id=modtager.nummer, id_type=modtager.slags, label=modtager.navn),
        content_data=_indhold(data, kanal),
    )
    memo = Message(message_header=hoved, message_body=None if nemsms else _krop(liste, indhold, nu))
    if fund := proev(memo):
        raise KanIkkeModtages("the request cannot become a MeMo: " + "; ".join(f"{en.sti}: {en.en}" for en in fund))
    return memo


def _krop(liste: Pakkeliste, indhold: Mapping[str, bytes], nu: dt.datetime) -> MessageBody:
    return MessageBody(
        created_date_time=nu.strftime("%Y-%m-%dT%H:%M:%SZ"),
        main_document=MainDocument(
            label=liste.hoveddokument.titel, file=(_fil(liste.hoveddokument, "brev.txt", indhold),)
        ),
        additional_document=tuple(
            AdditionalDocument(label=bilag.titel, file=(_fil(bilag, f"bilag-{nummer}.txt", indhold),))
            for nummer, bilag in enumerate(liste.bilag, 1)
        ),
    )


def _fil(dokument: Postdokument, navn: str, indhold: Mapping[str, bytes]) -> File:
    if dokument.fil is not None:
        fil = dokument.fil
        return File.af(indhold[fil.fil_id], filnavn=fil.filnavn, mimetype=fil.mimetype)
    return File.af((dokument.tekst or "").encode(), filnavn=navn, mimetype=TEKST)


def _indhold(data: PostAnmodningData, kanal: Kanal) -> ContentData | None:
    sag = CaseID(case_id=data.sag_id, case_system="Fælleshub") if data.sag_id else None
    kle = (
        KLEdata(
            subject_key=data.kle.emne, version="1", activity_facet=data.kle.facet, label=data.kle.titel or data.kle.emne
        )
        if data.kle
        else None
    )
    paa_papir = kanal is Kanal.FYSISK_POST and data.postadresse is not None
    adresse = (
        UnstructuredAddress(unstructured=adressetekst(data.postadresse)) if paa_papir and data.postadresse else None
    )
    if sag is None and kle is None and adresse is None:
        return None
    return ContentData(case_id=sag, kle_data=kle, unstructured_address=adresse)


def adressetekst(adresse: Adresse) -> str:
    """An address on one line, as on an envelope."""
    dele: Sequence[str | None] = (adresse.vejnavn, adresse.husnummer, adresse.etage, adresse.doer)
    return f"{' '.join(del_ for del_ in dele if del_)}, {adresse.postnummer} {adresse.postdistrikt}"


def _stoerrelse(dokument: Postdokument) -> int:
    """Bytes of a document in a shipment, where content is base64."""
    bytes_ = dokument.fil.stoerrelse if dokument.fil is not None else len((dokument.tekst or "").encode())
    return 4 * ((bytes_ + 2) // 3) + 500
