"""The claim check: stored sealed, given to whoever shows the key, and to nobody else."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub.api.filkryptering import HOVED, SEGL, STYKKE, Aabner, Beskadiget
from hub.api.fillager import Fillager, ForStorFil, UkendtFil

NU = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


async def stykker(data: bytes, stoerrelse: int = 50_000) -> AsyncIterator[bytes]:
    for fra in range(0, len(data), stoerrelse):
        yield data[fra : fra + stoerrelse]


def indhold_af(mappe: Path) -> dict[str, bytes]:
    return {fil.name: fil.read_bytes() for fil in mappe.iterdir() if fil.is_file()}


async def laes(lager: Fillager, fil_id: str, noegle: bytes) -> bytes:
    _, ud = await lager.aabn(fil_id, noegle)
    return b"".join([stykke async for stykke in ud])


@pytest.fixture
async def lager(tmp_path: Path) -> Fillager:
    lager = Fillager(tmp_path / "filer", hoejst=2_000_000, bevares=dt.timedelta(days=3650))
    await lager.start()
    return lager


@pytest.mark.parametrize("stoerrelse", [0, 1, STYKKE - 1, STYKKE, STYKKE + 1, 3 * STYKKE + 7])
async def test_en_fil_af_enhver_stoerrelse_kommer_ud_som_den_gik_ind(lager: Fillager, stoerrelse: int) -> None:
    data = os.urandom(stoerrelse)
    oplysninger, noegle = await lager.gem(stykker(data), system="s", mimetype="application/pdf")
    assert (oplysninger.stoerrelse, oplysninger.sha256) == (stoerrelse, hashlib.sha256(data).hexdigest())
    assert await laes(lager, oplysninger.id, noegle) == data


async def test_filen_ligger_forseglet_og_noeglen_ligger_ingen_steder(lager: Fillager, tmp_path: Path) -> None:
    data = b"hemmeligt indhold " * 10_000
    oplysninger, noegle = await lager.gem(stykker(data), system="s", mimetype="text/plain")
    filer = indhold_af(tmp_path / "filer")
    assert filer.keys() == {oplysninger.id, f"{oplysninger.id}.json"}
    for raa in filer.values():
        assert b"hemmeligt" not in raa
        assert noegle not in raa
        assert base64.b64encode(noegle) not in raa
        assert noegle.hex().encode() not in raa


async def test_uden_noeglen_findes_filen_ikke(lager: Fillager) -> None:
    oplysninger, noegle = await lager.gem(stykker(b"x"), system="s", mimetype="text/plain")
    for forkert in (b"", b"x" * 32, noegle[:-1]):
        with pytest.raises(UkendtFil):
            await lager.aabn(oplysninger.id, forkert)
    with pytest.raises(UkendtFil):
        await lager.aabn("../../etc/passwd", noegle)


@pytest.mark.parametrize("skade", ["byte", "afkortet", "ombyttet", "stykke_vaek", "anden_fil"])
async def test_en_aendret_fil_opdages(lager: Fillager, tmp_path: Path, skade: str) -> None:
    oplysninger, noegle = await lager.gem(stykker(os.urandom(4 * STYKKE)), system="s", mimetype="text/plain")
    fil = tmp_path / "filer" / oplysninger.id
    raa = bytearray(fil.read_bytes())
    forseglet = STYKKE + SEGL
    match skade:
        case "byte":
            raa[HOVED + forseglet + 100] ^= 1
        case "afkortet":
            del raa[HOVED + 3 * forseglet :]
        case "ombyttet":
            hoved, rest = raa[:HOVED], raa[HOVED:]
            raa = hoved + rest[forseglet : 2 * forseglet] + rest[:forseglet] + rest[2 * forseglet :]
        case "stykke_vaek":
            del raa[HOVED + forseglet : HOVED + 2 * forseglet]
    if skade == "anden_fil":
        with pytest.raises(Beskadiget):
            Aabner(noegle, "en anden", bytes(raa[:HOVED])).aabn(bytes(raa[HOVED : HOVED + forseglet]), sidste=False)
        return
    fil.write_bytes(raa)
    with pytest.raises(Beskadiget):
        await laes(lager, oplysninger.id, noegle)


async def test_en_for_stor_fil_efterlader_intet(lager: Fillager, tmp_path: Path) -> None:
    with pytest.raises(ForStorFil):
        await lager.gem(stykker(b"x" * 2_000_001), system="s", mimetype="text/plain")
    assert indhold_af(tmp_path / "filer") == {}


async def test_en_fil_over_sin_tid_gives_ikke_ud_og_ryddes_op(tmp_path: Path) -> None:
    ur = [dt.datetime.now(dt.UTC)]
    lager = Fillager(tmp_path, hoejst=1000, bevares=dt.timedelta(days=30), ur=lambda: ur[0])
    await lager.start()
    oplysninger, noegle = await lager.gem(stykker(b"x"), system="s", mimetype="text/plain")
    ur[0] += dt.timedelta(days=31)
    with pytest.raises(UkendtFil):
        await lager.aabn(oplysninger.id, noegle)
    assert await lager.ryd_op() == 2
    assert indhold_af(tmp_path) == {}


@pytest.mark.asyncio(loop_scope="module")
async def test_gennem_api_faar_den_der_har_noeglen_filen(scene: Any) -> None:
    data = os.urandom(700_000)
    gemt = await scene.kald("POST", "/api/v1/filer", "a", data=data, headers={"Content-Type": "application/pdf"})
    assert gemt.status == 201
    reference = gemt.json
    assert reference["sha256"] == hashlib.sha256(data).hexdigest()
    assert reference["mimetype"] == "application/pdf"
    hentet = await scene.kald(
        "GET", f"/api/v1/filer/{reference['filId']}", "modtager", headers={"Fh-Filnoegle": reference["noegle"]}
    )
    assert (hentet.status, hentet.raa) == (200, data)
    for headers in ({}, {"Fh-Filnoegle": "ikke base64!"}, {"Fh-Filnoegle": base64.b64encode(b"x" * 32).decode()}):
        svar = await scene.kald("GET", f"/api/v1/filer/{reference['filId']}", "modtager", headers=headers)
        assert (svar.status, svar.er_problem) == (404, True)


@pytest.mark.asyncio(loop_scope="module")
async def test_et_svar_foer_kroppen_er_laest_siger_at_forbindelsen_ender(scene: Any) -> None:
    async def begyndelsen() -> AsyncIterator[bytes]:
        yield b"x"

    headers = {"Content-Type": "application/pdf", "Content-Length": "99500001"}
    for _ in range(5):
        svar = await scene.kald("POST", "/api/v1/filer", "a", data=begyndelsen(), headers=headers)
        assert (svar.status, svar.headers["Connection"]) == (413, "close")
        assert (await scene.kald("POST", "/api/v1/systemer", json={})).status == 422


@pytest.mark.asyncio(loop_scope="module")
async def test_en_fil_over_graensen_afvises_foer_den_laeses(scene: Any) -> None:
    async def uendelig() -> AsyncIterator[bytes]:
        yield b"x"

    svar = await scene.kald(
        "POST",
        "/api/v1/filer",
        "a",
        data=uendelig(),
        headers={"Content-Type": "application/pdf", "Content-Length": "99500001"},
    )
    assert (svar.status, svar.er_problem) == (413, True)
