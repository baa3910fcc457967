"""The search finds what is planted, in every place and every disguise, and nothing where nothing is."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from brokers import EmbeddedBroker, Headers, Record, TopicSpec
from tests.system.soegning import Soegning, soeg

CPR = "6101901234"
TITEL = "Tilbygning på Prøvevej"
SOEGNING = Soegning([CPR], [TITEL])

Plant = Callable[[Path], Awaitable[object]]


def post(emne: str, vaerdi: bytes, noegle: bytes | None = None, headers: Headers = ()) -> Plant:
    async def plant(data: Path) -> None:
        async with EmbeddedBroker(data / "bus") as broker:
            await broker.ensure_topics(TopicSpec(emne))
            await broker.send(Record(emne, vaerdi, noegle, headers))

    return plant


def fil(navn: str, indhold: bytes) -> Plant:
    async def plant(data: Path) -> None:
        (data / navn).write_bytes(indhold)

    return plant


def raekke(navn: str, vaerdi: object) -> Plant:
    async def plant(data: Path) -> None:
        with closing(sqlite3.connect(data / navn)) as db, db:
            db.execute("CREATE TABLE hop (id INTEGER, regler TEXT)")
            db.execute("INSERT INTO hop VALUES (?, 'x')", (vaerdi,))

    return plant


async def intet(_: Path) -> None:
    """Leave the directory as it is."""


async def fundet(data: Path, plant: Plant, **resten: object) -> set[str]:
    await post("historik", b"uskyldig", b"\1\2")(data)
    await plant(data)
    return {et.hvor for et in await soeg(data, SOEGNING, **resten)}  # type: ignore[arg-type] # what each test gives


@pytest.mark.parametrize(
    ("plant", "hvor"),
    [
        (post("ind.faelles", b"x", CPR.encode()), "key in ind.faelles"),
        (post("dueslag.7", b"x", hashlib.sha256(CPR.encode()).digest()[:16]), "key in dueslag.7"),
        (post("dueslag.7", b"x", hashlib.md5(b"urn:oio:cpr-nr:6101901234").hexdigest().encode()), "key in dueslag.7"),  # noqa: S324 - planted
        (post("ind.faelles", b"x", headers=(("ce_id", b"610190-1234"),)), "header in ind.faelles"),
        (post("ind.faelles", b"x", headers=((CPR, b""),)), "header in ind.faelles"),
        (post("kvittering.7", TITEL.encode()), "value in kvittering.7"),
        (post("levering.log", CPR.encode("utf-16-le")), "value in levering.log"),
        (post("historik", base64.b64encode(b"a" + CPR.encode() + b"bc")), "value in historik"),
        (post(f"dueslag.{CPR}", b"x"), "topic name"),
        (fil(f"{CPR}.json", b"x"), "file name"),
        (fil("hoved.json", b'{"titel": "Tilbygning p\\u00e5 Pr\\u00f8vevej"}'), "file hoved.json"),
        (raekke("indeks.sqlite", f"sag {CPR}"), "column indeks.sqlite: hop.id"),
        (raekke("indeks.sqlite", int(CPR)), "column indeks.sqlite: hop.id"),
        (raekke("indeks.sqlite", hashlib.sha1(CPR.encode()).digest()), "column indeks.sqlite: hop.id"),  # noqa: S324 - planted
    ],
)
async def test_det_der_er_lagt_ud_bliver_fundet(tmp_path: Path, plant: Plant, hvor: str) -> None:
    assert hvor in await fundet(tmp_path / "hub", plant)


@pytest.mark.parametrize(
    ("resten", "hvor"),
    [
        ({"logs": ["GET /x 610190 1234"]}, "log 0"),
        ({"logs": [f'{{"event": "{TITEL}"}}']}, "log 0"),
        ({"maalinger": f'svar{{system="{CPR}"}} 1'}, "metrics"),
        ({"adresser": ["http://hub/api?q=610190%2D1234"]}, "URL"),
    ],
)
async def test_ogsaa_i_det_der_er_skrevet_og_spurgt_om(tmp_path: Path, resten: dict[str, object], hvor: str) -> None:
    assert await fundet(tmp_path / "hub", intet, **resten) == {hvor}


@pytest.mark.parametrize(
    "plant",
    [
        intet,
        post("ind.faelles", f"{TITEL} {CPR}".encode()),
        post("dueslag.7", f"{TITEL} {CPR}".encode()),
        post("konfig.vaerdi", CPR.encode(), b"noegle"),
    ],
)
async def test_beskeder_i_deres_koeer_er_intet_fund(tmp_path: Path, plant: Plant) -> None:
    assert await fundet(tmp_path / "hub", plant) == set()


def test_et_rigtigt_cpr_nummer_soeges_der_ikke_efter() -> None:
    with pytest.raises(ValueError, match="not a synthetic"):
        Soegning(["0101901234"])
