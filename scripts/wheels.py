"""The locked wheels as files in build/hjul, so that an image is built without a network of its own.

They come from whatever package index this machine's pip is set up for, with their hashes checked; the image build sees
files only. Where this machine's Python is not the image's, nothing is laid there, and the build asks the index itself.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from scripts.shell import ROOT, alone, cache, run, say

LOCKED: Final = ROOT / "requirements" / "run.txt"
FOLDER: Final = ROOT / "build" / "hjul"
BUILD_BACKEND: Final = "hatchling>=1.27"
IMAGE_PYTHON: Final = (3, 11)


def lay_wheels() -> None:
    """Lay exactly the wheels of the lock in build/hjul. Raises ScriptError."""
    if sys.version_info[:2] != IMAGE_PYTHON:
        shutil.rmtree(FOLDER, ignore_errors=True)
        return
    with alone("wheels"):
        source = _fetched()
        wanted = {wheel.name for wheel in source.iterdir()}
        FOLDER.mkdir(parents=True, exist_ok=True)
        for found in FOLDER.iterdir():
            if found.name not in wanted:
                found.unlink()
        for wheel in source.iterdir():
            if not (FOLDER / wheel.name).exists():
                shutil.copy2(wheel, FOLDER / wheel.name)


def _fetched() -> Path:
    key = hashlib.sha256(LOCKED.read_bytes() + BUILD_BACKEND.encode()).hexdigest()[:12]
    folder = cache() / "wheels" / key
    if not folder.is_dir():
        say("fetching the locked wheels, once")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="fetching-") as work:
            half = Path(work, "wheels")
            download = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "-d", half)
            run(*download, "--only-binary=:all:", "--require-hashes", "-r", LOCKED)
            run(*download, "--only-binary=:all:", BUILD_BACKEND)
            half.rename(folder)
    return folder
