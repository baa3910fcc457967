"""A PostgreSQL of a test's own, from the programs of the distribution: made, started, stopped and killed at will."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

_STEDER: Final = Path("/usr/lib/postgresql")
_START_FRIST: Final = 90.0
BRUGER: Final = "hub"
KODEORD: Final = "kun til test"


class Postgresserver:
    """One server in `mappe`, on 127.0.0.1, with a database of the name `hub`. `url` is there also while it is down.

    The folder must be one that the user postgres can reach, which pytest's own are not when it runs as root.
    """

    def __init__(self, mappe: Path) -> None:
        self._mappe = mappe
        self._data = mappe / "data"
        self._log = mappe / "log"
        self._bin = _programmer()
        self._proces: subprocess.Popen[bytes] | None = None
        with socket.socket() as ledig:
            ledig.bind(("127.0.0.1", 0))
            self.port = int(ledig.getsockname()[1])
        self.url = f"postgresql+psycopg://{BRUGER}:{KODEORD.replace(' ', '%20')}@127.0.0.1:{self.port}/hub"

    def opret(self) -> None:
        """Make the cluster and its database."""
        self._mappe.mkdir(parents=True, exist_ok=True)
        kodeord = self._mappe / "kodeord"
        kodeord.write_text(KODEORD)
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            for sti in (self._mappe, kodeord):
                shutil.chown(sti, "postgres", "postgres")
        self._koer(
            "initdb", "--pgdata", self._data, "--username", BRUGER, "--pwfile", kodeord,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions",
        )  # fmt: skip
        self.start()
        self.sql("CREATE DATABASE hub", database="postgres")

    def start(self) -> None:
        """Start it and wait until it answers. Raises RuntimeError with the end of its log."""
        with self._log.open("ab") as log:
            self._proces = subprocess.Popen(
                [
                    self._bin / "postgres", "-D", self._data, "-p", str(self.port), "-h", "127.0.0.1",
                    "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "shared_buffers=32MB",
                    "-c", "max_connections=60", "-c", "log_min_messages=warning",
                ],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", **_som_postgres(),
            )  # fmt: skip
        til = time.monotonic() + _START_FRIST
        while time.monotonic() < til and self._proces.poll() is None:
            if self._koer("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port), proev=True) == 0:
                return
            time.sleep(0.05)
        hale = self._log.read_text(errors="replace").splitlines()[-15:]
        raise RuntimeError("PostgreSQL does not come up:\n" + "\n".join(hale))

    def stop(self) -> None:
        """A clean stop that waits for nobody."""
        self._slut(signal.SIGINT)

    def draeb(self) -> None:
        """It stops at once, and recovers at the next start."""
        self._slut(signal.SIGQUIT)

    def frys(self) -> None:
        """It takes connections and says nothing: like a machine that hangs."""
        self._til_alle(signal.SIGSTOP)

    def optoe(self) -> None:
        """It goes on."""
        self._til_alle(signal.SIGCONT)

    def sql(self, saetning: str, *, database: str = "hub") -> list[tuple[object, ...]]:
        """Run a statement outside any transaction; its rows."""
        import psycopg

        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=BRUGER, password=KODEORD, dbname=database, autocommit=True
        ) as forbindelse:
            svar = forbindelse.execute(saetning.encode())
            return list(svar.fetchall()) if svar.description else []

    def _slut(self, hvordan: signal.Signals) -> None:
        if self._proces is not None and self._proces.poll() is None:
            self._til_alle(signal.SIGCONT)
            self._proces.send_signal(hvordan)
            self._proces.wait(60)

    def _til_alle(self, hvad: signal.Signals) -> None:
        """To the server and to each of its processes, which have groups of their own."""
        assert self._proces is not None
        for pid in (self._proces.pid, *_boern(self._proces.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, hvad)

    def _koer(self, program: str, *argumenter: object, proev: bool = False) -> int:
        svar = subprocess.run(
            [str(self._bin / program), *map(str, argumenter)],
            capture_output=True, check=False, cwd="/", **_som_postgres(),
        )  # fmt: skip
        assert proev or svar.returncode == 0, svar.stderr.decode(errors="replace")
        return svar.returncode


def _som_postgres() -> dict[str, Any]:
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


def _boern(pid: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            # The name in parentheses may hold anything; the parent's id is the second field after it.
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                yield int(stat.parent.name)


def _programmer() -> Path:
    fundne: Sequence[Path] = sorted(_STEDER.glob("*/bin"), key=lambda sti: int(sti.parent.name.split(".")[0]))
    if not fundne:
        raise RuntimeError("PostgreSQL's server programs are missing; install the package postgresql")
    return fundne[-1]
