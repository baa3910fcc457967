"""What the scripts share: running a command, saying a line, and the cache in which what is costly to make is kept."""

from __future__ import annotations

import contextlib
import fcntl
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, NoReturn

from scripts.kafka_jars import cache as cache  # noqa: PLC0414 - one place decides where things are kept

ROOT: Final = Path(__file__).resolve().parent.parent
"""The checkout."""


class ScriptError(RuntimeError):
    """Something is missing or went wrong; the text says what, and what to do."""


def say(line: str) -> None:
    """A line for whoever waits."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - that is how a script speaks


def answer(line: str) -> None:
    """What the script was asked for, on standard output."""
    print(line, flush=True)  # noqa: T201 - the answer of a command


def run(
    *command: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float | None = None,
    why: str = "",
) -> str:
    """Run a command to its end; what it wrote to standard output. Raises ScriptError, with the end of what it said."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, cwd=cwd, env=env, timeout=timeout, capture_output=True, text=True, check=False)  # noqa: S603 - our own words, no shell
    except FileNotFoundError:
        raise ScriptError(f"{words[0]} is not installed{why and f'; it is needed {why}'}") from None
    except subprocess.TimeoutExpired:
        raise ScriptError(f"{' '.join(words[:4])} did not end within {timeout:g} seconds") from None
    if done.returncode != 0:
        raise ScriptError(f"{' '.join(words[:4])} failed:\n{(done.stdout + done.stderr)[-3_000:].strip()}")
    return done.stdout


def succeeds(*command: str | Path, timeout: float = 30) -> bool:
    """Whether a command is there and ends well in time; for questions that may be answered with no."""
    words = [str(word) for word in command]
    try:
        return subprocess.run(words, timeout=timeout, capture_output=True, check=False).returncode == 0  # noqa: S603 - our own words, no shell
    except (OSError, subprocess.TimeoutExpired):
        return False


@contextlib.contextmanager
def alone(name: str) -> Iterator[None]:
    """Only one process at a time makes what is named; the others wait, and find it made."""
    cache().mkdir(parents=True, exist_ok=True)
    with (cache() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(act: Callable[[list[str]], int | None]) -> NoReturn:
    """Run a script with the arguments that it was given; a ScriptError becomes a sentence and exit code 1."""
    try:
        sys.exit(act(sys.argv[1:]) or 0)
    except ScriptError as error:
        sys.exit(str(error))
