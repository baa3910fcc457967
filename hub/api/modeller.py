"""The shapes of the API: camelCase names outside, the domain's own models inside.

The configuration resources are the models of `hub.konfiguration.model` under camelCase names, so that a field is
declared once for API, file and topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.alias_generators import to_camel

from hub.konfiguration.kilde import Ressource, Slags
from hub.konfiguration.model import (
    Abonnement,
    Beskedtypebinding,
    Filter,
    Levering,
    Myndighed,
    Serviceaftale,
    System,
    Vaerdiliste,
)

T = TypeVar("T")

_STREAM: Final = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)


class Model(BaseModel):
    """Base of what goes in and out: unknown fields are errors."""

    model_config = _STREAM


class Side(Model, Generic[T]):
    """One page of a list. `naeste` is the cursor of the next page; absent on the last."""

    poster: Sequence[T]
    naeste: str | None = None


class Sidevalg(Model):
    """Which page of a list."""

    efter: Annotated[str, Field(max_length=2_000, description="`naeste` of the page before.")] | None = None
    maks: Annotated[int, Field(alias="max", ge=1, le=500, description="Entries on a page.")] = 100


Begrundelse = Annotated[str, Field(min_length=3, max_length=1_000, description="Why; kept in the audit.")]


class Myndighedsressource(Myndighed):
    """An authority."""

    model_config = _STREAM


class Systemressource(System):
    """An it-system that joins the bus."""

    model_config = _STREAM


class Aftaleressource(Serviceaftale):
    """What one system may send or receive, for which authorities, in which period."""

    model_config = _STREAM


class Filterressource(Filter):
    """Which messages a subscription wants: AND between the criteria, OR inside one."""

    model_config = _STREAM


class Leveringsressource(Levering):
    """How a dueslag is served."""

    model_config = _STREAM


class Abonnementsressource(Abonnement):
    """A subscription; its queue is the dueslag of the same id."""

    model_config = _STREAM
    filter: Filterressource = Filterressource()
    levering: Leveringsressource = Leveringsressource()


class Vaerdilisteressource(Vaerdiliste):
    """A named list of object ids that subscriptions filter by; its values are a resource of their own."""

    model_config = _STREAM


class Bindingsressource(Beskedtypebinding):
    """A beskedtype from outside, carried by the contract FremmedHaendelse on this hub."""

    model_config = _STREAM


RESSOURCER: Final[dict[Slags, type[Any]]] = {
    Slags.MYNDIGHED: Myndighedsressource,
    Slags.SYSTEM: Systemressource,
    Slags.SERVICEAFTALE: Aftaleressource,
    Slags.ABONNEMENT: Abonnementsressource,
    Slags.VAERDILISTE: Vaerdilisteressource,
    Slags.BESKEDTYPEBINDING: Bindingsressource,
}

AENDRINGER: Final[dict[Slags, type[Any]]] = {
    slags: create_model(
        model.__name__.replace("ressource", "aendring"),
        __base__=model,
        __doc__=model.__doc__,
        begrundelse=(Begrundelse | None, None),
    )
    for slags, model in RESSOURCER.items()
}
"""The same resources as they come in, with the reason for the change."""


def ud(ressource: Ressource) -> Any:
    """A resource as the API shows it."""
    return RESSOURCER[Slags.af(ressource)].model_validate(ressource.model_dump())


def ind(slags: Slags, vist: BaseModel) -> Ressource:
    """A resource as the hub keeps it."""
    return slags.model.model_validate(vist.model_dump(exclude={"begrundelse"}))
