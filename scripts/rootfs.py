"""The ground that stand-in images are built on: a small Debian with some packages in it, made with debootstrap.

It is kept as a tar named by the hash of its recipe, so that it is made once on a machine, and imported into each engine
once. Debian's packages come from wherever this machine's own apt gets them.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from scripts.shell import ScriptError, alone, cache, run, say, succeeds

SUITE: Final = "bookworm"
EDITION: Final = "1"
"""Raise it when the way of making changes: what was made before is then made anew."""

SUPERFLUOUS: Final = (
    "usr/share/doc/*",
    "usr/share/man/*",
    "usr/share/info/*",
    "usr/share/locale/*",
    "var/cache/apt/*",
    "var/lib/apt/lists/*",
    "var/log/*",
    "debootstrap",
)
"""What no container reads."""


def ground(packages: Iterable[str]) -> str:
    """The name of an image in the engine that is Debian with these packages. Raises ScriptError."""
    wanted = sorted(packages)
    key = hashlib.sha256("\n".join((EDITION, SUITE, *wanted)).encode()).hexdigest()[:12]
    image = f"faelleshub-ground:{key}"
    if not succeeds("docker", "image", "inspect", image):
        with alone("rootfs"):
            tar = cache() / "rootfs" / f"{key}.tar.gz"
            if not tar.is_file():
                _make(tar, wanted)
            run("docker", "import", tar, image)
    return image


def _make(tar: Path, packages: list[str]) -> None:
    if os.geteuid() != 0:
        raise ScriptError("only root can make a Debian for stand-in images (debootstrap): run this as root once")
    say(f"making a Debian with {', '.join(packages)}: some minutes, once")
    folder = tar.parent
    debs = folder / "debs"
    debs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="making-") as work:
        root = Path(work, "root")
        options = ("--variant=minbase", f"--include={','.join(packages)}", f"--cache-dir={debs}")
        run("debootstrap", *options, SUITE, root, *_mirror(), why="to make stand-in images where no registry answers")
        for pattern in SUPERFLUOUS:
            for path in root.glob(pattern):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        half = Path(work, "whole.tar.gz")
        run("tar", "-C", root, "--use-compress-program=gzip -1", "-cf", half, ".")
        half.rename(tar)


def _mirror() -> tuple[str, ...]:
    """Where this machine's own apt gets the suite from; debootstrap knows a place itself where apt does not say."""
    if not shutil.which("apt-get"):
        return ()
    lines = run("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages").splitlines()
    found = [match[1] for line in lines if (match := re.fullmatch(rf"(\S+) {SUITE}", line))]
    return tuple(found[:1])
