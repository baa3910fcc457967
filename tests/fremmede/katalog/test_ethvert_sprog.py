"""Any language reads every topic from the catalogue alone (RA-12): what the demo sent, in Java and in Node."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import fastavro
import jsonschema
import pytest
import pytest_asyncio

from brokers import Broker, read_to
from hub.app import KoerendeHub, koerende
from hub.katalog.emner import KVITTERING, emneliste
from hub.settings import Indstillinger
from schemas.catalogue import Katalog
from tests.fremmede.katalog.programmer import LAESERE, laest
from tests.hub.api.conftest import Scene

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("katalogets-laesere"),
    pytest.mark.timeout(900),
]

SCENER = ("flytning", "dagtilbud", "byggesag", "sygedagpenge", "udbetaling", "raad", "kontrakter")
PROGRAM = Path(sys.executable).with_name("faelleshub")
INTERNE = {emne.navn for emne in emneliste().poster if emne.indhold == "intern"}


@dataclass(frozen=True)
class Spillet:
    """What the demo left on the bus: each record's topic and bytes; and a hub that runs on it."""

    hub: KoerendeHub
    poster: list[tuple[str, bytes]]

    def som_base64(self) -> list[tuple[str, str]]:
        return [(emne, base64.b64encode(vaerdi).decode()) for emne, vaerdi in self.poster]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the demo left, played as a user plays it."""
    data = tmp_path_factory.mktemp("demo") / "data"
    valg = [led for scene in SCENER for led in ("--scene", scene)]
    subprocess.run([PROGRAM, "demo", "--json", "--data", data, *valg], check=True, capture_output=True, timeout=600)
    return data


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def spillet(data: Path) -> AsyncIterator[Spillet]:
    async with (
        koerende(Indstillinger(data=data, port=0, nedluk_sekunder=5)) as hub,
        aiohttp.ClientSession(hub.url) as session,
    ):
        scene = Scene(hub, session)  # the demo takes its dueslag with it when it ends: here is one that stays
        await scene.opstil()
        assert (await scene.send()).json["status"] == "Leveret"
        yield Spillet(hub, [post async for post in _poster(hub.broker)])


async def _poster(broker: Broker) -> AsyncIterator[tuple[str, bytes]]:
    for emne in sorted(await broker.topics()):
        if emne in INTERNE or emne.startswith("konfig."):
            continue
        for partition, slut in (await broker.end_offsets(emne)).items():
            async with await broker.reader(emne, partition) as laeser:
                async for portion in read_to(laeser, slut, max_records=1_000):
                    for post in portion:
                        if post.value is not None:
                            yield emne, post.value


def slags(emne: str) -> str:
    return emne.rpartition(".")[0] if emne.startswith(("dueslag.", "kvittering.", "ind.")) else emne


def emnets(navn: str) -> Any:
    """The schema of a topic's records."""
    return next(emne.skema for emne in emneliste().poster if emne.navn == navn)


def rent(skema: Any) -> Any:
    """The schema without logical types: the numbers as they lie in the bytes."""
    match skema:
        case dict():
            return {navn: rent(vaerdi) for navn, vaerdi in skema.items() if navn != "logicalType"}
        case list():
            return [rent(led) for led in skema]
        case _:
            return skema


def enkel(vaerdi: Any) -> Any:
    match vaerdi:
        case bytes():
            return base64.b64encode(vaerdi).decode()
        case dict():
            return {navn: enkel(led) for navn, led in vaerdi.items()}
        case list():
            return [enkel(led) for led in vaerdi]
        case _:
            return vaerdi


def selv(skema: Any, data: bytes) -> Any:
    """What the bytes say by a schema, read here."""
    ind = io.BytesIO(data)
    vaerdi = fastavro.schemaless_reader(ind, fastavro.parse_schema(rent(skema)), None)
    assert not ind.read()
    return enkel(vaerdi)


@pytest.mark.parametrize("sprog", LAESERE)
async def test_et_fremmed_program_laeser_alt_hvad_demoen_sendte(spillet: Spillet, sprog: str) -> None:
    svarene = await laest(sprog, spillet.hub.url, spillet.hub.administrator_token, spillet.som_base64())
    ulaeste = [(emne, svar["fejl"]) for (emne, _), svar in zip(spillet.poster, svarene, strict=True) if "fejl" in svar]
    assert not ulaeste
    skemaer = spillet.hub.dele.skemaer.skemaer
    avroskemaer = {emne.navn: emne.skema for emne in emneliste().poster if emne.indhold == "post"}
    talte: Counter[str] = Counter()
    ider = set()
    for (emne, data), svar in zip(spillet.poster, svarene, strict=True):
        talte[slags(emne)] += 1
        if slags(emne) in {"kvittering", "raad.afgoerelser"}:
            assert svar["vaerdi"] == json.loads(data)
        elif emne in avroskemaer:
            assert svar["vaerdi"] == selv(avroskemaer[emne], data)
        else:
            ider.add(svar["skemaId"])
            assert svar["vaerdi"] == selv(skemaer[svar["skemaId"]].raa, data[5:])
    alle = {"ind", "dueslag", "kvittering", "besked.log", "levering.log", "fejlkoe", "raad.afgoerelser"}
    assert talte.keys() == alle
    assert len(ider) > 10
    assert not ider <= {post.id for post in Katalog.standard()}, "no message of a version that was registered later"


async def test_hvad_der_er_json_er_som_kataloget_siger(spillet: Spillet) -> None:
    afgoerelser = [json.loads(data) for emne, data in spillet.poster if emne == "raad.afgoerelser"]
    assert [en["afgoerelse"]["slags"] for en in afgoerelser] == ["blaastempling", "aktivering"]
    for afgoerelse in afgoerelser:
        jsonschema.validate(afgoerelse, emnets("raad.afgoerelser"))
    kvitteringer = [json.loads(data) for emne, data in spillet.poster if slags(emne) == "kvittering"]
    assert {kvittering["status"] for kvittering in kvitteringer} > {"Leveret", "Afvist"}
    for kvittering in kvitteringer:
        jsonschema.validate(kvittering, KVITTERING)
        assert kvittering.keys() == KVITTERING["properties"].keys()


async def test_hvert_emne_paa_bussen_staar_i_kataloget(spillet: Spillet) -> None:
    kendte = {emne.navn.partition("{")[0] for emne in emneliste().poster}
    async with aiohttp.ClientSession(spillet.hub.url) as session:
        headers: Mapping[str, str] = {"Authorization": f"Bearer {spillet.hub.administrator_token}"}
        async with session.get("/api/v1/katalog/emner", headers=headers) as svar:
            assert {emne["navn"].partition("{")[0] for emne in (await svar.json())["poster"]} == kendte
    ukendte = [
        emne
        for emne in await spillet.hub.broker.topics()
        if not any(emne == kendt or (kendt.endswith(".") and emne.startswith(kendt)) for kendt in kendte)
    ]
    assert ukendte == []
