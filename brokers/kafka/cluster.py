"""What this instance knows of the cluster: its nodes, the topics it has met with their leaders, and coordinators."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from aiokafka.protocol.coordination import FindCoordinatorRequest

from brokers.base import TopicPartition, Unavailable, UnknownTopic
from brokers.kafka import messages
from brokers.kafka.codes import NO_SUCH_TOPIC, Code
from brokers.kafka.connections import Connections, Node
from brokers.kafka.failures import Passing, Patience, refusal
from brokers.kafka.together import Together

Kind = Literal["group", "transactional id"]
_KINDS: Final[dict[Kind, int]] = {"group": 0, "transactional id": 1}
_LOOK_UP: Final = 3.0
"""Seconds that one node has to answer where any other could: one that hangs must not hold up the rest."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A topic as the cluster lays it out. `leaders[n]`: the node that leads partition n, -1 for none now."""

    topic_id: bytes
    internal: bool
    leaders: tuple[int, ...]
    replicas: int
    """Of the partition that has fewest."""

    @property
    def led(self) -> bool:
        """Whether every partition has a leader."""
        return -1 not in self.leaders


class Cluster:
    """The cluster behind the addresses of `bootstrap`."""

    def __init__(self, connections: Connections, bootstrap: list[Node]) -> None:
        self.connections = connections
        self.nodes: dict[int, Node] = {}
        self.controller: int = -1
        self._bootstrap = bootstrap
        self._layouts: dict[str, Layout] = {}
        self._refused: set[str] = set()
        self._coordinators: dict[tuple[Kind, str], int] = {}
        self._silent: dict[Node, float] = {}
        """When a node last gave no answer."""
        self._together = Together(self._look, "kafka-metadata")

    async def start(self) -> None:
        """Meet the cluster. Raises Unavailable with what is wrong at each address, or with the advertised ones.

        Passing while it has no broker that serves: it is starting, or a frozen one is coming back.
        """
        answer = await self._first_contact()
        self._take_nodes(answer)
        if not self.nodes:
            raise Passing("Kafka: the cluster has no broker that serves clients now")
        reasons = []
        for node in sorted(self.nodes.values()):
            try:
                self._take_nodes(await self.connections.ask(node, messages.metadata([])))
            except Passing as error:
                reasons.append(str(error))
            else:
                return
        raise Unavailable(
            "Kafka: the cluster answers at the address given, but not at those its brokers advertise "
            f"(advertised.listeners): {'; '.join(reasons)}"
        )

    async def _first_contact(self) -> Any:
        reasons = []
        for node in self._bootstrap:
            try:
                return await self.connections.ask(node, messages.metadata([]))
            except Passing as error:
                reasons.append(str(error).removeprefix("Kafka: "))
        raise Unavailable(f"Kafka cannot be reached: {'; '.join(reasons)}")

    async def ask_any(self, request: Any, *, within: float = _LOOK_UP) -> Any:
        """The answer of whichever node gives one in so many seconds. Raises Passing when none does."""
        nodes = list(self.nodes.values())
        random.shuffle(nodes)
        nodes.sort(key=lambda node: self._silent.get(node, 0.0))
        last: Passing | None = None
        for node in (*nodes, *self._bootstrap):
            try:
                return await self.connections.ask(node, request, within=min(within, self.connections.timeout))
            except Passing as error:
                self._silent[node] = asyncio.get_running_loop().time()
                last = error
        raise last or Passing("Kafka: no broker is known")

    async def ask_controller(self, request: Any) -> Any:
        """The answer of the node that forwards to the controller. Raises Passing."""
        node = self.nodes.get(self.controller)
        if node is None:
            return await self.ask_any(request, within=self.connections.timeout)
        try:
            return await self.connections.ask(node, request)
        except Passing:
            with contextlib.suppress(Passing):
                await self.look_up(())  # whoever is asked next should be there
            raise

    def layout(self, topic: str) -> Layout | None:
        """The topic as last heard; None when it was not met, or is gone."""
        return self._layouts.get(topic)

    def leader(self, place: TopicPartition, topic_id: bytes | None = None) -> Node | None:
        """The node that leads a partition, as last heard; None when there is none, or the topic is another one now."""
        layout = self._layouts.get(place.topic)
        if layout is None or not 0 <= place.partition < len(layout.leaders):
            return None
        if topic_id is not None and layout.topic_id != topic_id:
            return None
        return self.nodes.get(layout.leaders[place.partition])

    async def known(self, topic: str, patience: Patience) -> Layout:
        """The topic, looked up when it was not met yet. Raises UnknownTopic, Unavailable."""
        await patience.through(lambda: self.meet([topic]))
        layout = self._layouts.get(topic)
        if layout is None:
            raise no_such_topic(topic)
        return layout

    async def meet(self, topics: Iterable[str]) -> None:
        """Look up those of the topics that were not met yet. Raises Passing, and Unavailable where rights are missing."""
        fresh = [name for name in topics if name not in self._layouts]
        if fresh:
            await self.refresh(fresh)

    async def refresh(self, topics: Iterable[str] = ()) -> None:
        """Look up nodes and these topics anew. Raises Passing, and Unavailable where rights are missing."""
        names = set(topics)
        await self.look_up(names)
        self.check_rights(names)

    async def look_up(self, topics: Iterable[str]) -> None:
        """Look up nodes and these topics anew; topics that may not be seen are not known afterwards. Raises Passing."""
        await self._together.ask(topics)

    def check_rights(self, topics: Iterable[str]) -> None:
        """Raise Unavailable when this instance may not even see one of the topics."""
        for name in sorted(self._refused.intersection(topics)):
            raise refusal(Code.TOPIC_AUTHORIZATION_FAILED, f"topic {name}: describe", self.connections.security)

    def forget(self, topic: str) -> None:
        """It was deleted."""
        self._layouts.pop(topic, None)

    async def look_at(self, node: Node, topics: list[str] | None) -> dict[str, Layout]:
        """Topics as one certain node knows them (None: all). Raises Passing."""
        answer = await self.connections.ask(node, messages.metadata(topics))
        return {name: layout for name, _, layout in _layouts(answer) if layout is not None}

    async def every_topic(self) -> dict[str, Layout]:
        """All topics there are. Raises Passing."""
        answer = await self.ask_any(messages.metadata(None))
        self._take_nodes(answer)
        return {name: layout for name, _, layout in _layouts(answer) if layout is not None}

    async def coordinator(self, kind: Kind, key: str, patience: Patience) -> Node:
        """The node that coordinates a group or a transactional id. Raises Unavailable."""
        while True:
            node = self.nodes.get(self._coordinators.get((kind, key), -1))
            if node is not None:
                return node
            try:
                answer = await self.ask_any(FindCoordinatorRequest(key, _KINDS[kind]))
                if code := Code.of(answer.error_code):
                    raise refusal(code, f"{kind} {key}: find its coordinator", self.connections.security)
                self._coordinators[kind, key] = answer.coordinator_id
                if answer.coordinator_id not in self.nodes:
                    await self.refresh()
            except Passing as error:
                await patience.after(error)

    def forget_coordinator(self, kind: Kind, key: str) -> None:
        """It has moved, or does not answer."""
        self._coordinators.pop((kind, key), None)

    async def stop(self) -> None:
        """End what is on its way."""
        await self._together.stop()

    async def _look(self, names: list[str]) -> None:
        answer = await self.ask_any(messages.metadata(names))
        self._take_nodes(answer)
        for name, code, layout in _layouts(answer):
            self._refused.discard(name)
            if layout is not None:
                self._layouts[name] = layout
            elif code in NO_SUCH_TOPIC:
                self._layouts.pop(name, None)
            elif code is Code.TOPIC_AUTHORIZATION_FAILED:
                self._refused.add(name)

    def _take_nodes(self, answer: Any) -> None:
        if answer.brokers:
            self.nodes = {number: Node(number, host, port) for number, host, port, *_ in answer.brokers}
            self.controller = answer.controller_id


def no_such_topic(name: str) -> UnknownTopic:
    """The error for a name that no topic has."""
    return UnknownTopic(f"topic {name[:249]!r} does not exist; make it with ensure_topics first")


def no_such_partition(name: str, number: int, partitions: int) -> UnknownTopic:
    """The error for a partition that the topic does not have."""
    return UnknownTopic(f"topic {name} has partitions 0 to {partitions - 1}, not {number}")


def _layouts(answer: Any) -> Iterable[tuple[str, Code, Layout | None]]:
    for error, name, topic_id, internal, partitions, *_ in answer.topics:
        code = Code.of(error)
        if code not in {Code.NONE, Code.LEADER_NOT_AVAILABLE} or not partitions:
            yield name, code, None
            continue
        leaders = {number: leader for _, number, leader, *_ in partitions}
        replicas = min(len(each[4]) for each in partitions)
        yield name, code, Layout(topic_id, internal, tuple(leaders[n] for n in sorted(leaders)), replicas)
