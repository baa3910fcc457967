"""The suite asserts too: have pytest say what it compared."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.hub.indeks.kontrakt")
