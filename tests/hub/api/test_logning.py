"""The last line of defence: no number of a person and no text of an exception in a log, whoever wrote it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from hub.logning import opsaet

NUMMER = "6101901234"


@pytest.fixture(autouse=True)
def _ryd_op() -> Iterator[None]:
    foer = logging.getLogger().handlers[:]
    yield
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = foer


@pytest.mark.parametrize("form", ["json", "menneske"])
def test_et_cpr_nummer_maskeres_hvor_dybt_det_end_ligger(capsys: pytest.CaptureFixture[str], form: str) -> None:
    opsaet(form)  # type: ignore[arg-type] # the parameter is one of the forms
    log = structlog.get_logger("prøve")
    om = f"om {NUMMER}"
    log.warning(om, felt=NUMMER, liste=[{"x": f"610190-{NUMMER[6:]}"}], objekt=ValueError(NUMMER))
    logging.getLogger("fremmed").error("om %s", NUMMER)
    skrevet = capsys.readouterr().err
    assert skrevet.count("\n") == 2
    assert NUMMER not in skrevet
    assert "610190-1234" not in skrevet


@pytest.mark.parametrize("form", ["json", "menneske"])
def test_af_en_fejl_skrives_slags_og_sted_men_ikke_tekst(capsys: pytest.CaptureFixture[str], form: str) -> None:
    opsaet(form)  # type: ignore[arg-type] # as above
    try:
        int("hemmelig værdi")
    except ValueError:
        structlog.get_logger("prøve").exception("det gik galt")
        logging.getLogger("fremmed").exception("også her")
    skrevet = capsys.readouterr().err
    assert "hemmelig" not in skrevet
    assert skrevet.count("ValueError at test_logning.py") == 2


def test_json_er_en_linje_med_tid_og_niveau(capsys: pytest.CaptureFixture[str]) -> None:
    opsaet("json", "info")
    structlog.get_logger("prøve").debug("ses ikke")
    structlog.get_logger("prøve").info("ses", antal=3)
    (linje,) = capsys.readouterr().err.splitlines()
    data = json.loads(linje)
    assert (data["event"], data["level"], data["antal"]) == ("ses", "info", 3)
    assert data["timestamp"].endswith("Z")
