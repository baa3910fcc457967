"""A hub for the adapters' tests: the real one, in the test's own event loop, with its own data."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.sdk.proeve import Proevehub
from hub.app import koerende
from hub.settings import Indstillinger


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Proevehub]:
    async with (
        koerende(Indstillinger(data=tmp_path / "hub", port=0)) as koerende_hub,
        Proevehub(koerende_hub.url, koerende_hub.administrator_token) as proevehub,
    ):
        yield proevehub
