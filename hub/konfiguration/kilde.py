"""What everyone reads of the configuration: an immutable snapshot, and where the newest one is found.

Router, subscription index and API take a `Konfigurationskilde`, so that a test, or a tool without a broker, can give
them a fixed configuration.
"""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from hub.konfiguration.laeseskemaer import Laeseskemaer
from hub.konfiguration.model import (
    Abonnement,
    Beskedtypebinding,
    Myndighed,
    Serviceaftale,
    System,
    Vaerdiliste,
)

Ressource = Myndighed | System | Serviceaftale | Abonnement | Vaerdiliste | Beskedtypebinding | Laeseskemaer


class Slags(enum.StrEnum):
    """The kinds of configuration; each has a topic `konfig.<kind>` of its own."""

    MYNDIGHED = "myndighed"
    SYSTEM = "system"
    SERVICEAFTALE = "serviceaftale"
    ABONNEMENT = "abonnement"
    VAERDILISTE = "vaerdiliste"
    BESKEDTYPEBINDING = "beskedtypebinding"
    LAESESKEMAER = "laeseskemaer"

    @property
    def model(self) -> type[Ressource]:
        """The model of this kind's resources."""
        return _MODELLER[self]

    @classmethod
    def af(cls, ressource: Ressource) -> Slags:
        """The kind of a resource."""
        return _SLAGS[type(ressource)]


_MODELLER: Mapping[Slags, type[Ressource]] = {
    Slags.MYNDIGHED: Myndighed,
    Slags.SYSTEM: System,
    Slags.SERVICEAFTALE: Serviceaftale,
    Slags.ABONNEMENT: Abonnement,
    Slags.VAERDILISTE: Vaerdiliste,
    Slags.BESKEDTYPEBINDING: Beskedtypebinding,
    Slags.LAESESKEMAER: Laeseskemaer,
}
_SLAGS = {model: slags for slags, model in _MODELLER.items()}


def id_for(ressource: Ressource) -> str:
    """What a resource is known by: an authority by its CVR number, everything else by its UUID."""
    return ressource.cvr if isinstance(ressource, Myndighed) else ressource.id


@dataclass(frozen=True, slots=True)
class Konfiguration:
    """Everything the hub was told, at one moment. Two snapshots of one `version` are equal on every instance."""

    myndigheder: Mapping[str, Myndighed] = field(default_factory=dict)
    """By CVR number."""
    systemer: Mapping[str, System] = field(default_factory=dict)
    serviceaftaler: Mapping[str, Serviceaftale] = field(default_factory=dict)
    abonnementer: Mapping[str, Abonnement] = field(default_factory=dict)
    vaerdilister: Mapping[str, Vaerdiliste] = field(default_factory=dict)
    beskedtypebindinger: Mapping[str, Beskedtypebinding] = field(default_factory=dict)
    laeseskemaer: Mapping[str, Laeseskemaer] = field(default_factory=dict)
    """By the system's id."""
    version: int = 0
    naaet: Mapping[str, int] = field(default_factory=dict)
    """Per topic of the configuration, the offset behind the last record that is in it; empty when it is not of a bus."""

    @classmethod
    def af(cls, *ressourcer: Ressource, version: int = 0) -> Konfiguration:
        """A configuration of just these resources."""
        return cls(version=version).med((Slags.af(ressource), id_for(ressource), ressource) for ressource in ressourcer)

    def samling(self, slags: Slags) -> Mapping[str, Any]:
        """All resources of a kind, by id."""
        samling: Mapping[str, Any] = getattr(self, _FELTER[slags])
        return samling

    def med(
        self,
        aendringer: Iterable[tuple[Slags, str, Ressource | None]],
        *,
        version: int | None = None,
        naaet: Mapping[str, int] | None = None,
    ) -> Konfiguration:
        """A snapshot with these resources put in, or taken out where None is given. Kinds not named are shared."""
        nye: dict[str, dict[str, Any]] = {}
        for slags, id_, ressource in aendringer:
            felt = _FELTER[slags]
            if felt not in nye:
                nye[felt] = dict(getattr(self, felt))
            samling = nye[felt]
            if ressource is None:
                samling.pop(id_, None)
            else:
                samling[id_] = ressource
        return replace(
            self,
            **nye,
            version=self.version if version is None else version,
            naaet=self.naaet if naaet is None else naaet,
        )


_FELTER: Mapping[Slags, str] = {
    Slags.MYNDIGHED: "myndigheder",
    Slags.SYSTEM: "systemer",
    Slags.SERVICEAFTALE: "serviceaftaler",
    Slags.ABONNEMENT: "abonnementer",
    Slags.VAERDILISTE: "vaerdilister",
    Slags.BESKEDTYPEBINDING: "beskedtypebindinger",
    Slags.LAESESKEMAER: "laeseskemaer",
}

Lytter = Callable[[Konfiguration], Awaitable[None]]
"""Is awaited with each new snapshot; a change is only answered for when every listener has returned."""


class Konfigurationskilde(Protocol):
    """Where the newest configuration is found."""

    @property
    def nu(self) -> Konfiguration:
        """The newest snapshot."""
        ...

    def abonner(self, lytter: Lytter) -> Callable[[], None]:
        """Have `lytter` told of every later snapshot, one at a time and in order; the result ends it."""
        ...

    async def indhent(self) -> None:
        """Return when everything that was written before the call is in `nu`, and told. Raises BrokerError."""
        ...


class FastKonfiguration:
    """A source whose configuration changes only by `saet`: for tests, and for tools that run without a broker."""

    def __init__(self, konfiguration: Konfiguration) -> None:
        self._nu = konfiguration
        self._lyttere: list[Lytter] = []

    @property
    def nu(self) -> Konfiguration:
        """The configuration given last."""
        return self._nu

    def abonner(self, lytter: Lytter) -> Callable[[], None]:
        """Have `lytter` told of what `saet` brings."""
        self._lyttere.append(lytter)
        return lambda: self._lyttere.remove(lytter)

    async def indhent(self) -> None:
        """There is nothing to wait for."""

    async def saet(self, konfiguration: Konfiguration) -> None:
        """Replace the configuration; returns when every listener has been told."""
        self._nu = konfiguration
        for lytter in tuple(self._lyttere):
            await lytter(konfiguration)
