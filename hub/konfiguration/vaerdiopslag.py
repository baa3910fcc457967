"""The one question the subscription index asks about value lists; what it asks is given to it.

The running hub answers from `hub.konfiguration.vaerdilister`; a tool without a broker, or a test, answers from a dict.
"""

from __future__ import annotations

from typing import Final, Protocol


class Vaerdiopslag(Protocol):
    """Knows which value lists an object stands in."""

    def lister_med(self, objekt_id: str) -> tuple[str, ...]:
        """The ids of the lists that hold this object id (canonical text), each once; empty for an unknown object."""
        ...


class _IngenVaerdier:
    """A hub without value lists."""

    def lister_med(self, objekt_id: str) -> tuple[str, ...]:  # noqa: ARG002 - the protocol's signature
        return ()


INGEN_VAERDIER: Final[Vaerdiopslag] = _IngenVaerdier()
"""Answers that nothing stands in any list."""
