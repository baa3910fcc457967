"""The registry's routes: method and path to what answers, who may call it, and whether it changes anything."""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hub.adgang import Adgang, Hvem
from hub.adgang.tabel import Omfang
from hub.registry.fejl import Registerfejl

if TYPE_CHECKING:
    from hub.api.registry.kald import Registerkald

Haandtering = Callable[["Registerkald"], Awaitable[Any]]

_S, _A, _R = Hvem.SYSTEM, Hvem.ADMINISTRATOR, Hvem.ARKITEKTRAAD


class Ret(enum.Enum):
    """What a caller may do, and who: denied for everyone that is not named."""

    LAES = Adgang(dict.fromkeys(Hvem, Omfang.ALLE))
    """Look things up and compare; schemas are what everyone who takes part must know."""
    FORESLAA = Adgang({**dict.fromkeys((_A, _R), Omfang.ALLE), _S: Omfang.EGET})
    """Register a schema. A system proposes; see `kald.kraev_maa_foreslaa`."""
    EGET = FORESLAA
    """Configure and delete a subject; a system only one that is its own, see `kald.eget`."""
    STYR = Adgang(dict.fromkeys((_A, _R), Omfang.ALLE))
    """Set modes, configure contexts, import, and whatever is about all."""


@dataclass(frozen=True, slots=True)
class Rute:
    """One route. `navn` is what it is called in measurements."""

    metode: str
    led: tuple[str, ...]
    navn: str
    ret: Ret
    haandter: Haandtering
    skriver: bool

    def passer(self, dele: Sequence[str]) -> bool:
        """Whether a path of as many parts is one of this route's."""
        return all([led[0] == "{" or led == del_ for led, del_ in zip(self.led, dele, strict=True)])

    def vaerdier(self, dele: Sequence[str]) -> Mapping[str, str]:
        """The variable parts of a path."""
        return {led[1:-1]: del_ for led, del_ in zip(self.led, dele, strict=True) if led[0] == "{"}


class Ruter:
    """Collects routes, and finds the one for a request."""

    def __init__(self) -> None:
        self._efter_laengde: dict[int, list[Rute]] = {}

    def rute(
        self, metode: str, sti: str, navn: str, ret: Ret, *, skriver: bool = False
    ) -> Callable[[Haandtering], Haandtering]:
        """Declare the decorated function as the answer to a path such as `subjects/{subject}/versions`."""
        led = tuple(sti.split("/")) if sti else ()

        def erklaer(haandter: Haandtering) -> Haandtering:
            self._efter_laengde.setdefault(len(led), []).append(
                Rute(metode, led, f"registry.{navn}", ret, haandter, skriver)
            )
            return haandter

        return erklaer

    def tag(self, *andre: Ruter) -> None:
        """Take the routes of others in, in their order."""
        for en in andre:
            for laengde, ruter in en._efter_laengde.items():  # noqa: SLF001 - of its own kind
                self._efter_laengde.setdefault(laengde, []).extend(ruter)

    def __iter__(self) -> Any:
        return (rute for ruter in self._efter_laengde.values() for rute in ruter)

    def find(self, metode: str, dele: Sequence[str]) -> Rute:
        """The route of a request. Raises Stifejl."""
        metode = "GET" if metode == "HEAD" else metode
        andre: list[str] = []
        for rute in self._efter_laengde.get(len(dele), ()):
            if rute.passer(dele):
                if rute.metode == metode:
                    return rute
                andre.append(rute.metode)
        raise Stifejl(405, "HTTP 405 Method Not Allowed", andre) if andre else INTET


class Stifejl(Registerfejl):
    """404 and 405: no such address, or not with this method."""

    def __init__(self, kode: int, tekst: str, metoder: Sequence[str] = ()) -> None:
        super().__init__(kode, tekst)
        self.metoder = tuple(metoder)

    @property
    def status(self) -> int:
        """The HTTP status is the whole code."""
        return self.kode


INTET: Final = Stifejl(404, "HTTP 404 Not Found")
