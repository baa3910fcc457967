"""Clients that no one here wrote, told only what stands in the catalogue and in the agreement."""

from __future__ import annotations

import io
import json
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import fastavro
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer

from scripts.kafka_jars import jars as kafka_jars
from scripts.maven_jars import fetch_jars
from tests.fremmede.kafka.conftest import KODEORD

FRIST: Final = 60.0
_AVRO: Final = "1.12.0"
_JAVA: Final = Path(__file__).parent / "java" / "Laes.java"


def indstillinger(bootstrap: str, bruger: str, **mere: Any) -> dict[str, Any]:
    """What librdkafka wants to know."""
    return {
        "bootstrap.servers": bootstrap,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": bruger,
        "sasl.password": KODEORD[bruger],
    } | {navn.replace("_", "."): vaerdi for navn, vaerdi in mere.items()}


def laes_python(bootstrap: str, bruger: str, emne: str, gruppe: str, antal: int) -> list[Message]:
    """The first `antal` records of a topic. Raises KafkaException when the cluster refuses."""
    consumer = Consumer(
        indstillinger(bootstrap, bruger, group_id=gruppe, auto_offset_reset="earliest", enable_auto_commit=False)
    )
    try:
        consumer.subscribe([emne])
        fundet: list[Message] = []
        til = time.monotonic() + FRIST
        while len(fundet) < antal:
            assert time.monotonic() < til, f"{len(fundet)} of {antal} records within {FRIST:.0f} s"
            post = consumer.poll(0.5)
            if post is None:
                continue
            if (fejl := post.error()) is not None:
                raise KafkaException(fejl)
            fundet.append(post)
            consumer.commit(message=post, asynchronous=False)
        return fundet
    finally:
        consumer.close()


def skriv_python(bootstrap: str, bruger: str, emne: str, vaerdi: bytes, **mere: Any) -> KafkaError | None:
    """Write a record; what the cluster had against it."""
    fejl: list[KafkaError | None] = []
    producer = Producer(indstillinger(bootstrap, bruger, message_timeout_ms=20_000, **mere))
    if "transactional_id" in mere:
        try:
            producer.init_transactions(20)
            producer.begin_transaction()
            producer.produce(emne, vaerdi)
            producer.commit_transaction(20)
        except KafkaException as afvist:
            afvisning: KafkaError = afvist.args[0]
            return afvisning
        return None
    producer.produce(emne, vaerdi, on_delivery=lambda f, _: fejl.append(f))
    producer.flush(FRIST)
    assert fejl, "the cluster did not answer"
    return fejl[0]


def pak_ud(vaerdi: bytes, katalogpost: Mapping[str, Any]) -> dict[str, Any]:
    """A message by Confluent's framing and the catalogue's schema."""
    assert vaerdi[0] == 0
    assert int.from_bytes(vaerdi[1:5], "big") == katalogpost["skemaId"]
    ind = io.BytesIO(vaerdi[5:])
    indhold: Any = fastavro.schemaless_reader(ind, fastavro.parse_schema(katalogpost["skema"]))
    assert not ind.read()
    return dict(indhold)


def kcat(bootstrap: str, bruger: str, *valg: str) -> subprocess.CompletedProcess[bytes]:
    """Run kcat as this user; by PLAIN, since the librdkafka that Debian's is built with gets SCRAM-SHA-512 wrong."""
    valgte = indstillinger(bootstrap, bruger, sasl_mechanism="PLAIN")
    saet = (f"{navn}={vaerdi}" for navn, vaerdi in valgte.items() if navn != "bootstrap.servers")
    kommando = ["kcat", "-m", "30", "-b", bootstrap, *(led for et in saet for led in ("-X", et)), *valg]
    return subprocess.run(kommando, capture_output=True, timeout=FRIST, check=False)


def laes_java(mappe: Path, bootstrap: str, bruger: str, emne: str, gruppe: str, skema: Mapping[str, Any]) -> Any:
    """What the Java client says of the first record: its BeskedId and headers, or how it was refused."""
    avro = fetch_jars("avro", _AVRO, (("org.apache.avro", "avro", _AVRO), ("org.slf4j", "slf4j-nop", "2.0.17")))
    sti = f"{mappe}:{avro}/*:{kafka_jars()}/*"
    subprocess.run(["javac", "-cp", sti, "-d", str(mappe), str(_JAVA)], check=True, timeout=FRIST)
    skemafil = mappe / "skema.avsc"
    skemafil.write_text(json.dumps(skema))
    kommando = ["java", "-Xmx256m", "-cp", sti, "Laes", bootstrap, bruger, KODEORD[bruger], emne, gruppe, str(skemafil)]
    svar = subprocess.run(kommando, capture_output=True, text=True, timeout=FRIST, check=False)
    assert svar.returncode == 0, svar.stderr[-2_000:]
    return json.loads(svar.stdout.splitlines()[-1])
