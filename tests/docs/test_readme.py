"""What the README tells a newcomer to type is typed here, word for word but for the port and the data directory."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.sdk import Adapter
from adapters.sdk.proeve import MYNDIGHED, Proevehub
from schemas.models import SagRegistreret, UnikId, eksempel
from tests.docs.side import ROD

README = ROD / "README.md"
BIN = Path(sys.executable).parent


def _blokke(sprog: str) -> list[str]:
    return re.findall(rf"^```{sprog}\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def _ledig_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The hub of the README, started by its own command; the environment in which its other commands run."""
    (start,) = [blok for blok in _blokke("sh") if "faelleshub start" in blok]
    port = _ledig_port()
    miljoe = {
        **os.environ,
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "FAELLESHUB_PORT": str(port),
        "FAELLESHUB_HUB": f"http://127.0.0.1:{port}",
    }
    with (tmp_path / "hub.log").open("w") as log:
        kommando = start.strip().replace("--data data", f"--data {tmp_path / 'data'}")
        proces = subprocess.Popen(["bash", "-c", f"exec {kommando}"], cwd=ROD, env=miljoe, stdout=log, stderr=log)
        try:
            _vent_paa_klar(port, proces)
            yield miljoe
        finally:
            proces.terminate()
            proces.wait(timeout=30)


def _vent_paa_klar(port: int, proces: subprocess.Popen[bytes]) -> None:
    frist = time.monotonic() + 30
    while time.monotonic() < frist and proces.poll() is None:
        adresse = f"http://127.0.0.1:{port}/readyz"
        with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(adresse, timeout=2):
            return
        time.sleep(0.05)  # the pause between two looks at a condition that has a deadline
    pytest.fail("the hub of the README did not become ready")


def test_den_foerste_besked_i_haanden(hub: dict[str, str], tmp_path: Path) -> None:
    (blok,) = [blok for blok in _blokke("sh") if "curl" in blok]
    blok = blok.replace("=data\n", f"={tmp_path / 'data'}\n").replace("127.0.0.1:8080", hub["FAELLESHUB_HUB"][7:])
    udfald = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", blok],
        cwd=ROD,
        env=hub,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert udfald.returncode == 0, udfald.stderr
    kvittering, slut = json.JSONDecoder().raw_decode(udfald.stdout)
    hentet = json.loads(udfald.stdout[slut:])
    sendt = json.loads((ROD / "schemas/avro/sag/eksempler/SagRegistreret.json").read_bytes())
    assert kvittering["status"] == "Leveret"
    assert [post["besked"] for post in hentet["beskeder"]] == [sendt]


async def test_den_foerste_adapter(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (kode,) = _blokke("python")
    navne: dict[str, object] = {"__name__": "readme"}
    exec(compile(kode, "README.md", "exec"), navne)  # noqa: S102 - our own page
    arkiv = navne["arkiv"]
    assert isinstance(arkiv, Adapter)
    async with Proevehub.start(tmp_path / "data") as proevehub, proevehub.med(arkiv) as bus:
        sag = eksempel(SagRegistreret)
        for aktoer in sag.beskeddata.aktoerer:
            if aktoer.rolle == "Ejer":
                aktoer.reference = UnikId.model_validate(f"urn:oio:cvr-nr:{MYNDIGHED}")
        await bus.send(sag)
        frist = time.monotonic() + 20
        set_ = ""
        while "modtaget" not in set_ and time.monotonic() < frist:
            await bus.hub.kvitteringer(None, vent=1)
            set_ += capsys.readouterr().out
    assert f"modtaget {sag.beskeddata.egenskaber[0].sagsnummer}" in set_


def test_de_kommandoer_der_vises_findes() -> None:
    maal = set(re.findall(r"^([a-z-]+):", (ROD / "Makefile").read_text(), re.MULTILINE))
    assert (
        set(re.findall(r"^make ([a-z-]+)", README.read_text("utf-8"), re.MULTILINE))
        == {"demo", "test", "up", "down"}
        <= maal
    )
