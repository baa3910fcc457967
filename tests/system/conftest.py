"""The helpers here assert too: have pytest say what they compared."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(
    "tests.system.efterproev",
    "tests.system.klient",
    "tests.system.rigt_forloeb",
    "tests.system.trafik",
)
