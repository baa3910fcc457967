"""Replay: real messages of the log against a proposal, found from the log's end, counted by rule and field."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from brokers import Broker, EmbeddedBroker, Record
from hub.beskedfordeler import emner
from hub.konsekvens import kontraktforslag, laes_forslag, versioner_af
from hub.konsekvens.afspilning import Afspilning, Optaelling
from hub.kontrakter.kontraktsaet import standardsaet
from hub.log import kaede
from hub.log.haendelse import Haendelse
from hub.log.seneste import Accepteret, Graenser, find_seneste
from schemas.codec import pak
from schemas.formater.jsonform import fra_json
from schemas.regler import standardlager
from schemas.skema import AVRO_ROD
from tests.hub.indeks.forloeb import afgjort, klokken
from tests.hub.konsekvens.opstilling import KATALOG, SAG, kraevet, med, sag

VERSIONER = versioner_af(standardsaet(), KATALOG)
PARTITIONER = 3


def afspilning(raa: Any) -> Afspilning:
    return Afspilning(kontraktforslag(laes_forslag(raa), VERSIONER), VERSIONER)


def besked(skift: Callable[[dict[str, Any]], Any] = lambda _: None) -> bytes:
    """The catalogue's example of a sag, changed by `skift`, in the wire format."""
    skema = standardlager().nyeste(SAG)
    raa = json.loads(KATALOG.efter_navn(SAG).eksempelfil.read_bytes())
    raa["beskedId"] = str(uuid.uuid4())
    skift(raa["beskeddata"])
    return pak(skema, fra_json(json.dumps(raa).encode(), skema))


def grunde(raa: Any, indhold: bytes) -> list[tuple[str, str]]:
    return sorted({(en.regel, en.sti) for en in afspilning(raa).proev(indhold)})


def i_sag(felt: str, **nyt: Any) -> Callable[[list[dict[str, Any]]], None]:
    return lambda felter: next(en for en in felter if en["name"] == felt).update(nyt)


def test_en_besked_passerer_sin_egen_kontrakt_og_en_udvidelse_af_den() -> None:
    assert grunde(sag(), besked()) == []
    assert grunde(sag(med()), besked()) == []


def test_et_kraevet_felt_afviser_hver_besked_med_feltets_sti() -> None:
    assert grunde(sag(kraevet), besked()) == [("DEFAULT-MANGLER", "beskeddata.kraevet")]


def test_kun_beskeder_der_bruger_det_der_forsvinder_afvises() -> None:
    """`sagId` may be missing: a version that takes no text there refuses those alone that have it."""
    forslag = sag(i_sag("sagId", type=["null", "long"]))
    assert grunde(forslag, besked()) == [("UNION-GREN", "beskeddata.sagId")]
    uden = besked(lambda data: data.pop("sagId"))
    assert ("UNION-GREN", "beskeddata.sagId") not in grunde(forslag, uden)


def test_en_type_der_staar_flere_steder_meldes_der_hvor_beskeden_har_den() -> None:
    """The difference names the first place of the type; the message is met where it has one."""
    raa = json.loads((AVRO_ROD / "faelles" / "Virkning.avsc").read_bytes())
    raa["fields"].append({"name": "kraevet", "doc": "Nyt.", "type": "string"})
    fundne = {sti for regel, sti in grunde(raa, besked()) if regel == "DEFAULT-MANGLER"}
    assert len(fundne) > 1
    assert all(sti.endswith(".virkning.kraevet") and "[0]" not in sti for sti in fundne)


def test_en_strammere_regel_i_feltet_finder_de_beskeder_der_bryder_den() -> None:
    forslag = sag(i_sag("sagId", format="cvr"))
    assert [regel for regel, sti in grunde(forslag, besked()) if sti == "beskeddata.sagId"] != []


def test_en_tom_liste_hvis_type_skiftede_navn_afvises_med_stedet_og_ikke_uden_grund() -> None:
    """There is no item that meets the difference, but some readers compare the types all the same."""

    def skift(felter: list[dict[str, Any]]) -> None:
        next(en for en in felter if en["name"] == "journalposter")["type"]["items"]["name"] = "Notatpost"

    uden = besked(lambda data: data.update(journalposter=[]))
    assert grunde(sag(skift), uden) == [("NAVN", "beskeddata.journalposter[]")]


