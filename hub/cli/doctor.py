"""`faelleshub doctor`: says what is missing on this machine, and how to mend it."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import shutil
import socket
import sqlite3
import sys
import tempfile
import time
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from hub.cli.faelles import Data, SomJson
from hub.cli.fejl import UGYLDIG
from hub.cli.udskrift import skriv_json, skriv_linje

_PYTHON: Final = (3, 11)
_SQLITE: Final = (3, 35, 0)
"""RETURNING came with 3.35."""
_LEDIG: Final = 1_000_000_000
_FSYNC: Final = 0.05
_TIDLIGST: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

Tilstand = Literal["ok", "advarsel", "fejl"]


@dataclass(frozen=True, slots=True)
class Fund:
    """One thing looked at: how it is, and, where it is not well, how to mend it."""

    hvad: str
    tilstand: Tilstand
    tekst: str
    ret: str = ""


def doctor(
    data: Data = Path("data"),
    port: Annotated[int, typer.Option(envvar="FAELLESHUB_PORT", min=0, max=65_535, help="The hub's port.")] = 8080,
    som_json: SomJson = False,
) -> None:
    """Look at Python, SQLite, disk, port, data directory, clock and broker; exit code 1 when something is missing."""
    fund = list(undersoeg(data, port))
    if som_json:
        skriv_json([asdict(et) for et in fund])
    else:
        for et in fund:
            skriv_linje(f"{et.tilstand:<8} {et.hvad}: {et.tekst}")
            if et.ret:
                skriv_linje(f"         → {et.ret}")
    if any(et.tilstand == "fejl" for et in fund):
        raise typer.Exit(UGYLDIG)


def undersoeg(data: Path, port: int) -> Iterator[Fund]:
    """Everything that is looked at, in turn."""
    yield _python()
    yield _sqlite()
    yield _mappe(data)
    yield from _disk(data)
    yield _port(port)
    yield from _ur()
    yield _broker(data)


def _python() -> Fund:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _PYTHON:
        return Fund("python", "fejl", version, "install Python 3.11 or newer")
    return Fund("python", "ok", version)


def _sqlite() -> Fund:
    if sqlite3.sqlite_version_info < _SQLITE:
        return Fund("sqlite", "fejl", sqlite3.sqlite_version, "install a Python built with SQLite 3.35 or newer")
    return Fund("sqlite", "ok", sqlite3.sqlite_version)


def _mappe(data: Path) -> Fund:
    naermeste = _findes(data)
    if not naermeste.is_dir() or not os.access(naermeste, os.W_OK | os.X_OK):
        return Fund("data directory", "fejl", f"{data}: {naermeste} cannot be written", "give another with --data")
    aabne = [fil.name for fil in (data / "administrator.token", data / "hemmelighed") if _andre_kan_laese(fil)]
    if aabne:
        return Fund(
            "data directory",
            "fejl",
            f"{data}: {', '.join(aabne)} can be read by others",
            f"chmod 600 {' '.join(str(data / navn) for navn in aabne)}",
        )
    return Fund(
        "data directory", "ok", f"{data} {'can be written' if data.exists() else 'will be made at first start'}"
    )


def _disk(data: Path) -> Iterator[Fund]:
    naermeste = _findes(data)
    ledig = shutil.disk_usage(naermeste).free
    tekst = f"{ledig / 1e9:.1f} GB free"
    if ledig < _LEDIG:
        yield Fund(
            "disk", "advarsel", tekst, "free some room: the message log grows, and the hub stops when it is full"
        )
    else:
        yield Fund("disk", "ok", tekst)
    with contextlib.suppress(OSError):
        sekunder = _fsync_tid(naermeste)
        tekst = f"{sekunder * 1000:.1f} ms a write"
        if sekunder > _FSYNC:
            yield Fund("fsync", "advarsel", tekst, "the disk is slow to make writes durable; use a local disk or SSD")
        else:
            yield Fund("fsync", "ok", tekst)


def _port(port: int) -> Fund:
    with socket.socket() as sok:
        sok.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sok.bind(("127.0.0.1", port))
        except OSError as fejl:
            return Fund(
                "port", "advarsel", f"{port}: {fejl.strerror}", "a hub may be running already; otherwise give --port"
            )
    return Fund("port", "ok", f"{port} is free")


def _ur() -> Iterator[Fund]:
    nu = dt.datetime.now(dt.UTC)
    if nu < _TIDLIGST:
        yield Fund("clock", "fejl", f"{nu:%Y-%m-%d %H:%M} UTC", "set the clock: messages and agreements have periods")
    else:
        yield Fund("clock", "ok", f"{nu:%Y-%m-%d %H:%M} UTC")
    try:
        zoneinfo.ZoneInfo("Europe/Copenhagen")
    except zoneinfo.ZoneInfoNotFoundError:
        yield Fund("time zone", "fejl", "Europe/Copenhagen is not known here", "install tzdata (pip install tzdata)")
    else:
        yield Fund("time zone", "ok", "Europe/Copenhagen")


def _broker(data: Path) -> Fund:
    from brokers import BrokerError
    from brokers.embedded import EmbeddedBroker

    bus = data / "bus"
    if not bus.exists():
        return Fund("broker", "ok", "embedded; will be made at first start")

    async def emner() -> int:
        async with EmbeddedBroker(bus) as broker:
            return len(await broker.topics())

    try:
        return Fund("broker", "ok", f"embedded; {asyncio.run(emner())} topics in {bus}")
    except BrokerError as fejl:
        return Fund("broker", "fejl", str(fejl), "restore the directory from a backup, or start on an empty one")


def _findes(sti: Path) -> Path:
    """The nearest directory that exists."""
    return next(mulig for mulig in (sti.absolute(), *sti.absolute().parents) if mulig.exists())


def _andre_kan_laese(fil: Path) -> bool:
    try:
        return bool(fil.stat().st_mode & 0o077)
    except OSError:
        return False


def _fsync_tid(mappe: Path) -> float:
    """The median of some small durable writes, in seconds."""

    def en(fil: int) -> float:
        begyndt = time.perf_counter()
        os.write(fil, b"x" * 4096)
        os.fsync(fil)
        return time.perf_counter() - begyndt

    maal: Callable[[int], float] = en
    with tempfile.TemporaryFile(dir=mappe) as fil:
        return sorted(maal(fil.fileno()) for _ in range(9))[4]
