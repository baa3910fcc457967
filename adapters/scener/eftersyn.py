"""Eftersyn: after everything, whether any of the people stands where no one should be named, and whether the log holds.

What can be seen over HTTP is looked at here, against any hub. Whoever runs the hub can hand in checks of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Final

from adapters.scener import personer
from adapters.scener.bus import Bus
from adapters.scener.scene import Scene, Sceneloeb
from adapters.scener.udhold import udhold
from adapters.sdk import Udstatus

I_ORDEN: Final = frozenset({Udstatus.LEVERET, Udstatus.KVITTERET})

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
        await loeb.forvent(
            "ingen adapter har noget liggende: intet er afvist, uafleveret eller lagt til side",
            lambda: _liggende(bus),
            lig=[],
        )
        for tekst, kontrol in kontroller:
            holdt, saa = await kontrol(personer.CPR_NUMRE)
            loeb.er(tekst, saa if holdt else f"{saa} ", lig=saa)

    return Scene("eftersyn", "Eftersyn", "No one is named where no one should be, and the log holds", spil)


async def _liggende(bus: Bus) -> list[str]:
    """Adapters with a message refused or undelivered, or an event that became none."""
    liggende = []
    for deltager in bus.deltagere.values():
        if deltager.koersel is not None:
            poster = [post for post in await deltager.koersel.udbakke() if post.status not in I_ORDEN]
            liggende += [deltager.navn] * (len(poster) + len(await deltager.koersel.sidelagte()))
    return liggende


def _ren(tekst: str) -> bool:
    """Whether there is something to look through, and none of the numbers in it, with or without a hyphen."""
    numre = [skrevet for cpr in personer.CPR_NUMRE for skrevet in (cpr, f"{cpr[:6]}-{cpr[6:]}")]
    return bool(tekst) and not any(nummer in tekst for nummer in numre)


async def _metrics(bus: Bus) -> str:
    async def hent() -> str:
        async with bus.administrator.anmod("GET", "/metrics") as svar:
            return await svar.text()

    return await udhold(hent, bus.taalmodighed)
