"""The council's store: cases in a compacted topic, decisions in one that is only added to; one instance writes at a time.

A step is one transaction: the case as it then stands, the signed decision where there is one, the notices, and the
audit's entry. Every instance follows both topics.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import orjson
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from brokers import Broker, BrokerError, Record, StoredRecord, TopicSpec
from hub.arkitektraad.afgoerelse import Afgoerelse, SigneretAfgoerelse, underskriv
from hub.arkitektraad.model import Behandling, Dispensation, Varsel
from hub.arkitektraad.raad import Raad, Ting
from hub.konfiguration import revision
from hub.konfiguration.foelger import Foelger
from hub.konfiguration.revision import Udoever
from hub.konfiguration.skriver import skriv_alene

LOG = structlog.get_logger(__name__)

EMNE: Final = "konfig.arkitektraad"
AFGOERELSER: Final = "raad.afgoerelser"
"""Every decision of the council, signed and chained; nothing is ever taken out."""
SKRIVER: Final = "arkitektraad"
SLAGS: Final = "arkitektraad"

MODELLER: Final[Mapping[str, type[Any]]] = {
    "behandling": Behandling,
    "dispensation": Dispensation,
    "varsel": Varsel,
}

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Raadsbeslutning(Generic[S]):
    """The answer to who asked, what is then kept, and the decision to be signed, its number and place left open."""

    svar: S
    ting: Sequence[Ting] = ()
    afgoerelse: Afgoerelse | None = None


Beslut = Callable[[Raad, dt.datetime], Raadsbeslutning[Any]]
"""Decides on the newest state at a time, and may be asked again where another instance was quicker. Raises Raadsfejl."""


class Raadslager:
    """The council of a running hub. `nu` is an immutable snapshot; it is changed by `skriv` alone."""

    def __init__(
        self,
        broker: Broker,
        noegle: Ed25519PrivateKey,
        ur: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self.noegle: Final = noegle
        self._broker, self._ur = broker, ur
        self._nu = Raad()
        self._laas = asyncio.Lock()
        self._lyttere: list[Callable[[], Awaitable[None]]] = []
        self._foelger = Foelger(broker, [EMNE, TopicSpec(AFGOERELSER)], self._anvend)

    @property
    def nu(self) -> Raad:
        """The newest snapshot."""
        return self._nu

    @property
    def tid(self) -> dt.datetime:
        """The time by the hub's clock."""
        return self._ur()

    async def start(self) -> None:
        """Restore the cases and decisions, and follow. Raises BrokerError."""
        await self._broker.ensure_topics(revision.emne())
        await self._foelger.start()
        LOG.info("council restored", cases=len(self._nu.behandlinger), decisions=len(self._nu.afgoerelser))

    async def stop(self) -> None:
        """Follow no more."""
        await self._foelger.stop()

    async def indhent(self) -> None:
        """See what other instances wrote before the call; while the broker is away, what is known here has to do."""
        try:
            await self._foelger.indhent(2.0)
        except BrokerError as fejl:
            LOG.warning("the council's store cannot see what others wrote now", error=type(fejl).__name__)

    def abonner(self, lytter: Callable[[], Awaitable[None]]) -> Callable[[], None]:
        """Have `lytter` told after every change; whoever wrote it waits for that. The result ends it."""
        self._lyttere.append(lytter)
        return lambda: self._lyttere.remove(lytter)

    async def skriv(self, beslut: Beslut, udoever: Udoever, hvad: str) -> Any:
        """Decide on the newest state and write what was decided; its answer, once it is durable and known here.

        `hvad` names in the audit what was changed. Raises Raadsfejl, BrokerError.
        """
        svar: Any = None

        async def poster() -> Sequence[Record]:
            nonlocal svar
            await self._foelger.indhent()
            nu = self._ur()
            beslutning = beslut(self._nu, nu)
            svar = beslutning.svar
            return list(self._poster(beslutning, udoever, hvad, nu))

        async with self._laas:
            await skriv_alene(self._broker, SKRIVER, poster)
            await self._foelger.indhent()
        return svar

    def naeste_nr(self) -> int:
        """The number that the next decision gets."""
        return len(self._nu.afgoerelser) + 1

    def _poster(self, beslutning: Raadsbeslutning[Any], udoever: Udoever, hvad: str, nu: dt.datetime) -> list[Record]:
        ud = [Record(EMNE, _bytes(en), orjson.dumps([_slags(en), en.id])) for en in beslutning.ting]
        efter: dict[str, Any] = {"skrevet": [[_slags(en), en.id] for en in beslutning.ting]}
        if beslutning.afgoerelse is not None:
            paa_plads = beslutning.afgoerelse.model_copy(update={"nr": self.naeste_nr(), "forrige": self._nu.hoved})
            signeret = underskriv(paa_plads, self.noegle)
            ud.append(Record(AFGOERELSER, signeret.som_bytes(), partition=0))
            efter["afgoerelse"] = paa_plads.nr
        if ud:
            ud.append(revision.post(SLAGS, hvad, udoever, nu, foer=None, efter=efter))
        return ud

    async def _anvend(self, poster: Sequence[StoredRecord]) -> None:
        ting: list[Ting] = []
        nye: list[SigneretAfgoerelse] = []
        for post in poster:
            try:
                if post.topic == AFGOERELSER:
                    nye.append(SigneretAfgoerelse.model_validate_json(post.value or b""))
                elif post.value is not None:
                    slags, _ = orjson.loads(post.key or b"")
                    ting.append(MODELLER[slags].model_validate_json(post.value))
            except (ValidationError, ValueError, KeyError, TypeError):
                LOG.error("a record of the council cannot be used", topic=post.topic, offset=post.offset)  # noqa: TRY400
        self._nu = self._nu.med(ting, nye)
        for lytter in tuple(self._lyttere):
            try:
                await lytter()
            except Exception:
                LOG.exception("a listener failed on a change of the council")


def _slags(en: Ting) -> str:
    return next(slags for slags, model in MODELLER.items() if isinstance(en, model))


def _bytes(en: Ting) -> bytes:
    return en.model_dump_json(exclude_none=True).encode()
