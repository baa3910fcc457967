"""Whether a MeMo keeps the rules of its version: every breach at once, each with its path and what to mend.

Structure (unknown elements, order, what is always required) was judged when the message was read; here come the rules
that a well-formed message can still break, so that an adapter can refuse a message with all its reasons.

Source: MeMo 1.1 and 1.2, and the rules of SF1601.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Collection
from typing import Any, Final

from schemas.formater import tid
from schemas.formater.fejl import Formatfejl, Formbrud, Sti, sti_tekst
from schemas.formater.memo.besked import SCH_VERSION, V11, V12, Message, Representative
from schemas.formater.memo.felt import Element, elementer
from schemas.identifikatorer import MOENSTER, TESTCVR, Mangel, cpr_fejl, cvr_fejl

BESKEDTYPER: Final = ("DIGITALPOST", "NEMSMS")
HANDLINGER: Final = (
    "AFTALE",
    "BETALING",
    "SELVBETJENING",
    "INFORMATION",
    "UNDERSKRIV",
    "BEKRAEFT",
    "FORBEREDELSE",
    "TILMELDING",
)

_UUID4 = re.compile("[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-4[a-fA-F0-9]{3}-[aAbB89][a-fA-F0-9]{3}-[a-fA-F0-9]{12}")
_FORBUDT_I_FILNAVN = re.compile(r'[<>:"/\\|?*\r\n]')


def _uuid4(vaerdi: str) -> Mangel | None:
    if _UUID4.fullmatch(vaerdi):
        return None
    return Mangel("Skal være et UUID version 4.", "Must be a UUID of version 4.")


def _tidspunkt(vaerdi: str) -> Mangel | None:
    try:
        tid.laes(vaerdi, xsd=True)
        if vaerdi.rstrip().endswith("Z"):
            return None
    except Formatfejl:
        pass
    return Mangel(
        "Skal være et tidspunkt i UTC som 2026-03-01T08:00:00Z.", "Must be a time in UTC like 2026-03-01T08:00:00Z."
    )


def _dato(vaerdi: str) -> Mangel | None:
    try:
        tid.laes_dato(vaerdi.strip())
    except Formatfejl as fejl:
        return Mangel(fejl.da, fejl.en)
    return None


def _en_af(koder: tuple[str, ...]) -> Callable[[str], Mangel | None]:
    mangel = Mangel(f"Skal være en af {', '.join(koder)}.", f"Must be one of {', '.join(koder)}.")
    return lambda vaerdi: None if vaerdi in koder else mangel


def _filnavn(vaerdi: str) -> Mangel | None:
    if vaerdi.strip() and not _FORBUDT_I_FILNAVN.search(vaerdi):
        return None
    return Mangel(
        'Filnavnet må ikke være tomt eller indeholde < > : " / \\ | ? * eller linjeskift.',
        'The file name must not be empty or hold < > : " / \\ | ? * or line breaks.',
    )


def _mimetype(vaerdi: str) -> Mangel | None:
    if MOENSTER["mimetype"].fullmatch(vaerdi):
        return None
    return Mangel("Skal være en mediatype som application/pdf.", "Must be a media type like application/pdf.")


def _base64(vaerdi: str) -> Mangel | None:
    try:
        if binascii.a2b_base64("".join(vaerdi.split()), strict_mode=True):
            return None
    except ValueError:
        pass
    return Mangel(
        "Filens indhold skal være base64 og må ikke være tomt.", "The file's content must be base64 and not empty."
    )


FORMATER: Final[dict[str, Callable[[str], Mangel | None]]] = {
    "uuid4": _uuid4,
    "tidspunkt": _tidspunkt,
    "dato": _dato,
    "beskedtype": _en_af(BESKEDTYPER),
    "handling": _en_af(HANDLINGER),
    "filnavn": _filnavn,
    "mimetype": _mimetype,
    "base64": _base64,
    "cpr": cpr_fejl,
    "cvr": cvr_fejl,
}
"""The forms that an element's text can be asked to have."""


def proev(besked: Message, *, testcvr: Collection[str] = TESTCVR) -> tuple[Formbrud, ...]:
    """Every rule that the message breaks, in the order of its elements; empty for a message that may be sent.

    `testcvr` are CVR numbers that pass without a check digit; production passes none.
    """
    fund: list[Formbrud] = []
    _proev_version(besked, fund)
    _proev_objekt(besked, None, besked.memo_version, fund)
    _proev_krop(besked, fund)
    _proev_parter(besked, testcvr, fund)
    return tuple(fund)


def _fund(fund: list[Formbrud], sti: Sti, kode: str, mangel: Mangel) -> None:
    fund.append(Formbrud(kode, mangel.da, mangel.en, sti=sti_tekst(sti)))


