"""The Kafka backend: the port on an Apache Kafka cluster, through aiokafka's connections and record formats."""

from brokers.kafka.broker import KafkaBroker
from brokers.kafka.security import PLAIN, Security

__all__ = ["PLAIN", "KafkaBroker", "Security"]
