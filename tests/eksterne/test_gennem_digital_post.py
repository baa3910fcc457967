"""Every sample MeMo goes through the Digital Post simulator's own interface, and through the adapter's writing path."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from lxml import etree

from adapters.digital_post.kanal import Kanal
from adapters.digital_post.sf1601 import Sf1601
from adapters.sdk import KanIkkeModtages, YdreSystem
from adapters.simulatorer import DigitalPost
from schemas.formater.memo import HOEJST_BYTES, laes_memo
from tests.eksterne.kanonisk import kanonisk

M = "{https://DigitalPost.dk/MeMo-1}"
OTTE = "Et CVR-nummer er otte cifre."
KONTROL = "CVR-nummerets kontrolciffer passer ikke."
TI = "Et CPR-nummer er ti cifre uden bindestreg."

_PARTER = [("MessageHeader.Sender.senderID", OTTE), ("MessageHeader.Recipient.recipientID", TI)]

GRUNDE: dict[str, list[tuple[str, str]]] = {
    "MeMo_Minimum_Example.xml": [],
    "MeMo_Full_Example.xml": [("MessageHeader.Sender.Representative.representativeID", KONTROL)],
    "MeMo_NemSMS.xml": _PARTER,
    "MeMo_with_attachment.xml": _PARTER,
}
"""Each sample with where and why it is refused: three of the four name parties who have no such number."""

RETTET = {"senderID": "12345678", "recipientID": "6101901234", "representativeID": "11111111"}
"""Numbers that could be somebody's, and are nobody's."""


def rettet(data: bytes, grunde: list[tuple[str, str]]) -> bytes:
    """A copy whose refused numbers are replaced."""
    rod = etree.fromstring(data)
    for sti, _ in grunde:
        (element,) = rod.findall("/".join(M + led for led in sti.split(".")))
        element.text = RETTET[sti.rpartition(".")[2]]
    return etree.tostring(rod)


@pytest.fixture
async def post() -> AsyncIterator[DigitalPost]:
    async with DigitalPost() as simulator:
        yield simulator


async def _send(post: DigitalPost, sti: str, kanal: str, memo: bytes) -> etree._Element:
    """A kombi_request, as any client of the interface writes one; the answer."""
    element = etree.tostring(etree.fromstring(memo))
    krop = b"<kombi_request><KombiValgKode>" + kanal.encode() + b"</KombiValgKode>" + element + b"</kombi_request>"
    async with (
        aiohttp.ClientSession(post.url) as session,
        session.post(
            f"/service/KombiPostAfsend_1/{sti}", data=krop, headers={"Content-Type": "application/xml"}
        ) as svar,
    ):
        assert svar.status == 200
        return etree.fromstring(await svar.read())


@pytest.mark.parametrize("sti", ["kombi", "memos"])
@pytest.mark.parametrize("navn", GRUNDE)
async def test_en_memo_kommer_ud_af_digital_post_som_den_kom_ind_eller_afvises_med_alle_grunde(
    post: DigitalPost, eksterne: Path, navn: str, sti: str
) -> None:
    data = (eksterne / "memo12" / navn).read_bytes()
    if grunde := GRUNDE[navn]:
        svar = await _send(post, sti, "Automatisk Valg", data)
        assert svar.findtext("Result") == "false"
        assert svar.findtext("FejlTekst") == "; ".join(f"{sted}: {grund}" for sted, grund in grunde)
        assert post.forsendelser() == []
        data = rettet(data, grunde)
    svar = await _send(post, sti, "Automatisk Valg", data)
    assert (svar.findtext("Result"), svar.findtext(".//AdvisTekst")) == ("true", "received")
    (forsendelse,) = post.forsendelser()
    assert kanonisk(post.memo(forsendelse["meddelelse"])) == kanonisk(data)


@pytest.mark.parametrize("navn", GRUNDE)
async def test_adapteren_skriver_hver_memo_saa_den_kommer_frem_som_den_var(
    post: DigitalPost, eksterne: Path, navn: str
) -> None:
    data = (eksterne / "memo12" / navn).read_bytes()
    grunde = GRUNDE[navn]
    memo = laes_memo(data).besked
    kanal = Kanal.NEMSMS if memo.message_header.message_type == "NEMSMS" else Kanal.DIGITAL_POST
    async with YdreSystem("digital_post", post.url) as ydre:
        afsendelse = Sf1601(ydre).afsend(memo, kanal, HOEJST_BYTES)
        if grunde:
            with pytest.raises(KanIkkeModtages) as fejl:
                await afsendelse
            assert str(fejl.value).endswith("; ".join(f"{sted}: {grund}" for sted, grund in grunde))
            data = rettet(data, grunde)
            memo = laes_memo(data).besked
            afsendelse = Sf1601(ydre).afsend(memo, kanal, HOEJST_BYTES)
        await afsendelse
    assert kanonisk(post.memo(memo.message_header.message_uuid)) == kanonisk(data)
