from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from hub.katalogsite.byg import byg
from tests.hub.katalogsite.browser import chromium, server
from tests.hub.katalogsite.indhold import siteindhold


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, written once."""
    mappe = tmp_path_factory.mktemp("site")
    byg(siteindhold(), mappe)
    return mappe


@pytest.fixture(scope="session")
def adresse(site: Path) -> Iterator[str]:
    with server(site) as adresse:
        yield adresse


@pytest.fixture(scope="session")
def browser() -> Iterator[Chrome]:
    with chromium() as browser:
        yield browser
