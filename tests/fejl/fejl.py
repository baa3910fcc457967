"""What can go wrong, one thing a function: each does it to the running bus, and leaves everything up again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

from tests.fejl.mellemled import Brud
from tests.fejl.scene import Bane
from tests.kafka.server import Kafkaserver
from tests.system.hubproces import Hubproces

SESSION: Final = 10.0
"""Seconds after which the group believes that a silent hub is gone."""
NODESESSION: Final = 2.0
"""Seconds after which the cluster believes that a silent node is gone."""
GENSTART: Final = 120.0
"""Seconds until a hub must be up that is started again and again, as the machine it runs on would do."""

Fejl = Callable[[Bane], Awaitable[None]]


async def en_hub_draebes(bane: Bane) -> None:
    hub = _hub(bane)
    await hub.draeb()
    await genstart(hub)


async def en_hub_draebes_mens_den_starter(bane: Bane) -> None:
    hub = _hub(bane)
    await hub.draeb()
    await hub.foed()
    await asyncio.sleep(bane.tilfaeldig.uniform(0.2, 1.0) * hub.hurtigste_start)
    if hub.koerer:
        await hub.draeb()
    await genstart(hub)


async def en_hub_lukkes_paent(bane: Bane) -> None:
    hub = _hub(bane)
    kode, _ = await hub.nedluk()
    assert kode == 0, f"it did not drain; see {hub.log}"
    await genstart(hub)


async def alle_hubber_draebes(bane: Bane) -> None:
    for hub in bane.flok.hubber:
        await hub.draeb()
    await asyncio.gather(*map(genstart, bane.flok.hubber))


async def en_hub_fryses_laengere_end_sin_session(bane: Bane) -> None:
    """It wakes as one whose partitions have moved, and does not know."""
    await _frys_hub(bane, SESSION * bane.tilfaeldig.uniform(1.2, 1.6))


async def en_hub_fryses_kort(bane: Bane) -> None:
    await _frys_hub(bane, bane.tilfaeldig.uniform(0.5, 4.0))


async def en_node_draebes(bane: Bane) -> None:
    node = _node(bane)
    await asyncio.to_thread(node.draeb)
    await asyncio.sleep(bane.tilfaeldig.uniform(0.0, 2 * NODESESSION))
    await asyncio.to_thread(node.start)


async def en_node_lukkes_paent(bane: Bane) -> None:
    node = _node(bane)
    await asyncio.to_thread(node.stop)
    await asyncio.to_thread(node.start)


async def en_node_fryses(bane: Bane) -> None:
    """The others go on without it; it wakes as one that led partitions which others lead now."""
    node = _node(bane)
    node.frys()
    await asyncio.sleep(NODESESSION * bane.tilfaeldig.uniform(1.5, 3.5))
    node.optoe()


async def hele_klyngen_draebes(bane: Bane) -> None:
    for node in bane.klynge.noder:
        await asyncio.to_thread(node.draeb)
    await asyncio.to_thread(bane.klynge.start)


async def en_node_og_en_hub_draebes_sammen(bane: Bane) -> None:
    node, hub = _node(bane), _hub(bane)
    await asyncio.gather(asyncio.to_thread(node.draeb), hub.draeb())
    await asyncio.gather(asyncio.to_thread(node.start), genstart(hub))


async def en_hub_skaeres_af_fra_en_node(bane: Bane) -> None:
    await _bryd(bane, "haeng", _node(bane), bane.tilfaeldig.uniform(2.0, 8.0))


async def en_hub_skaeres_af_fra_alle_noder(bane: Bane) -> None:
    """Its partitions move while it still answers callers, and cannot know."""
    await _bryd(bane, "haeng", None, SESSION * bane.tilfaeldig.uniform(1.2, 1.6))


async def en_hubs_forbindelser_nulstilles(bane: Bane) -> None:
    await _bryd(bane, "nulstil", None, bane.tilfaeldig.uniform(0.0, 3.0))


ALLE: Final[tuple[Fejl, ...]] = (
    en_hub_draebes,
    en_node_draebes,
    en_hub_fryses_laengere_end_sin_session,
    en_node_fryses,
    en_hub_skaeres_af_fra_alle_noder,
    en_hub_skaeres_af_fra_en_node,
    en_hub_lukkes_paent,
    en_node_lukkes_paent,
    en_hub_draebes_mens_den_starter,
    alle_hubber_draebes,
    en_hub_fryses_kort,
    hele_klyngen_draebes,
    en_node_og_en_hub_draebes_sammen,
    en_hubs_forbindelser_nulstilles,
)
KORT: Final = ALLE[:8]
"""Every kind once, of hub and node: killed, frozen, cut off, stopped."""


async def genstart(hub: Hubproces) -> None:
    """Start a hub as its machine would: again and again, until it stays."""
    til = time.monotonic() + GENSTART
    while True:
        if not hub.koerer:
            await hub.foed()
        try:
            await hub.vent_klar()
        except RuntimeError:
            if time.monotonic() > til:
                raise
        else:
            return


def _hub(bane: Bane) -> Hubproces:
    return bane.tilfaeldig.choice(bane.flok.hubber)


def _node(bane: Bane) -> Kafkaserver:
    return bane.tilfaeldig.choice(bane.klynge.noder)


async def _frys_hub(bane: Bane, sekunder: float) -> None:
    hub = _hub(bane)
    hub.frys()
    await asyncio.sleep(sekunder)
    hub.optoe()


async def _bryd(bane: Bane, brud: Brud, node: Kafkaserver | None, sekunder: float) -> None:
    hub = bane.tilfaeldig.randrange(len(bane.flok.hubber))
    await bane.klynge.bryd(hub, brud, node)
    await asyncio.sleep(sekunder)
    await bane.klynge.hel(hub, node)