def _proev_version(besked: Message, fund: list[Formbrud]) -> None:
    if besked.memo_version not in {V11, V12}:
        _fund(
            fund,
            (None, "memoVersion"),
            "memo-version",
            Mangel("memoVersion skal være 1.1 eller 1.2.", "memoVersion must be 1.1 or 1.2."),
        )
    elif besked.memo_version == V11 and besked.memo_sch_version != SCH_VERSION:
        _fund(
            fund,
            (None, "memoSchVersion"),
            "memo-sch-version",
            Mangel(
                f"I version 1.1 skal memoSchVersion være {SCH_VERSION}.",
                f"In version 1.1 memoSchVersion must be {SCH_VERSION}.",
            ),
        )
    elif besked.memo_version == V12 and besked.memo_sch_version is not None:
        _fund(
            fund,
            (None, "memoSchVersion"),
            "memo-sch-version",
            Mangel("Version 1.2 har ikke memoSchVersion.", "Version 1.2 has no memoSchVersion."),
        )


def _proev_objekt(objekt: Any, sti: Sti, version: str, fund: list[Formbrud]) -> None:
    for navn, element in elementer(type(objekt)):
        vaerdi = getattr(objekt, navn)
        her = (sti, element.navn)
        if element.flere:
            _proev_antal(len(vaerdi), element, her, fund)
            for nummer, led in enumerate(vaerdi):
                _proev_objekt(led, (her, nummer), version, fund)
        elif vaerdi is None:
            if element.kraevet_i == version:
                _fund(
                    fund,
                    her,
                    "mangler-felt",
                    Mangel(f"Feltet er påkrævet i version {version}.", f"The field is required in version {version}."),
                )
        else:
            if element.kun not in {None, version}:
                _fund(
                    fund,
                    her,
                    "version-felt",
                    Mangel(
                        f"Feltet findes kun i version {element.kun}.",
                        f"The field exists in version {element.kun} only.",
                    ),
                )
            if element.klasse is not None:
                _proev_objekt(vaerdi, her, version, fund)
            elif isinstance(vaerdi, str):
                _proev_tekst(vaerdi, element, her, fund)


def _proev_antal(antal: int, element: Element, sti: Sti, fund: list[Formbrud]) -> None:
    mindst, hoejst = element.antal
    if antal < mindst:
        _fund(fund, sti, "for-faa", Mangel(f"Der skal være mindst {mindst}.", f"There must be at least {mindst}."))
    if hoejst is not None and antal > hoejst:
        _fund(fund, sti, "for-mange", Mangel(f"Der må højst være {hoejst}.", f"There may be at most {hoejst}."))


def _proev_tekst(vaerdi: str, element: Element, sti: Sti, fund: list[Formbrud]) -> None:
    if element.hoejst is not None and len(vaerdi) > element.hoejst:
        _fund(
            fund,
            sti,
            "for-lang",
            Mangel(f"Må højst være {element.hoejst} tegn.", f"May be at most {element.hoejst} characters."),
        )
    if element.format is not None and (mangel := FORMATER[element.format](vaerdi)):
        _fund(fund, sti, element.format, mangel)


def _proev_krop(besked: Message, fund: list[Formbrud]) -> None:
    hoved = besked.message_header
    if hoved.message_type == "NEMSMS":
        if besked.message_body is not None:
            _fund(
                fund,
                (None, "MessageBody"),
                "nemsms-krop",
                Mangel("En NemSMS har ingen MessageBody.", "A NemSMS has no MessageBody."),
            )
        if not hoved.notification:
            _fund(
                fund,
                ((None, "MessageHeader"), "notification"),
                "nemsms-tekst",
                Mangel("En NemSMS' tekst står i notification.", "A NemSMS's text is its notification."),
            )
    elif hoved.message_type == "DIGITALPOST" and besked.message_body is None:
        _fund(
            fund,
            (None, "MessageBody"),
            "mangler-felt",
            Mangel("Digital Post skal have en MessageBody.", "Digital Post needs a MessageBody."),
        )


def _proev_parter(besked: Message, testcvr: Collection[str], fund: list[Formbrud]) -> None:
    hoved: Sti = (None, "MessageHeader")
    sender, modtager = besked.message_header.sender, besked.message_header.recipient
    _proev_part((hoved, "Sender"), "senderID", sender.sender_id, sender.id_type, testcvr, fund)
    if isinstance(sender.representative, Representative):
        tredje = sender.representative
        sti = ((hoved, "Sender"), "Representative")
        _proev_part(sti, "representativeID", tredje.representative_id, tredje.id_type, testcvr, fund)
    _proev_part((hoved, "Recipient"), "recipientID", modtager.recipient_id, modtager.id_type, testcvr, fund)


def _proev_part(sti: Sti, felt: str, ident: str, slags: str, testcvr: Collection[str], fund: list[Formbrud]) -> None:
    match slags:
        case "CPR":
            mangel = cpr_fejl(ident)
        case "CVR":
            mangel = cvr_fejl(ident, tilladte=testcvr)
        case _:
            _fund(fund, (sti, "idType"), "id-type", Mangel("Skal være CPR eller CVR.", "Must be CPR or CVR."))
            return
    if mangel is not None:
        _fund(fund, (sti, felt), slags.lower(), mangel)
