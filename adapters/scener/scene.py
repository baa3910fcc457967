"""A scene of the demo and one playing of it: the story, the expectations, and what became of each message."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

from adapters.scener.forventning import Forventning, Maal, afvent, vist
from adapters.scener.vej import Vej
from adapters.sdk import FaelleshubFejl
from adapters.sdk.sted import sted
from schemas.identifikatorer import maskeret

if TYPE_CHECKING:
    from adapters.scener.bus import Bus
    from adapters.scener.fortaelling import Fortaelling

T = TypeVar("T")

FRIST: Final = 60.0
"""Seconds that an expectation is waited for, unless it says otherwise: it takes one, and a busy machine many more."""


class Afbrudt(Exception):
    """The scene cannot go on: what the rest of it builds on did not come. The expectation stands as broken."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene: its name on the command line, its titles, and the function that plays it."""

    navn: str
    da: str
    en: str
    spil: Callable[[Bus, Sceneloeb], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Sceneresultat:
    """How a scene went."""

    scene: Scene
    forventninger: tuple[Forventning, ...]
    veje: tuple[Vej, ...]
    sekunder: float

    @property
    def holdt(self) -> int:
        """Expectations that held."""
        return sum(forventning.holdt for forventning in self.forventninger)

    @property
    def lykkedes(self) -> bool:
        """Whether every expectation held, and there was one."""
        return bool(self.forventninger) and self.holdt == len(self.forventninger)

    def som_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "navn": self.scene.navn,
            "da": self.scene.da,
            "en": self.scene.en,
            "lykkedes": self.lykkedes,
            "sekunder": round(self.sekunder, 2),
            "beskeder": len(self.veje),
            "forventninger": [
                {"tekst": f.tekst, "holdt": f.holdt, "set": f.set, "sekunder": round(f.sekunder, 2)}
                for f in self.forventninger
            ],
            "veje": [vej.som_json() for vej in self.veje],
        }


@dataclass(slots=True)
class Sceneloeb:
    """One playing of a scene: what its function is given beside the bus."""

    fortaelling: Fortaelling
    taalmodighed: float = 0.0
    """Seconds that everything may take longer, where a hub may be away meanwhile."""
    forventninger: list[Forventning] = field(default_factory=list)

    def sig(self, tekst: str) -> None:
        """A line of the story."""
        self.fortaelling.linje(tekst)

    async def forvent(self, tekst: str, maal: Maal, *, lig: object = True, frist: float = FRIST) -> bool:
        """Expect something: until `maal` answers `lig`, or anything true where `lig` is left out. Whether it did."""

        def passer(svar: Any) -> bool:
            return bool(svar) if lig is True else bool(svar == lig)

        begyndt = time.monotonic()
        holdt, svar = await afvent(maal, passer, frist + self.taalmodighed)
        self._noter(Forventning(maskeret(tekst), holdt, vist(svar), time.monotonic() - begyndt))
        return holdt

    def er(self, tekst: str, svar: object, *, lig: object = True) -> bool:
        """Expect something of an answer that is at hand: that it is `lig`, or true. Whether it was."""
        holdt = bool(svar) if lig is True else bool(svar == lig)
        self._noter(Forventning(maskeret(tekst), holdt, vist(svar), sekunder=0.0))
        return holdt

    @overload
    async def kraev(self, tekst: str, maal: Callable[[], Awaitable[T | None]], *, frist: float = FRIST) -> T: ...
    @overload
    async def kraev(self, tekst: str, maal: Callable[[], T | None], *, frist: float = FRIST) -> T: ...
    async def kraev(self, tekst: str, maal: Maal, *, frist: float = FRIST) -> Any:
        """Expect something that the rest of the scene builds on; what it was. Raises Afbrudt when it does not come."""
        begyndt = time.monotonic()
        holdt, svar = await afvent(maal, bool, frist + self.taalmodighed)
        # what was found is for the scene, not for the screen: it may be a row with a person in it
        self._noter(Forventning(maskeret(tekst), holdt, "" if holdt else vist(svar), time.monotonic() - begyndt))
        if not holdt:
            raise Afbrudt(tekst)
        return svar

    def brudt(self, tekst: str, grund: str) -> None:
        """Note something that went wrong and was no question."""
        self._noter(Forventning(tekst, holdt=False, set=maskeret(grund), sekunder=0.0))

    def _noter(self, forventning: Forventning) -> None:
        self.forventninger.append(forventning)
        self.fortaelling.forventning(forventning)


async def spil_scene(scene: Scene, bus: Bus, fortaelling: Fortaelling, nummer: int) -> Sceneresultat:
    """Play one scene to its end: nothing that happens in it reaches the next one, nor leaves as an error."""
    loeb, begyndt = Sceneloeb(fortaelling, bus.taalmodighed), time.monotonic()
    fortaelling.scene(nummer, scene)
    try:
        await scene.spil(bus, loeb)
    except Afbrudt:
        loeb.sig("Resten af scenen bygger på det, der ikke kom, og spilles ikke.")
    except FaelleshubFejl as fejl:
        loeb.brudt("scenen kan spilles til ende", str(fejl))
    except Exception as fejl:  # noqa: BLE001 - one scene's fault must not cost the others; its text may hold a value
        loeb.brudt("scenen kan spilles til ende", f"{type(fejl).__name__} i {sted(fejl)}")
    veje = await bus.foelger.veje(FRIST + bus.taalmodighed)
    fortaelling.veje(veje)
    loese = [vej for vej in veje if not vej.afsluttet]
    if veje:
        grund = ", ".join(f"{vej.slags} fra {vej.afsender}" for vej in loese[:5])
        loeb.er(
            f"alle {len(veje)} beskeder er afgjort, besvaret og kvitteret til afsenderen", grund or "alle", lig="alle"
        )
    await bus.slip_klienter()
    return Sceneresultat(scene, tuple(loeb.forventninger), tuple(veje), time.monotonic() - begyndt)
