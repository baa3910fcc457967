"""A checkpoint shortens a take-over, and is left alone when it is another's, damaged, or of a chain that moved on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokers import Broker, TopicPartition
from hub.beskedfordeler import Beskedfordeler, Kvittering, Kvitteringsstatus, emner, historikfil
from hub.beskedfordeler.historikfil import Indhold, Punkt
from hub.beskedfordeler.historiklager import Historiklager, genskab
from hub.log.kaede import Hoved
from hub.log.verificer import verificer_bus
from tests.system.vent import vent_til

NOEGLE = b"en hemmelighed til test, 32 byte"
PUNKT = Punkt(7, 9, Hoved(3, bytes(range(32))))
POSTER = st.lists(st.tuples(st.binary(min_size=16, max_size=16), st.binary(max_size=60)), max_size=30)


async def send(fordeler: Beskedfordeler, besked: bytes, afsender: str) -> Kvittering:
    modtagelse = await fordeler.modtag(besked, afsender)
    kvittering = await fordeler.vent_paa_afgoerelse(modtagelse.id, 20)
    assert kvittering is not None
    return kvittering


async def genskabt(bus: Broker, fil: Path) -> tuple[Historiklager, int]:
    lager = Historiklager(NOEGLE, 0, dage=7, maks=1_000_000)
    return lager, await genskab(lager, bus, 0, fil)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(POSTER, POSTER)
def test_det_der_skrives_laeses_igen(
    tmp_path: Path, beskeder: list[tuple[bytes, bytes]], objekter: list[tuple[bytes, bytes]]
) -> None:
    fil = tmp_path / "mappe" / "fil"
    historikfil.skriv(fil, NOEGLE, PUNKT, Indhold(beskeder, objekter))
    assert historikfil.laes(fil, NOEGLE) == (PUNKT, Indhold(beskeder, objekter))
    assert [et.name for et in fil.parent.iterdir()] == ["fil"]
    assert fil.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "skade",
    [
        lambda raa: raa[:-1],
        lambda raa: raa + b"x",
        lambda raa: raa[:60] + bytes([raa[60] ^ 1]) + raa[61:],
        lambda raa: b"FHH0" + raa[4:],
        lambda raa: raa[:3],
        lambda _: b"",
    ],
)
def test_en_beskadiget_fil_bruges_ikke(tmp_path: Path, skade: Callable[[bytes], bytes]) -> None:
    fil = tmp_path / "fil"
    historikfil.skriv(fil, NOEGLE, PUNKT, Indhold([(b"n" * 16, b"v" * 40)], []))
    fil.write_bytes(skade(fil.read_bytes()))
    assert historikfil.laes(fil, NOEGLE) is None


def test_en_fil_skrevet_med_en_anden_hemmelighed_bruges_ikke(tmp_path: Path) -> None:
    historikfil.skriv(tmp_path / "fil", NOEGLE, PUNKT, Indhold([], []))
    assert historikfil.laes(tmp_path / "fil", b"en anden hemmelighed") is None


async def test_et_rent_stop_efterlader_et_punkt_og_naeste_start_laeser_kun_resten(
    start: Any, verden: Any, bus: Broker, tmp_path: Path
) -> None:
    fordeler = await start(partitioner=1)
    beskeder = [verden.besked() for _ in range(20)]
    for besked in beskeder:
        await send(fordeler, besked, verden.afsender.id)
    await fordeler.stop(frist=10)
    fil = historikfil.sti(tmp_path / "data" / "historik", 0)
    med, laest = await genskabt(bus, fil)
    uden, alt = await genskabt(bus, tmp_path / "findes ikke")
    assert (laest, alt) == (0, 40)
    assert med.uddrag() == uden.uddrag()
    igen = await start(partitioner=1)
    assert (await send(igen, beskeder[3], verden.afsender.id)).status is Kvitteringsstatus.DUBLET
    await send(igen, verden.besked(), verden.afsender.id)
    med, laest = await genskabt(bus, fil)
    uden, _ = await genskabt(bus, tmp_path / "findes ikke")
    assert laest == 2
    assert med.uddrag() == uden.uddrag()


async def test_et_punkt_fra_en_anden_bus_bruges_ikke(start: Any, verden: Any, bus: Broker, tmp_path: Path) -> None:
    fordeler = await start(partitioner=1)
    await send(fordeler, verden.besked(), verden.afsender.id)
    await fordeler.stop(frist=10)
    fil = historikfil.sti(tmp_path / "data" / "historik", 0)
    fundet = historikfil.laes(fil, NOEGLE)
    assert fundet is not None
    punkt, indhold = fundet
    for andet in (
        Punkt(punkt.historik, punkt.log, Hoved(1, bytes(32))),
        Punkt(punkt.historik + 1, punkt.log, punkt.hoved),
        Punkt(punkt.historik, punkt.log + 1, punkt.hoved),
        Punkt(punkt.historik, 0, punkt.hoved),
    ):
        historikfil.skriv(fil, NOEGLE, andet, Indhold([(b"f" * 16, b"fremmed " * 5), *indhold.beskeder], []))
        lager, laest = await genskabt(bus, fil)
        assert laest == 2
        assert lager.uddrag() == indhold


async def test_der_gives_intet_punkt_naar_en_anden_har_skrevet_siden(start: Any, verden: Any, bus: Broker) -> None:
    fordeler: Beskedfordeler = await start(partitioner=1)
    await send(fordeler, verden.besked(), verden.afsender.id)
    partition = fordeler._router._partitioner[TopicPartition(emner.INDGANG, 0)]
    foer = partition.hoved
    assert await historikfil.punkt_nu(bus, 0, foer) is not None
    await send(fordeler, verden.besked(), verden.afsender.id)
    assert await historikfil.punkt_nu(bus, 0, foer) is None
    assert await historikfil.punkt_nu(bus, 0, partition.hoved) is not None


async def test_det_kaeden_har_afgjort_afgoeres_ikke_igen_hvad_gruppen_end_siger(
    start: Any, verden: Any, bus: Broker
) -> None:
    """The group's progress is lost, as Kafka loses it after a week of standstill; the chain knows better."""
    fordeler = await start(partitioner=1)
    for _ in range(5):
        await send(fordeler, verden.besked(), verden.afsender.id)
    await fordeler.stop(frist=10)
    async with await bus.consumer(emner.INDGANG, group=emner.GRUPPE_ROUTER) as consumer:
        while not consumer.assignment:
            await consumer.poll(timeout=0.2)
        await consumer.commit({TopicPartition(emner.INDGANG, 0): 2})
    igen = await start(partitioner=1)
    await send(igen, verden.besked(), verden.afsender.id)
    side = await igen.kvitteringer(verden.afsender.id)
    assert [k.status for k in side.kvitteringer] == [Kvitteringsstatus.LEVERET] * 6
    await igen.stop(frist=10)
    assert (await verificer_bus(bus)).led == 6
    assert await bus.committed(emner.GRUPPE_ROUTER, emner.INDGANG) == {0: 6}


async def test_en_indgang_der_er_lavet_forfra_laeses_fra_begyndelsen(start: Any, verden: Any, bus: Broker) -> None:
    fordeler = await start(partitioner=1)
    for _ in range(3):
        await send(fordeler, verden.besked(), verden.afsender.id)
    await fordeler.stop(frist=10)
    await bus.delete_topic(emner.INDGANG)
    igen = await start(partitioner=1)
    assert (await send(igen, verden.besked(), verden.afsender.id)).status is Kvitteringsstatus.LEVERET


async def test_et_punkt_skrives_ogsaa_mens_der_rutes(
    start: Any, verden: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.beskedfordeler.punktskriver._MINDST", 6)
    fordeler = await start(partitioner=1)
    for _ in range(10):
        await send(fordeler, verden.besked(), verden.afsender.id)
    fil = historikfil.sti(tmp_path / "data" / "historik", 0)
    await vent_til("a checkpoint is there", lambda: historikfil.laes(fil, NOEGLE) is not None, 10)
    fundet = historikfil.laes(fil, NOEGLE)
    assert fundet is not None
    assert len(fundet[1].beskeder) >= 3
