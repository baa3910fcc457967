"""What the scripts say when something is not there; what they do with containers is tried in tests/containere."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from scripts import engine, stack, testmaskine
from scripts.images import PUBLIC, ensure
from scripts.shell import ScriptError, alone, run, succeeds
from scripts.wheels import LOCKED


@pytest.fixture
def uden_motor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/ingen.sock")


@pytest.mark.usefixtures("uden_motor")
def test_uden_motor_siges_det_og_hvad_der_skal_goeres() -> None:
    for act in (engine.require_engine, stack.up, stack.down):
        with pytest.raises(ScriptError, match=r"no Docker engine answers; start one .*scripts\.engine start"):
            act()


def test_det_der_mangler_paa_maskinen_naevnes_ved_pakke(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    mangler = testmaskine.missing()
    assert {"docker.io", "debootstrap", "kcat", "maven"} <= set(mangler)
    with pytest.raises(ScriptError, match=rf"the tests need {mangler[0]}, .*apt-get install .*-m pytest"):
        testmaskine.install(mangler)  # no apt-get either: it cannot install, and says what to


def test_et_billede_der_ikke_kendes_siges_med_dem_der_er() -> None:
    with pytest.raises(
        ScriptError, match="there is no image kafke; there are: python, kafka, postgres, prometheus, hub"
    ):
        ensure(["kafke"])


def test_et_billede_kan_hedde_noget_andet(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PUBLIC["kafka"].name == "apache/kafka:4.1.1"
    monkeypatch.setenv("KAFKA_IMAGE", "eget.spejl/kafka:4.1.1")
    assert PUBLIC["kafka"].name == "eget.spejl/kafka:4.1.1"


def test_en_kommando_der_fejler_siger_hvad_den_sagde() -> None:
    with pytest.raises(ScriptError, match=r"(?s)failed:\n.*det gik galt"):
        run(sys.executable, "-c", "import sys; sys.exit('det gik galt')")
    with pytest.raises(ScriptError, match="findes-ikke is not installed; it is needed to prøve"):
        run("findes-ikke", why="to prøve")
    with pytest.raises(ScriptError, match=r"did not end within 0\.2 seconds"):
        run("sleep", "30", timeout=0.2)
    assert not succeeds("findes-ikke")
    assert run(sys.executable, "-c", "print('ja')").strip() == "ja"


def test_kun_en_ad_gangen_laver_det_samme(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FAELLESHUB_CACHE", str(tmp_path))
    program = "import fcntl, sys; fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    with alone("proeve"):
        assert not succeeds(sys.executable, "-c", program, tmp_path / "proeve.lock")
    assert succeeds(sys.executable, "-c", program, tmp_path / "proeve.lock")


def test_en_motor_der_ikke_blev_startet_her_bliver_ikke_endt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FAELLESHUB_CACHE", str(tmp_path))
    engine.stop()  # nothing was started
    (tmp_path / "docker").mkdir()
    (tmp_path / "docker" / "dockerd.pid").write_text(str(os.getpid()))
    engine.stop()  # the number is another process's by now: this one's, which goes on


def test_laasen_paa_hjulene_er_uden_adresser_og_med_hashes() -> None:
    linjer = LOCKED.read_text("utf-8").splitlines()
    assert not [linje for linje in linjer if "://" in linje]
    assert any("--hash=sha256:" in linje for linje in linjer)
