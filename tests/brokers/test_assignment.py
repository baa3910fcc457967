"""The assignment of partitions to members: complete, balanced and sticky, whatever the group looks like."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from brokers.assignment import assign

MEMBERS = ("m1", "m2", "m3", "m4", "m5")
TOPICS = ("a", "b", "c")
SUBSCRIPTIONS = st.dictionaries(st.sampled_from(MEMBERS), st.frozensets(st.sampled_from(TOPICS), min_size=1))
ALIKE = st.sets(st.sampled_from(MEMBERS), min_size=1).map(lambda names: dict.fromkeys(names, frozenset(TOPICS)))
PARTITIONS = st.dictionaries(st.integers(0, 40), st.sampled_from(TOPICS), max_size=25)
OWNERS = st.dictionaries(st.integers(0, 40), st.sampled_from((*MEMBERS, "gone")), max_size=25)


@given(SUBSCRIPTIONS, PARTITIONS, OWNERS)
def test_every_partition_has_one_owner_who_subscribes(
    subscriptions: dict[str, frozenset[str]], partitions: dict[int, str], owners: dict[int, str]
) -> None:
    found = assign(subscriptions, partitions, owners)
    wanted = {p for p, topic in partitions.items() if any(topic in topics for topics in subscriptions.values())}
    assert found.keys() == wanted
    assert all(partitions[p] in subscriptions[member] for p, member in found.items())


@given(SUBSCRIPTIONS, PARTITIONS, OWNERS)
def test_no_partition_could_move_to_a_member_with_two_fewer(
    subscriptions: dict[str, frozenset[str]], partitions: dict[int, str], owners: dict[int, str]
) -> None:
    found = assign(subscriptions, partitions, owners)
    load = Counter(found.values())
    for partition, member in found.items():
        for other, topics in subscriptions.items():
            if partitions[partition] in topics:
                assert load[member] - load[other] <= 1


@given(SUBSCRIPTIONS, PARTITIONS, OWNERS)
def test_an_unchanged_group_keeps_its_assignment(
    subscriptions: dict[str, frozenset[str]], partitions: dict[int, str], owners: dict[int, str]
) -> None:
    found = assign(subscriptions, partitions, owners)
    assert assign(subscriptions, partitions, found) == found


@given(ALIKE, PARTITIONS, OWNERS)
def test_among_equals_no_more_moves_than_the_balance_asks_for(
    subscriptions: dict[str, frozenset[str]], partitions: dict[int, str], owners: dict[int, str]
) -> None:
    found = assign(subscriptions, partitions, owners)
    before = {p: owners[p] for p in partitions if owners.get(p) in subscriptions}
    share, over = divmod(len(partitions), len(subscriptions))
    held = sorted(Counter(dict.fromkeys(subscriptions, 0) | Counter(before.values())).values(), reverse=True)
    # The fewest moves: the `over` members that hold most may keep one above the share, the others only the share.
    fewest = sum(max(0, count - share - (place < over)) for place, count in enumerate(held))
    assert sum(found[p] != member for p, member in before.items()) == fewest


@given(ALIKE, PARTITIONS, OWNERS)
def test_when_a_member_leaves_the_others_keep_what_they_have(
    subscriptions: dict[str, frozenset[str]], partitions: dict[int, str], owners: dict[int, str]
) -> None:
    before = assign(subscriptions, partitions, owners)
    leaver, *others = sorted(subscriptions)
    if others:
        after = assign({name: subscriptions[name] for name in others}, partitions, before)
        assert all(after[p] == member for p, member in before.items() if member != leaver)
