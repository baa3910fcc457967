"""A client that no one here wrote, set up for the Kafka of the tests."""

from __future__ import annotations


def fremmed(bootstrap: str, **valg: str | float | bool) -> dict[str, str | int | float | bool]:
    """Settings for confluent-kafka; `valg` with underscores for the dots. Silent when the broker goes away at the end."""
    grund: dict[str, str | int | float | bool] = {
        "bootstrap.servers": bootstrap,
        "broker.address.family": "v4",
        "log_level": 0,
    }
    return grund | {navn.replace("_", "."): vaerdi for navn, vaerdi in valg.items()}
