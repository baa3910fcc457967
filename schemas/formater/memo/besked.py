"""The MeMo message: header, body, documents and files, as immutable objects in the standard's own names."""

# ruff: noqa: RUF009 - the calls describe an element, as dataclasses.field does

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Final, Self

from schemas.formater.memo.felt import objekt, objekter, sandt, tekst, valgfri
from schemas.formater.memo.oplysninger import AttentionData, ContactPoint, ContentData

V11: Final = "1.1"
V12: Final = "1.2"
SCH_VERSION: Final = "1.1.0"
"""The value of memoSchVersion that version 1.1 asks for; 1.2 has no such attribute."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Representative:
    """Who sends on the sender's behalf (1.2)."""

    representative_id: str = tekst("representativeID")
    id_type: str = tekst("idType")
    id_type_label: str | None = valgfri("idTypeLabel")
    label: str = tekst("label")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """Who sends."""

    sender_id: str = tekst("senderID")
    id_type: str = tekst("idType")
    id_type_label: str | None = valgfri("idTypeLabel")
    label: str = tekst("label")
    attention_data: AttentionData | None = objekt("AttentionData", AttentionData)
    contact_point: ContactPoint | None = objekt("ContactPoint", ContactPoint)
    representative: Representative | None = objekt("Representative", Representative, kun=V12)


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """Who receives."""

    recipient_id: str = tekst("recipientID")
    id_type: str = tekst("idType")
    id_type_label: str | None = valgfri("idTypeLabel")
    label: str | None = valgfri("label")
    attention_data: AttentionData | None = objekt("AttentionData", AttentionData)
    contact_point: ContactPoint | None = objekt("ContactPoint", ContactPoint)


@dataclass(frozen=True, kw_only=True, slots=True)
class ForwardData:
    """The message that this one passes on."""

    message_uuid: str = tekst("messageUUID", format="uuid4")
    original_message_date_time: str = tekst("originalMessageDateTime", format="tidspunkt")
    original_sender: str = tekst("originalSender")
    original_content_responsible: str | None = valgfri("originalContentResponsible")
    original_representative: str | None = valgfri("originalRepresentative", kun=V12)
    contact_point_id: str | None = valgfri("contactPointID")
    comment: str | None = valgfri("comment", hoejst=512)