def test_ingen_vaerdi_fra_beskeden_staar_i_grunden() -> None:
    hemmelig = "Byggesag for Bakkevej 117"

    def skift(data: dict[str, Any]) -> None:
        data["egenskaber"][0]["titel"] = hemmelig

    raa = json.loads((AVRO_ROD / "sag" / "SagEgenskaber.avsc").read_bytes())
    next(felt for felt in raa["fields"] if felt["name"] == "titel")["type"] = ["null", "int"]
    fundne = afspilning(raa).proev(besked(skift))
    assert [en.sti for en in fundne] == ["beskeddata.egenskaber[].titel"]
    assert hemmelig not in repr(fundne)


def test_en_besked_taeller_en_gang_pr_grund() -> None:
    talt = Optaelling()
    a, b = afspilning(sag(kraevet)).proev(besked()), afspilning(sag()).proev(besked())
    talt.tael("s1", [*a, *a])
    talt.tael("s1", b)
    talt.tael("s2", a)
    assert (talt.proevet, talt.afvist) == (3, 2)
    assert [(en.sti, antal) for en, antal in talt.grunde.items()] == [("beskeddata.kraevet", 2)]
    assert talt.efter_system == {"s1": (2, 1), "s2": (1, 1)}


def test_beskeder_af_andre_kontrakter_er_ikke_med() -> None:
    maaler = afspilning(sag())
    assert maaler.kender(besked())
    assert not maaler.kender(b"\0\0\0\0\2rest")
    assert not maaler.kender(b"")


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncIterator[Broker]:
    async with EmbeddedBroker(tmp_path / "bus") as broker:
        await broker.ensure_topics(*emner.faste(PARTITIONER))
        yield broker


async def skriv(broker: Broker, partition: int, haendelser: Sequence[Haendelse]) -> None:
    hoved, poster = kaede.TOM, []
    for haendelse in haendelser:
        hoved, led = kaede.foej(hoved, haendelse)
        poster.append(Record(emner.LOG, led, partition=partition))
    await broker.send(*poster)


async def fundne(broker: Broker, antal: int, skema_id: int = 1, **mere: Any) -> tuple[list[float], bool]:
    def vil_have(en: Accepteret) -> bool:
        return int.from_bytes(en.besked[:5], "big") == skema_id

    fundet = await find_seneste(broker, emner.LOG, vil_have, Graenser(antal, **mere))
    return [(en.tidspunkt - klokken(0)).total_seconds() for en in fundet.beskeder], fundet.hele


async def test_de_nyeste_findes_paa_tvaers_af_partitioner(bus: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.log.seneste.VINDUE", 4)
    for partition in range(PARTITIONER):
        await skriv(bus, partition, [afgjort(3 * nr + partition, skema_id=1 + nr % 2) for nr in range(20)])
    sidste = sorted((3 * nr + partition for nr in range(0, 20, 2) for partition in range(PARTITIONER)), reverse=True)
    for antal in (1, 5, 13, 100):
        assert await fundne(bus, antal) == (sidste[:antal], True)


async def test_en_partition_med_det_nyeste_laeses_videre_selv_om_der_er_nok(
    bus: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old messages of one partition fill the number before the new ones of another have all been met."""
    monkeypatch.setattr("hub.log.seneste.VINDUE", 4)
    await skriv(bus, 0, [afgjort(nr, skema_id=1) for nr in range(40)])
    await skriv(bus, 1, [afgjort(100 + nr, skema_id=1) for nr in range(39)])
    assert await fundne(bus, 10) == ([float(nr) for nr in range(138, 128, -1)], True)


async def test_soegningen_stopper_ved_sin_graense_og_siger_det(bus: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.log.seneste.VINDUE", 4)
    await skriv(bus, 0, [afgjort(0, skema_id=9), *(afgjort(nr, skema_id=1) for nr in range(1, 40))])
    assert await fundne(bus, 1, skema_id=9, poster=12) == ([], False)
    assert await fundne(bus, 1, skema_id=9) == ([0.0], True)
    assert (await fundne(bus, 39, bytes=100))[1] is False


async def test_afviste_og_det_der_ikke_er_led_springes_over(bus: Broker) -> None:
    await bus.send(Record(emner.LOG, b"intet led", partition=0))
    await skriv(bus, 0, [afgjort(1, udfald="Afvist"), afgjort(2, skema_id=1), afgjort(3, udfald="Dublet")])
    assert await fundne(bus, 10) == ([2.0], True)
