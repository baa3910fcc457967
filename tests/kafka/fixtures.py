"""One plain Kafka per test process, started when the first test asks for it. Tests that use it share a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kafka.server import Kafkaserver


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafkaserver]:
    """A real broker that demands nothing of its clients. Leave it running; names in it are your own to choose."""
    server = Kafkaserver(tmp_path_factory.mktemp("kafka"))
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that use the shared broker go to one worker."""
    for item in items:
        if "kafka" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("kafka"))
