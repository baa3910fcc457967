"""The registry's REST interface under `/registry`: what Confluent's Schema Registry clients speak, a file per resource."""

from hub.api.registry.indgang import monter

__all__ = ["monter"]
