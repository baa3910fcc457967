"""Playing the scenes against a hub: set the stage, play each, look everything over, take the stage down."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from adapters.scener.eftersyn import Kontrol, eftersyn
from adapters.scener.fejl import adgang, fritaget, kontrakter, nede, storfil
from adapters.scener.forloeb import byggesag, dagtilbud, esdhskift, flytning, raad, sygedagpenge, udbetaling
from adapters.scener.fortaelling import Fortaelling, tabel
from adapters.scener.opstilling import opstil
from adapters.scener.scene import Scene, Sceneresultat, spil_scene
from adapters.scener.udhold import Scenehub

SCENER: Final[Sequence[Scene]] = (
    flytning.SCENE,
    dagtilbud.SCENE,
    byggesag.SCENE,
    sygedagpenge.SCENE,
    udbetaling.SCENE,
    esdhskift.SCENE,
    raad.SCENE,
    adgang.SCENE,
    kontrakter.SCENE,
    fritaget.SCENE,
    nede.SCENE,
    storfil.SCENE,
)
"""Every scene, in the order in which they are played. A new one is an entry here."""


class UkendtScene(LookupError):
    """No scene of that name; the text names those that are."""


@dataclass(frozen=True, slots=True)
class Resultat:
    """How the scenes went, and where the outer systems serve while the stage stands."""

    scener: tuple[Sceneresultat, ...]
    sekunder: float
    adresser: Mapping[str, str]

    @property
    def lykkedes(self) -> bool:
        """Whether every expectation of every scene held."""
        return bool(self.scener) and all(resultat.lykkedes for resultat in self.scener)

    def tabel(self) -> Table:
        """The table: scene, expectations held, messages, seconds."""
        return tabel(self.scener, self.sekunder)

    def som_json(self) -> dict[str, Any]:
        """One object, for scripts."""
        return {
            "lykkedes": self.lykkedes,
            "sekunder": round(self.sekunder, 2),
            "forventninger": sum(len(resultat.forventninger) for resultat in self.scener),
            "holdt": sum(resultat.holdt for resultat in self.scener),
            "beskeder": sum(len(resultat.veje) for resultat in self.scener),
            "scener": [resultat.som_json() for resultat in self.scener],
        }


async def spil(
    *,
    hub_url: str,
    administrator_token: str,
    data: Path,
    konsol: Console,
    scener: Sequence[str] = (),
    kontroller: Sequence[Kontrol] = (),
    mens: Callable[[Resultat], Awaitable[None]] | None = None,
    alle: Sequence[Scene] = SCENER,
    blivende: bool = True,
    taalmodighed: float = 0.0,
) -> Resultat:
    """Play `scener` (all, when left out) against the hub at `hub_url`; the overhaul comes last whichever are played.

    `hub_url` may be several addresses with commas between them: of instances that share the work. One of them may be
    away for `taalmodighed` seconds at a time, and everything is waited for that much longer.

    The adapters' own state goes into `data`. `kontroller` are checks that only the hub's operator can make. `mens` is
    awaited when all has been played and still stands. `alle` are the scenes to choose from. A hub that is `blivende` lives on:
    what was subscribed to is ended. Raises UkendtScene, and
    FaelleshubFejl when the stage cannot be set.
    """
    valgte = _vaelg(scener, alle)
    fortaelling = Fortaelling(konsol)
    async with AsyncExitStack() as aabne:
        administrator = await aabne.enter_async_context(Scenehub(hub_url, administrator_token))
        await administrator.json("GET", "/mig")  # no hub, or a wrong token: that is said at once
        administrator.taalmodighed = taalmodighed
        bus = await aabne.enter_async_context(opstil(administrator, data))
        fortaelling.linje(f"{bus.kommune.navn} og {len(bus.deltagere)} systemer er tilsluttet {hub_url}.")
        begyndt = time.monotonic()
        resultater = [
            await spil_scene(scene, bus, fortaelling, nummer)
            for nummer, scene in enumerate((*valgte, eftersyn(kontroller)), 1)
        ]
        resultat = Resultat(tuple(resultater), time.monotonic() - begyndt, bus.simulatorer.adresser())
        if mens is not None:
            await mens(resultat)
        if blivende:
            await bus.ryd_op()
    return resultat


def _vaelg(navne: Sequence[str], alle: Sequence[Scene]) -> list[Scene]:
    kendte = {scene.navn: scene for scene in alle}
    for navn in navne:
        if navn not in kendte:
            raise UkendtScene(f"there is no scene {navn}; there are: {', '.join(kendte)}")
    return [scene for scene in alle if not navne or scene.navn in navne]
