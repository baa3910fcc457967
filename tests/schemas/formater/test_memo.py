"""MeMo: read and written in strict order, and every rule it breaks told at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from schemas.formater.fejl import Formatfejl, OverGraense
from schemas.formater.memo import (
    HANDLINGER,
    HOEJST_BYTES,
    MEMO,
    SCH_VERSION,
    V11,
    Action,
    AdditionalDocument,
    EntryPoint,
    File,
    ForwardData,
    MainDocument,
    Message,
    MessageBody,
    MessageHeader,
    Recipient,
    ReplyData,
    Representative,
    Reservation,
    Sender,
    TechnicalDocument,
    laes_memo,
    laes_memo_element,
    proev,
    skriv_memo,
    skriv_memo_element,
)
from schemas.formater.memo.besked import AdditionalReplyData
from schemas.formater.memo.felt import elementer
from schemas.formater.memo.oplysninger import AdditionalContentData, ContactInfo, ContactPoint, ContentData, CPRdata

UUID4 = "5c0f7a3e-1d2b-4c3d-8e4f-9a0b1c2d3e4f"
FIL = File.af(b"Afgoerelse", filnavn="Afgørelse.pdf", mimetype="application/pdf")
HOVED = MessageHeader(
    message_type="DIGITALPOST",
    message_uuid=UUID4,
    label="Afgørelse i din byggesag",
    sender=Sender(sender_id="11111111", id_type="CVR", label="Prøvekøbing Kommune"),
    recipient=Recipient(recipient_id="6101901234", id_type="CPR"),
)
KROP = MessageBody(created_date_time="2026-03-01T08:00:00Z", main_document=MainDocument(file=(FIL,)))
BREV = Message(message_header=HOVED, message_body=KROP)


def _brev(**felter: Any) -> Message:
    return replace(BREV, message_header=replace(HOVED, **felter))


def _krop(**felter: Any) -> Message:
    return replace(BREV, message_body=replace(KROP, **felter))


def _fil(**felter: Any) -> Message:
    return _krop(main_document=MainDocument(file=(replace(FIL, **felter),)))


def _fund(besked: Message) -> list[tuple[str, str]]:
    return [(et.kode, et.sti) for et in proev(besked)]


def _eksempel(klasse: type) -> Any:
    """An object of the class with every element filled in."""
    felter: dict[str, Any] = {}
    for navn, element in elementer(klasse):
        vaerdi: Any = "x" if element.klasse is None else _eksempel(element.klasse)
        if element.klasse is None and navn in {"reply", "mandatory", "legal_notification"}:
            vaerdi = True
        felter[navn] = (vaerdi, vaerdi) if element.flere else vaerdi
    return klasse(**felter)


def test_et_brev_kommer_ud_som_det_kom_ind() -> None:
    laest = laes_memo(skriv_memo(BREV))
    assert laest.besked == BREV
    assert laest.fund == ()
    assert laest.besked.filer()[0].indhold() == b"Afgoerelse"


def test_en_besked_med_alt_udfyldt_kommer_ud_som_den_kom_ind() -> None:
    alt = _eksempel(Message)
    assert laes_memo(skriv_memo(alt)).besked == alt
    gammel = replace(alt, memo_version=V11, memo_sch_version=SCH_VERSION)
    assert laes_memo(skriv_memo(gammel)).besked == gammel


def test_praefikset_er_memo_og_kun_brugte_navnerum_erklaeres() -> None:
    skrevet = skriv_memo(BREV)
    assert skrevet.startswith(
        b'<?xml version="1.0" encoding="UTF-8"?><memo:Message xmlns:memo="https://DigitalPost.dk/MeMo-1" memoVersion="1.2">'
    )
    assert b"xmlns:grd" not in skrevet
    med_cpr = _brev(content_data=ContentData(cpr_data=CPRdata(cpr_number="6101901234")))
    assert b'xmlns:grd="https://data.gov.dk/model/core/"' in skriv_memo(med_cpr)


def test_en_besked_inde_i_en_kombi_request_laeses() -> None:
    omslag = f"<kombi_request><KombiValgKode>Digital Post</KombiValgKode>{skriv_memo_element(BREV)}</kombi_request>"
    rod = etree.fromstring(omslag.encode())
    assert laes_memo_element(rod[1]).besked == BREV


@pytest.mark.parametrize(
    ("fra", "til", "kode", "sti"),
    [
        (b"memo:label>", b"memo:labl>", "ukendt-felt", "MessageHeader.labl"),
        (b'memoVersion="1.2"', b'memoVersion="1.0"', "memo-version", "memoVersion"),
        (b'memoVersion="1.2"', b"", "memo-version", "memoVersion"),
        (b'memoVersion="1.2"', b'memoVersion="1.2" andet="1"', "ukendt-attribut", "@andet"),
        (b"MeMo-1", b"MeMo-2", "ikke-memo", ""),
        (b"<memo:MessageBody>", b"<memo:MessageBody>tekst", "uventet-tekst", "MessageBody"),
        (
            b"</memo:language><memo:content>",
            b"</memo:language><memo:language>da</memo:language><memo:content>",
            "for-mange",
            "MessageBody.MainDocument.File[0].language",
        ),
    ],
)
def test_en_forkert_opbygning_afvises(fra: bytes, til: bytes, kode: str, sti: str) -> None:
    with pytest.raises(Formatfejl) as fejl:
        laes_memo(skriv_memo(BREV).replace(fra, til))
    assert (kode, sti) in [(et.kode, et.sti) for et in fejl.value.fejl]


def test_elementernes_raekkefoelge_er_streng() -> None:
    data = skriv_memo(BREV).replace(b"<memo:messageUUID>" + UUID4.encode() + b"</memo:messageUUID>", b"")
    data = data.replace(b"<memo:Sender>", b"<memo:messageUUID>" + UUID4.encode() + b"</memo:messageUUID><memo:Sender>")
    with pytest.raises(Formatfejl) as fejl:
        laes_memo(data)
    assert "forkert-raekkefoelge" in [et.kode for et in fejl.value.fejl]


def test_et_teknisk_dokument_har_ingen_handlinger() -> None:
    teknisk = _krop(technical_document=(TechnicalDocument(file=(FIL,)),))
    data = skriv_memo(teknisk).replace(
        b"</memo:TechnicalDocument>",
        b"<memo:Action><memo:label>x</memo:label><memo:actionCode>INFORMATION</memo:actionCode></memo:Action></memo:TechnicalDocument>",
    )
    with pytest.raises(Formatfejl) as fejl:
        laes_memo(data)
    assert [et.kode for et in fejl.value.fejl] == ["ukendt-felt"]
    assert fejl.value.sti.endswith("TechnicalDocument[0].Action")


AFTALE = Reservation(
    description="Møde", reservation_uuid=UUID4, abstract="Møde", location="Rådhuset",
    start_date_time="2026-03-10T09:00:00Z", end_date_time="2026-03-10T10:00:00Z",
)  # fmt: skip


@pytest.mark.parametrize("handling", HANDLINGER)
def test_hver_handling_kan_sendes(handling: str) -> None:
    valg = Action(
        label="Se mere", action_code=handling, reservation=AFTALE, entry_point=EntryPoint(url="https://eksempel.dk")
    )
    assert _fund(_krop(main_document=MainDocument(file=(FIL,), action=(valg,)))) == []


NEMSMS = Message(message_header=replace(HOVED, message_type="NEMSMS", notification="Husk mødet kl. 9"))


def test_en_nemsms_er_kun_et_hoved_med_en_tekst() -> None:
    assert _fund(NEMSMS) == []
    assert _fund(replace(NEMSMS, message_body=KROP)) == [("nemsms-krop", "MessageBody")]
    uden_tekst = replace(NEMSMS.message_header, notification=None)
    assert _fund(replace(NEMSMS, message_header=uden_tekst)) == [("nemsms-tekst", "MessageHeader.notification")]


def test_version_1_1_kraever_mandatory_legal_notification_og_memo_sch_version() -> None:
    gammel = replace(BREV, memo_version=V11)
    assert _fund(gammel) == [
        ("memo-sch-version", "memoSchVersion"),
        ("mangler-felt", "MessageHeader.mandatory"),
        ("mangler-felt", "MessageHeader.legalNotification"),
    ]
    hoved = replace(HOVED, mandatory=False, legal_notification=False)
    assert _fund(replace(gammel, memo_sch_version=SCH_VERSION, message_header=hoved)) == []
    assert _fund(replace(BREV, memo_sch_version=SCH_VERSION)) == [("memo-sch-version", "memoSchVersion")]


def test_version_1_1_har_ikke_repraesentanter() -> None:
    sender = replace(
        HOVED.sender, representative=Representative(representative_id="99999999", id_type="CVR", label="B")
    )
    frem = ForwardData(
        message_uuid=UUID4,
        original_message_date_time="2026-03-01T08:00:00Z",
        original_sender="A",
        original_representative="B",
    )
    hoved = replace(HOVED, sender=sender, forward_data=frem, mandatory=False, legal_notification=False)
    assert _fund(replace(BREV, message_header=hoved)) == []
    gammel = Message(memo_version=V11, memo_sch_version=SCH_VERSION, message_header=hoved, message_body=KROP)
    assert _fund(gammel) == [
        ("version-felt", "MessageHeader.Sender.Representative"),
        ("version-felt", "MessageHeader.ForwardData.originalRepresentative"),
    ]


@pytest.mark.parametrize(
    ("besked", "kode", "sti"),
    [
        (replace(BREV, message_body=None), "mangler-felt", "MessageBody"),
        (_brev(message_type="BREV"), "beskedtype", "MessageHeader.messageType"),
        (_brev(message_uuid="5c0f7a3e-1d2b-1c3d-8e4f-9a0b1c2d3e4f"), "uuid4", "MessageHeader.messageUUID"),
        (_brev(label="x" * 257), "for-lang", "MessageHeader.label"),
        (_brev(notification="x" * 151), "for-lang", "MessageHeader.notification"),
        (_brev(additional_notification="x" * 257), "for-lang", "MessageHeader.additionalNotification"),
        (_brev(reply_by_date_time="2026-03-01T09:00:00+01:00"), "tidspunkt", "MessageHeader.replyByDateTime"),
        (_brev(reply_by_date_time="i morgen"), "tidspunkt", "MessageHeader.replyByDateTime"),
        (_brev(do_not_deliver_until_date="1. marts"), "dato", "MessageHeader.doNotDeliverUntilDate"),
        (_brev(sender=replace(HOVED.sender, sender_id="22222223")), "cvr", "MessageHeader.Sender.senderID"),
        (_brev(sender=replace(HOVED.sender, id_type="GLN")), "id-type", "MessageHeader.Sender.idType"),
        (_brev(recipient=Recipient(recipient_id="610190-1234", id_type="CPR")), "cpr", "MessageHeader.Recipient.recipientID"),
        (
            _brev(sender=replace(HOVED.sender, representative=Representative(representative_id="1", id_type="CVR", label="B"))),
            "cvr", "MessageHeader.Sender.Representative.representativeID",
        ),
        (_brev(content_data=ContentData(cpr_data=CPRdata(cpr_number="1"))), "cpr", "MessageHeader.ContentData.CPRdata.cprNumber"),
        (
            _brev(content_data=ContentData(additional_content_data=(AdditionalContentData(content_data_name="n", content_data_value="v"),) * 11)),
            "for-mange", "MessageHeader.ContentData.AdditionalContentData",
        ),
        (
            _brev(sender=replace(HOVED.sender, contact_point=ContactPoint(contact_point_id="1", contact_info=(ContactInfo(label="l", value="v"),) * 3))),
            "for-mange", "MessageHeader.Sender.ContactPoint.ContactInfo",
        ),
        (
            _brev(reply_data=(ReplyData(message_uuid=UUID4, additional_reply_data=(AdditionalReplyData(label="l", value="v"),) * 5),)),
            "for-mange", "MessageHeader.ReplyData[0].AdditionalReplyData",
        ),
        (_brev(reply_data=(ReplyData(message_uuid=UUID4, comment="x" * 513),)), "for-lang", "MessageHeader.ReplyData[0].comment"),
        (_krop(created_date_time="2026-03-01"), "tidspunkt", "MessageBody.createdDateTime"),
        (_krop(main_document=MainDocument()), "for-faa", "MessageBody.MainDocument.File"),
        (_krop(additional_document=(AdditionalDocument(),)), "for-faa", "MessageBody.AdditionalDocument[0].File"),
        (_krop(technical_document=(TechnicalDocument(),)), "for-faa", "MessageBody.TechnicalDocument[0].File"),
        (
            _krop(main_document=MainDocument(file=(FIL,), action=(Action(label="x", action_code="KLIK"),))),
            "handling", "MessageBody.MainDocument.Action[0].actionCode",
        ),
        (_fil(language="dan"), "for-lang", "MessageBody.MainDocument.File[0].language"),
        (_fil(encoding_format="pdf"), "mimetype", "MessageBody.MainDocument.File[0].encodingFormat"),
        (_fil(content="ikke base64!"), "base64", "MessageBody.MainDocument.File[0].content"),
        (_fil(content=""), "base64", "MessageBody.MainDocument.File[0].content"),
        *[(_fil(filename=f"a{tegn}b.pdf"), "filnavn", "MessageBody.MainDocument.File[0].filename") for tegn in '<>:"/\\|?*\r\n'],
        (_fil(filename=" "), "filnavn", "MessageBody.MainDocument.File[0].filename"),
    ],
)  # fmt: skip
def test_hvert_brud_paa_en_regel_findes_med_sti_og_besked_laeses_alligevel(
    besked: Message, kode: str, sti: str
) -> None:
    assert _fund(besked) == [(kode, sti)]
    laest = laes_memo(skriv_memo(besked))
    assert laest.besked == besked
    assert [(et.kode, et.sti) for et in laest.fund] == [(kode, sti)]


def test_testnumre_gaelder_kun_hvor_de_er_tilladt() -> None:
    assert [et.kode for et in proev(BREV, testcvr=frozenset())] == ["cvr"]


def test_linjeskift_i_base64_er_tilladt() -> None:
    besked = _fil(content="QWZn\nb2Vy ZWxzZQ==")
    assert _fund(besked) == []
    assert besked.filer()[0].indhold() == b"Afgoerelse"


def test_en_for_stor_forsendelse_kan_hverken_skrives_eller_laeses() -> None:
    stor = _fil(content="QUJD" * (HOEJST_BYTES // 4))
    with pytest.raises(OverGraense):
        skriv_memo(stor)
    with pytest.raises(OverGraense):
        laes_memo(b"x" * (HOEJST_BYTES + 1))


def test_en_fil_paa_tyve_megabyte_kommer_igennem() -> None:
    besked = _krop(
        main_document=MainDocument(file=(File.af(b"x" * 20_000_000, filnavn="a.pdf", mimetype="application/pdf"),))
    )
    assert laes_memo(skriv_memo(besked)).besked == besked


def test_hver_klasse_har_elementer_i_standardens_navnerum() -> None:
    assert {element.rum for _, element in elementer(MessageHeader)} == {MEMO}
    assert [element.navn for _, element in elementer(MessageHeader)][:5] == [
        "messageType", "messageUUID", "messageID", "messageCode", "label",
    ]  # fmt: skip
