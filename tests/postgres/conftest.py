"""One PostgreSQL for each process of the test run, and an empty database for each test that asks for one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.postgres.server import Postgresserver


@pytest.fixture(scope="session")
def faelles_postgres() -> Iterator[Postgresserver]:
    with _server() as server:
        yield server


@pytest.fixture
def database_url(faelles_postgres: Postgresserver) -> Iterator[str]:
    """An empty database on the shared server."""
    navn = f"t{uuid.uuid4().hex}"
    faelles_postgres.sql(f"CREATE DATABASE {navn}")
    yield faelles_postgres.url.rpartition("/")[0] + f"/{navn}"
    faelles_postgres.sql(f"DROP DATABASE {navn} WITH (FORCE)")


@pytest.fixture
def egen_postgres() -> Iterator[Postgresserver]:
    """A server that the test may stop, kill and freeze."""
    with _server() as server:
        yield server


@contextmanager
def _server() -> Iterator[Postgresserver]:
    with TemporaryDirectory(prefix="faelleshub-postgres-") as mappe:
        server = Postgresserver(Path(mappe))
        try:
            server.opret()
            yield server
        finally:
            server.stop()
