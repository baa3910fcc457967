"""What all tests share: a real Kafka for those that ask for it, hypothesis without clocks, and the same examples for everyone in CI."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# These helpers assert too: have pytest say what they compared, whichever folder imports them first.
pytest.register_assert_rewrite(
    "tests.hub.indeks.kontrakt",
    "tests.system.efterproev",
    "tests.system.klient",
    "tests.system.rigt_forloeb",
    "tests.system.trafik",
)
pytest_plugins = ["tests.kafka.fixtures"]

settings.register_profile("lokalt", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("lokalt"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "lokalt")
