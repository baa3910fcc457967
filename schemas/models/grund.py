"""What every generated model builds on: strict fields, Avro's names as aliases, and two values an author may write short.

A model is the typed face of a message for those who write adapters; the codec knows only the dict that
`Besked.til_indhold` gives.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from schemas.identifikatorer import unik_id

Int32 = Annotated[int, Field(ge=-(2**31), lt=2**31)]
"""Avro int."""

Int64 = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""Avro long."""

Tid = Annotated[
    AwareDatetime,
    BeforeValidator(lambda tid: dt.datetime.fromisoformat(tid) if isinstance(tid, str) else tid),
    AfterValidator(lambda tid: tid.astimezone(dt.UTC)),
]
"""Avro timestamp-micros: an instant, held in UTC; ISO 8601 text is read. One without zone is refused."""

KONFIGURATION: Final = ConfigDict(
    strict=True,
    extra="forbid",
    alias_generator=to_camel,
    validate_by_name=True,
    validate_by_alias=True,
    serialize_by_alias=True,
    validate_assignment=True,
    hide_input_in_errors=True,  # an error text must never carry a CPR number or a payload value
    defer_build=True,
)


def snake(navn: str) -> str:
    """`kildesystemIPAdresse` → `kildesystem_ip_adresse`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", navn).lower()


class Vaerdi(BaseModel):
    """A record of the contracts: attributes in snake_case, the Avro names as aliases, unknown fields refused."""

    model_config = KONFIGURATION

    def til_indhold(self) -> dict[str, Any]:
        """The record as the codec packs it: Avro's names, datetimes in UTC, dates."""
        return self.model_dump(by_alias=True)

    @classmethod
    def fra_indhold(cls, indhold: dict[str, Any]) -> Self:
        """The record from what the codec read. Raises pydantic's ValidationError, without the values."""
        return cls.model_validate(indhold)


class UnikIdGrund(Vaerdi):
    """A UnikId may be written as text, `"urn:oio:cvr-nr:11111111"` or a UUID; the quirks of senders are put right."""

    @model_validator(mode="before")
    @classmethod
    def _kort(cls, vaerdi: Any) -> Any:
        return unik_id(str(vaerdi)) if isinstance(vaerdi, str | UUID) else vaerdi

    def __str__(self) -> str:
        """The UUID or the URN, whichever it is."""
        return str(getattr(self, "uuid", None) or getattr(self, "urn", None) or "")


class TidspunktGrund(Vaerdi):
    """A Tidspunkt may be written as a datetime with zone."""

    @model_validator(mode="before")
    @classmethod
    def _kort(cls, vaerdi: Any) -> Any:
        return {"tidsstempel": vaerdi} if isinstance(vaerdi, dt.datetime) else vaerdi
