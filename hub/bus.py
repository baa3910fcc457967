"""The broker that the settings ask for. What another backend needs is not imported."""

from __future__ import annotations

from brokers import Broker, EmbeddedBroker
from hub.settings import Indstillinger


def byg_broker(indstillinger: Indstillinger) -> Broker:
    """The bus, not started yet. Raises Indstillingsfejl."""
    if indstillinger.broker == "embedded":
        return EmbeddedBroker(indstillinger.data / "bus")
    from brokers.kafka import KafkaBroker, Security

    security = Security(
        protocol=indstillinger.kafka_protokol,
        ca_file=indstillinger.kafka_ca,
        cert_file=indstillinger.kafka_certifikat,
        key_file=indstillinger.kafka_noegle,
        mechanism=indstillinger.kafka_mekanisme,
        username=indstillinger.kafka_bruger,
        password=indstillinger.laes_kafka_kodeord(),
    )
    return KafkaBroker(
        indstillinger.bootstrap or "",
        security=security,
        replication=indstillinger.kafka_replikaer,
        min_insync=indstillinger.kafka_min_insync,
    )
