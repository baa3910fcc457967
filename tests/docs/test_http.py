"""What docs/http.md tells a reader to type is typed here, against a hub with the set-up that the page names."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docs.side import DOCS, ROD, kommandoer

SIDE = DOCS / "http.md"
BIN = Path(sys.executable).parent


def koer(kommando: str, miljoe: dict[str, str]) -> str:
    udfald = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", kommando],
        cwd=ROD, env=miljoe, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert udfald.returncode == 0, udfald.stderr
    return udfald.stdout.strip()


@pytest.fixture
def miljoe(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A hub with the README's set-up, and the variables that the page uses."""
    fri = {navn: vaerdi for navn, vaerdi in os.environ.items() if not navn.startswith("FAELLESHUB_")}
    fri |= {"PATH": f"{BIN}:{fri['PATH']}", "TMPDIR": str(tmp_path), "FAELLESHUB_DATA": str(tmp_path / "data")}
    start: list[str | Path] = [
        BIN / "faelleshub",
        "start",
        "--port",
        "0",
        "--opsaetning",
        DOCS / "eksempler/opsaetning.yaml",
    ]
    with (tmp_path / "hub.log").open("w") as log:
        proces = subprocess.Popen(start, stdout=subprocess.PIPE, stderr=log, text=True, env=fri)
    assert proces.stdout is not None
    try:
        fundet = next(filter(None, (re.search(r"listens on (http://[^ ]+)", linje) for linje in proces.stdout)))
        fri |= {"HUB": fundet[1], "FAELLESHUB_HUB": fundet[1]}
        fri |= {navn.upper(): koer(f"faelleshub system token {navn} -b prøve", fri) for navn in ("byggesag", "esdh")}
        (abonnement,) = json.loads(koer("faelleshub abonnement list --json", fri))
        yield fri | {"DUESLAG": abonnement["id"]}
    finally:
        proces.terminate()
        proces.wait(timeout=30)
        proces.stdout.close()


def test_siden_foerer_en_besked_hele_vejen(miljoe: dict[str, str], tmp_path: Path) -> None:
    ud = [koer(kommando, miljoe) for kommando in kommandoer(SIDE)]
    _, som_xml, som_oio, _, _, svar, kvitteringer, spor = ud
    assert [json.loads(kvittering)["status"] for kvittering in (som_xml, som_oio)] == ["Leveret", "Leveret"]
    hentet = json.loads((tmp_path / "hentet.json").read_bytes())["beskeder"]
    sendt: Any = json.loads((DOCS / "eksempler/sag.oio.json").read_bytes())
    assert len(hentet) == 2
    assert sendt in [post["oio"] for post in hentet]
    assert {en["udfald"] for en in json.loads(svar)["svar"]} == {"modtaget"}
    assert {en["status"] for en in json.loads(kvitteringer)["kvitteringer"]} == {"Leveret", "Kvitteret"}
    assert {"modtaget", "afgjort", "lagt", "leveret", "kvitteret"} == {hop["slags"] for hop in json.loads(spor)["hop"]}
