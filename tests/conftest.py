"""What all tests share: a real Kafka for those that ask for it, hypothesis without clocks, and the same examples for everyone in CI."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.kafka.fixtures"]

settings.register_profile("lokalt", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("lokalt"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "lokalt")
