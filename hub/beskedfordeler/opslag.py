"""What router, intake and delivery look up: the newest register, and which topics there are.

Changes of configuration come in here; the shells pick up `register` at the beginning of each batch.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from brokers import Broker
from hub.beskedfordeler import emner
from hub.beskedfordeler.register import byg_register
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import Tilstand
from hub.konfiguration.vaerdiopslag import Vaerdiopslag
from hub.kontrakter import Miljoe, Register
from hub.kontrakter.kontraktsaet import MEDFOELGENDE, Kontraktkilde
from schemas.codec import HOVED, MAGI

_FORGAEVES: Final = 1.0
"""Seconds until a schema id that nobody knew is looked for again."""
_UKENDTE: Final = 1_000

_SYSTEM_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def er_system_id(tekst: str) -> bool:
    """Whether it can be a system's id, and so be part of a topic's name."""
    return _SYSTEM_ID.fullmatch(tekst) is not None


def selvskrivende(konfiguration: Konfiguration) -> list[str]:
    """The systems that write to the bus themselves, by id."""
    return sorted(
        system.id
        for system in konfiguration.systemer.values()
        if system.kafkabruger is not None and system.tilstand is not Tilstand.AFSLUTTET
    )


class Opslag:
    """The running configuration, compiled; and the topics made for it."""

    def __init__(
        self,
        broker: Broker,
        partitioner: int,
        *,
        miljoe: Miljoe,
        vaerdier: Vaerdiopslag,
        kontrakter: Kontraktkilde = MEDFOELGENDE,
        indhent: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._indhent = indhent
        self.partitioner = partitioner
        self._kontrakter = kontrakter
        self._ukendte: dict[int, float] = {}
        self._laas = asyncio.Lock()
        self._broker = broker
        self._miljoe = miljoe
        self._vaerdier = vaerdier
        self._lavet: set[str] = set()
        self._register: Register | None = None

    @property
    def register(self) -> Register:
        """The newest register. Only after `start`."""
        if self._register is None:
            raise RuntimeError("the configuration is compiled by start()")
        return self._register

    @property
    def konfiguration(self) -> Konfiguration:
        """What the newest register was compiled from."""
        return self.register.konfiguration

    async def start(self, konfiguration: Konfiguration) -> None:
        """Make the topics and compile the configuration. Raises BrokerError."""
        await self._broker.ensure_topics(*emner.faste(self.partitioner))
        self._register = await self._byg(konfiguration)

    async def opdater(self, konfiguration: Konfiguration) -> bool:
        """Go over to a newer configuration; False when it is not newer than what runs."""
        async with self._laas:
            if self._register is not None and konfiguration.version < self.konfiguration.version:
                return False
            self._register = await self._byg(konfiguration)
            return True

    async def indhent(self) -> None:
        """Return when all that was configured before the call is in `register`. Raises BrokerError."""
        if self._indhent is not None:
            await self._indhent()

    async def skift_kontrakter(self) -> None:
        """Go over to the newest contracts, under the configuration that runs."""
        async with self._laas:
            if self._register is not None:
                self._register = await self._byg(self.konfiguration)

    async def kend(self, beskeder: Iterable[bytes]) -> None:
        """Before any of these messages is said to be under an unknown schema: see what other instances registered.

        What was looked for in vain is not looked for again at once.
        """
        nu, skemaer = asyncio.get_running_loop().time(), self.register.skemaer
        ider = {
            int.from_bytes(besked[1:HOVED], "big") for besked in beskeder if len(besked) >= HOVED and besked[0] == MAGI
        }
        ukendte = {id_ for id_ in ider if id_ not in skemaer and self._ukendte.get(id_, 0.0) < nu}
        if not ukendte:
            return
        await self._kontrakter.indhent()
        if len(self._ukendte) > _UKENDTE:
            self._ukendte.clear()
        self._ukendte |= dict.fromkeys(ukendte - self.register.skemaer.keys(), nu + _FORGAEVES)

    async def sikr_kvittering(self, systemer: Iterable[str]) -> None:
        """Make the receipt topics of these systems, where they are missing."""
        specs = [emner.kvitteringsemne(system) for system in systemer]
        mangler = [spec for spec in specs if spec.name not in self._lavet]
        if mangler:
            await self._broker.ensure_topics(*mangler)
            self._lavet.update(spec.name for spec in mangler)

    async def sikr_igen(self) -> None:
        """Make every topic of the running configuration that has gone missing."""
        self._lavet.clear()
        await self._sikr(self.konfiguration)

    def glem(self, emne: str) -> None:
        """The topic was deleted; make it again when it is needed."""
        self._lavet.discard(emne)

    async def _byg(self, konfiguration: Konfiguration) -> Register:
        # Topics first: no decision may name a dueslag that cannot be written to.
        await self._sikr(konfiguration)
        return await asyncio.to_thread(
            byg_register,
            konfiguration,
            miljoe=self._miljoe,
            vaerdier=self._vaerdier,
            kontrakter=self._kontrakter.nu,
            forrige=self._register,
        )

    async def _sikr(self, konfiguration: Konfiguration) -> None:
        levende = (a.id for a in konfiguration.abonnementer.values() if a.tilstand is not Tilstand.AFSLUTTET)
        specs = [emner.dueslagsemne(dueslag) for dueslag in levende]
        specs += [emner.kvitteringsemne(system) for system in konfiguration.systemer]
        specs += [emner.direkteemne(system, self.partitioner) for system in selvskrivende(konfiguration)]
        mangler = [spec for spec in specs if spec.name not in self._lavet]
        if mangler:
            await self._broker.ensure_topics(*mangler)
            self._lavet.update(spec.name for spec in mangler)
