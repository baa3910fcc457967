"""Who may read and write what on the broker itself: what a cluster's access rules are made from."""

from __future__ import annotations

import enum
from typing import NamedTuple


class Resource(enum.Enum):
    """What a right is about."""

    TOPIC = "topic"
    GROUP = "group"
    TRANSACTIONAL_ID = "transactional_id"


class Access(enum.Enum):
    """What a right allows. To see that a resource is there comes with either."""

    READ = "read"
    """Read a topic's records; take part in a group and store its progress."""

    WRITE = "write"
    """Write to a topic; use a transactional id."""


class Right(NamedTuple):
    """One right of one principal, such as `User:esdh`; with `prefixed`, on every name that begins with `name`."""

    principal: str
    resource: Resource
    name: str
    access: Access
    prefixed: bool = False
