"""Eftersyn: after everything, whether any of the people stands where no one should be named, and whether the log holds.

What can be seen over HTTP is looked at here, against any hub. Whoever runs the hub can hand in checks of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence

from adapters.scener import personer
from adapters.scener.bus import Bus
from adapters.scener.scene import Scene, Sceneloeb

Kontrol = tuple[str, Callable[[Collection[str]], Awaitable[tuple[bool, str]]]]
"""A check of the hub's own: what is expected, and a function of the CPR numbers used that says whether, and what it saw."""


def eftersyn(kontroller: Sequence[Kontrol]) -> Scene:
    """The last scene, with the hub's own checks in it."""

    async def spil(bus: Bus, loeb: Sceneloeb) -> None:
        for sted, tekst in {
            "målingerne (/metrics)": await _metrics(bus),
            "spor og kvitteringer": await bus.foelger.synlige(),
            "fejlkøens liste": str(await bus.administrator.json("GET", "/fejlkoe", params={"max": "500"})),
            "opsætningens historik": str(await bus.administrator.json("GET", "/aendringer", params={"max": "500"})),
        }.items():
            loeb.er(f"{sted} er ikke tom og nævner ingen af de {len(personer.CPR_NUMRE)} personer", _ren(tekst))
        for tekst, kontrol in kontroller:
            holdt, saa = await kontrol(personer.CPR_NUMRE)
            loeb.er(tekst, saa if holdt else f"{saa} ", lig=saa)

    return Scene("eftersyn", "Eftersyn", "No one is named where no one should be, and the log holds", spil)


def _ren(tekst: str) -> bool:
    """Whether there is something to look through, and none of the numbers in it, with or without a hyphen."""
    numre = [skrevet for cpr in personer.CPR_NUMRE for skrevet in (cpr, f"{cpr[:6]}-{cpr[6:]}")]
    return bool(tekst) and not any(nummer in tekst for nummer in numre)


async def _metrics(bus: Bus) -> str:
    async with bus.administrator.anmod("GET", "/metrics") as svar:
        return await svar.text()
