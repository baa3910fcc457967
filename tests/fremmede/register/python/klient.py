"""confluent-kafka's serialisers, asked over standard input: a request a line, an answer a line, both JSON."""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

from confluent_kafka.schema_registry import SchemaRegistryClient, record_subject_name_strategy
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

url, bruger, token = sys.argv[1:]
client: Any = SchemaRegistryClient({"url": url, "basic.auth.user.info": f"{bruger}:{token}"})
om = SerializationContext("emne", MessageField.VALUE)
laeser: Any = AvroDeserializer(client)


def skriver(skema: str, *, registrer: bool) -> Any:
    conf = {"auto.register.schemas": registrer, "subject.name.strategy": record_subject_name_strategy}
    return AvroSerializer(client, skema, conf=conf)


def saet(vaerdi: Any, sti: str, nyt: Any) -> None:
    *hertil, sidste = sti.split(".")
    for led in hertil:
        vaerdi = vaerdi[int(led) if led.isdigit() else led]
    vaerdi[sidste] = nyt


def svar(spurgt: dict[str, Any]) -> dict[str, Any]:
    match spurgt["goer"]:
        case "skriv":
            avro = skriver(spurgt["skema"], registrer=True)(spurgt["vaerdi"], om)
            return {"avro": base64.b64encode(avro).decode()}
        case "laes":
            return {"vaerdi": laeser(base64.b64decode(spurgt["avro"]), om)}
        case "omskriv":
            avro = base64.b64decode(spurgt["avro"])
            vaerdi = laeser(avro, om)
            for sti, nyt in spurgt["aendr"].items():
                saet(vaerdi, sti, nyt)
            skema = client.get_schema(int.from_bytes(avro[1:5], "big")).schema_str
            return {"avro": base64.b64encode(skriver(skema, registrer=False)(vaerdi, om)).decode()}
    raise ValueError(spurgt["goer"])


for linje in sys.stdin:
    try:
        ud = json.dumps(svar(json.loads(linje)), default=str)
    except Exception as fejl:  # noqa: BLE001 - whatever it is, the test is told
        ud = json.dumps({"fejl": repr(fejl)})
    sys.stdout.write(ud + "\n")
    sys.stdout.flush()
