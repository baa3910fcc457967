"""Follows every message of a scene to its end: from the outboxes, through `spor`, to the senders' receipts."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Final

from adapters.scener.udhold import udhold
from adapters.scener.vej import Vej, ikke_set, ulaeselig, veje
from adapters.sdk import Hubklient, Kvittering, Ukendt

if TYPE_CHECKING:
    from adapters.scener.bus import Bus

PAUSE: Final = 0.05
"""Seconds between two looks."""


class Foelger:
    """Knows which messages have been shown; each is shown once, in the scene that sent it."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._sete: dict[str, int] = defaultdict(int)
        self._markoer: dict[str, str | None] = {}
        self._kvitteringer: dict[str, list[Kvittering]] = defaultdict(list)
        self._ulaeselige: list[Vej] = []
        self._spor: dict[str, str] = {}

    async def veje(self, frist: float) -> list[Vej]:
        """The ways of everything sent since the last time, oldest first, once all is at rest or `frist` has passed."""
        slut = time.monotonic() + frist
        kendte: dict[str, str] = {}
        fundne: dict[str, list[Vej]] = {}
        i_ro = False
        while True:
            # In this order: whatever an adapter has been told, it has either not followed yet, or it is in its outbox;
            # and what an answered message led to was in both places before it was answered, one look ago.
            indhentet = await self._indhentet()
            nye = await self._nye()
            if (i_ro and indhentet and not nye) or time.monotonic() >= slut:
                break
            kendte |= nye
            await self._hent_kvitteringer()
            for besked_id, slags in kendte.items():
                if not _hvile(fundne.get(besked_id, ())):
                    fundne[besked_id] = await self.vej(besked_id, slags)
            i_ro = all(map(_hvile, fundne.values()))
            await asyncio.sleep(PAUSE)
        ulaeselige, self._ulaeselige = self._ulaeselige, []
        fundet = [fundne.get(besked_id) or [ikke_set(besked_id, slags)] for besked_id, slags in (kendte | nye).items()]
        return sorted(itertools.chain(*fundet, ulaeselige), key=lambda vej: vej.tidspunkt)

    async def synlige(self) -> str:
        """Everything that the hub has said of messages so far, as text: for the search after personal numbers."""
        await self._hent_kvitteringer()
        kvitteringer = [k.model_dump_json() for liste in self._kvitteringer.values() for k in liste]
        return "\n".join((*self._spor.values(), *kvitteringer))

    async def _indhentet(self) -> bool:
        return all([await deltager.indhentet() for deltager in self._bus.deltagere.values()])

    async def _nye(self) -> dict[str, str]:
        """What was sent since the last look: BeskedId and kind."""
        nye: dict[str, str] = {}
        for deltager in self._bus.deltagere.values():
            if deltager.koersel is None:
                continue
            for post in await deltager.koersel.udbakke():
                if post.nr > self._sete[deltager.navn]:
                    self._sete[deltager.navn] = post.nr
                    nye[post.besked_id] = post.skema.rpartition(".")[2]
        for klient in self._bus.klienter.values():
            nye |= klient.sendt
            klient.sendt.clear()
        return nye

    async def _hent_kvitteringer(self) -> None:
        for ident, hub in self._afsendere():
            while True:
                side = await udhold(partial(hub.kvitteringer, self._markoer.get(ident)), self._bus.taalmodighed)
                self._markoer[ident] = side.naeste
                for kvittering in side.kvitteringer:
                    if kvittering.besked_id is None:
                        self._ulaeselige.append(ulaeselig(kvittering, self._bus.navne[ident]))
                    self._kvitteringer[str(kvittering.modtagelse_id)].append(kvittering)
                if not side.kvitteringer:
                    break

    def _afsendere(self) -> Iterable[tuple[str, Hubklient]]:
        for deltager in self._bus.deltagere.values():
            if deltager.koersel is not None:
                yield deltager.tilslutning.system, deltager.koersel.hub
        for klient in self._bus.klienter.values():
            yield klient.tilslutning.system, klient.hub

    async def vej(self, besked_id: str, slags: str) -> list[Vej]:
        """The ways of one message as far as it has come; empty while the hub does not know it yet."""
        try:
            hop = await self._bus.administrator.spor(besked_id)
        except Ukendt:
            return []
        self._spor[besked_id] = str(hop)
        kvitteringer = [k for et in dict.fromkeys(h["modtagelseId"] for h in hop) for k in self._kvitteringer[et]]
        return veje(besked_id, slags, hop, kvitteringer, self._bus.navne)


def _hvile(fundne: Iterable[Vej]) -> bool:
    fundne = list(fundne)
    return bool(fundne) and all(vej.afsluttet for vej in fundne)
