"""TLS, credentials and rights against a Kafka that demands them; and words that say which of them is wrong."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from brokers import Access, Broker, Cleanup, Consumer, Record, Resource, Right, TopicSpec, Unavailable
from brokers.kafka import KafkaBroker, Security
from tests.kafka.certifikater import Myndighed
from tests.kafka.server import Kafkaserver
from tests.kafka.sikret import BRUGERE, sikret_server

from .kontrakt.grund import laes, poll_til, poster, vaerdier

pytestmark = pytest.mark.xdist_group("kafka-sikret")


class Sikret(NamedTuple):
    server: Kafkaserver
    myndighed: Myndighed

    def tls(self) -> Security:
        return Security("tls", ca_file=self.myndighed.fil)

    def mtls(self, navn: str) -> Security:
        fil, noegle = self.myndighed.udsted(navn)
        return replace(self.tls(), cert_file=fil, key_file=noegle)

    def scram(self, bruger: str) -> Security:
        return Security("sasl_plaintext", username=bruger, password=BRUGERE[bruger])

    def scram_tls(self, bruger: str) -> Security:
        return replace(self.scram(bruger), protocol="sasl_tls", ca_file=self.myndighed.fil)


@pytest.fixture(scope="module")
def sikret(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sikret]:
    mappe = tmp_path_factory.mktemp("kafka-sikret")
    myndighed = Myndighed(mappe / "beviser")
    server = sikret_server(mappe, myndighed)
    try:
        yield Sikret(server.start(), myndighed)
    finally:
        server.stop()


async def forsoeg(adresse: str, sikkerhed: Security, *, tid: float = 10.0) -> str:
    """What `start` says when it must not get through."""
    broker = KafkaBroker(adresse, security=sikkerhed, request_timeout=tid)
    with pytest.raises(Unavailable) as fejl:
        await broker.start()
    await broker.stop()
    tekst = str(fejl.value)
    assert all(kodeord not in tekst for kodeord in (*BRUGERE.values(), "forkert-kodeord"))
    return tekst


async def brug(adresse: str, sikkerhed: Security) -> None:
    """Everything the hub does with a broker, once."""
    async with KafkaBroker(adresse, security=sikkerhed, session_timeout=3.0) as broker:
        navn = f"sikret.{adresse.rpartition(':')[2]}"
        await broker.ensure_topics(TopicSpec(navn), TopicSpec(f"{navn}.ud"))
        await broker.send(*poster(navn, b"1"))
        producer = await broker.producer(navn)
        async with await broker.consumer(navn, group=navn) as consumer:
            [post] = await poll_til(consumer, 1, frist=30.0)
            async with producer.transaction() as transaktion:
                transaktion.send(Record(f"{navn}.ud", b"2"))
                transaktion.commit_offset(consumer, post.place, post.offset + 1)
        assert vaerdier(await laes(broker, f"{navn}.ud", 1)) == [b"2"]
        assert await broker.committed(navn, navn) == {0: post.offset + 1}
        await broker.delete_topic(navn)


async def test_med_tls_gaar_alt_igennem(sikret: Sikret) -> None:
    await brug(sikret.server.adresse("TLS"), sikret.tls())


async def test_med_eget_certifikat_gaar_alt_igennem(sikret: Sikret) -> None:
    await brug(sikret.server.adresse("MTLS"), sikret.mtls("hub"))


async def test_med_bruger_og_kodeord_gaar_alt_igennem(sikret: Sikret) -> None:
    await brug(sikret.server.adresse("SCRAM"), sikret.scram("hub"))


async def test_med_bruger_kodeord_og_tls_gaar_alt_igennem(sikret: Sikret) -> None:
    await brug(sikret.server.adresse("SCRAMTLS"), sikret.scram_tls("hub"))


async def test_et_ukendt_vaertsnavn_er_adressen() -> None:
    tekst = await forsoeg("findes-ikke.invalid:9092", Security())
    assert "findes-ikke.invalid:9092: address: no host of that name" in tekst


async def test_en_lukket_port_er_adressen() -> None:
    with socket.socket() as optaget:
        optaget.bind(("127.0.0.1", 0))  # bound and not listening: nobody else takes it, and nobody answers
        port = optaget.getsockname()[1]
        assert f"127.0.0.1:{port}: address: nothing listens there" in await forsoeg(f"127.0.0.1:{port}", Security())


async def test_et_tavst_svar_er_adressen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as tavs:
        port = tavs.getsockname()[1]
        tekst = await forsoeg(f"127.0.0.1:{port}", Security(), tid=0.5)
        assert "address: no answer within 0.5 seconds" in tekst


@pytest.mark.parametrize("adresse", ["kafka", "kafka:nul", "", ":9092", "kafka:70000"])
async def test_en_adresse_der_ingen_er_siges(adresse: str) -> None:
    assert "host:port" in await forsoeg(adresse, Security())


async def test_den_adresse_klyngen_selv_angiver_kan_vaere_den_der_er_galt(tmp_path: Path) -> None:
    server = Kafkaserver(tmp_path)
    server._egenskaber["advertised.listeners"] = "PLAINTEXT://findes-ikke.invalid:9092"
    try:
        await asyncio.to_thread(server.start)
        tekst = await forsoeg(server.bootstrap, Security())
    finally:
        await asyncio.to_thread(server.stop)
    assert "advertised.listeners" in tekst
    assert "findes-ikke.invalid:9092" in tekst


async def test_et_certifikat_fra_en_ukendt_myndighed_siges(sikret: Sikret, tmp_path: Path) -> None:
    fremmed = Myndighed(tmp_path, "Fremmed")
    tekst = await forsoeg(sikret.server.adresse("TLS"), Security("tls", ca_file=fremmed.fil))
    assert "TLS: the broker's certificate is signed by" in tekst
    assert "ca_file" in tekst


async def test_et_certifikat_til_et_andet_navn_siges(sikret: Sikret) -> None:
    port = sikret.server.adresse("TLS").rpartition(":")[2]
    tekst = await forsoeg(f"127.0.0.1:{port}", sikret.tls())
    assert "TLS: the broker's certificate is made for another" in tekst


async def test_tls_mod_en_klartekstport_siges(sikret: Sikret) -> None:
    tekst = await forsoeg(sikret.server.adresse("PLAINTEXT"), sikret.tls())
    assert "is it a plaintext port" in tekst


async def test_klartekst_mod_en_tlsport_siges(sikret: Sikret) -> None:
    tekst = await forsoeg(sikret.server.adresse("TLS"), Security())
    assert "is it a port for TLS or SASL?" in tekst


async def test_et_manglende_eget_certifikat_siges(sikret: Sikret) -> None:
    tekst = await forsoeg(sikret.server.adresse("MTLS"), sikret.tls())
    assert "TLS: the broker wants a certificate of this instance" in tekst


async def test_et_eget_certifikat_som_ingen_stoler_paa_siges(sikret: Sikret, tmp_path: Path) -> None:
    fil, noegle = Myndighed(tmp_path, "Fremmed").udsted("hub")
    sikkerhed = replace(sikret.tls(), cert_file=fil, key_file=noegle)
    tekst = await forsoeg(sikret.server.adresse("MTLS"), sikkerhed)
    assert "TLS: the broker does not trust this instance's certificate" in tekst


async def test_en_fil_der_mangler_siges(sikret: Sikret, tmp_path: Path) -> None:
    for sikkerhed in (
        Security("tls", ca_file=tmp_path / "mangler.pem"),
        replace(sikret.tls(), cert_file=tmp_path / "mangler.pem"),
    ):
        tekst = await forsoeg(sikret.server.adresse("TLS"), sikkerhed)
        assert "mangler.pem" in tekst
        assert "is not there" in tekst


async def test_et_forkert_kodeord_siges(sikret: Sikret) -> None:
    sikkerhed = replace(sikret.scram("hub"), password="forkert-kodeord")
    tekst = await forsoeg(sikret.server.adresse("SCRAM"), sikkerhed)
    assert "credentials: the broker refuses user hub" in tekst


async def test_en_forkert_mekanisme_siges(sikret: Sikret) -> None:
    tekst = await forsoeg(sikret.server.adresse("SCRAM"), replace(sikret.scram("hub"), mechanism="SCRAM-SHA-256"))
    assert "credentials: the broker does not take SCRAM-SHA-256" in tekst


async def test_at_der_mangler_bruger_siges(sikret: Sikret) -> None:
    tekst = await forsoeg(sikret.server.adresse("SCRAM"), Security())
    assert "is it a port for TLS or SASL?" in tekst


async def test_en_bruger_hvor_ingen_ventes_siges(sikret: Sikret) -> None:
    tekst = await forsoeg(sikret.server.adresse("PLAINTEXT"), sikret.scram("hub"))
    assert "credentials: this port takes no user and password" in tekst


async def test_en_bruger_uden_rettigheder_siges(sikret: Sikret) -> None:
    tekst = await forsoeg(sikret.server.adresse("SCRAM"), sikret.scram("gaest"))
    assert "user gaest has no right to it" in tekst
    assert "idempotent write" in tekst


def test_kodeordet_staar_ikke_i_en_udskrift() -> None:
    assert "hemmeligt" not in repr(Security("sasl_tls", username="hub", password="hemmeligt"))


class TestRettigheder:
    """A user who may write outside transactions, and nothing more: each refusal names what is missing, and on what."""

    @pytest.fixture
    async def hub(self, sikret: Sikret) -> AsyncIterator[KafkaBroker]:
        async with KafkaBroker(sikret.server.adresse("SCRAM"), security=sikret.scram("hub")) as broker:
            yield broker

    @pytest.fixture
    async def gaest(self, sikret: Sikret, hub: KafkaBroker) -> AsyncIterator[Broker]:
        await hub.ensure_topics(TopicSpec("gaestens"), TopicSpec("hubbens", cleanup=Cleanup.COMPACT))
        maa = [Right("User:gaest", Resource.TOPIC, "gaestens", access) for access in Access]
        assert await hub.set_rights(maa, managed=["gaest"])
        async with KafkaBroker(
            sikret.server.adresse("SCRAM"), security=sikret.scram("gaest"), request_timeout=20.0
        ) as broker:
            yield broker
        await hub.set_rights([], managed=["gaest"])

    @staticmethod
    async def naegtes(kald: Awaitable[object], *ord_: str) -> None:
        with pytest.raises(Unavailable) as fejl:
            await kald
        assert "user gaest has no right to it" in str(fejl.value)
        for et in ord_:
            assert et in str(fejl.value)

    async def test_det_tilladte_kan_lade_sig_goere(self, gaest: Broker, sikret: Sikret) -> None:
        hub = KafkaBroker(sikret.server.adresse("SCRAM"), security=sikret.scram("hub"))
        async with hub:
            [plads] = await hub.send(*poster("gaestens", b"til gaesten"))
            async with await gaest.reader("gaestens", offset=plads.offset) as laeser:
                assert vaerdier(await laeser.read(timeout=30.0)) == [b"til gaesten"]

    async def test_et_emne_man_ikke_maa_se_naegtes(self, gaest: Broker) -> None:
        await self.naegtes(gaest.reader("hubbens"), "topic hubbens")
        await self.naegtes(gaest.send(*poster("hubbens", b"1")), "topic hubbens")
        await self.naegtes(gaest.end_offsets("hubbens"), "topic hubbens")

    async def test_et_emne_man_ikke_maa_lave_naegtes(self, gaest: Broker) -> None:
        await self.naegtes(gaest.ensure_topics(TopicSpec("gaestens.eget")), "topic gaestens.eget")

    async def test_et_transaktionsnavn_man_ikke_maa_bruge_naegtes(self, gaest: Broker) -> None:
        await self.naegtes(gaest.producer("router-1"), "transactional id router-1")

    async def test_en_gruppe_man_ikke_maa_vaere_med_i_naegtes(self, gaest: Broker) -> None:
        await self.naegtes(gaest.committed("router", "gaestens"), "group router")
        async with await gaest.consumer("gaestens", group="router") as consumer:
            await self.naegtes(_poll_stadig(consumer), "group router")


async def _poll_stadig(consumer: Consumer) -> None:
    while True:
        await consumer.poll(timeout=30.0)
