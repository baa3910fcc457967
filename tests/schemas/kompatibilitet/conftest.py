"""One Java process for all that ask it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.schemas.kompatibilitet.orakler import JavaOrakel


@pytest.fixture(scope="session")
def java(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JavaOrakel]:
    """Java Avro, compiled and started once."""
    orakel = JavaOrakel(tmp_path_factory.mktemp("java"))
    yield orakel
    orakel.luk()
