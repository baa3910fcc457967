"""The whole stack: three brokers, two hubs, every adapter in a container of its own; whole, and while parts of it die."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters.scener import personer
from adapters.tilslut import KOMMUNE
from scripts import stack
from scripts.shell import ScriptError, run
from tests.containere.conftest import PORTE, Stak

PROGRAM = Path(sys.executable).with_name("faelleshub")
DEMOFRIST = 900.0
SCENE = re.compile(r"(\d+)\. ")


def _hent(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=10) as svar:  # noqa: S310 - an address of this test's own
        return json.loads(svar.read())


def _vent_til(hvad: str, sandt: Callable[[], bool], frist: float = 180.0) -> None:
    til = time.monotonic() + frist
    while True:
        try:
            if sandt():
                return
        except (OSError, ScriptError):
            pass
        assert time.monotonic() < til, f"{hvad}: not within {frist:.0f} seconds"
        time.sleep(0.5)


def _demo(stak: Stak, ved_scene: Mapping[int, Callable[[], object]] | None = None) -> tuple[int, str]:
    """Play the demo on the stack; exit code and story. `ved_scene`: what to do when a scene begins."""
    gerninger = dict(ved_scene or {})
    kommando = [str(PROGRAM), "demo", "--mod", ",".join(stak.hubber)]
    miljoe = {**os.environ, "FAELLESHUB_TOKEN": stak.token, "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        kommando, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=miljoe, text=True, encoding="utf-8"
    ) as demo:
        assert demo.stdout is not None
        linjer = []
        for linje in demo.stdout:
            linjer.append(linje)
            if (fundet := SCENE.match(linje)) and (gerning := gerninger.pop(int(fundet[1]), None)):
                gerning()
        kode = demo.wait(DEMOFRIST)
    assert gerninger == {}
    return kode, "".join(linjer)


def test_alt_koerer_uden_rettigheder_og_er_kun_aabent_for_maskinen_selv(stak: Stak) -> None:
    for om in stak.oplysninger():
        navn, vaert = om["Config"]["Labels"]["com.docker.compose.service"], om["HostConfig"]
        assert vaert["ReadonlyRootfs"], navn
        assert vaert["CapDrop"] == ["ALL"], navn
        assert "no-new-privileges:true" in vaert["SecurityOpt"], navn
        assert {binding["HostIp"] for port in vaert["PortBindings"].values() for binding in port} <= {"127.0.0.1"}, navn
        if om["State"]["Running"]:
            bruger = Path(f"/proc/{om['State']['Pid']}/status").read_text()
            assert re.search(r"^Uid:\s+[1-9]", bruger, re.MULTILINE), navn


def test_demoen_holder_paa_tre_brokere_og_to_hubber(stak: Stak) -> None:
    kode, fortaelling = _demo(stak)
    assert kode == 0, fortaelling[-6_000:]


def test_demoen_holder_mens_en_broker_og_en_hub_draebes_og_kommer_igen(stak: Stak) -> None:
    def draeb(tjeneste: str) -> Callable[[], object]:
        return lambda: run("docker", "kill", stack.container(tjeneste))

    def start(*tjenester: str) -> Callable[[], object]:
        return lambda: run("docker", "start", *map(stack.container, tjenester))

    def skift_hub() -> None:
        _vent_til("hub-1 is back", lambda: _hent(f"{stak.hubber[0]}/readyz")["tilstand"] == "klar", DEMOFRIST)
        draeb("hub-2")()

    kode, fortaelling = _demo(
        stak, {3: draeb("kafka-2"), 6: draeb("hub-1"), 8: start("kafka-2"), 9: start("hub-1"), 10: skift_hub}
    )
    assert kode == 0, fortaelling[-6_000:]
    start("hub-2")()
    stack.wait_until_well()


def test_en_ansoegning_i_portalens_container_bliver_til_en_sag_i_esdh_systemets(stak: Stak) -> None:
    ansoegning = {
        "ansoeger": personer.BYGHERRE.felter(),
        "ejendom": {"bfe": personer.BYGGEGRUND},
        "byggesagstype": "Tilbygning",
        "beskrivelse": "Udestue mod haven.",
        "etageareal": 24,
        "bilag": [],
    }
    program = (
        "import json, urllib.request as u;"
        "print(json.loads(u.urlopen(u.Request('http://127.0.0.1:8090/indsendelser/byggeansoegning',"
        f"json.dumps({ansoegning!r}).encode())).read())['id'])"
    )
    ident = stak.python("portal", program)
    vis = f"import urllib.request as u; print(u.urlopen('http://127.0.0.1:8090/indsendelser/{ident}').read().decode())"
    _vent_til("the citizen is told", lambda: json.loads(stak.python("portal", vis))["digital"])
    mapper = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8090/mapper').read().decode())"
    _vent_til("the sag is in ESDH", lambda: len(json.loads(stak.python("akten", mapper))) > 0)
    assert KOMMUNE[0] in stak.python("adapter-akten", "print(open('/data/tilslutning.json').read())")


@pytest.mark.usefixtures("stak")
def test_prometheus_maaler_begge_hubber() -> None:
    url = f"http://127.0.0.1:{os.environ[PORTE[-1]]}/api/v1"

    def oppe() -> bool:
        maal = _hent(f"{url}/targets?state=active")["data"]["activeTargets"]
        return {et["labels"]["instance"]: et["health"] for et in maal} == {"hub-1:8080": "up", "hub-2:8080": "up"}

    _vent_til("both are scraped", oppe)
    soeg = urllib.parse.quote('count by (instance) ({__name__=~"faelleshub_.*"})')
    _vent_til("there is something to see", lambda: len(_hent(f"{url}/query?query={soeg}")["data"]["result"]) == 2)


def test_en_hub_der_bedes_om_at_stoppe_draener_og_den_anden_tager_over(stak: Stak) -> None:
    hub = stack.container("hub-2")
    run("docker", "stop", "-t", "60", hub)
    assert stak.tilstand("hub-2")["ExitCode"] == 0
    _vent_til("the other is ready", lambda: _hent(f"{stak.hubber[0]}/readyz")["tilstand"] == "klar")
    run("docker", "start", hub)
    stack.wait_until_well()
