"""Administration of a running hub from the command line."""

from __future__ import annotations

import io
import json
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Faelleshub = Callable[..., Any]

SAG = Path(__file__).parents[3] / "schemas/avro/sag/eksempler/SagRegistreret.json"
KOMMUNE = "58271713"


@pytest.fixture
def system(paa_hub: Faelleshub) -> str:
    """A system of its own for the test, with an agreement about everything; its name."""
    navn = f"system {uuid.uuid4().hex[:8]}"
    if not any(KOMMUNE in json.dumps(post) for post in paa_hub("system", "list", "--json").json):
        paa_hub(
            "system", "opret", f"{navn} første", "--myndighed", KOMMUNE, "--myndighedsnavn", "Kommune", "-b", "prøve"
        )
    assert paa_hub("system", "opret", navn, "--myndighed", KOMMUNE, "-b", "prøve").kode == 0
    svar = paa_hub(
        "aftale", "opret", f"aftale {navn}", "--system", navn, "--retning", "begge", "--beskedtype", "*",
        "--myndighed", "*", "--kle", "*", "--foelsomhed", "VIP_SAGER", "-b", "prøve",
    )  # fmt: skip
    assert svar.kode == 0, svar.fejl
    return navn


@pytest.fixture
def token(paa_hub: Faelleshub, system: str) -> str:
    return str(paa_hub("system", "token", system, "-b", "prøve").ud.strip())


def ny_sag(tmp_path: Path, **aendringer: Any) -> Path:
    besked = json.loads(SAG.read_bytes())
    sag = str(uuid.uuid4())
    besked["beskedId"] = str(uuid.uuid4())
    besked["beskedkuvert"]["filtreringsdata"]["objektRegistrering"][0]["objektId"] = sag
    besked["beskeddata"]["sagId"] = sag
    fil = tmp_path / f"{besked['beskedId']}.json"
    fil.write_text(json.dumps(besked | aendringer))
    return fil


def test_et_system_oprettes_vises_rettes_og_afsluttes(paa_hub: Faelleshub, system: str) -> None:
    vist = paa_hub("system", "vis", system).json
    assert vist["myndighed"] == KOMMUNE
    assert paa_hub("system", "ret", system, "--saet", "systemtype=esdh", "-b", "prøve").json["systemtype"] == "esdh"
    assert paa_hub("system", "afslut", vist["id"], "-b", "prøve").kode == 0
    assert paa_hub("system", "vis", system).json["tilstand"] == "afsluttet"


def test_hubbens_afslag_naar_frem_med_felt(paa_hub: Faelleshub, system: str) -> None:
    svar = paa_hub("system", "opret", system, "--myndighed", KOMMUNE, "-b", "prøve")
    assert (svar.kode, "already" in svar.fejl) == (1, True)
    svar = paa_hub("system", "opret", "x y", "--myndighed", "1", "-b", "prøve")
    assert (svar.kode, "myndighed: must be a CVR number" in svar.fejl) == (1, True)
    svar = paa_hub("system", "ret", system, "--saet", "kle=[", "-b", "prøve")
    assert svar.kode == 2


def test_en_besked_sendes_og_foelges(paa_hub: Faelleshub, system: str, token: str, tmp_path: Path) -> None:
    svar = paa_hub(
        "abonnement", "opret", f"ab {system}", "--system", system, "--beskedtype", "SagRegistreret", "-b", "prøve"
    )
    assert svar.kode == 0, svar.fejl
    fil = ny_sag(tmp_path)
    svar = paa_hub("besked", "send", fil, "--token", token, "--json")
    assert svar.kode == 0
    assert svar.json[0]["svar"]["status"] == "Leveret"
    assert svar.json[0]["svar"]["modtagere"] >= 1
    slags: list[str] = []
    for _ in range(50):
        fulgt = paa_hub("besked", "spor", fil.stem, "--json")
        slags = [hop["slags"] for hop in fulgt.json["hop"]] if fulgt.kode == 0 else []
        if "lagt" in slags:
            break
    assert slags[:2] == ["modtaget", "afgjort"]
    assert paa_hub("besked", "spor", str(uuid.uuid4())).kode == 1


def test_en_afvist_besked_staar_i_fejlkoen_og_kan_genafspilles_en_gang(
    paa_hub: Faelleshub, system: str, token: str, tmp_path: Path
) -> None:
    fil = ny_sag(tmp_path)
    besked = json.loads(fil.read_bytes())
    besked["beskedkuvert"]["filtreringsdata"]["objektRegistrering"][0]["objektAnsvarligMyndighed"] = "urn:oio:cvr-nr:1"
    fil.write_text(json.dumps(besked))
    svar = paa_hub("besked", "send", fil, "--token", token)
    assert svar.kode == 1
    assert str(fil) in svar.ud
    system_id = paa_hub("system", "vis", system).json["id"]
    poster: list[Any] = []
    for _ in range(50):
        poster = paa_hub("fejlkoe", "list", "--filter", f"system={system_id}", "--json").json
        if poster:
            break
    fejl = poster[0]["id"]
    assert "[" in paa_hub("fejlkoe", "vis", fejl).ud
    toer = paa_hub("fejlkoe", "genafspil", "--filter", f"system={system_id}", "--toerkoersel", "-b", "prøve", "--json")
    assert toer.json == [{"id": fejl, "udfald": "ville"}]
    assert paa_hub("fejlkoe", "genafspil", fejl, "--toerkoersel", "-b", "prøve", "--json").json == toer.json
    for udfald in ("genafspillet", "allerede"):
        assert paa_hub("fejlkoe", "genafspil", fejl, "-b", "prøve", "--json").json == [{"id": fejl, "udfald": udfald}]
    assert paa_hub("fejlkoe", "list", "--filter", "farve=blå").kode == 2


def test_vaerdier_kommer_fra_fil_og_stdin(
    paa_hub: Faelleshub, system: str, token: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    navn = f"liste {system}"
    egen = ("--token", token)
    assert paa_hub("vaerdiliste", "opret", navn, "--system", system, "-b", "prøve", *egen).kode == 0
    fil = tmp_path / "vaerdier"
    fil.write_text("urn:oio:cpr-nr:6101901234\n\nurn:oio:cpr-nr:6101901235\n")
    assert "it now holds 2" in paa_hub("vaerdiliste", "tilfoej", navn, fil, *egen).ud
    assert len(paa_hub("vaerdiliste", "vaerdier", navn, "--json", *egen).json) == 2
    monkeypatch.setattr(sys, "stdin", io.StringIO("urn:oio:cpr-nr:6101901234\n"))
    assert "it now holds 1" in paa_hub("vaerdiliste", "fjern", navn, "-", *egen).ud
    assert paa_hub("vaerdiliste", "soeg", navn, fil, *egen).ud.split() == ["no", "yes"]
    assert paa_hub("vaerdiliste", "slet", navn, "-b", "prøve", *egen).kode == 0


def test_tokenet_findes_i_datamappen_eller_miljoeet_og_ellers_siges_det(
    paa_hub: Faelleshub, system: str, token: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert len(paa_hub("system", "list", "--json").json) >= 2
    monkeypatch.setenv("FAELLESHUB_TOKEN", token)
    assert [post["navn"] for post in paa_hub("system", "list", "--json").json] == [system]
    svar = paa_hub("system", "list", "--token", "fh_forkert")
    assert (svar.kode, "does not know the token" in svar.fejl) == (2, True)
    monkeypatch.delenv("FAELLESHUB_TOKEN")
    svar = paa_hub("system", "list", "--data", tmp_path)
    assert (svar.kode, "no token" in svar.fejl) == (2, True)
