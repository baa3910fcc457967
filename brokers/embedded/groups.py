"""Consumer groups in the log's tables: who is in, who owns what, and whose commits count.

Runs inside the writer's transaction, so that every process sees the same group. The hand-over is cooperative: `target`
says who shall own a partition, `owner` who does, and a target becomes owner only when there is no owner left, because
the old one released it or its session ended. Each grant raises the claim's epoch; a commit must name the epoch it
works under. Moments are milliseconds of the machine's monotonic clock, which its processes share and nobody sets.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from typing import NamedTuple

from brokers.assignment import assign
from brokers.base import Fenced
from brokers.embedded.liveness import Liveness
from brokers.embedded.writer import Ledger


class Claim(NamedTuple):
    """One grant of one partition to one member: what a commit must still hold."""

    group: str
    partition: int
    member: str
    epoch: int


class Member(NamedTuple):
    """One member of one group; `process` names the broker it lives in."""

    group: str
    name: str
    liveness: Liveness
    session_ms: int


class Standing(NamedTuple):
    """What a member owns: the claims to keep, and those it is asked to give up."""

    keep: frozenset[Claim]
    give_up: frozenset[Claim]


def clock_ms() -> int:
    """Now, for sessions."""
    return time.monotonic_ns() // 1_000_000


def join(ledger: Ledger, member: Member, topics: frozenset[str]) -> Standing:
    """Enter the group; partitions follow as others release them."""
    db = ledger.db
    db.execute("INSERT OR IGNORE INTO consumer_group VALUES (?, 0)", (member.group,))
    db.execute(
        "INSERT INTO member VALUES (?, ?, ?, ?, ?)",
        (member.name, member.group, member.liveness.process, clock_ms(), member.session_ms),
    )
    db.executemany("INSERT INTO subscription VALUES (?, ?)", [(topic, member.name) for topic in topics])
    _expire(ledger, member)
    _reassign(ledger, member.group)
    return _standing(ledger, member)


def beat(ledger: Ledger, member: Member) -> Standing | None:
    """Say that the member is alive; None when the group has given it up meanwhile (join again, as a new member)."""
    row = ledger.db.execute("SELECT seen_ms FROM member WHERE id = ?", (member.name,)).fetchone()
    if row is None:
        return None
    now = clock_ms()
    ledger.db.execute("UPDATE member SET seen_ms = ? WHERE id = ?", (now, member.name))
    # Who could not write for long (a frozen disk, a hanging lock) must suppose that the others could not either:
    # it does not judge them by their silence this time.
    in_time = now - row[0] <= member.session_ms // 2
    if in_time and _expire(ledger, member):
        _reassign(ledger, member.group)
    return _standing(ledger, member)


def release(ledger: Ledger, claims: Iterable[Claim]) -> None:
    """Let go of partitions, so that their targets can take them."""
    for claim in claims:
        ledger.db.execute(
            "UPDATE claim SET owner = NULL WHERE consumer_group = ? AND partition = ? AND owner = ? AND epoch = ?",
            claim,
        )
        _bump(ledger, claim.group)


def leave(ledger: Ledger, member: Member) -> None:
    """Go out of the group and let go of everything."""
    _remove(ledger.db, member.name)
    _reassign(ledger, member.group)


def topics_changed(ledger: Ledger, names: Iterable[str]) -> None:
    """Share anew in every group that subscribes to a topic that was made or deleted."""
    concerned = {
        group
        for name in names
        for (group,) in ledger.db.execute(
            "SELECT DISTINCT m.consumer_group FROM subscription s JOIN member m ON m.id = s.member WHERE s.topic = ?",
            (name,),
        )
    }
    for group in sorted(concerned):
        _reassign(ledger, group)


def check(db: sqlite3.Connection, claims: Iterable[Claim]) -> None:
    """Raise Fenced when one of the claims is no longer held."""
    for claim in claims:
        row = db.execute(
            "SELECT owner, epoch FROM claim WHERE consumer_group = ? AND partition = ?",
            (claim.group, claim.partition),
        ).fetchone()
        if row != (claim.member, claim.epoch):
            raise Fenced(
                f"group {claim.group}: this member no longer owns the partition; "
                "another one goes on from the last committed offset",
            )


def store_progress(db: sqlite3.Connection, progress: Iterable[tuple[Claim, int]]) -> None:
    """Write the next offset to handle, per claim."""
    db.executemany(
        "INSERT INTO progress VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset",
        [(claim.group, claim.partition, offset) for claim, offset in progress],
    )


def _expire(ledger: Ledger, judge: Member) -> bool:
    """Remove members whose process or session has ended. A moment in the future is from before the machine's start."""
    now = clock_ms()
    others = ledger.db.execute(
        "SELECT id, process, seen_ms, session_ms FROM member WHERE consumer_group = ? AND id <> ?",
        (judge.group, judge.name),
    ).fetchall()
    gone = [
        name
        for name, process, seen_ms, session_ms in others
        if not seen_ms <= now <= seen_ms + session_ms or judge.liveness.is_dead(process)
    ]
    for name in gone:
        _remove(ledger.db, name)
    return bool(gone)


