"""Several worker processes as one hub: one port, one line, shared work; a dead one is begun anew, and all drain."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import re
import signal
import socket
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.system.hubproces import Hubproces, hubproces
from tests.system.last import under_last
from tests.system.vent import vent_til

FRIST = 60


def linjer(hub: Hubproces) -> list[dict[str, Any]]:
    """What the parent and its workers logged."""
    return [json.loads(linje) for linje in hub.log.read_text().splitlines() if linje.startswith("{")]


def pid_af(hub: Hubproces, arbejder: int) -> int:
    """The process of a worker in its newest life."""
    svar = [en for en in linjer(hub) if en["event"] == "a worker answers" and en["arbejder"] == arbejder]
    return int(svar[-1]["pid"])


def findes(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


async def maalinger(http: aiohttp.ClientSession, hub: Hubproces) -> dict[tuple[str, str], float]:
    """Name with arbejder → value, for measurements without further labels."""
    async with http.get(f"{hub.url}/metrics") as svar:
        tekst = await svar.text()
    fundne = re.findall(r'^(\w+)\{arbejder="(\d)"\} (\S+)$', tekst, re.MULTILINE)
    return {(navn, nummer): float(vaerdi) for navn, nummer, vaerdi in fundne}


@pytest.mark.timeout(400)
async def test_to_arbejdere_deler_en_port_og_arbejdet_og_en_draebt_begyndes_forfra(tmp_path: Path) -> None:
    hub = Hubproces.som_installeret(tmp_path / "hub", arbejdere=2, nedluk_sekunder=10, log_format="json")
    tilfaeldig = random.Random(3)
    async with hubproces(hub), under_last(hub, tilfaeldig) as last, aiohttp.ClientSession() as http:
        assert [linje for linje in hub.linjer if "listens on" in linje] == hub.linjer

        async def begge_har_taget_imod() -> bool:
            maal = await maalinger(http, hub)
            return all(maal.get(("faelleshub_modtaget_total", nummer), 0) > 20 for nummer in "12")

        await vent_til("both workers take messages in", begge_har_taget_imod, FRIST)
        foer = last.scene.sendt
        doed = pid_af(hub, 2)
        os.kill(doed, signal.SIGKILL)
        await vent_til("another takes its place", lambda: pid_af(hub, 2) != doed, FRIST)
        await vent_til("messages go through", lambda: last.scene.sendt > foer + 100, FRIST)

        async def begge_er_oppe() -> bool:
            maal = await maalinger(http, hub)
            return all(maal.get(("faelleshub_arbejder_oppe", nummer)) == 1 for nummer in "12")

        await vent_til("both answer", begge_er_oppe, FRIST)
        await last.hold_op_med_at_sende()
        await last.toem(60)
        kode, _ = await hub.nedluk()
        assert kode == 0
    async with hub.bus() as bus:
        fundet = await last.scene.efterproev(bus, [hub.hovedmappe])
    assert fundet.beskeder > 100
    log = linjer(hub)
    assert {en["arbejder"] for en in log if en["event"] == "the hub has stopped"} == {1, 2}
    assert [en["exit_code"] for en in log if en["event"] == "a worker has ended; it is begun anew"] == [-9]


@pytest.mark.timeout(240)
async def test_naar_foraelderen_draebes_toemmer_arbejderne_og_slutter(tmp_path: Path) -> None:
    hub = Hubproces.som_installeret(tmp_path / "hub", arbejdere=2, log_format="json")
    async with hubproces(hub):
        pids = [pid_af(hub, nummer) for nummer in (1, 2)]
        os.kill(hub.pid, signal.SIGKILL)
        await vent_til("the workers end", lambda: not any(map(findes, pids)), FRIST)
    assert sum(en["event"] == "the hub has stopped" for en in linjer(hub)) == 2


async def _start(mappe: Path, *argumenter: str) -> tuple[int | None, str]:
    """Start two workers that cannot start; the exit code, and what was said."""
    faelleshub = Hubproces.som_installeret(mappe)._kommando[0]
    miljoe = {navn: vaerdi for navn, vaerdi in os.environ.items() if not navn.startswith("FAELLESHUB_")}
    proces = await asyncio.create_subprocess_exec(
        faelleshub, "start", "--data", mappe, "--arbejdere", "2", "--log", "json", *argumenter,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, env=miljoe,
    )  # fmt: skip
    async with asyncio.timeout(FRIST):
        ud, _ = await proces.communicate()
    return proces.returncode, ud.decode()


async def test_en_opsaetning_anvendes_en_gang_og_en_forkert_slutter_det_hele_med_sit_sted(tmp_path: Path) -> None:
    fil = tmp_path / "opsaetning.yaml"
    fil.write_text("organisation:\n  - {cvr: '1', navn: Kommune}\n")
    kode, sagt = await _start(tmp_path / "a", "--port", "0", "--opsaetning", str(fil))
    assert kode == 2, sagt
    assert sagt.count(f"{fil}:2:11: organisation[0].cvr") == 1
    assert "Traceback" not in sagt
    fil.write_text("organisation:\n  - {cvr: '12345678', navn: Kommune}\n")
    hub = Hubproces.som_installeret(tmp_path / "hub", arbejdere=2, log_format="json", opsaetning=fil)
    async with hubproces(hub):
        assert hub.linjer[0] == "opsætning: opret myndighed Kommune"
        assert len(hub.linjer) == 2
        assert (await hub.nedluk())[0] == 0


async def test_en_optaget_port_siges_ogsaa_naar_den_er_en_arbejders_egen(tmp_path: Path) -> None:
    with socket.socket() as optaget:
        optaget.bind(("127.0.0.1", 0))
        optaget.listen()
        port = optaget.getsockname()[1]
        for valgt in (port, port - 2):
            kode, sagt = await _start(tmp_path / "hub", "--port", str(valgt))
            assert kode == 1
            assert f"cannot listen on 127.0.0.1:{port}" in sagt


async def test_en_port_som_andre_arbejdere_deler_er_optaget(tmp_path: Path) -> None:
    """Sharing a port is for the workers of one hub: two hubs on it would each get half of the other's callers."""
    hub = Hubproces.som_installeret(tmp_path / "hub", arbejdere=2, log_format="json")
    async with hubproces(hub):
        assert hub.url is not None
        kode, sagt = await _start(tmp_path / "anden", "--port", hub.url.rpartition(":")[2])
    assert kode == 1
    assert "cannot listen on" in sagt
