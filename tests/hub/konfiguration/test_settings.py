"""Settings: secrets made once, kept private, and refused when they are weak."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from hub.settings import Indstillinger, Indstillingsfejl

GOD = "x" * 40


@pytest.fixture(autouse=True)
def _rent_miljoe(monkeypatch: pytest.MonkeyPatch) -> None:
    for navn in [navn for navn in os.environ if navn.startswith("FAELLESHUB_")]:
        monkeypatch.delenv(navn)


def test_hemmeligheder_laves_en_gang_og_kan_kun_laeses_af_ejeren(tmp_path: Path) -> None:
    valg = Indstillinger(data=tmp_path / "ny" / "data")
    assert valg.laes_hemmelighed() == Indstillinger(data=valg.data).laes_hemmelighed()
    assert valg.laes_administrator_token() == valg.laes_administrator_token()
    assert valg.laes_administrator_token().startswith("fh_")
    assert {fil.name: fil.stat().st_mode & 0o777 for fil in valg.data.iterdir()} == {
        "hemmelighed": 0o600,
        "administrator.token": 0o600,
    }


def test_af_mange_der_starter_samtidig_faar_alle_den_samme(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as traade:
        hemmeligheder = set(traade.map(lambda _: Indstillinger(data=tmp_path).laes_hemmelighed(), range(40)))
    assert len(hemmeligheder) == 1
    assert len(hemmeligheder.pop()) == 64


def test_en_hemmelighed_andre_kan_laese_afvises(tmp_path: Path) -> None:
    Indstillinger(data=tmp_path).laes_hemmelighed()
    (tmp_path / "hemmelighed").chmod(0o640)
    with pytest.raises(Indstillingsfejl, match="chmod 600"):
        Indstillinger(data=tmp_path).laes_hemmelighed()


def test_miljoeet_og_filer_gaar_forud_og_begge_paa_en_gang_afvises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAELLESHUB_HEMMELIGHED", GOD)
    fil = tmp_path / "token"
    fil.write_text(f"{GOD}\n")
    monkeypatch.setenv("FAELLESHUB_ADMINISTRATOR_TOKEN_FIL", str(fil))
    valg = Indstillinger(data=tmp_path / "data")
    assert valg.laes_hemmelighed() == GOD.encode()
    assert valg.laes_administrator_token() == GOD
    assert not (tmp_path / "data").exists()
    monkeypatch.setenv("FAELLESHUB_HEMMELIGHED_FIL", str(fil))
    with pytest.raises(Indstillingsfejl, match="keep one"):
        Indstillinger(data=tmp_path).laes_hemmelighed()


@pytest.mark.parametrize("svag", ["", "kort", "x" * 31])
def test_en_svag_hemmelighed_afvises(tmp_path: Path, svag: str) -> None:
    valg = Indstillinger(data=tmp_path, hemmelighed=SecretStr(svag), administrator_token=SecretStr(svag))
    with pytest.raises(Indstillingsfejl, match="openssl"):
        valg.laes_hemmelighed()
    with pytest.raises(Indstillingsfejl, match="openssl"):
        valg.laes_administrator_token()


def test_hemmeligheder_vises_ikke(tmp_path: Path) -> None:
    valg = Indstillinger(data=tmp_path, hemmelighed=SecretStr(GOD), administrator_token=SecretStr(GOD))
    assert GOD not in repr(valg)
    assert GOD not in valg.model_dump_json()


def test_ugyldige_valg_afvises() -> None:
    for forkert in ({"port": 70_000}, {"miljoe": "drift"}, {"broker": "rabbit"}, {"fil_dage": 0}):
        with pytest.raises(ValidationError):
            Indstillinger.model_validate(forkert)


KAFKA = {"broker": "kafka", "bootstrap": "kafka-1:9092,kafka-2:9092", "hemmelighed": GOD, "administrator_token": GOD}
SASL = KAFKA | {"kafka_protokol": "sasl_tls", "kafka_bruger": "hub", "kafka_kodeord": "kodeord"}


def test_kafka_beskrives_med_faa_valg() -> None:
    enkel = Indstillinger.model_validate(KAFKA)
    assert (enkel.kafka_protokol, enkel.kafka_replikaer, enkel.laes_kafka_kodeord()) == ("plaintext", None, None)
    sikker = Indstillinger.model_validate(SASL | {"kafka_ca": "ca.pem", "kafka_replikaer": 3, "kafka_min_insync": 2})
    assert (sikker.kafka_mekanisme, sikker.laes_kafka_kodeord()) == ("SCRAM-SHA-512", "kodeord")
    assert "kodeord'" not in repr(sikker)


@pytest.mark.parametrize(
    ("valg", "ventet"),
    [
        ({"broker": "kafka"}, "needs bootstrap"),
        ({"bootstrap": "kafka:9092"}, "for broker kafka"),
        (KAFKA | {"bootstrap": "kafka"}, "host:port"),
        ({"broker": "kafka", "bootstrap": "kafka:9092", "hemmelighed": GOD}, "openssl rand -hex 32"),
        ({"broker": "kafka", "bootstrap": "kafka:9092", "administrator_token": GOD}, "openssl rand -hex 32"),
        (KAFKA | {"kafka_ca": "ca.pem"}, "certificates need"),
        (KAFKA | {"kafka_protokol": "tls", "kafka_certifikat": "hub.pem"}, "kafka_noegle"),
        (KAFKA | {"kafka_protokol": "sasl_tls", "kafka_bruger": "hub"}, "its password"),
        (KAFKA | {"kafka_bruger": "hub"}, "needs kafka_protokol sasl"),
        (KAFKA | {"kafka_replikaer": 2, "kafka_min_insync": 3}, "cannot be more"),
        ({"egen_url": "hub-1:8080"}, "an address without a path"),
        ({"egen_url": "http://hub-1:8080/api"}, "an address without a path"),
        ({"database_url": "mysql://hub@db/hub"}, "postgresql"),
        ({"database_kodeord_fil": "kodeord"}, "needs database_url"),
    ],
)
def test_valg_der_ikke_passer_sammen_siges_med_raad(valg: dict[str, object], ventet: str) -> None:
    with pytest.raises(ValidationError, match=ventet):
        Indstillinger.model_validate(valg)


def test_kodeord_kan_staa_i_filer(tmp_path: Path) -> None:
    fil = tmp_path / "kodeord"
    fil.write_text("hemmeligt\n")
    valg = Indstillinger.model_validate(
        SASL | {"kafka_kodeord": None, "kafka_kodeord_fil": fil, "database_url": "postgresql://hub@db/hub"}
    )
    assert valg.laes_kafka_kodeord() == "hemmeligt"
    assert valg.laes_database_kodeord() is None
    med = valg.model_copy(update={"database_kodeord_fil": fil, "kafka_kodeord": SecretStr("ogsaa")})
    assert med.laes_database_kodeord() == "hemmeligt"
    with pytest.raises(Indstillingsfejl, match="keep one"):
        med.laes_kafka_kodeord()