@dataclass(frozen=True, kw_only=True, slots=True)
class AdditionalReplyData:
    """A named value that the reply carries back."""

    label: str = tekst("label")
    value: str = tekst("value")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplyData:
    """One message of the thread that this one replies to."""

    message_id: str | None = valgfri("messageID")
    message_uuid: str = tekst("messageUUID", format="uuid4")
    reply_uuid: str | None = valgfri("replyUUID", format="uuid4")
    sender_id: str | None = valgfri("senderID")
    recipient_id: str | None = valgfri("recipientID")
    case_id: str | None = valgfri("caseID")
    contact_point_id: str | None = valgfri("contactPointID")
    generating_system_id: str | None = valgfri("generatingSystemID")
    comment: str | None = valgfri("comment", hoejst=512)
    additional_reply_data: tuple[AdditionalReplyData, ...] = objekter(
        "AdditionalReplyData", AdditionalReplyData, hoejst_antal=4
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageHeader:
    """Everything about the message but its documents."""

    message_type: str = tekst("messageType", format="beskedtype")
    message_uuid: str = tekst("messageUUID", format="uuid4")
    message_id: str | None = valgfri("messageID")
    message_code: str | None = valgfri("messageCode")
    label: str = tekst("label")
    notification: str | None = valgfri("notification", hoejst=150)
    additional_notification: str | None = valgfri("additionalNotification")
    reply: bool | None = sandt("reply")
    reply_by_date_time: str | None = valgfri("replyByDateTime", format="tidspunkt")
    do_not_deliver_until_date: str | None = valgfri("doNotDeliverUntilDate", format="dato")
    mandatory: bool | None = sandt("mandatory", kraevet_i=V11)
    legal_notification: bool | None = sandt("legalNotification", kraevet_i=V11)
    post_type: str | None = valgfri("postType")
    sender: Sender = objekt("Sender", Sender, kraevet=True)
    recipient: Recipient = objekt("Recipient", Recipient, kraevet=True)
    content_data: ContentData | None = objekt("ContentData", ContentData)
    forward_data: ForwardData | None = objekt("ForwardData", ForwardData)
    reply_data: tuple[ReplyData, ...] = objekter("ReplyData", ReplyData)


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """One file of a document; `content` is base64 as written."""

    encoding_format: str = tekst("encodingFormat", format="mimetype")
    filename: str = tekst("filename", format="filnavn")
    language: str = tekst("language", hoejst=2)
    content: str = tekst("content", hoejst=None, format="base64")

    @classmethod
    def af(cls, indhold: bytes, *, filnavn: str, mimetype: str, sprog: str = "da") -> Self:
        """A file from its bytes."""
        return cls(
            encoding_format=mimetype,
            filename=filnavn,
            language=sprog,
            content=base64.b64encode(indhold).decode("ascii"),
        )

    def indhold(self) -> bytes:
        """The file's bytes. Raises ValueError where the content is not base64, which `proev` finds too."""
        return base64.b64decode("".join(self.content.split()), validate=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reservation:
    """An appointment."""

    description: str = tekst("description")
    reservation_uuid: str = tekst("reservationUUID", format="uuid4")
    abstract: str = tekst("abstract")
    location: str = tekst("location")
    start_date_time: str = tekst("startDateTime", format="tidspunkt")
    end_date_time: str = tekst("endDateTime", format="tidspunkt")
    organizer_mail: str | None = valgfri("organizerMail")
    organizer_name: str | None = valgfri("organizerName")


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryPoint:
    """Where the recipient goes to act."""

    url: str = tekst("url")


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """Something that the recipient can do."""

    label: str = tekst("label")
    action_code: str = tekst("actionCode", format="handling")
    start_date_time: str | None = valgfri("startDateTime", format="tidspunkt")
    end_date_time: str | None = valgfri("endDateTime", format="tidspunkt")
    reservation: Reservation | None = objekt("Reservation", Reservation)
    entry_point: EntryPoint | None = objekt("EntryPoint", EntryPoint)


@dataclass(frozen=True, kw_only=True, slots=True)
class MainDocument:
    """The document that the message is about, in one or more file formats."""

    main_document_id: str | None = valgfri("mainDocumentID")
    label: str | None = valgfri("label")
    file: tuple[File, ...] = objekter("File", File, mindst=1)
    action: tuple[Action, ...] = objekter("Action", Action)


@dataclass(frozen=True, kw_only=True, slots=True)
class AdditionalDocument:
    """A further document for the recipient."""

    additional_document_id: str | None = valgfri("additionalDocumentID")
    label: str | None = valgfri("label")
    file: tuple[File, ...] = objekter("File", File, mindst=1)
    action: tuple[Action, ...] = objekter("Action", Action)


@dataclass(frozen=True, kw_only=True, slots=True)
class TechnicalDocument:
    """A document for the recipient's systems; it has no actions."""

    technical_document_id: str | None = valgfri("technicalDocumentID")
    label: str | None = valgfri("label")
    file: tuple[File, ...] = objekter("File", File, mindst=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageBody:
    """The documents."""

    created_date_time: str = tekst("createdDateTime", format="tidspunkt")
    main_document: MainDocument = objekt("MainDocument", MainDocument, kraevet=True)
    additional_document: tuple[AdditionalDocument, ...] = objekter("AdditionalDocument", AdditionalDocument)
    technical_document: tuple[TechnicalDocument, ...] = objekter("TechnicalDocument", TechnicalDocument)


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A whole MeMo; `memo_version` and `memo_sch_version` are attributes of its root."""

    memo_version: str = V12
    memo_sch_version: str | None = None
    message_header: MessageHeader = objekt("MessageHeader", MessageHeader, kraevet=True)
    message_body: MessageBody | None = objekt("MessageBody", MessageBody)

    def filer(self) -> tuple[File, ...]:
        """Every file of every document, in order."""
        if self.message_body is None:
            return ()
        krop = self.message_body
        dokumenter: tuple[MainDocument | AdditionalDocument | TechnicalDocument, ...] = (
            krop.main_document,
            *krop.additional_document,
            *krop.technical_document,
        )
        return tuple(fil for dokument in dokumenter for fil in dokument.file)
