"""The group's tables step by step: hand-over, epochs, and who may judge whom by their silence."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from brokers import Fenced, TopicSpec
from brokers.embedded import database, groups
from brokers.embedded.groups import Claim, Member
from brokers.embedded.liveness import Liveness
from brokers.embedded.topics import create_topic
from brokers.embedded.writer import Ledger

SESSION_MS = 10_000


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    path = database.prepare(tmp_path, 1.0)
    with contextlib.closing(database.open_writer(path, None)) as db:
        ledger = Ledger(db, 0)
        create_topic(ledger, TopicSpec("e", partitions=2))
        yield ledger


@pytest.fixture
def members(tmp_path: Path) -> Iterator[list[Member]]:
    with contextlib.ExitStack() as stack:
        alive = [Liveness(tmp_path) for _ in range(2)]
        for one in alive:
            stack.callback(one.close)
        yield [Member("g", f"m{n}", one, SESSION_MS) for n, one in enumerate(alive)]


def enter(ledger: Ledger, member: Member) -> frozenset[Claim]:
    return groups.join(ledger, member, frozenset({"e"})).keep


def silent_for(ledger: Ledger, member: Member, milliseconds: int) -> None:
    ledger.db.execute("UPDATE member SET seen_ms = seen_ms - ? WHERE id = ?", (milliseconds, member.name))


def owned(ledger: Ledger) -> set[tuple[int, str | None]]:
    return set(ledger.db.execute("SELECT partition, owner FROM claim"))


def test_a_partition_waits_for_its_release(ledger: Ledger, members: list[Member]) -> None:
    first, second = members
    assert len(enter(ledger, first)) == 2
    assert not enter(ledger, second)
    standing = groups.beat(ledger, first)
    assert standing is not None
    assert (len(standing.keep), len(standing.give_up)) == (1, 1)
    again = groups.beat(ledger, second)
    assert again is not None
    assert not again.keep
    groups.release(ledger, standing.give_up)
    taken = groups.beat(ledger, second)
    assert taken is not None
    assert {claim.partition for claim in taken.keep} == {claim.partition for claim in standing.give_up}


def test_a_claim_that_was_given_up_and_granted_again_is_another_claim(ledger: Ledger, members: list[Member]) -> None:
    [old, *_] = enter(ledger, members[0])
    groups.release(ledger, [old])
    standing = groups.beat(ledger, members[0])
    assert standing is not None
    [new] = [claim for claim in standing.keep if claim.partition == old.partition]
    groups.check(ledger.db, [new])
    with pytest.raises(Fenced):
        groups.check(ledger.db, [old])


def test_a_late_release_takes_nothing_from_the_next_owner(ledger: Ledger, members: list[Member]) -> None:
    [old, *_] = enter(ledger, members[0])
    groups.release(ledger, [old])
    groups.beat(ledger, members[0])
    before = owned(ledger)
    groups.release(ledger, [old])
    assert owned(ledger) == before


def test_a_silent_member_loses_everything(ledger: Ledger, members: list[Member]) -> None:
    first, second = members
    enter(ledger, first)
    enter(ledger, second)
    silent_for(ledger, first, SESSION_MS + 1_000)
    standing = groups.beat(ledger, second)
    assert standing is not None
    assert len(standing.keep) == 2
    assert groups.beat(ledger, first) is None


def test_who_was_silent_too_judges_nobody_by_silence(ledger: Ledger, members: list[Member]) -> None:
    first, second = members
    enter(ledger, first)
    enter(ledger, second)
    for member in members:
        silent_for(ledger, member, SESSION_MS + 1_000)
    groups.beat(ledger, second)
    assert groups.beat(ledger, first) is not None


def test_a_moment_from_before_the_machines_start_is_a_session_that_ended(ledger: Ledger, members: list[Member]) -> None:
    first, second = members
    enter(ledger, first)
    silent_for(ledger, first, -10 * SESSION_MS)
    assert len(enter(ledger, second)) == 2


def test_a_member_whose_process_is_gone_loses_everything_at_once(
    ledger: Ledger, members: list[Member], tmp_path: Path
) -> None:
    gone = Liveness(tmp_path)
    assert len(enter(ledger, Member("g", "gone", gone, SESSION_MS))) == 2
    gone.close()
    assert len(enter(ledger, members[0])) == 2


def test_a_living_process_is_never_called_dead(tmp_path: Path) -> None:
    with contextlib.closing(Liveness(tmp_path)) as one, contextlib.closing(Liveness(tmp_path)) as other:
        assert not one.is_dead(other.process)
        assert not one.is_dead(one.process)
        assert one.is_dead("nobody")
        assert {path.name for path in (tmp_path / "alive").iterdir()} == {one.process, other.process}
