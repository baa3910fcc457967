"""The compose file: accepted by both kinds of Compose, and in step with what it names elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from adapters.sdk.adapter import find_adaptere
from hub.settings import Indstillinger
from scripts import credentials
from scripts.compose import compose
from scripts.compose_v2 import compose_v2
from scripts.images import PUBLIC, hub_image
from scripts.shell import ROOT

KILDE = (ROOT / "docker-compose.yml").read_text("utf-8")
FIL: dict[str, Any] = yaml.safe_load(re.sub(r"\$\{[A-Z0-9_]+:-([^}]*)\}", r"\1", KILDE))
TJENESTER: dict[str, dict[str, Any]] = FIL["services"]
HUBBER = {navn: TJENESTER[navn]["environment"] for navn in ("hub-1", "hub-2")}


def _v1() -> tuple[str, ...]:
    return ("docker-compose",)


def _v2() -> tuple[str, ...]:
    return (str(compose_v2()),)


@pytest.fixture
def hemmeligheder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAELLESHUB_HEMMELIGHEDER", str(tmp_path))
    credentials.make()


@pytest.mark.timeout(3_600)
@pytest.mark.usefixtures("hemmeligheder")
@pytest.mark.parametrize("ord_", [_v1, _v2], ids=["docker-compose 1.29", "docker compose v2"])
def test_begge_slags_compose_tager_filen(ord_: Any) -> None:
    udgave = compose("version", words=ord_())
    assert re.search(r"version v?(1\.29|2)\.", udgave)
    laest = yaml.safe_load(compose("config", words=ord_()))
    assert laest["services"].keys() == TJENESTER.keys()
    assert laest["volumes"].keys() == FIL["volumes"].keys()


@pytest.mark.usefixtures("hemmeligheder")
def test_en_fejl_i_filen_bliver_fundet(tmp_path: Path) -> None:
    skaev = tmp_path / "skaev.yml"
    skaev.write_text(yaml.safe_dump({**FIL, "services": {"hub-1": {"image": "x", "helbred": {}}}}))
    with pytest.raises(Exception, match="helbred"):
        compose("-f", skaev, "config")


def test_billedernes_navne_er_dem_der_bygges() -> None:
    navne = {tjeneste["image"] for tjeneste in TJENESTER.values()}
    assert navne == {PUBLIC[navn].public for navn in ("kafka", "postgres", "prometheus")} | {hub_image()}
    for billede in PUBLIC.values():
        assert f"${{{billede.variable}:-{billede.public}}}" in KILDE
    assert f"ARG PYTHON_IMAGE={PUBLIC['python'].public}" in (ROOT / "Dockerfile").read_text()


def test_alt_er_haerdet_og_kun_aabent_for_maskinen_selv() -> None:
    for navn, tjeneste in TJENESTER.items():
        assert tjeneste["read_only"] is True, navn
        assert tjeneste["cap_drop"] == ["ALL"], navn
        assert tjeneste["security_opt"] == ["no-new-privileges:true"], navn
        assert all(port.startswith("127.0.0.1:") for port in tjeneste.get("ports", ())), navn
        assert "privileged" not in tjeneste, navn


def test_hubbernes_indstillinger_er_hubbens_egne_og_ens_undtagen_adressen() -> None:
    for navn, miljoe in HUBBER.items():
        felter = {felt.removeprefix("FAELLESHUB_").lower() for felt in miljoe}
        assert felter <= Indstillinger.model_fields.keys()
        assert miljoe["FAELLESHUB_EGEN_URL"] == f"http://{navn}:8080"
    en, to = ({k: v for k, v in miljoe.items() if k != "FAELLESHUB_EGEN_URL"} for miljoe in HUBBER.values())
    assert en == to
    assert TJENESTER["hub-1"]["volumes"][-1] == TJENESTER["hub-2"]["volumes"][-1] == "filer:/filer"


def test_hubben_faar_tid_til_at_lukke_ned() -> None:
    for navn, miljoe in HUBBER.items():
        assert float(TJENESTER[navn]["stop_grace_period"].rstrip("s")) > miljoe["FAELLESHUB_NEDLUK_SEKUNDER"] + 5


def test_kafka_kan_miste_en_broker_uden_at_miste_noget() -> None:
    for nummer in (1, 2, 3):
        miljoe = TJENESTER[f"kafka-{nummer}"]["environment"]
        assert (miljoe["KAFKA_DEFAULT_REPLICATION_FACTOR"], miljoe["KAFKA_MIN_INSYNC_REPLICAS"]) == (3, 2)
        assert miljoe["KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE"] == "false"
        assert miljoe["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"
        assert miljoe["KAFKA_NODE_ID"] == nummer
    for miljoe in HUBBER.values():
        assert (miljoe["FAELLESHUB_KAFKA_REPLIKAER"], miljoe["FAELLESHUB_KAFKA_MIN_INSYNC"]) == (3, 2)


def test_hver_installeret_adapter_koerer_med_sit_ydre_system() -> None:
    adaptere = {navn.removeprefix("adapter-").replace("-", "_"): navn for navn in TJENESTER if "adapter-" in navn}
    assert adaptere.keys() == find_adaptere().keys()
    ydre = {TJENESTER[navn]["environment"]["FAELLESHUB_ADAPTER_YDRE"] for navn in adaptere.values()}
    assert len(ydre) == len(adaptere)
    for adresse in ydre:
        simulator = TJENESTER[adresse.removeprefix("http://").removesuffix(":8090")]
        assert simulator["command"][2].startswith("adapters.simulatorer.")
    mapper = {sted.partition(":")[2] for sted in TJENESTER["tilslutning"]["volumes"]}
    assert mapper == {f"/tilsluttede/{navn}" for navn in adaptere}
    for navn, tjeneste in adaptere.items():
        assert TJENESTER[tjeneste]["volumes"] == [f"{navn}:/data"], "an adapter sees no folder but its own"


def test_ingen_hemmelighed_staar_i_filen() -> None:
    assert {navn: Path(et["file"]).name for navn, et in FIL["secrets"].items()} == {n: n for n in credentials.NAMES}
    hemmelige = re.compile(r"(PASSWORD|KODEORD|TOKEN|HEMMELIGHED)")
    for tjeneste in TJENESTER.values():
        for felt, vaerdi in tjeneste.get("environment", {}).items():
            assert not hemmelige.search(felt) or str(vaerdi).startswith("/run/secrets/"), felt
            assert not re.search(r"//[^/]*:[^/]*@", str(vaerdi)), f"{felt} has a password in an address"


def test_hemmeligheder_er_tilfaeldige_laaste_og_laves_en_gang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAELLESHUB_HEMMELIGHEDER", str(tmp_path / "h"))
    credentials.make()
    indhold = {navn: (tmp_path / "h" / navn).read_text() for navn in credentials.NAMES}
    assert len(set(indhold.values())) == len(indhold)
    assert all(len(et) == 64 for et in indhold.values())
    for navn in credentials.NAMES:
        assert (tmp_path / "h" / navn).stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "h" / navn).stat().st_uid == credentials.user() > 0
    credentials.make()
    assert {navn: (tmp_path / "h" / navn).read_text() for navn in credentials.NAMES} == indhold
