"""The Kafka image by itself: what a test starts with testcontainers takes records in and gives them back."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest
from confluent_kafka import Consumer, KafkaException, Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from scripts.images import PUBLIC, ensure

FRIST = 600.0
ANTAL = 500


@pytest.fixture(scope="module")
def kafka(motor: None) -> Iterator[str]:  # noqa: ARG001 - first an engine
    """A broker started by testcontainers; where it is."""
    with pytest.MonkeyPatch.context() as miljoe:
        miljoe.setenv("TESTCONTAINERS_RYUK_DISABLED", "true")  # its image cannot always be had: the block cleans up
        from testcontainers.core.container import DockerContainer

        ensure(["kafka"])
        port = _fri_port()
        container = (
            DockerContainer(PUBLIC["kafka"].name)
            .with_bind_ports(9092, port)
            .with_env("CLUSTER_ID", "ktXSVcIaR6GxVuu7ZxbPzQ")
            .with_env("KAFKA_NODE_ID", "1")
            .with_env("KAFKA_PROCESS_ROLES", "broker,controller")
            .with_env("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093")
            .with_env("KAFKA_CONTROLLER_LISTENER_NAMES", "STYRING")
            .with_env("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "STYRING:PLAINTEXT,UDE:PLAINTEXT")
            .with_env("KAFKA_LISTENERS", "UDE://:9092,STYRING://:9093")
            .with_env("KAFKA_ADVERTISED_LISTENERS", f"UDE://127.0.0.1:{port}")
            .with_env("KAFKA_INTER_BROKER_LISTENER_NAME", "UDE")
            .with_env("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
            .with_env("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
        )
        with container:
            adresse = f"127.0.0.1:{port}"
            _vent_paa(adresse)
            yield adresse


def _fri_port() -> int:
    with socket.socket() as stik:
        stik.bind(("127.0.0.1", 0))
        return int(stik.getsockname()[1])


def _vent_paa(adresse: str) -> None:
    klient, til = AdminClient({"bootstrap.servers": adresse, "log_level": 0}), time.monotonic() + FRIST
    while True:
        try:
            klient.list_topics(timeout=5)
        except KafkaException:
            assert time.monotonic() < til, f"Kafka does not answer within {FRIST:.0f} seconds"
        else:
            return


def test_det_der_skrives_kommer_tilbage_i_raekkefoelge(kafka: str) -> None:
    emne = f"proeve.{uuid4()}"
    administrator = AdminClient({"bootstrap.servers": kafka})
    administrator.create_topics([NewTopic(emne, 1, 1)])[emne].result(60)
    producent = Producer({"bootstrap.servers": kafka, "enable.idempotence": True, "compression.type": "zstd"})
    for nummer in range(ANTAL):
        producent.produce(emne, key=b"k", value=str(nummer).encode())
    assert producent.flush(60) == 0
    forbruger = Consumer({"bootstrap.servers": kafka, "group.id": emne, "auto.offset.reset": "earliest"})
    forbruger.subscribe([emne])
    hentet: list[str] = []
    til = time.monotonic() + FRIST
    while len(hentet) < ANTAL and time.monotonic() < til:
        hentet += [
            (besked.value() or b"").decode() for besked in forbruger.consume(ANTAL, timeout=1) if not besked.error()
        ]
    forbruger.close()
    assert hentet == [str(nummer) for nummer in range(ANTAL)]
