"""The topics of the bus and the headers of its records: one list, the same on every broker.

Everything on the way of a message that names a topic, a header or a consumer group names it from here.
"""

from __future__ import annotations

from typing import Final

from brokers import Cleanup, TopicSpec

INDGANG: Final = "ind.faelles"
"""What came in over HTTP or AMQP, stamped with the authenticated system. Written by the hub alone."""
INDGANG_SYSTEM: Final = "ind."
"""What a system writes itself, on Kafka: `ind.<system>`, writable by that system alone."""
LOG: Final = "besked.log"
"""Every decision, hash-chained; the source of truth. Its partition is the input's partition."""
LEVERINGSLOG: Final = "levering.log"
"""What happened to a message in its dueslag, hash-chained. Its partition is the delivery partition of the dueslag."""
HOVEDER: Final = "log.hoved"
"""The newest link of every chain, written with it; compacted. Shows a log that was cut off at its end."""
HISTORIK: Final = "historik"
"""Changelog of what routing remembers, per input partition; compacted."""
LEVERING: Final = "levering"
"""State of each dueslag; compacted. Its partitions are the units of ownership in delivery."""
MAERKE: Final = "bus.maerke"
"""What the bus is known by, and a trace of the secret that its hashes are made with; compacted."""
INSTANSER: Final = "instanser"
"""Which instance of the hub serves which partition of `levering`, and where it is reached; compacted."""
RUTES_EFTER: Final = "rutes.efter"
"""By how much of the configuration each input partition is routed, announced by its owner; compacted."""
FEJLKOE: Final = "fejlkoe"
"""What was refused, or given up in delivery, with its original bytes."""
FEJLTILSTAND: Final = "fejlkoe.tilstand"
"""Which failures were redriven, by whom; compacted."""

GRUPPE_ROUTER: Final = "router"
GRUPPE_LEVERING: Final = "levering"
GRUPPE_DIREKTE: Final = "direkte"
KLIENT: Final = "fh."
"""What a system's own consumer groups and transactional ids begin with on Kafka: `fh.<system>`."""

AFSENDER: Final = "fh-afsender"
"""Header: id of the authenticated system that sent the message."""
MODTAGET: Final = "fh-modtaget"
"""Header: when the hub received the message, ISO 8601."""
MODTAGELSE: Final = "fh-modtagelse"
"""Header: the number of the reception, a UUID; what a sender's receipts refer to."""
GYLDIG_FRA: Final = "fh-gyldig-fra"
"""Header on dueslag records: GyldighedFra, ISO 8601, when the message has one."""
GYLDIG_TIL: Final = "fh-gyldig-til"
"""Header on dueslag records: GyldighedTil, ISO 8601, when the message has one."""
GENAFSPILLET: Final = "fh-genafspillet"
"""Header: the failure that this record is a redrive of."""
GENAFSPILLET_AF: Final = "fh-genafspillet-af"
"""Header: who ordered the redrive."""
GENAFSPIL_TIL: Final = "fh-genafspil-til"
"""Header on input records: the only dueslag a redriven delivery goes to."""
SKEMATILSTAND: Final = "fh-skematilstand"
"""Header on dueslag records: where the message's schema stands with the council, when it is not approved."""
TRACEPARENT: Final = "traceparent"
"""Header: W3C Trace Context, carried as given."""

BESKED_MAKS: Final = 2_000_000
"""Bytes of the largest message that is taken in; larger content travels by claim check."""
POST_MAKS: Final = BESKED_MAKS + 200_000
"""Bytes of the largest record: a message, and what the hub writes around it."""
_DIREKTE_BEVARES: Final = 7 * 86_400_000


def direkte(system: str) -> str:
    """The topic that a system writes itself."""
    return f"{INDGANG_SYSTEM}{system}"


def dueslag(abonnement: str) -> str:
    """The topic of a subscription's dueslag."""
    return f"dueslag.{abonnement}"


def kvittering(system: str) -> str:
    """The topic of a system's receipts."""
    return f"kvittering.{system}"


def faste(partitioner: int) -> tuple[TopicSpec, ...]:
    """The topics that every hub has, for this number of input partitions."""
    return (
        TopicSpec(INDGANG, partitioner, max_record_bytes=POST_MAKS),
        TopicSpec(LOG, partitioner, max_record_bytes=POST_MAKS),
        TopicSpec(LEVERINGSLOG, partitioner),
        TopicSpec(HOVEDER, 1, Cleanup.COMPACT),
        TopicSpec(HISTORIK, partitioner, Cleanup.COMPACT),
        TopicSpec(LEVERING, partitioner, Cleanup.COMPACT),
        TopicSpec(INSTANSER, 1, Cleanup.COMPACT),
        TopicSpec(RUTES_EFTER, 1, Cleanup.COMPACT),
        TopicSpec(FEJLKOE, partitioner, max_record_bytes=POST_MAKS),
        TopicSpec(FEJLTILSTAND, 1, Cleanup.COMPACT),
    )


def direkteemne(system: str, partitioner: int) -> TopicSpec:
    """The topic that a system writes itself, as it is made: what was taken over from it goes after a week."""
    return TopicSpec(
        direkte(system), partitioner, retention_ms=_DIREKTE_BEVARES, max_record_bytes=BESKED_MAKS + 100_000
    )


def dueslagsemne(abonnement: str) -> TopicSpec:
    """The topic of a dueslag, as it is made."""
    return TopicSpec(dueslag(abonnement), max_record_bytes=POST_MAKS)


def kvitteringsemne(system: str) -> TopicSpec:
    """The topic of a system's receipts, as it is made."""
    return TopicSpec(kvittering(system))
