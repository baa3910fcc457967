"""What a decision is: an answer, and the records that make it true. Nothing has happened before they are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from hub.registry.poster import Post
from hub.registry.tilstand import Tilstand

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Beslutning(Generic[S]):
    """The answer to who asked, and what is to be written; without records nothing changes."""

    svar: S
    poster: tuple[Post, ...] = ()


Beslut = Callable[[Tilstand], Beslutning[Any]]
"""Decides on the newest state, and may be asked again where another instance was quicker. Raises Registerfejl."""
