"""Which schemas a system reads with: what its adapter tells the hub when it starts, kept as configuration.

With it the council sees before a change who cannot read the new version (`hub.konsekvens`). Nothing is routed by it.
"""

from __future__ import annotations

from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from hub.konfiguration.model import Navn, Uuid

LAESERE: Final = 100
"""Reader schemas of one system."""
SKEMATEGN: Final = 300_000
"""Characters of the schemas of one system that are given as text."""


class Laeseskema(BaseModel):
    """One reader schema: a version that the hub has, by its id; or a schema of the reader's own, as JSON text."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    navn: Annotated[
        str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$", max_length=300)
    ]
    """The contract, by its record's full name."""
    skema_id: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    skema: Annotated[str | None, Field(max_length=SKEMATEGN, repr=False)] = None

    @model_validator(mode="after")
    def _et_af_to(self) -> Self:
        if (self.skema_id is None) == (self.skema is None):
            raise ValueError("give the id of a schema that the hub has, or the schema itself as text: one of the two")
        return self


class Laeseskemaer(BaseModel):
    """The reader schemas of one system; told anew, they replace the earlier ones."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    system: Uuid
    adapter: Navn | None = None
    """What reads, such as the adapter's name."""
    laeser: Annotated[tuple[Laeseskema, ...], Field(max_length=LAESERE)]

    @property
    def id(self) -> str:
        """The system's id: a system has one such list."""
        return self.system

    @property
    def navn(self) -> str:
        """The same; nothing else names it."""
        return self.system

    @model_validator(mode="after")
    def _ikke_for_meget(self) -> Self:
        if sum(len(en.skema or "") for en in self.laeser) > SKEMATEGN:
            raise ValueError(f"the schemas are more than {SKEMATEGN} characters together; give ids of registered ones")
        return self
