"""The configuration's store: compacted topics `konfig.<kind>`, followed by every instance, changed by any of them.

A change is one transaction: the new state of each resource, and the entry in `konfig.aendringer` that says who
changed what, when and why. Whoever writes takes over the transactional id first, reads up to the end, checks the
change against what it found, and writes; an instance that was overtaken meanwhile is fenced and begins again. So no
two instances can together write what neither would have written alone.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from pydantic import ValidationError

from brokers import Broker, Record, StoredRecord
from hub.konfiguration import revision
from hub.konfiguration.foelger import Foelger
from hub.konfiguration.kilde import Konfiguration, Konfigurationskilde, Lytter, Ressource, Slags, id_for
from hub.konfiguration.sammenhaeng import Brud, find_brud
from hub.konfiguration.skriver import skriv_alene

__all__ = ["Konfiguration", "Konfigurationskilde", "Konfigurationslager", "Sammenhaengsfejl", "Skrivning"]

LOG = structlog.get_logger(__name__)

SKRIVER: Final = "konfiguration"

_PRAEFIKS: Final = "konfig."


@dataclass(frozen=True, slots=True)
class Skrivning:
    """One resource to be put in, or taken out where `ressource` is None."""

    slags: Slags
    id: str
    ressource: Ressource | None

    @classmethod
    def af(cls, ressource: Ressource) -> Skrivning:
        """Put this resource in, in place of an older one with its id."""
        return cls(Slags.af(ressource), id_for(ressource), ressource)


class Sammenhaengsfejl(ValueError):
    """A change that would leave a reference dangling or a name twice; `brud` says all of it."""

    def __init__(self, brud: Sequence[Brud]) -> None:
        super().__init__("; ".join(f"{et.slags} {et.id} {et.sti}: {et.text}" for et in brud))
        self.brud = tuple(brud)


class Konfigurationslager:
    """The running configuration. `nu` is an immutable snapshot; changes are durable, audited and seen on return."""

    def __init__(self, broker: Broker, ur: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> None:
        self._broker = broker
        self._ur = ur
        self._nu = Konfiguration()
        self._naaet: dict[str, int] = {}
        self._lyttere: list[Lytter] = []
        self._en_ad_gangen = asyncio.Lock()
        self._foelger = Foelger(broker, [_PRAEFIKS + slags for slags in Slags], self._anvend)

    @property
    def nu(self) -> Konfiguration:
        """The newest snapshot."""
        return self._nu

    def abonner(self, lytter: Lytter) -> Callable[[], None]:
        """Have `lytter` told of every later snapshot; the result ends it."""
        self._lyttere.append(lytter)
        return lambda: self._lyttere.remove(lytter)

    async def start(self) -> None:
        """Restore the configuration and follow what other processes change. Raises BrokerError."""
        await self._broker.ensure_topics(revision.emne())
        await self._foelger.start()
        LOG.info(
            "configuration restored", version=self._nu.version, **{str(s): len(self._nu.samling(s)) for s in Slags}
        )

    async def stop(self) -> None:
        """Follow no more; what was written stays."""
        await self._foelger.stop()

    async def indhent(self) -> None:
        """Return when everything that was written before the call is in `nu`, and told. Raises BrokerError."""
        await self._foelger.indhent()

    async def gem(
        self, slags: Slags, ressource: Ressource, *, hvem: str, hvorfor: str, hvorfra: str | None = None
    ) -> None:
        """Put one resource in. Raises Sammenhaengsfejl, BrokerError."""
        if Slags.af(ressource) is not slags:
            raise TypeError(f"a {type(ressource).__name__} is no {slags}")
        await self.skriv((Skrivning.af(ressource),), revision.Udoever(hvem, hvorfor, hvorfra))

    async def fjern(self, slags: Slags, id_: str, *, hvem: str, hvorfor: str, hvorfra: str | None = None) -> None:
        """Take one resource out. Raises Sammenhaengsfejl while something refers to it, BrokerError."""
        await self.skriv((Skrivning(slags, id_, None),), revision.Udoever(hvem, hvorfor, hvorfra))

    async def skriv(
        self,
        skrivninger: Sequence[Skrivning],
        udoever: revision.Udoever,
        *,
        forudsat: Callable[[Konfiguration], None] = lambda _: None,
    ) -> Sequence[Skrivning]:
        """Write several resources together or not at all; returns those that were not so already.

        `forudsat` is asked with the newest snapshot just before, and may refuse by raising. When this returns, the
        change is durable and every listener of this instance has been told. Raises Sammenhaengsfejl with everything
        that would not hold, BrokerError.
        """
        nye: Sequence[Skrivning] = ()

        async def poster() -> Sequence[Record]:
            nonlocal nye
            await self._foelger.indhent()
            forudsat(self._nu)
            nye = self._proev(skrivninger)
            return list(self._poster(nye, udoever))

        async with self._en_ad_gangen:
            await skriv_alene(self._broker, SKRIVER, poster)
            await self._foelger.indhent()
        return nye

    async def aendringer(self, *, efter: int = -1, maks: int = 100) -> Sequence[revision.Aendring]:
        """The audit after entry `efter`, oldest first."""
        return await revision.laes(self._broker, efter=efter, maks=maks)

    def _proev(self, skrivninger: Sequence[Skrivning]) -> Sequence[Skrivning]:
        nye = [s for s in skrivninger if self._nu.samling(s.slags).get(s.id) != s.ressource]
        efter = self._nu.med((s.slags, s.id, s.ressource) for s in nye)
        if brud := find_brud(efter, [(s.slags, s.id) for s in nye]):
            raise Sammenhaengsfejl(brud)
        return nye

    def _poster(self, skrivninger: Sequence[Skrivning], udoever: revision.Udoever) -> Iterator[Record]:
        tidspunkt = self._ur()
        for slags, id_, efter in ((s.slags, s.id, s.ressource) for s in skrivninger):
            foer = self._nu.samling(slags).get(id_)
            yield Record(_PRAEFIKS + slags, efter.model_dump_json().encode() if efter else None, id_.encode())
            yield revision.post(
                slags,
                id_,
                udoever,
                tidspunkt,
                foer=foer.model_dump(mode="json") if foer else None,
                efter=efter.model_dump(mode="json") if efter else None,
            )

    async def _anvend(self, poster: Sequence[StoredRecord]) -> None:
        aendringer = [fundet for post in poster if (fundet := _laes(post))]
        self._naaet |= {post.topic: post.offset + 1 for post in poster}
        version = sum(self._naaet.values())
        self._nu = self._nu.med(aendringer, version=version, naaet=dict(self._naaet))
        for lytter in tuple(self._lyttere):
            try:
                await lytter(self._nu)
            except Exception:
                LOG.exception("a listener failed on a new configuration", version=version)


def _laes(post: StoredRecord) -> tuple[Slags, str, Ressource | None] | None:
    """The change that a record makes; None for one that this version of the hub cannot use."""
    slags = Slags(post.topic.removeprefix(_PRAEFIKS))
    id_ = (post.key or b"").decode(errors="replace")
    if post.value is None:
        return slags, id_, None
    try:
        return slags, id_, slags.model.model_validate_json(post.value)
    except ValidationError as fejl:
        steder = [".".join(map(str, en["loc"])) for en in fejl.errors(include_input=False)]
        LOG.error(  # noqa: TRY400 - the traceback would show values
            "a configuration record cannot be used; what it configures is denied", slags=slags, id=id_, steder=steder
        )
        return slags, id_, None
