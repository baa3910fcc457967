"""MeMo, the Digital Post message, versions 1.1 and 1.2: read, checked and written.

The Digital Post adapter reads with `laes_memo`, which gives the message together with every rule it breaks, and writes
with `skriv_memo`. Element order is strict both ways, and the prefix is `memo`, as SF1601 needs it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from schemas.formater.fejl import Fejlsamler, Formbrud, OverGraense
from schemas.formater.memo.besked import (
    SCH_VERSION,
    V11,
    V12,
    Action,
    AdditionalDocument,
    AdditionalReplyData,
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
)
from schemas.formater.memo.felt import MEMO, PRAEFIKSER, form_for
from schemas.formater.memo.proev import BESKEDTYPER, HANDLINGER, proev
from schemas.formater.xml.form import brud
from schemas.formater.xml.sikker import Element, parse
from schemas.formater.xml.udskriver import Udskriver

HOEJST_BYTES: Final = 99_500_000
"""The largest shipment that Digital Post takes: 99.5 MB."""

ROD: Final = f"{{{MEMO}}}Message"
"""The root element's name as lxml has it; SF1601 puts it into a kombi_request."""

_BESKED: Final = form_for(Message, attributter=("memoVersion", "memoSchVersion"))

__all__ = [
    "BESKEDTYPER",
    "HANDLINGER",
    "HOEJST_BYTES",
    "MEMO",
    "ROD",
    "SCH_VERSION",
    "V11",
    "V12",
    "Action",
    "AdditionalDocument",
    "AdditionalReplyData",
    "EntryPoint",
    "File",
    "ForwardData",
    "Laestmemo",
    "MainDocument",
    "Message",
    "MessageBody",
    "MessageHeader",
    "Recipient",
    "ReplyData",
    "Representative",
    "Reservation",
    "Sender",
    "TechnicalDocument",
    "laes_memo",
    "laes_memo_element",
    "proev",
    "skriv_memo",
    "skriv_memo_element",
]


@dataclass(frozen=True, slots=True)
class Laestmemo:
    """A message as read, with every rule that it breaks; it may be sent on only where `fund` is empty."""

    besked: Message
    fund: tuple[Formbrud, ...]


def laes_memo(data: bytes) -> Laestmemo:
    """The message in the bytes. Raises Formatfejl where it cannot be read as a MeMo at all, with every error found."""
    return laes_memo_element(parse(data, hoejst=HOEJST_BYTES))


def laes_memo_element(rod: Element) -> Laestmemo:
    """The message in an element, such as the one inside a kombi_request. Raises Formatfejl."""
    if rod.tag != ROD:
        raise brud(
            rod,
            None,
            "ikke-memo",
            f"Roden skal være Message i navnerummet {MEMO}.",
            f"The root must be Message in the namespace {MEMO}.",
        )
    fejl = Fejlsamler()
    version = rod.get("memoVersion", "")
    if version not in {V11, V12}:
        tekster = ("memoVersion skal være 1.1 eller 1.2.", "memoVersion must be 1.1 or 1.2.")
        fejl.tilfoej(brud(rod, (None, "memoVersion"), "memo-version", *tekster))
    laest: Message = _BESKED.laes(rod, None, fejl)
    fejl.rejs()
    besked = replace(laest, memo_version=version, memo_sch_version=rod.get("memoSchVersion"))
    return Laestmemo(besked, proev(besked))


def skriv_memo(besked: Message) -> bytes:
    """The message as a document of its own.

    Raises Formbrud for text that XML cannot hold, OverGraense where the shipment is larger than Digital Post takes.
    Whether the message keeps the rules is for `proev` to say: a simulator must be able to send a bad one.
    """
    data = b'<?xml version="1.0" encoding="UTF-8"?>' + skriv_memo_element(besked).encode()
    if len(data) > HOEJST_BYTES:
        raise OverGraense(
            "for-stor",
            "Forsendelsen fylder mere end 99,5 MB. Send færre eller mindre filer, eller send en henvisning.",
            "The shipment is larger than 99.5 MB. Send fewer or smaller files, or send a reference.",
        )
    return data


def skriv_memo_element(besked: Message) -> str:
    """The message as one element without an XML declaration, to be put into a kombi_request. Raises Formbrud."""
    indre = Udskriver()
    _BESKED.skriv_indhold(indre, besked, None)
    krop = indre.tekst()
    ud = Udskriver()
    # text never holds a bare "<", so this finds the namespaces in use and nothing else
    brugte = {f"xmlns:{navn}": rum for rum, navn in PRAEFIKSER.items() if rum == MEMO or f"<{navn}:" in krop}
    version = {"memoVersion": besked.memo_version}
    if besked.memo_sch_version is not None:
        version["memoSchVersion"] = besked.memo_sch_version
    ud.maerk(brugte | version, None)
    ud.start("memo:Message")
    ud.raat(krop)
    ud.slut("memo:Message")
    return ud.tekst()
