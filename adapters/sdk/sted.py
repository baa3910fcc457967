"""Where a fault is, without what it was given: for logs, where an error's own text could hold personal data."""

from __future__ import annotations

import traceback
from pathlib import Path


def sted(fejl: BaseException) -> str:
    """File and line of the innermost frame, such as `handler.py:41`."""
    rammer = traceback.extract_tb(fejl.__traceback__)
    return f"{Path(rammer[-1].filename).name}:{rammer[-1].lineno}" if rammer else "unknown"
