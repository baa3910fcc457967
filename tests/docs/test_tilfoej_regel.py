"""The page that tells how to add a rule is followed to the letter, in a copy of the repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.catalogue import Katalog
from schemas.kodeliste import Kodelister
from schemas.regler import REGLER, dommer, haendelser, krav, standardlager
from schemas.regler.dommer import byg_dommer
from schemas.regler.regel import Regel
from tests.docs.side import DOCS, ROD, filer, kommandoer
from tests.schemas.regler.eksempler import indhold

SIDE = DOCS / "tilfoej" / "regel.md"
[(FIL, POST)] = filer(SIDE).items()
KOMMANDOER = kommandoer(SIDE)


def sidens_regel() -> Regel:
    """The entry on the page, read with the names that its table has."""
    regel = eval(POST.strip().rstrip(","), vars(haendelser))  # noqa: S307 - the page's own code
    assert isinstance(regel, Regel)
    return regel


def test_dommeren_tager_reglen_op_af_erklaeringen_alene() -> None:
    regel = sidens_regel()
    skema = standardlager().nyeste(regel.besked)
    uden = dommer(skema, Katalog.standard(), Kodelister.standard())
    med = byg_dommer(skema, (*REGLER, regel), Kodelister.standard().vaerdier)
    brudt, holdt = indhold(regel.besked, regel.bryder), indhold(regel.besked, regel.holder)
    assert uden.forklar(brudt) == ()
    assert not med.er_ren(brudt)
    [aarsag] = med.forklar(brudt)
    assert (aarsag.regel, aarsag.sti, aarsag.tekst) == (regel.id, "beskeddata.flyttere[30]", regel.da)
    assert med.er_ren(holdt)
    assert med.forklar(holdt) == ()


@pytest.fixture(scope="module")
def kopi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the steps need of the repository, with the entry written where the page says."""
    kopi = tmp_path_factory.mktemp("kopi")
    for mappe in ("schemas", "brokers", "hub", "docs", "scripts", "tests"):
        shutil.copytree(ROD / mappe, kopi / mappe, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROD / "pyproject.toml", kopi / "pyproject.toml")
    tabel = kopi / FIL
    tekst = tabel.read_text(encoding="utf-8")
    assert tekst.endswith("\n)\n"), "a table of rules is the last thing in its module"
    tabel.write_text(tekst.removesuffix(")\n") + POST + ")\n", encoding="utf-8")
    return kopi


def koer(kopi: Path, *argumenter: str) -> str:
    svar = subprocess.run(
        [sys.executable, *argumenter],
        cwd=kopi,
        env={**os.environ, "PYTHONPATH": str(kopi), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert svar.returncode == 0, svar.stdout + svar.stderr
    return svar.stdout


def test_reglens_egne_proever_kommer_af_sig_selv(kopi: Path) -> None:
    assert "python -m pytest tests/schemas/regler" in KOMMANDOER
    udvalg = (
        "-k",
        sidens_regel().id,
        "-m",
        "not hurtig",
    )  # the screen, where it is installed, tries it three times more
    svar = koer(kopi, "-m", "pytest", "tests/schemas/regler", *udvalg, "-n", "0", "-p", "no:cacheprovider")
    assert "3 passed" in svar, "one that breaks it, one that keeps it, and its words"


def test_siden_over_regler_faar_reglen_med(kopi: Path) -> None:
    assert "python -m hub.kontrakter.beskriv" in KOMMANDOER
    koer(kopi, "-m", "hub.kontrakter.beskriv")
    side = (kopi / "docs" / "regler.md").read_text(encoding="utf-8")
    regel = sidens_regel()
    for tekst in (f"### {regel.id}", regel.da, regel.en, "`borger.FlytningData: flyttere[]`"):
        assert tekst in side
    assert regel.id not in (ROD / "docs" / "regler.md").read_text(encoding="utf-8")


def test_siden_naevner_hele_ordforraadet() -> None:
    ord_ = {navn for navn, ting in vars(krav).items() if isinstance(ting, type) and hasattr(ting, "udtryk")} - {"Krav"}
    assert ord_ == set(re.findall(r"`([A-Z][A-Za-z]+)`", SIDE.read_text(encoding="utf-8"))) & ord_
