"""Other people's sample files: tests here run only where `FAELLESHUB_EKSTERNE` names the folder that holds them.

Without it they are deselected, which pytest counts in its summary; in CI that is an error, so that nobody believes
they ran.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABEL = "FAELLESHUB_EKSTERNE"
HER = Path(__file__).parent


def rod() -> Path | None:
    """The folder that the variable names, or None."""
    vaerdi = os.environ.get(VARIABEL)
    return Path(vaerdi).resolve() if vaerdi else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect this folder's tests where there are no files for them; never in CI."""
    mine = [test for test in items if HER in test.path.parents]
    mappe = rod()
    if not mine or (mappe is not None and mappe.is_dir()):
        return
    if mappe is not None:
        raise pytest.UsageError(f"{VARIABEL} names {mappe}, which is no folder. Set it to the folder of sample files.")
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        raise pytest.UsageError(f"In CI the sample files must be there. Set {VARIABEL} to the folder that holds them.")
    items[:] = [test for test in items if test not in mine]
    config.hook.pytest_deselected(items=mine)


@pytest.fixture(scope="session")
def eksterne() -> Path:
    """The folder that holds the sample files."""
    mappe = rod()
    assert mappe is not None, "the tests that ask for it are deselected without it"
    return mappe
