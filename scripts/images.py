#!/usr/bin/env python3
"""Have every image of the stack in the engine: pulled where a registry answers, made from packages where none does.

A stand-in carries the public name, so that the same compose file runs on either. It is labelled with the hash of its
recipe (`docker/<name>/` and its packages) and made anew when that changes; an image that was pulled is left alone.

    python -m scripts.images             all of them
    python -m scripts.images kafka hub   just these, and what they stand on
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.kafka_jars import JarsMissing, jars
from scripts.rootfs import ground
from scripts.shell import ROOT, ScriptError, alone, answer, main, run, say, succeeds
from scripts.wheels import lay_wheels

LABEL: Final = "dk.faelleshub.opskrift"
ANSWER_WITHIN: Final = 20.0
"""Seconds in which a registry must say that it has an image; how long the pull itself takes is another matter."""

SERVICES: Final = ("ca-certificates", "libnss-wrapper", "openjdk-17-jre-headless", "postgresql-15", "prometheus")
"""One ground for the three stand-ins that nobody ships: made once, lying on the disk once."""


@dataclass(frozen=True, slots=True)
class PublicImage:
    """An image from elsewhere: the variable that names another, its public name, and what a stand-in is made from."""

    variable: str
    public: str
    packages: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name in force."""
        return os.environ.get(self.variable) or self.public


PUBLIC: Final = {
    "python": PublicImage("PYTHON_IMAGE", "python:3.11-slim", ("ca-certificates", "python3", "python3-venv")),
    "kafka": PublicImage("KAFKA_IMAGE", "apache/kafka:4.1.1", SERVICES),
    "postgres": PublicImage("POSTGRES_IMAGE", "postgres:17", SERVICES),
    "prometheus": PublicImage("PROMETHEUS_IMAGE", "prom/prometheus:v3.5.0", SERVICES),
}
HUB: Final = "hub"


def hub_image() -> str:
    """The name of the hub's own image."""
    return os.environ.get("FAELLESHUB_IMAGE") or "faelleshub:lokal"


def ensure(names: Sequence[str] = (*PUBLIC, HUB)) -> list[str]:
    """Have these images; what they are called. Raises ScriptError."""
    unknown = [name for name in names if name not in {*PUBLIC, HUB}]
    if unknown:
        raise ScriptError(f"there is no image {unknown[0]}; there are: {', '.join((*PUBLIC, HUB))}")
    wanted = dict.fromkeys(["python", *names] if HUB in names else names)
    with alone("images"):
        offline = False
        for name in wanted:
            if name != HUB:
                offline = _have(name, PUBLIC[name], offline=offline)
        if HUB in wanted:
            build_hub(hub_image())
    return [hub_image() if name == HUB else PUBLIC[name].name for name in wanted]


def build_hub(tag: str, *options: str) -> None:
    """Build the hub's image under this name. Raises ScriptError."""
    lay_wheels()
    _build(ROOT, tag, f"PYTHON_IMAGE={PUBLIC['python'].name}", *options)


def _have(name: str, image: PublicImage, *, offline: bool) -> bool:
    """Have one image; whether no registry answers."""
    recipe = _recipe(name, image)
    present = succeeds("docker", "image", "inspect", image.name)
    label = f'{{{{index .Config.Labels "{LABEL}"}}}}'
    made_from = run("docker", "image", "inspect", "-f", label, image.name).strip() if present else ""
    if present and made_from in {"", recipe}:  # pulled, or made from this very recipe
        return offline
    if not present and not offline:
        if _pull(image.name):
            return False
        offline = True
        say("no registry answers: images are made from packages")
    if image.name != image.public:
        raise ScriptError(f"{image.variable}={image.name} cannot be pulled; a stand-in is only made of {image.public}")
    _make(name, image, recipe)
    return offline


def _make(name: str, image: PublicImage, recipe: str) -> None:
    say(f"making {image.name} from packages")
    on = ground(image.packages)
    with tempfile.TemporaryDirectory(prefix="faelleshub-image-") as work:
        context = Path(work, name)
        shutil.copytree(ROOT / "docker" / name, context)
        if name == "kafka":
            try:
                shutil.copytree(jars(), context / "jars")
            except JarsMissing as error:
                raise ScriptError(str(error)) from error
        _build(context, image.name, f"GROUND={on}", "--label", f"{LABEL}={recipe}")


def _recipe(name: str, image: PublicImage) -> str:
    files = sorted(path for path in (ROOT / "docker" / name).rglob("*") if path.is_file())
    parts = [*image.packages, *(f"{path.name}\n{path.read_text()}" for path in files)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _pull(name: str) -> bool:
    """Pull, and give up when no registry has said within the limit that it has the image."""
    with tempfile.TemporaryFile() as said:
        command = ("docker", "pull", name)
        pulling = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)  # noqa: S603 - our own words, no shell
        until = time.monotonic() + ANSWER_WITHIN
        while pulling.poll() is None and time.monotonic() < until and not said.seek(0, os.SEEK_END):
            time.sleep(0.2)
        if pulling.poll() is None and not said.seek(0, os.SEEK_END):
            pulling.kill()
        return pulling.wait() == 0


def _build(context: Path, tag: str, argument: str, *options: str) -> None:
    # the classic builder is in every engine; BuildKit is a plugin that a distribution may not have
    env = {**os.environ, "DOCKER_BUILDKIT": "0"}
    run("docker", "build", "--quiet", "--force-rm", "-t", tag, "--build-arg", argument, *options, context, env=env)


def _act(arguments: list[str]) -> None:
    for name in ensure(arguments or (*PUBLIC, HUB)):
        answer(name)


if __name__ == "__main__":
    main(_act)
