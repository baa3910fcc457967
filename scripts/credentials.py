"""The stack's secrets: files with random content, made once, readable by nobody but the user that its containers run as."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from scripts.shell import ROOT

NAMES: Final = ("administrator_token", "hemmelighed", "database_kodeord")
CONTAINER_USER: Final = 10_001
"""Whom the containers run as where root starts them: never as root."""


def folder() -> Path:
    """Where they lie: FAELLESHUB_HEMMELIGHEDER, or build/hemmeligheder, which git does not see."""
    return Path(os.environ.get("FAELLESHUB_HEMMELIGHEDER") or ROOT / "build" / "hemmeligheder").absolute()


def user() -> int:
    """Whom the containers run as: this user, who can then look after what they write; for root, one without rights."""
    return os.getuid() or CONTAINER_USER


def make() -> None:
    """Make those that are not there."""
    folder().mkdir(parents=True, exist_ok=True)
    folder().chmod(0o700)
    for name in NAMES:
        file = folder() / name
        if not file.exists():
            half = file.with_name(f".{name}.{secrets.token_hex(4)}")
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(secrets.token_hex(32))
            half.rename(file)
        if os.getuid() == 0:
            os.chown(file, user(), user())
