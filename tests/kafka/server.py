"""A real Kafka as a plain process: formatted, started, waited for, killed, frozen, and started again on the same data.

One node is broker and controller in one (KRaft). What it writes is kept in `broker.log` in its folder, over all of its
lives. Everything here blocks; call it through `asyncio.to_thread` where a loop runs.
"""

from __future__ import annotations

import atexit
import functools
import random
import re
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from scripts.kafka_jars import jars
from tests.kafka.klassearkiv import klassearkiv

START_FRIST: Final = 240.0
"""Seconds a node may take to come up; a busy machine is slow."""
STOP_FRIST: Final = 30.0
KLYNGE_ID: Final = "RmFlbGxlc2h1YlRlc3QwMA"
VAERT: Final = "localhost"
"""The name the listeners are advertised by, and the certificates are made for."""

_KLAR: Final = re.compile(rb"\[KafkaRaftServer nodeId=\d+\] Kafka Server started")
_HALE: Final = 25
_LOG4J: Final = """Configuration:
  Appenders:
    Console: {name: ud, PatternLayout: {pattern: "%d %p %c{1} %m%n"}}
  Loggers:
    Root: {level: WARN, AppenderRef: {ref: ud}}
    Logger: [{name: kafka.server.KafkaRaftServer, level: INFO}]
"""

GRUNDLAG: Final[Mapping[str, str]] = {
    "process.roles": "broker,controller",
    "controller.listener.names": "CONTROLLER",
    "broker.session.timeout.ms": "2000",  # so long does a killed node's successor wait
    "broker.heartbeat.interval.ms": "400",
    "auto.create.topics.enable": "true",  # the product must not rely on it being off
    "offsets.topic.num.partitions": "4",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "500",
    "group.coordinator.rebalance.protocols": "classic",
    "share.coordinator.state.topic.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "log.cleaner.backoff.ms": "200",
    "log.cleaner.dedupe.buffer.size": "4194304",
    "log.cleaner.threads": "1",
    "log.retention.check.interval.ms": "200",
    "log.segment.delete.delay.ms": "100",
    "log.initial.task.delay.ms": "200",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "num.replica.fetchers": "1",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
}
"""What every node here begins from: small, and quick to tidy up."""


class Kafkafejl(RuntimeError):
    """Kafka did not do as it was told; the text has the tail of its log."""


