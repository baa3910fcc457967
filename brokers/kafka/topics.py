"""A topic's settings: what the port's `TopicSpec` is in Kafka's words, and what of a topic would break a promise. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from brokers.base import Cleanup, TopicSpec
from brokers.kafka.cluster import Layout

OVERHEAD: Final = 65_536
"""Kafka's limit is about a whole batch as it is stored. This much is added to `max_record_bytes`: room for what a
record costs beside key, headers and value, and for many small records in one batch."""
_UNLIMITED: Final = "-1"
SETTINGS: Final = (
    "cleanup.policy",
    "retention.ms",
    "retention.bytes",
    "max.message.bytes",
    "message.timestamp.type",
    "min.insync.replicas",
    "unclean.leader.election.enable",
)
"""What is looked at of an existing topic."""


def to_settings(spec: TopicSpec, min_insync: int | None) -> dict[str, str]:
    """The settings to create the topic with. A limit that is not asked for is none: what the hub writes must not vanish."""
    settings = {
        "cleanup.policy": spec.cleanup.value,
        "retention.ms": _UNLIMITED if spec.retention_ms is None else str(spec.retention_ms),
        "retention.bytes": _UNLIMITED if spec.retention_bytes is None else str(spec.retention_bytes),
        "max.message.bytes": str(spec.max_record_bytes + OVERHEAD),
        # The cluster's clock, not the writer's: retention must not depend on the clock of one hub.
        "message.timestamp.type": "LogAppendTime",
        "unclean.leader.election.enable": "false",
    }
    if min_insync is not None:
        settings["min.insync.replicas"] = str(min_insync)
    return settings


def to_spec(name: str, layout: Layout, settings: Mapping[str, str]) -> TopicSpec:
    """The topic as the port sees it."""
    cleanup = Cleanup.COMPACT if "compact" in settings["cleanup.policy"] else Cleanup.DELETE
    limited = "delete" in settings["cleanup.policy"]
    return TopicSpec(
        name,
        len(layout.leaders),
        cleanup,
        _limit(settings["retention.ms"]) if limited else None,
        _limit(settings["retention.bytes"]) if limited else None,
        int(settings["max.message.bytes"]) - OVERHEAD,
    )


def differences(
    asked: TopicSpec,
    layout: Layout,
    settings: Mapping[str, str],
    *,
    replication: int | None,
    min_insync: int | None,
) -> list[str]:
    """What of an existing topic does not keep what is asked of it, setting by setting: what it is, and what is wanted."""
    is_ = to_spec(asked.name, layout, settings)
    wrong = [
        f"{setting} is {_text(found)}, asked for {_text(wanted)}"
        for setting, found, wanted in (
            ("partitions", is_.partitions, asked.partitions),
            ("cleanup", settings["cleanup.policy"], asked.cleanup.value),
            ("retention_ms", is_.retention_ms, asked.retention_ms),
            ("retention_bytes", is_.retention_bytes, asked.retention_bytes),
            ("message.timestamp.type", settings["message.timestamp.type"], "LogAppendTime"),
            ("unclean.leader.election.enable", settings["unclean.leader.election.enable"], "false"),
        )
        if wanted is not None and found != wanted
    ]
    wrong += [
        f"{setting} is {found}, asked for {wanted} or more"
        for setting, found, wanted in (
            ("max_record_bytes", is_.max_record_bytes, asked.max_record_bytes),
            ("replication", layout.replicas, replication or 1),
            ("min.insync.replicas", int(settings["min.insync.replicas"]), min_insync or 1),
        )
        if found < wanted
    ]
    return wrong


def _limit(setting: str) -> int | None:
    return None if setting == _UNLIMITED else int(setting)


def _text(setting: object) -> str:
    return "unlimited" if setting is None else str(setting)
