"""Other people's sample files: tests here run only where `FAELLESHUB_EKSTERNE` names the folder that holds them.

Without it they are deselected, which pytest counts in its summary; in CI, and where the variable names no folder, they
fail and say what to set, so that nobody believes they ran.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABEL = "FAELLESHUB_EKSTERNE"
HER = Path(__file__).parent


def _i_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect this folder's tests where nobody said where the files are; never in CI."""
    if os.environ.get(VARIABEL) or _i_ci():
        return
    mine = [test for test in items if HER in test.path.parents]
    items[:] = [test for test in items if test not in mine]
    config.hook.pytest_deselected(items=mine)


@pytest.fixture(scope="session", autouse=True)
def eksterne() -> Path:
    """The folder that holds the sample files."""
    vaerdi = os.environ.get(VARIABEL)
    if not vaerdi:
        pytest.fail(
            f"In CI the sample files must be there: set {VARIABEL} to the folder that holds them.", pytrace=False
        )
    mappe = Path(vaerdi).resolve()
    if not mappe.is_dir():
        pytest.fail(
            f"{VARIABEL} names {mappe}, which is no folder: set it to the folder of sample files.", pytrace=False
        )
    return mappe
