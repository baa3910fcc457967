"""The read models in PostgreSQL: the suite that SQLite passes too."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.indeks import Indeks
from tests.hub.indeks.forloeb import HEMMELIGHED
from tests.hub.indeks.kontrakt import Indekskontrakt, Lav


class TestPostgres(Indekskontrakt):
    @pytest.fixture
    def lav(self, tmp_path: Path, database_url: str) -> Lav:
        return lambda broker: Indeks(broker, tmp_path / "ubrugt.sqlite", HEMMELIGHED, url=database_url)
