"""Access rules of the cluster: what foreign clients may read and write, kept equal to what the hub says.

Only rules that allow, on names that are managed, are touched. A rule that the operator made on a whole prefix, such as
the hub's own on `dueslag.`, stays: its name does not go on after the prefix.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from aiokafka.protocol.types import Array, Int8, Int16, Int32, Schema, String

from brokers.base import Unavailable
from brokers.kafka.codes import Code
from brokers.kafka.core import Core
from brokers.kafka.failures import Passing, refusal
from brokers.kafka.wire import Api, Question
from brokers.rights import Access, Resource, Right

_TEXT: Final = String("utf-8")
_THROTTLE: Final = ("throttle_time_ms", Int32)
_ERROR: Final = (("error_code", Int16), ("error_message", _TEXT))
_RULE: Final = (
    ("resource_type", Int8),
    ("resource_name", _TEXT),
    ("pattern_type", Int8),
    ("principal", _TEXT),
    ("host", _TEXT),
    ("operation", Int8),
    ("permission_type", Int8),
)

_DESCRIBE: Final = Api(
    29,
    1,
    Schema(*_RULE),
    Schema(
        _THROTTLE,
        *_ERROR,
        (
            "resources",
            Array(
                ("resource_type", Int8),
                ("resource_name", _TEXT),
                ("pattern_type", Int8),
                ("acls", Array(("principal", _TEXT), ("host", _TEXT), ("operation", Int8), ("permission_type", Int8))),
            ),
        ),
    ),
    flexible=False,
)
_CREATE: Final = Api(
    30, 1, Schema(("creations", Array(*_RULE))), Schema(_THROTTLE, ("results", Array(*_ERROR))), flexible=False
)
_DELETE: Final = Api(
    31,
    1,
    Schema(("filters", Array(*_RULE))),
    Schema(_THROTTLE, ("results", Array(*_ERROR, ("matching_acls", Array(*_ERROR, *_RULE))))),
    flexible=False,
)

_ANY: Final = 1
_ALLOW: Final = 3
_LITERAL: Final = 3
_PREFIXED: Final = 4
_EVERYWHERE: Final = "*"
_KINDS: Final[Mapping[Resource, int]] = {Resource.TOPIC: 2, Resource.GROUP: 3, Resource.TRANSACTIONAL_ID: 5}
_OPERATIONS: Final[Mapping[Access, int]] = {Access.READ: 3, Access.WRITE: 4}
_AT_ONCE: Final = 500


class Rule(NamedTuple):
    """An access rule in the protocol's numbers."""

    kind: int
    name: str
    pattern: int
    principal: str
    host: str
    operation: int
    permission: int


async def set_rights(core: Core, rights: Collection[Right], managed: Collection[str]) -> bool:
    """Make the cluster's rules on managed names just these. False: it enforces none. Raises Unavailable."""
    wanted = {to_rule(right) for right in rights}
    if stray := sorted(rule.name for rule in wanted if not _is_managed(rule, managed)):
        raise ValueError(f"a right on {stray[0]}, which no managed prefix covers, could never be taken away")
    found = await _found(core)
    if found is None:
        return False
    theirs = {rule for rule in found if _is_managed(rule, managed)}
    await _change(core, _DELETE, sorted(theirs - wanted))
    await _change(core, _CREATE, sorted(wanted - theirs))
    return True


def to_rule(right: Right) -> Rule:
    """The rule that a right becomes: allowed, from every address."""
    return Rule(
        _KINDS[right.resource],
        right.name,
        _PREFIXED if right.prefixed else _LITERAL,
        right.principal,
        _EVERYWHERE,
        _OPERATIONS[right.access],
        _ALLOW,
    )


def _is_managed(rule: Rule, managed: Iterable[str]) -> bool:
    return (
        rule.permission == _ALLOW
        and rule.kind in _KINDS.values()
        and any(rule.name.startswith(prefix) and rule.name != prefix for prefix in managed)
    )


async def _found(core: Core) -> set[Rule] | None:
    """Every rule there is; None when the cluster has no authorizer."""
    answer = await _asked(core, _DESCRIBE(_ANY, None, _ANY, None, None, _ANY, _ANY))
    code = Code.of(answer.error_code)
    if code is Code.SECURITY_DISABLED:
        return None
    _check(core, code)
    return {Rule(*resource[:3], *rule) for resource in answer.resources for rule in resource[3]}


async def _change(core: Core, api: Api, rules: Sequence[Rule]) -> None:
    for start in range(0, len(rules), _AT_ONCE):
        answer = await _asked(core, api([tuple(rule) for rule in rules[start : start + _AT_ONCE]]))
        for error, *_ in answer.results:
            _check(core, Code.of(error))


async def _asked(core: Core, question: Question) -> Any:
    patience = core.patience()
    while True:
        try:
            return await core.cluster.ask_controller(question)
        except Passing as error:
            await patience.after(error)


def _check(core: Core, code: Code) -> None:
    if code is not Code.NONE:
        error = refusal(code, "access rules: describe and alter", core.security)
        raise error if isinstance(error, Unavailable) else Unavailable(str(error))
