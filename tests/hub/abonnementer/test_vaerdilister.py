"""Value lists on a real broker: changed, searched and read back while messages flow."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from brokers import EmbeddedBroker
from hub.konfiguration import vaerdilister
from hub.konfiguration.vaerdilister import (
    ForkertHemmelighed,
    UgyldigMarkoer,
    Vaerdifejl,
    Vaerdilistelager,
)
from tests.hub.abonnementer.vilkaarlig import uid

HEMMELIGHED = b"en hemmelighed til test"
LISTE, ANDEN = uid("liste", 1), uid("liste", 2)


def person(nummer: int) -> str:
    return f"urn:oio:cpr-nr:{61 + nummer % 28}0190{nummer:04}"


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[EmbeddedBroker]:
    async with EmbeddedBroker(tmp_path) as broker:
        yield broker


@pytest.fixture
async def lager(broker: EmbeddedBroker) -> AsyncIterator[Vaerdilistelager]:
    lager = Vaerdilistelager(broker, HEMMELIGHED)
    await lager.start()
    yield lager
    await lager.stop()


async def alle(lager: Vaerdilistelager, liste: str, maks: int = 500) -> list[str]:
    vaerdier: list[str] = []
    markoer: str | None = None
    while True:
        side = await lager.laes(liste, markoer, maks)
        assert len(side.vaerdier) <= maks
        vaerdier += side.vaerdier
        if side.naeste is None:
            return vaerdier
        markoer = side.naeste


async def test_en_aendring_gaelder_naar_kaldet_vender_tilbage(lager: Vaerdilistelager) -> None:
    assert lager.lister_med(person(1)) == ()
    assert await lager.tilfoej(LISTE, [person(1), person(2)]) == 2
    assert await lager.tilfoej(ANDEN, [person(2)]) == 1
    assert lager.lister_med(person(1)) == (LISTE,)
    assert set(lager.lister_med(person(2))) == {LISTE, ANDEN}
    assert await lager.fjern(LISTE, [person(2), person(3)]) == 1
    assert lager.lister_med(person(2)) == (ANDEN,)
    assert (lager.antal(LISTE), lager.antal(ANDEN), len(lager)) == (1, 1, 2)


async def test_at_gentage_et_kald_aendrer_intet(lager: Vaerdilistelager) -> None:
    assert await lager.tilfoej(LISTE, [person(1), person(1)]) == 1
    assert await lager.tilfoej(LISTE, [person(1)]) == 0
    assert await lager.fjern(LISTE, [person(1)]) == 1
    assert await lager.fjern(LISTE, [person(1)]) == 0
    assert lager.antal(LISTE) == 0


async def test_vaerdier_findes_hvordan_de_end_er_skrevet(lager: Vaerdilistelager) -> None:
    await lager.tilfoej(LISTE, [" urn:oio:cpr:610190-1234 ", uid("objekt", 1).upper()])
    assert lager.lister_med("urn:oio:cpr-nr:6101901234") == (LISTE,)
    assert lager.lister_med(uid("objekt", 1)) == (LISTE,)
    assert lager.soeg(LISTE, "URN:OIO:CPR-NR:6101901234")
    assert not lager.soeg(ANDEN, "urn:oio:cpr:610190-1234")


async def test_mange_slags_vaerdier_findes_alle(lager: Vaerdilistelager) -> None:
    vaerdier = [uid("objekt", 1), "urn:oio:kle:27.12.05", *(f"urn:eksempel:slags{nr}:1" for nr in range(100))]
    assert not any(lager.lister_med(vaerdi) for vaerdi in vaerdier)
    for vaerdi in vaerdier:
        await lager.tilfoej(LISTE, [vaerdi])
        assert lager.lister_med(vaerdi) == (LISTE,)
        assert lager.lister_med(vaerdi + "0") == ()
    assert all(lager.lister_med(vaerdi) for vaerdi in vaerdier)


async def test_listerne_er_der_igen_efter_en_genstart(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path) as broker:
        foer = Vaerdilistelager(broker, HEMMELIGHED)
        await foer.start()
        await foer.tilfoej(LISTE, [person(nr) for nr in range(2_000)])
        await foer.fjern(LISTE, [person(nr) for nr in range(500)])
        await foer.stop()
    async with EmbeddedBroker(tmp_path) as broker:
        efter = Vaerdilistelager(broker, HEMMELIGHED)
        await efter.start()
        assert efter.antal(LISTE) == 1_500
        assert [bool(efter.lister_med(person(nr))) for nr in (0, 499, 500, 1_999)] == [False, False, True, True]
        await efter.stop()


async def test_en_anden_instans_ser_aendringen(broker: EmbeddedBroker, lager: Vaerdilistelager) -> None:
    anden = Vaerdilistelager(broker, HEMMELIGHED)
    await anden.start()
    await lager.tilfoej(LISTE, [person(1)])
    assert await anden.tilfoej(LISTE, [person(2)]) == 1, "and knows what was written before its own change"
    assert anden.lister_med(person(1)) == (LISTE,)
    assert await lager.fjern(LISTE, [person(1), person(2)]) == 2
    await anden.stop()


async def test_en_liste_laeses_tilbage_side_for_side(lager: Vaerdilistelager) -> None:
    vaerdier = [person(nr) for nr in range(6_000)]
    await lager.tilfoej(LISTE, vaerdier[:3_000])
    await lager.tilfoej(ANDEN, [person(9_999)])
    await lager.tilfoej(LISTE, vaerdier[3_000:])
    assert await alle(lager, LISTE, 700) == vaerdier
    assert await alle(lager, ANDEN) == [person(9_999)]
    assert await alle(lager, uid("liste", 3)) == []


async def test_en_vaerdi_der_kom_igen_laeses_kun_en_gang(lager: Vaerdilistelager) -> None:
    for _ in range(3):
        await lager.tilfoej(LISTE, [person(1)])
        await lager.fjern(LISTE, [person(1)])
    await lager.tilfoej(LISTE, [person(nr) for nr in range(1, 5_000)])
    await lager.fjern(LISTE, [person(1)])
    await lager.tilfoej(LISTE, [person(1)])
    assert sorted(await alle(lager, LISTE, 100)) == [person(nr) for nr in sorted(range(1, 5_000), key=person)]


async def test_en_slettet_liste_er_tom_og_de_andre_er_hele(lager: Vaerdilistelager) -> None:
    await lager.tilfoej(LISTE, [person(nr) for nr in range(5_000)])
    await lager.tilfoej(ANDEN, [person(1)])
    assert await lager.slet(LISTE) == 5_000
    assert (lager.antal(LISTE), lager.lister_med(person(1))) == (0, (ANDEN,))
    assert await alle(lager, LISTE) == []
    assert await lager.slet(LISTE) == 0
    assert await lager.slet(uid("liste", 3)) == 0


async def test_intet_navn_noegle_eller_loglinje_roeber_en_vaerdi(broker: EmbeddedBroker) -> None:
    with structlog.testing.capture_logs() as linjer:
        lager = Vaerdilistelager(broker, HEMMELIGHED)
        await lager.start()
        await lager.tilfoej(LISTE, ["urn:oio:cpr-nr:6101901234"])
        await lager.stop()
    assert linjer
    assert "6101901234" not in str(linjer)
    async with await broker.reader(vaerdilister.EMNE) as laeser:
        (post,) = await laeser.read()
    assert post.key is not None
    assert len(post.key) == 32
    assert b"6101901234" not in post.key
    assert post.headers == ()


@pytest.mark.parametrize("forkert", ["", "  ", "x" * 256, "urn:oio:cpr-nr:6101901234\n6102901234", "\ud800"])
async def test_en_forkert_vaerdi_afvises_med_sit_nummer_uden_at_blive_gentaget(
    lager: Vaerdilistelager, forkert: str
) -> None:
    with pytest.raises(Vaerdifejl, match=r"^value no\. 2: ") as fejl:
        await lager.tilfoej(LISTE, [person(1), forkert])
    assert not forkert.strip() or forkert not in f"{fejl.value} {fejl.value.da}"
    assert len(lager) == 0, "nothing of the call is written"


async def test_for_mange_vaerdier_i_et_kald_afvises(lager: Vaerdilistelager) -> None:
    with pytest.raises(Vaerdifejl, match="50000 values at most"):
        await lager.tilfoej(LISTE, [person(1)] * 50_001)


@pytest.mark.parametrize("markoer", ["x", "-1", "1" * 40, "٣"])
async def test_en_fremmed_markoer_afvises(lager: Vaerdilistelager, markoer: str) -> None:
    with pytest.raises(UgyldigMarkoer, match="begin again without it"):
        await lager.laes(LISTE, markoer)


async def test_en_anden_hemmelighed_opdages_ved_start(broker: EmbeddedBroker, lager: Vaerdilistelager) -> None:
    await lager.tilfoej(LISTE, [person(1)])
    with pytest.raises(ForkertHemmelighed, match="FAELLESHUB_HEMMELIGHED"):
        await Vaerdilistelager(broker, b"en anden").start()
