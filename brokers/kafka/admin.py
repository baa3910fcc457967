"""Making, comparing and deleting topics."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import structlog
from aiokafka.protocol.admin import CreateTopicsRequest, DeleteTopicsRequest

from brokers.base import BrokerError, TopicMismatch, TopicSpec
from brokers.kafka.cluster import Layout
from brokers.kafka.codes import NO_SUCH_TOPIC, REFUSED, Code
from brokers.kafka.core import Core
from brokers.kafka.failures import Passing, Patience, refusal
from brokers.kafka.topics import differences, to_settings, to_spec

LOG = structlog.get_logger(__name__)

_AT_ONCE: Final = 50
"""Topics in one request, with patience of its own: a cluster takes a while over a thousand of them."""
_DEFAULT_REPLICATION: Final = -1

_Condition = Callable[[Mapping[str, Layout]], bool]


@dataclass(frozen=True, slots=True)
class Admin:
    """`replication` and `min_insync`: for new topics, and the least that is accepted; None: the cluster's default."""

    core: Core
    replication: int | None
    min_insync: int | None
    settings: Mapping[str, str]
    """Further settings for new topics, in Kafka's words."""

    async def ensure(self, specs: Sequence[TopicSpec]) -> None:
        """Create what is missing, and wait until every node knows it. Raises TopicMismatch naming every difference."""
        wanted = {spec.name: spec for spec in specs}
        missing = await self._compare(wanted, self.core.patience())
        for start in range(0, len(missing), _AT_ONCE):
            patience = self.core.patience()
            names = missing[start : start + _AT_ONCE]
            made = await self._create([wanted[name] for name in names], patience)
            await self._until_everywhere(made, patience)
            # Made by another instance in the meantime: then it must be what was asked for.
            await self._compare({name: wanted[name] for name in names if name not in made}, patience)

    async def every(self) -> dict[str, TopicSpec]:
        """Every topic there is, but the cluster's own."""
        return await self.core.patience().through(self._every)

    async def delete(self, name: str) -> None:
        """Delete a topic, and wait until no node knows it. Not there is no error."""
        patience = self.core.patience()
        layout = await patience.through(partial(self._delete, name))
        self.core.catalogue.forget(name)
        if layout is not None:
            # Another one of the same name may have been made already.
            old = layout.topic_id
            await self._until(lambda known: name not in known or known[name].topic_id != old, [name], patience)

    async def _every(self) -> dict[str, TopicSpec]:
        found = await self.core.cluster.every_topic()
        layouts = {name: layout for name, layout in sorted(found.items()) if not layout.internal}
        settings = await self.core.catalogue.settings(list(layouts)) if layouts else {}
        return {name: to_spec(name, layout, settings[name]) for name, layout in layouts.items() if name in settings}

    async def _delete(self, name: str) -> Layout | None:
        await self.core.cluster.refresh([name])
        layout = self.core.cluster.layout(name)
        timeout = round(self.core.connections.timeout * 1000)
        answer = await self.core.cluster.ask_controller(DeleteTopicsRequest([name], timeout))
        code = Code.of(answer.topic_error_codes[0][1])
        if code and code not in NO_SUCH_TOPIC:
            raise refusal(code, f"topic {name}: delete", self.core.security)
        return layout

    async def _compare(self, wanted: Mapping[str, TopicSpec], patience: Patience) -> list[str]:
        """The names that are missing. Raises TopicMismatch when one that is there breaks what is asked."""
        found = await patience.through(partial(self._found, list(wanted))) if wanted else {}
        wrong = [
            text for name, (layout, settings) in found.items() if (text := self._wrong(wanted[name], layout, settings))
        ]
        if wrong:
            raise TopicMismatch("; ".join(wrong))
        return [name for name in wanted if name not in found]

    async def _found(self, names: list[str]) -> dict[str, tuple[Layout, Mapping[str, str]]]:
        """Layout and settings of those that are there."""
        await self.core.cluster.refresh(names)
        layouts = {name: layout for name in names if (layout := self.core.cluster.layout(name)) is not None}
        settings = await self.core.catalogue.settings(list(layouts)) if layouts else {}
        self.core.catalogue.check_rights(layouts)
        return {name: (layouts[name], settings[name]) for name in settings}

    def _wrong(self, asked: TopicSpec, layout: Layout, settings: Mapping[str, str]) -> str:
        found = differences(asked, layout, settings, replication=self.replication, min_insync=self.min_insync)
        if found:
            return f"topic {asked.name} exists with other settings: {'; '.join(found)}"
        is_ = to_spec(asked.name, layout, settings)
        if asked.retention_ms is None and is_.retention_ms is not None:
            LOG.warning("a topic forgets what is older", topic=asked.name, retention_ms=is_.retention_ms)
        return ""

    async def _create(self, specs: Sequence[TopicSpec], patience: Patience) -> list[str]:
        """The names of those that were made here; the others were there."""
        replication = _DEFAULT_REPLICATION if self.replication is None else self.replication
        made: list[str] = []
        left = {spec.name: spec for spec in specs}

        async def attempt() -> None:
            wanted: list[tuple[object, ...]] = [
                (spec.name, spec.partitions, replication, [], list(self._settings(spec).items()))
                for spec in left.values()
            ]
            timeout = round(self.core.connections.timeout * 1000)
            answer = await self.core.cluster.ask_controller(CreateTopicsRequest(wanted, timeout, False))
            for name, error, text in answer.topic_errors:
                code = Code.of(error)
                if code not in {Code.NONE, Code.TOPIC_ALREADY_EXISTS}:
                    raise _not_made(refusal(code, f"topic {name}: create", self.core.security), code, text)
                if left.pop(name, None) and code is Code.NONE:
                    made.append(name)

        while left:
            await patience.through(attempt)
        if made:
            LOG.info("topics made", topics=len(made), first=made[0])
        return made

    def _settings(self, spec: TopicSpec) -> dict[str, str]:
        return {**to_settings(spec, self.min_insync), **self.settings}

    async def _until_everywhere(self, names: Collection[str], patience: Patience) -> None:
        """Return when every node knows the topics, with their leaders: whoever is sent to them finds them."""
        if names:
            await self._until(
                lambda known: all(name in known and known[name].led for name in names), sorted(names), patience
            )

    async def _until(self, ready: _Condition, names: list[str], patience: Patience) -> None:
        cluster = self.core.cluster
        waiting = set(cluster.nodes.values())
        while waiting:
            answers = await asyncio.gather(*(cluster.look_at(node, names) for node in waiting), return_exceptions=True)
            for node, known in zip(list(waiting), answers, strict=True):
                # A node that does not answer is not asked again: it hears of the change before it leads anything.
                if isinstance(known, Passing) or (isinstance(known, dict) and ready(known)):
                    waiting.discard(node)
                elif isinstance(known, BaseException):
                    raise known
            if waiting:
                await patience.after(Passing(f"Kafka: topic {names[0]}: not every broker has heard of the change yet"))
        await cluster.refresh(names)


def _not_made(error: BrokerError, code: Code, text: str | None) -> BrokerError:
    """With the cluster's own words, which name the setting or the number that is wrong."""
    if isinstance(error, Passing) or code in REFUSED or not text:
        return error
    return TopicMismatch(f"{error} ({text})")
