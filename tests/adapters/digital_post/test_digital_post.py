"""Digital Post from request to receipt: the right channel, once, within the size, and every step told."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from adapters.digital_post import digital_post
from adapters.digital_post.adapter import UDELADTE
from adapters.sdk.filer import Filer
from adapters.sdk.proeve import Modpart, Proevehub
from adapters.simulatorer import DigitalPost, Driftstilstand
from schemas.formater.memo import laes_memo
from schemas.models import (
    Adresse,
    DigitalPostAfsendt,
    PostAnmodning,
    Postdokument,
    PostStatus,
    eksempel,
)
from tests.adapters.personer import KAREN
from tests.adapters.vent import vent_til


@pytest.fixture
async def post() -> AsyncIterator[DigitalPost]:
    async with DigitalPost() as simulator:
        yield simulator


@pytest.fixture
async def bus(hub: Proevehub, post: DigitalPost, tmp_path: Path) -> AsyncIterator[Modpart]:
    async with hub.med(digital_post, ydre=post.url, data=tmp_path / "post", forsendelse_maks=100_000) as bus:
        yield bus


def anmodning(posttype: str = "Brev") -> PostAnmodning:
    besked = eksempel(PostAnmodning)
    besked.beskeddata.posttype = posttype
    return besked


async def statusser(bus: Modpart, antal: int) -> list[str]:
    return [(await bus.vent_paa(PostStatus)).beskeddata.poststatus for _ in range(antal)]


def ja(spoerg: Callable[[], bool]) -> Callable[[], Awaitable[bool]]:
    async def svar() -> bool:
        return spoerg()

    return svar


async def test_et_brev_til_den_der_er_tilmeldt_gaar_digitalt_og_hvert_trin_meldes(
    bus: Modpart, post: DigitalPost
) -> None:
    besked = anmodning()
    await bus.send(besked)
    afsendt = await bus.vent_paa(DigitalPostAfsendt)
    assert (afsendt.beskeddata.postkanal, afsendt.beskeddata.fritaget) == ("DigitalPost", False)
    assert afsendt.transaktions_id == besked.transaktions_id
    assert await statusser(bus, 3) == ["Afsendt", "ModtagetDigitalPost", "AfleveretDigitalPost"]
    (forsendelse,) = post.forsendelser()
    assert forsendelse["meddelelse"] == afsendt.beskeddata.meddelelses_id
    assert forsendelse["stoerrelse"] == afsendt.beskeddata.stoerrelse
    assert post.opslag == 1


async def test_den_fritagne_faar_papir_med_adressen_paa(bus: Modpart, post: DigitalPost) -> None:
    post.fritagede.add(KAREN["cpr"])
    besked = anmodning()
    besked.beskeddata.postadresse = Adresse(
        vejnavn="Havnegade", husnummer="3A", postnummer="9000", postdistrikt="Aalborg"
    )
    await bus.send(besked)
    afsendt = await bus.vent_paa(DigitalPostAfsendt)
    assert (afsendt.beskeddata.postkanal, afsendt.beskeddata.fritaget) == ("FysiskPost", True)
    assert await statusser(bus, 3) == ["ModtagetFjernprint", "AfleveretTilPrintOgKuvertering", "ModtagetPostDanmark"]
    (brev,) = post.raekker("brev")
    assert brev["adresse"] == "Havnegade 3A, 9000 Aalborg"
    assert post.fjernprint.trykte() == [afsendt.beskeddata.meddelelses_id]


async def test_en_paamindelse_gaar_som_sms_og_ellers_som_post(bus: Modpart, post: DigitalPost) -> None:
    await bus.send(anmodning("NemSMS"))
    assert (await bus.vent_paa(DigitalPostAfsendt)).beskeddata.postkanal == "NemSMS"
    post.uden_sms.add(KAREN["cpr"])
    await bus.send(anmodning("NemSMS"))
    assert (await bus.vent_paa(DigitalPostAfsendt)).beskeddata.postkanal == "DigitalPost"
    assert [forsendelse["dokumenter"] for forsendelse in post.forsendelser(kanal="NemSMS")] == [0]


async def test_et_brev_der_ikke_kan_afleveres_digitalt_meldes_og_sendes_paa_papir(
    bus: Modpart, post: DigitalPost
) -> None:
    post.fejler[KAREN["cpr"]] = ("mailbox.closed", "Postkassen er lukket")
    await bus.send(anmodning())
    digital = await bus.vent_paa(DigitalPostAfsendt)
    fejlet = await bus.vent_paa(PostStatus)
    assert (fejlet.beskeddata.poststatus, fejlet.beskeddata.fejlkode) == ("Fejlet", "mailbox.closed")
    papir = await bus.vent_paa(DigitalPostAfsendt)
    assert papir.beskeddata.postkanal == "FysiskPost"
    assert papir.beskeddata.forsendelse_id != digital.beskeddata.forsendelse_id
    assert papir.beskeddata.post_anmodning_id == digital.beskeddata.post_anmodning_id
    assert "ModtagetPostDanmark" in await statusser(bus, 3)


async def test_den_samme_anmodning_sendes_kun_en_gang(bus: Modpart, post: DigitalPost) -> None:
    foerste = anmodning()
    anden = PostAnmodning.ny(
        foerste.beskeddata, myndighed="12345678", kildesystem=bus.tilslutning.system, kle="02.34.02"
    )
    await bus.send(foerste)
    await bus.vent_paa(DigitalPostAfsendt)
    await bus.send(anden)
    tredje = anmodning()
    await bus.send(tredje)
    afsendt = await bus.vent_paa(DigitalPostAfsendt)
    assert afsendt.beskeddata.post_anmodning_id == tredje.beskeddata.post_anmodning_id
    assert len(post.forsendelser()) == 2


async def test_en_for_stor_fil_bliver_ved_siden_af_bussen_og_brevet_siger_det(bus: Modpart, post: DigitalPost) -> None:
    stor = await Filer(bus.hub).gem(b"%PDF" * 50_000, "tegninger.pdf", "application/pdf")
    lille = await Filer(bus.hub).gem(b"%PDF", "plan.pdf", "application/pdf")
    besked = anmodning()
    besked.beskeddata.bilag = [Postdokument(titel="Tegninger", fil=stor), Postdokument(titel="Plan", fil=lille)]
    await bus.send(besked)
    afsendt = await bus.vent_paa(DigitalPostAfsendt)
    assert afsendt.beskeddata.udvidelser == {UDELADTE: stor.fil_id}
    (forsendelse,) = post.forsendelser()
    assert forsendelse["dokumenter"] == 3
    assert forsendelse["stoerrelse"] <= 100_000
    assert await Filer(bus.hub).hent(stor) == b"%PDF" * 50_000


async def test_digital_post_der_er_nede_mister_intet_og_sender_intet_to_gange(bus: Modpart, post: DigitalPost) -> None:
    post.drift = Driftstilstand.NEDE
    await bus.send(anmodning())
    await vent_til(ja(lambda: post.kald > 1))
    post.drift = Driftstilstand.NORMAL
    await bus.vent_paa(DigitalPostAfsendt, frist=20)
    assert len(post.forsendelser()) == 1


async def test_en_presse_der_staar_holder_brevet_til_den_koerer(bus: Modpart, post: DigitalPost) -> None:
    post.fritagede.add(KAREN["cpr"])
    post.fjernprint.koerer.clear()
    await bus.send(anmodning())
    assert await statusser(bus, 1) == ["ModtagetFjernprint"]
    assert post.fjernprint.trykte() == []
    post.fjernprint.koerer.set()
    assert await statusser(bus, 2) == ["AfleveretTilPrintOgKuvertering", "ModtagetPostDanmark"]


async def test_en_forsendelses_memo_kan_ses_som_den_kom(bus: Modpart, post: DigitalPost) -> None:
    besked = anmodning()
    await bus.send(besked)
    await bus.vent_paa(DigitalPostAfsendt)
    (forsendelse,) = post.forsendelser()
    memo = laes_memo(post.memo(forsendelse["meddelelse"]))
    assert memo.fund == ()
    assert memo.besked.message_header.label == besked.beskeddata.titel
    with pytest.raises(LookupError):
        post.memo("findes ikke")


async def test_digital_post_lukker_efter_sig() -> None:
    async with DigitalPost() as simulator:
        pass
    with pytest.raises(sqlite3.ProgrammingError):
        simulator.forsendelser()
