"""The seven levels of compatibility, and in which direction each wants schemas to be tried."""

from __future__ import annotations

import enum
from typing import Final, Self


class Retning(enum.Enum):
    """Who reads what the other wrote."""

    BAGUD = "BACKWARD"
    """The new version reads what an earlier one wrote."""
    FREMAD = "FORWARD"
    """An earlier version reads what the new one wrote."""


class Niveau(enum.Enum):
    """A level, under the name that schema registries give it."""

    NONE = "NONE"
    """Nothing is asked."""
    BACKWARD = "BACKWARD"
    """The new version can read what the latest earlier version wrote."""
    BACKWARD_TRANSITIVE = "BACKWARD_TRANSITIVE"
    """The new version can read what every earlier version wrote."""
    FORWARD = "FORWARD"
    """The latest earlier version can read what the new version writes."""
    FORWARD_TRANSITIVE = "FORWARD_TRANSITIVE"
    """Every earlier version can read what the new version writes."""
    FULL = "FULL"
    """Both ways with the latest earlier version."""
    FULL_TRANSITIVE = "FULL_TRANSITIVE"
    """Both ways with every earlier version."""

    @classmethod
    def af(cls, navn: str) -> Self:
        """The level of this name, however its letters are written. Raises ValueError that lists them all."""
        try:
            return cls(navn.upper())
        except ValueError:
            raise ValueError(f"no level named {navn}; there are: {', '.join(en.value for en in cls)}") from None

    @property
    def transitivt(self) -> bool:
        """Whether every earlier version counts, and not the latest alone."""
        return self.value.endswith("_TRANSITIVE")

    @property
    def retninger(self) -> tuple[Retning, ...]:
        """The directions that are tried."""
        return _RETNINGER[self.value.removesuffix("_TRANSITIVE")]


_RETNINGER: Final[dict[str, tuple[Retning, ...]]] = {
    "NONE": (),
    "BACKWARD": (Retning.BAGUD,),
    "FORWARD": (Retning.FREMAD,),
    "FULL": (Retning.BAGUD, Retning.FREMAD),
}