class Kafkaserver:
    """One node through all of its lives, in `mappe`.

    `egenskaber` go over the ground properties. `lyttere` maps a listener's name to its security protocol; each gets a
    free port. `brugere` are SCRAM users, name to password. `kvorum`: the controllers' voters, when there are several.
    `klasser`: an option of the virtual machine, in place of the one that begins from the archive of classes.
    """

    def __init__(
        self,
        mappe: Path,
        *,
        egenskaber: Mapping[str, str] | None = None,
        lyttere: Mapping[str, str] | None = None,
        brugere: Mapping[str, str] | None = None,
        node: int = 1,
        kontrolport: int | None = None,
        kvorum: str | None = None,
        klasser: str | None = None,
    ) -> None:
        self.mappe = mappe
        self._klasser = klasser
        self.node = node
        self.log = mappe / "broker.log"
        self._lyttere = dict(lyttere or {"PLAINTEXT": "PLAINTEXT"})
        self._porte = dict(zip(self._lyttere, ledige_porte(len(self._lyttere)), strict=True))
        self._annonceret: dict[str, int] = {}
        self._kontrolport = kontrolport or ledige_porte(1)[0]
        self._kvorum = kvorum or f"{node}@{VAERT}:{self._kontrolport}"
        self._egenskaber = dict(egenskaber or {})
        self._brugere = dict(brugere or {})
        self._proces: subprocess.Popen[bytes] | None = None
        self._foedt_ved = 0
        atexit.register(self.draeb)  # whatever becomes of the tests, no node is left behind

    @property
    def bootstrap(self) -> str:
        """Where a client begins: the first listener."""
        return self.adresse(next(iter(self._lyttere)))

    @property
    def koerer(self) -> bool:
        return self._proces is not None and self._proces.poll() is None

    @property
    def pid(self) -> int:
        assert self._proces is not None, "it was never started"
        return self._proces.pid

    def adresse(self, lytter: str) -> str:
        """Host and port of a listener."""
        return f"{VAERT}:{self._porte[lytter]}"

    def annoncer(self, lytter: str, port: int) -> None:
        """Have clients of a listener told, from the next start on, that it is at this port: of something in between."""
        self._annonceret[lytter] = port

    def start(self) -> Kafkaserver:
        """Start it, on what data there is, and wait until it serves. Raises Kafkafejl."""
        self.foed()
        return self.vent_klar()

    def foed(self) -> None:
        """Start the process without waiting."""
        assert not self.koerer, "it runs already"
        opsaetning = self._skriv()
        if not (self.mappe / "data" / "meta.properties").exists():
            self._formater(opsaetning)
        self._foedt_ved = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._proces = subprocess.Popen(
                (*self._java(), "kafka.Kafka", str(opsaetning)), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def vent_klar(self) -> Kafkaserver:
        """Wait until it serves. Raises Kafkafejl."""
        til = time.monotonic() + START_FRIST
        while not _KLAR.search(self._nyt_i_loggen()):
            if not self.koerer:
                raise Kafkafejl(f"Kafka ended while it started:\n{self._hale()}")
            if time.monotonic() > til:
                self.draeb()
                raise Kafkafejl(f"Kafka did not serve within {START_FRIST:.0f} s:\n{self._hale()}")
            time.sleep(0.05)
        return self

    def stop(self) -> None:
        """SIGTERM, and wait for a clean end; a node that hangs is killed. Not running is no error."""
        if self._proces is None or not self.koerer:
            return
        self._proces.send_signal(signal.SIGCONT)
        self._proces.terminate()
        try:
            self._proces.wait(STOP_FRIST)
        except subprocess.TimeoutExpired:
            self.draeb()

    def draeb(self) -> None:
        """kill -9, at once."""
        if self._proces is not None:
            self._proces.kill()
            self._proces.wait()

    def frys(self) -> None:
        """SIGSTOP: it is there, and says nothing."""
        assert self._proces is not None
        self._proces.send_signal(signal.SIGSTOP)

    def optoe(self) -> None:
        """SIGCONT."""
        assert self._proces is not None
        self._proces.send_signal(signal.SIGCONT)

    def _skriv(self) -> Path:
        self.mappe.mkdir(parents=True, exist_ok=True)
        (self.mappe / "log4j2.yaml").write_text(_LOG4J)
        egne = ",".join(f"{navn}://{VAERT}:{port}" for navn, port in self._porte.items())
        annonceret = ",".join(f"{n}://{VAERT}:{self._annonceret.get(n, port)}" for n, port in self._porte.items())
        protokoller = {"CONTROLLER": "PLAINTEXT"} | self._lyttere
        alle = dict(GRUNDLAG) | {
            "node.id": str(self.node),
            "controller.quorum.voters": self._kvorum,
            "listeners": f"{egne},CONTROLLER://{VAERT}:{self._kontrolport}",
            "advertised.listeners": annonceret,
            "listener.security.protocol.map": ",".join(f"{n}:{p}" for n, p in protokoller.items()),
            "inter.broker.listener.name": next(iter(self._lyttere)),
            "log.dirs": str(self.mappe / "data"),
        }
        fil = self.mappe / "server.properties"
        fil.write_text("".join(f"{navn}={vaerdi}\n" for navn, vaerdi in (alle | self._egenskaber).items()))
        return fil

    def _formater(self, opsaetning: Path) -> None:
        brugere = [
            led
            for navn, kode in self._brugere.items()
            for led in ("--add-scram", f"SCRAM-SHA-512=[name={navn},password={kode}]")
        ]
        kommando = (*self._java(), "kafka.tools.StorageTool", "format", "-t", KLYNGE_ID, "-c", str(opsaetning))
        svar = subprocess.run((*kommando, *brugere), capture_output=True, text=True, timeout=START_FRIST, check=False)
        if svar.returncode != 0:
            raise Kafkafejl(f"Kafka could not format its folder:\n{(svar.stdout + svar.stderr)[-2_000:]}")

    def _java(self) -> tuple[str, ...]:
        # Quick to start rather than quick to run: the first compiler only, the simplest collector, a small heap.
        valg = ("-Xmx384m", "-Xms96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true")
        klasser = self._klasser or klassearkiv(_fra_start_til_slut)
        log = f"-Dlog4j2.configurationFile={self.mappe / 'log4j2.yaml'}"
        return ("java", *valg, klasser, log, "-cp", f"{_jars()}/*")

    def _nyt_i_loggen(self) -> bytes:
        with self.log.open("rb") as log:
            log.seek(self._foedt_ved)
            return log.read()

    def _hale(self) -> str:
        return "\n".join(self._nyt_i_loggen().decode(errors="replace").splitlines()[-_HALE:])


def ledige_porte(antal: int) -> list[int]:
    """Free ports below those the kernel hands to outgoing connections.

    A client that tries again and again while its broker is down could otherwise be given the broker's own port.
    """
    fundet: list[int] = []
    while len(fundet) < antal:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as proeve:
            try:
                proeve.bind(("localhost", port))
            except OSError:
                continue
        if port not in fundet:
            fundet.append(port)
    return fundet


def _fra_start_til_slut(mappe: Path, klasser: str) -> None:
    Kafkaserver(mappe, klasser=klasser).start().stop()


@functools.cache
def _jars() -> Path:
    return jars()
