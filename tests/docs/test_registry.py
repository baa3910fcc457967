"""The page about the registry: its commands say what it shows against a real hub, and its Python runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.locked_packages import pip_packages
from tests.docs.side import DOCS, ROD
from tests.fremmede.register.klienter import HER as FREMMEDE

SIDE = DOCS / "registry.md"
TEKST = SIDE.read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


def blok(sprog: str) -> str:
    (fundet,) = re.findall(rf"^```{sprog}\n(.*?)^```$", TEKST, re.MULTILINE | re.DOTALL)
    return str(fundet)


def koer(*kommando: str | Path, miljoe: dict[str, str]) -> str:
    udfald = subprocess.run(kommando, cwd=ROD, env=miljoe, capture_output=True, text=True, timeout=100, check=False)
    assert udfald.returncode == 0, udfald.stderr
    return udfald.stdout


@pytest.fixture
def miljoe(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A hub with the README's set-up, and the variables that the page uses."""
    fri = {navn: vaerdi for navn, vaerdi in os.environ.items() if not navn.startswith("FAELLESHUB_")}
    fri |= {"PATH": f"{BIN}:{fri['PATH']}", "TMPDIR": str(tmp_path), "FAELLESHUB_DATA": str(tmp_path / "data")}
    opsaetning = DOCS / "eksempler/opsaetning.yaml"
    with (tmp_path / "hub.log").open("w") as log:
        proces = subprocess.Popen(
            [BIN / "faelleshub", "start", "--port", "0", "--opsaetning", opsaetning],
            stdout=subprocess.PIPE, stderr=log, text=True, env=fri,
        )  # fmt: skip
    assert proces.stdout is not None
    try:
        fundet = next(filter(None, (re.search(r"listens on (http://[^ ]+)", linje) for linje in proces.stdout)))
        fri |= {"HUB": fundet[1], "FAELLESHUB_HUB": fundet[1]}
        fri["BYGGESAG"] = koer(BIN / "faelleshub", "system", "token", "byggesag", "-b", "prøve", miljoe=fri).strip()
        yield fri
    finally:
        proces.terminate()
        proces.wait(timeout=60)
        proces.stdout.close()


def test_sidens_kommandoer_og_klient_svarer_som_den_viser(miljoe: dict[str, str]) -> None:
    kommandoer = blok("sh")
    assert koer("bash", "-euo", "pipefail", "-c", kommandoer, miljoe=miljoe) == blok("text")
    find_id = kommandoer.splitlines()[0]
    id_ = koer("bash", "-euo", "pipefail", "-c", f"{find_id}; echo $ID", miljoe=miljoe).strip()
    klient = pip_packages(FREMMEDE / "python" / "requirements.txt")
    svar = koer(klient, "-c", blok("python"), miljoe=miljoe | {"ID": id_})
    assert svar == "dk.faelleshub.sag.SagRegistreret 1 1\n"