def _remove(db: sqlite3.Connection, member: str) -> None:
    db.execute("DELETE FROM member WHERE id = ?", (member,))
    db.execute("DELETE FROM subscription WHERE member = ?", (member,))
    db.execute("UPDATE claim SET owner = NULL WHERE owner = ?", (member,))


def _reassign(ledger: Ledger, group: str) -> None:
    db = ledger.db
    subscriptions: dict[str, set[str]] = {}
    for member, topic in db.execute(
        "SELECT m.id, s.topic FROM member m JOIN subscription s ON s.member = m.id WHERE m.consumer_group = ?",
        (group,),
    ):
        subscriptions.setdefault(member, set()).add(topic)
    topics = set().union(*subscriptions.values())
    partitions = {
        partition: topic
        for topic in topics
        for (partition,) in db.execute(
            "SELECT p.id FROM topic t JOIN log_partition p ON p.topic = t.id WHERE t.name = ?",
            (topic,),
        )
    }
    claims = db.execute("SELECT partition, owner, target FROM claim WHERE consumer_group = ?", (group,)).fetchall()
    owners = {partition: owner or target for partition, owner, target in claims}
    targets = assign({member: frozenset(names) for member, names in subscriptions.items()}, partitions, owners)
    db.executemany(
        "UPDATE claim SET target = ? WHERE consumer_group = ? AND partition = ?",
        [(targets.get(partition), group, partition) for partition, _, _ in claims],
    )
    db.executemany(
        "INSERT OR IGNORE INTO claim VALUES (?, ?, NULL, ?, 0)",
        [(group, partition, target) for partition, target in targets.items()],
    )
    db.execute(
        "DELETE FROM claim WHERE consumer_group = ? AND partition NOT IN (SELECT id FROM log_partition)",
        (group,),
    )
    _bump(ledger, group)


def _standing(ledger: Ledger, member: Member) -> Standing:
    """Take what is free and meant for this member, then say what it owns."""
    db = ledger.db
    db.execute(
        "UPDATE claim SET owner = target, epoch = epoch + 1 WHERE consumer_group = ? AND target = ? AND owner IS NULL",
        (member.group, member.name),
    )
    rows = db.execute(
        "SELECT partition, epoch, target FROM claim WHERE consumer_group = ? AND owner = ?",
        (member.group, member.name),
    ).fetchall()
    claims = {
        Claim(member.group, partition, member.name, epoch): target == member.name for partition, epoch, target in rows
    }
    keep = frozenset(claim for claim, stays in claims.items() if stays)
    return Standing(keep, frozenset(claims) - keep)


def _bump(ledger: Ledger, group: str) -> None:
    (generation,) = ledger.db.execute(
        "UPDATE consumer_group SET generation = generation + 1 WHERE name = ? RETURNING generation",
        (group,),
    ).fetchone()
    ledger.moved[group] = generation
