"""A small bus to test on: one sender, two receivers, flytninger as messages, a real broker in a directory."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from brokers import Broker, EmbeddedBroker
from hub.beskedfordeler import Beskedfordeler, Fordelerindstillinger
from hub.konfiguration.kilde import FastKonfiguration, Konfiguration
from hub.konfiguration.model import (
    Abonnement,
    Levering,
    Myndighed,
    Retning,
    Serviceaftale,
    System,
)
from schemas.catalogue import Katalog
from schemas.codec import pak
from schemas.formater.jsonform import fra_json
from schemas.regler import standardlager

HEMMELIGHED = b"en hemmelighed til test, 32 byte"
FRA = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
CVR = "58271713"
ANDEN_CVR = "12345678"

_POST = Katalog.standard().efter_navn("Flytning")
_SKEMA = standardlager().nyeste("dk.faelleshub.borger.Flytning")
_EKSEMPEL = _POST.eksempelfil.read_bytes()
_RET = "urn:oio:ret"


class Verden:
    """The configuration that the tests share, and the messages in it."""

    def __init__(self) -> None:
        self.afsender = System(navn="selvbetjening", myndighed=CVR)
        self.modtager = System(navn="pladsanvisning", myndighed=CVR)
        self.anden = System(navn="ydelse", myndighed=CVR)
        self.fremmed = System(navn="uden aftale", myndighed=CVR)
        self.ind = Abonnement(navn="flytninger", system=self.modtager.id, levering=self.hurtig())
        self.ogsaa = Abonnement(navn="ogsaa flytninger", system=self.anden.id, levering=self.hurtig())
        self._nummer = itertools.count(1)

    @staticmethod
    def hurtig(*, forsoeg: int = 3, frist: int = 30, pause: float = 0.05) -> Levering:
        return Levering(frist_sekunder=frist, forsoeg=forsoeg, pause_sekunder=pause)

    def kort_frist(self) -> Konfiguration:
        """As usual, but what is fetched must be acknowledged within a second."""
        return self.konfiguration(self.ind.model_copy(update={"levering": self.hurtig(frist=1)}))

    def aftale(self, system: System, retning: Retning, **felter: Any) -> Serviceaftale:
        standard: dict[str, Any] = {
            "navn": f"aftale {system.navn}",
            "system": system.id,
            "retning": retning,
            "beskedtyper": ("*",),
            "kle": ("*",),
            "foelsomhed": "VIP_SAGER",
            "myndigheder": ("*",),
            "gyldig_fra": FRA,
        }
        return Serviceaftale(**standard | felter)

    def konfiguration(self, *flere: Any, version: int = 1) -> Konfiguration:
        return Konfiguration.af(
            Myndighed(cvr=CVR, navn="Aarhus"),
            Myndighed(cvr=ANDEN_CVR, navn="Testkommune"),
            self.afsender,
            self.modtager,
            self.anden,
            self.fremmed,
            self.ind,
            self.ogsaa,
            self.aftale(self.afsender, Retning.AFSEND),
            self.aftale(self.modtager, Retning.MODTAG),
            self.aftale(self.anden, Retning.MODTAG),
            *flere,
            version=version,
        )

    def besked(
        self,
        *,
        objekt: str | None = None,
        besked_id: str | None = None,
        kuvert: Callable[[dict[str, Any]], None] | None = None,
    ) -> bytes:
        """A flytning that keeps every rule; of a new object, unless it is said which."""
        data = orjson.loads(_EKSEMPEL)
        nummer = next(self._nummer)
        objekt = objekt or str(uuid.uuid4())
        tid = (dt.datetime(2026, 3, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=nummer)).isoformat()
        data["beskedId"] = {"uuid": besked_id or str(uuid.uuid4())}
        registrering = data["beskedkuvert"]["filtreringsdata"]["objektRegistrering"][0]
        registrering["objektId"] = {"uuid": objekt}
        registrering["objektRegistreringId"] = {"uuid": str(uuid.uuid4())}
        registrering["registreringstidspunkt"] = {"tidsstempel": tid}
        data["beskeddata"]["flytningId"] = objekt
        if kuvert is not None:
            kuvert(data["beskedkuvert"])
        return pak(_SKEMA, fra_json(orjson.dumps(data), _SKEMA))


@pytest.fixture
def verden() -> Verden:
    return Verden()


def nu() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


Start = Callable[..., Awaitable[Beskedfordeler]]


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncIterator[Broker]:
    async with EmbeddedBroker(tmp_path / "bus") as broker:
        yield broker


@pytest.fixture
async def anden_bus(bus: Broker, tmp_path: Path) -> AsyncIterator[Broker]:
    """Another process's way to the same log."""
    assert bus
    async with EmbeddedBroker(tmp_path / "bus") as broker:
        yield broker


@pytest.fixture
async def start(bus: Broker, anden_bus: Broker, tmp_path: Path, verden: Verden) -> AsyncIterator[Start]:
    """Start routing cores on the bus, or on another; they are stopped when the test ends."""
    startede: list[Beskedfordeler] = []

    async def start_en(
        konfiguration: Konfiguration | FastKonfiguration | None = None,
        *,
        data: str = "data",
        partitioner: int = 2,
        paa: Broker | None = None,
        ur: Callable[[], dt.datetime] = nu,
        **valg: Any,
    ) -> Beskedfordeler:
        kilde = (
            konfiguration
            if isinstance(konfiguration, FastKonfiguration)
            else FastKonfiguration(konfiguration or verden.konfiguration())
        )
        fordeler = Beskedfordeler(
            paa or bus,
            kilde,
            hemmelighed=HEMMELIGHED,
            data=tmp_path / data,
            indstillinger=Fordelerindstillinger(partitioner=partitioner, **valg),
            ur=ur,
        )
        await fordeler.start()
        startede.append(fordeler)
        return fordeler

    assert anden_bus is not bus
    yield start_en
    for fordeler in startede:
        await fordeler.stop(frist=10)


@pytest.fixture
async def fordeler(start: Start) -> Beskedfordeler:
    return await start()
