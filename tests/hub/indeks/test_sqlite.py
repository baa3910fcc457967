"""The read models in a SQLite file."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.indeks import Indeks
from tests.hub.indeks.forloeb import HEMMELIGHED
from tests.hub.indeks.kontrakt import Indekskontrakt, Lav


class TestSqlite(Indekskontrakt):
    @pytest.fixture
    def lav(self, tmp_path: Path) -> Lav:
        return lambda broker: Indeks(broker, tmp_path / "ny" / "indeks.sqlite", HEMMELIGHED)
