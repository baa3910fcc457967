"""Tokens: issued, recognised, revoked, expired; dead with what they stand for."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from brokers.embedded import EmbeddedBroker
from hub.adgang import Adgangslager, Hvem
from hub.adgang.lager import EMNE, UkendtBevis
from hub.konfiguration.kilde import FastKonfiguration, Konfiguration
from hub.konfiguration.model import Myndighed, System, Tilstand
from hub.konfiguration.revision import AENDRINGER, Udoever

SYSTEM = System(navn="sag", myndighed="12345678")
MYNDIGHED = Myndighed(cvr="12345678", navn="Kommune")
DIG = Udoever("prøve", "for prøvens skyld")
ADMINISTRATOR = "administrator-token-som-er-langt-nok"


class Ur:
    nu = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.nu


def alt_i(mappe: Path) -> list[bytes]:
    return [fil.read_bytes() for fil in mappe.rglob("*") if fil.is_file()]


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[EmbeddedBroker]:
    async with EmbeddedBroker(tmp_path / "bus") as broker:
        yield broker


@pytest.fixture
def kilde() -> FastKonfiguration:
    return FastKonfiguration(Konfiguration.af(SYSTEM, MYNDIGHED))


@pytest.fixture
def ur() -> Ur:
    return Ur()


@pytest.fixture
async def adgang(broker: EmbeddedBroker, kilde: FastKonfiguration, ur: Ur) -> AsyncIterator[Adgangslager]:
    lager = Adgangslager(broker, kilde, ADMINISTRATOR, ur)
    await lager.start()
    yield lager
    await lager.stop()


async def test_et_token_kendes_som_bearer_og_som_basic_med_systemets_id(adgang: Adgangslager) -> None:
    _, token = await adgang.udsted(DIG, Hvem.SYSTEM, "token", system=SYSTEM.id)
    bruger = adgang.kend(f"Bearer {token}")
    assert bruger is not None
    assert (bruger.hvem, bruger.system) == (Hvem.SYSTEM, SYSTEM.id)
    for navn, kendt in ((SYSTEM.id, True), (SYSTEM.id.upper(), True), ("andet", False), ("", False)):
        basic = base64.b64encode(f"{navn}:{token}".encode()).decode()
        assert (adgang.kend(f"Basic {basic}") == bruger) is kendt, navn


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "bearer fh_forkert",
        "Basic !!!",
        "Basic " + base64.b64encode(b"\xff:\xff").decode(),
        "Digest x",
        "Bearer " + "x" * 10_000,
    ],
)
async def test_alt_andet_kendes_ikke(adgang: Adgangslager, header: str | None) -> None:
    assert adgang.kend(header) is None


async def test_administratoren_kendes_paa_sit_token(adgang: Adgangslager) -> None:
    bruger = adgang.kend(f"Bearer {ADMINISTRATOR}")
    assert bruger is not None
    assert bruger.hvem is Hvem.ADMINISTRATOR
    assert adgang.kend(f"Bearer {ADMINISTRATOR}x") is None


async def test_et_tilbagekaldt_token_afvises_straks_og_kan_ikke_kaldes_tilbage_igen(adgang: Adgangslager) -> None:
    bevis, token = await adgang.udsted(DIG, Hvem.REVISOR, "revisor")
    await adgang.tilbagekald(bevis.id, DIG)
    assert adgang.kend(f"Bearer {token}") is None
    with pytest.raises(UkendtBevis):
        await adgang.tilbagekald(bevis.id, DIG)


async def test_et_token_udloeber_paa_sekundet(adgang: Adgangslager, ur: Ur) -> None:
    _, token = await adgang.udsted(DIG, Hvem.REVISOR, "kort", udloeber=ur.nu + dt.timedelta(seconds=10))
    ur.nu += dt.timedelta(seconds=9)
    assert adgang.kend(f"Bearer {token}") is not None
    ur.nu += dt.timedelta(seconds=1)
    assert adgang.kend(f"Bearer {token}") is None


async def test_et_token_doer_med_systemet_og_med_myndigheden(adgang: Adgangslager, kilde: FastKonfiguration) -> None:
    _, system = await adgang.udsted(DIG, Hvem.SYSTEM, "token", system=SYSTEM.id)
    _, myndighed = await adgang.udsted(DIG, Hvem.MYNDIGHED, "token", myndighed="12345678")
    await kilde.saet(Konfiguration.af(SYSTEM.model_copy(update={"tilstand": Tilstand.PAUSE}), MYNDIGHED))
    assert adgang.kend(f"Bearer {system}") is not None
    await kilde.saet(Konfiguration.af(SYSTEM.model_copy(update={"tilstand": Tilstand.AFSLUTTET})))
    assert adgang.kend(f"Bearer {system}") is None
    assert adgang.kend(f"Bearer {myndighed}") is None


async def test_bindingen_skal_passe_til_slagsen(adgang: Adgangslager) -> None:
    for hvem, system in ((Hvem.SYSTEM, None), (Hvem.REVISOR, SYSTEM.id), (Hvem.MYNDIGHED, None)):
        with pytest.raises(ValidationError):
            await adgang.udsted(DIG, hvem, "token", system=system)
    assert adgang.beviser == {}


async def test_tokens_kendes_efter_genstart_og_paa_en_anden_instans(
    broker: EmbeddedBroker, kilde: FastKonfiguration, ur: Ur, adgang: Adgangslager
) -> None:
    anden = Adgangslager(broker, kilde, ADMINISTRATOR, ur)
    await anden.start()
    bevis, token = await adgang.udsted(DIG, Hvem.REVISOR, "revisor")
    tredje = Adgangslager(broker, kilde, ADMINISTRATOR, ur)
    await tredje.start()
    assert tredje.kend(f"Bearer {token}") is not None
    await anden.tilbagekald(bevis.id, DIG)
    fjerde = Adgangslager(broker, kilde, ADMINISTRATOR, ur)
    await fjerde.start()
    assert fjerde.kend(f"Bearer {token}") is None
    for lager in (anden, tredje, fjerde):
        await lager.stop()


async def test_tokenet_selv_staar_ingen_steder_og_aftrykket_ikke_i_revisionen(
    broker: EmbeddedBroker, adgang: Adgangslager, tmp_path: Path
) -> None:
    bevis, token = await adgang.udsted(DIG, Hvem.REVISOR, "revisor")
    async with await broker.reader(EMNE) as laeser:
        (post,) = await laeser.read()
    async with await broker.reader(AENDRINGER) as laeser:
        (aendring,) = await laeser.read()
    assert post.value is not None
    assert aendring.value is not None
    assert token.encode() not in post.value
    assert bevis.aftryk.encode() not in aendring.value
    assert json.loads(aendring.value)["hvem"] == "prøve"
    assert not any(token.encode() in raa for raa in alt_i(tmp_path))
