"""One owned input partition: its history, its chain, its producer, and the batch as one transaction.

The middle of a message's way: decide, write out, commit. All state here is of what is durable; what a batch adds
counts when its transaction has ended.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import structlog

from brokers import Consumer, Producer, Record, StoredRecord, TopicPartition
from hub.beskedfordeler import emner, gaeldende, indpost
from hub.beskedfordeler.aarsager import INTERN
from hub.beskedfordeler.genlaegning import afvis_genlaegning, genlaeg
from hub.beskedfordeler.historiklager import Historiklager
from hub.beskedfordeler.indpost import Indpost
from hub.beskedfordeler.indtag import laes_ruter
from hub.beskedfordeler.maalinger import Maalinger
from hub.beskedfordeler.opslag import Opslag
from hub.beskedfordeler.punktskriver import Punktskriver
from hub.beskedfordeler.sigte import Sigte
from hub.beskedfordeler.typer import Kvittering
from hub.beskedfordeler.udskriv import Udskrift, udskriv
from hub.kontrakter import Register, afgoer
from hub.kontrakter.afgoerelse import Afgoerelse, Afvist, Leveret, Rutefelter
from hub.kontrakter.sigtet import Sigtet, afgoer_sigtet
from hub.log import hoveder
from hub.log.kaede import Hoved
from schemas.codec import Ulaeselig, skema_id
from schemas.skema import Skema

LOG = structlog.get_logger(__name__)

_POSTER_UD: int = 20_000
_BYTES_UD: int = 16_000_000
"""One transaction writes about this much at most; a batch that fans out wider becomes several."""
_STYKKE: int = 500
"""Messages that are decided between two turns of everything else in the process: a tenth of a second, about."""


@dataclass(slots=True)
class Udkast:
    """What the open batch has come to so far."""

    hoved: Hoved
    poster: list[Record] = field(default_factory=list)
    kvitteringer: list[Kvittering] = field(default_factory=list)
    afgoerelser: list[Afgoerelse] = field(default_factory=list)
    bytes: int = 0
    behandlet: int = 0

    def tag(self, udskrift: Udskrift) -> None:
        """Add what one message led to."""
        self.poster.extend(udskrift.poster)
        self.hoved = udskrift.hoved
        if udskrift.kvittering is not None:
            self.kvitteringer.append(udskrift.kvittering)
        self.bytes += sum([len(post.value or b"") for post in udskrift.poster])
        self.behandlet += 1

    @property
    def fuldt(self) -> bool:
        """Whether it is time to commit."""
        return len(self.poster) >= _POSTER_UD or self.bytes >= _BYTES_UD


class Kaedeende(NamedTuple):
    """Where a chain ends: its newest link, and the offset in the input of the first message without one."""

    hoved: Hoved
    naaet: int


class Partition:
    """The router's work on one partition, from take-over until it is given up. Made by `overtag`."""

    def __init__(
        self,
        sted: TopicPartition,
        producer: Producer,
        historik: Historiklager,
        kaedeende: Kaedeende,
        punktskriver: Punktskriver,
        opslag: Opslag,
        maalinger: Maalinger,
        sigte: Sigte,
        tur: asyncio.Lock,
    ) -> None:
        self._sigte = sigte
        self._tur = tur
        """Held by the partition that decides: one at a time, while others write."""
        self._gaelder: gaeldende.Naaet = {}
        """What was announced."""
        self.hoved = kaedeende.hoved
        """The newest durable link of the chain."""
        self._naaet = kaedeende.naaet
        self._punktskriver = punktskriver
        self._sted = sted
        self._producer = producer
        self._historik = historik
        self._opslag = opslag
        self._maalinger = maalinger

    async def behandl(
        self, poster: Sequence[StoredRecord], consumer: Consumer, nu: dt.datetime, doemt: frozenset[int]
    ) -> tuple[int, Sequence[Kvittering]]:
        """Decide as many of `poster` as one transaction takes, and write it. The count, and the receipts.

        Offsets in `doemt` are refused without a look: they made an earlier transaction fail. What the chain has decided
        already is passed over, whatever the group's progress says: the chain is the truth (ADR 0012). Raises
        BrokerError and whatever a fault of our own raises; then nothing has changed here.
        """
        udkast = Udkast(self.hoved)
        afgjorte = sum(post.offset < self._naaet for post in poster)
        nye = poster[afgjorte:]
        try:
            async with self._tur:
                await self._behandl_alle(nye, udkast, nu, doemt)
            naeste = poster[afgjorte + udkast.behandlet - 1].offset + 1
            navn = hoveder.kaedenavn(emner.LOG, self._sted.partition)
            aendringer = self._historik.aendringer(nu)
            async with self._producer.transaction() as transaktion:
                for ud in udkast.poster:
                    transaktion.send(ud)
                for ud in aendringer:
                    transaktion.send(ud)
                if udkast.behandlet:
                    transaktion.send(Record(emner.HOVEDER, hoveder.skriv(udkast.hoved), navn.encode()))
                transaktion.commit_offset(consumer, self._sted, naeste)
        except BaseException:
            self._historik.fortryd()
            raise
        self._historik.bekraeft()
        self.hoved = udkast.hoved
        self._naaet = max(self._naaet, naeste)
        self._maal(udkast, nye, nu)
        if afgjorte:
            LOG.warning("passed over what the log had decided", partition=self._sted.partition, messages=afgjorte)
        await self._punktskriver.efter_batch(len(aendringer), self.hoved)
        return afgjorte + udkast.behandlet, udkast.kvitteringer

    async def meld_gaeldende(self) -> None:
        """Say on the bus by how much of the configuration messages are decided from now on; between two batches.

        Raises BrokerError.
        """
        naaet = self._opslag.konfiguration.naaet
        if naaet != self._gaelder:
            async with self._producer.transaction() as transaktion:
                transaktion.send(gaeldende.post(self._sted.partition, naaet))
            self._gaelder = naaet

    async def gem(self) -> None:
        """Leave a checkpoint of the history on this machine, for the next start."""
        await self._punktskriver.afslut(self.hoved)

    async def luk(self) -> None:
        """Give up the transactional id."""
        await self._producer.close()

    async def _behandl_alle(
        self, poster: Sequence[StoredRecord], udkast: Udkast, nu: dt.datetime, doemt: frozenset[int]
    ) -> None:
        """Decide one after another until the transaction is full; the rest of the process gets its turn in between."""
        register = self._opslag.register  # one for the whole batch: a change of it counts between two batches
        for fra in range(0, len(poster), _STYKKE):
            for post, fundet in self._sigtede(poster[fra : fra + _STYKKE], register):
                self._behandl_en(post, fundet, register, udkast, nu, doemt=post.offset in doemt)
                if udkast.fuldt:
                    return
            await asyncio.sleep(0)

    def _sigtede(
        self, poster: Sequence[StoredRecord], register: Register
    ) -> Iterable[tuple[StoredRecord, Sigtet | None]]:
        """Each with what the screen knows of it."""
        beskeder = [post.value or b"" for post in poster]
        return zip(poster, self._sigte.sigt(beskeder, register), strict=True)

    def _behandl_en(
        self,
        post: StoredRecord,
        fundet: Sigtet | None,
        register: Register,
        udkast: Udkast,
        nu: dt.datetime,
        *,
        doemt: bool,
    ) -> None:
        ind = indpost.laes(post)
        if not doemt and ind.genafspil is not None and ind.genafspil.til is not None:
            til, ruter = ind.genafspil.til, laes_ruter(ind.besked, register.skemaer)
            # What it was allowed then does not count: a receiver sees only what its agreement allows now.
            modtagere = register.abonnementer.modtagere(ruter, nu) if ruter is not None else ()
            if any(modtager.dueslag == til for modtager in modtagere):
                navn, maerke = kontraktnavn(ind.besked, register.skemaer), skemamaerke(ind.besked, register, ruter)
                udkast.tag(genlaeg(ind, ind.genafspil, til, ruter, udkast.hoved, nu, navn, maerke))
            else:
                udkast.tag(afvis_genlaegning(ind, ind.genafspil, til, ruter, udkast.hoved, nu))
            return
        afgoerelse, udskrift = self._doem(ind, fundet, register, udkast.hoved, nu, doemt=doemt)
        if isinstance(afgoerelse, Leveret):
            self._historik.husk(afgoerelse.spor, nu)
        udkast.tag(udskrift)
        udkast.afgoerelser.append(afgoerelse)

    def _doem(
        self, ind: Indpost, fundet: Sigtet | None, register: Register, hoved: Hoved, nu: dt.datetime, *, doemt: bool
    ) -> tuple[Afgoerelse, Udskrift]:
        if not doemt:
            try:
                afgoerelse: Afgoerelse | None = None
                if fundet is not None:
                    afgoerelse = afgoer_sigtet(
                        fundet, ind.besked, register, self._historik, afsender=ind.afsender, nu=nu
                    )
                if afgoerelse is None:  # a suspect, or refused: reasons come from the judge alone
                    afgoerelse = afgoer(ind.besked, register, self._historik, afsender=ind.afsender, nu=nu)
                return afgoerelse, udskriv(ind, afgoerelse, hoved, nu)
            except Exception as fejl:  # noqa: BLE001 - a fault of ours must not stop the messages behind this one
                LOG.error(  # noqa: TRY400 - a traceback could quote the message; the place is enough
                    "the engine failed on a message; it is in the fejlkø",
                    reception=ind.modtagelse,
                    error=type(fejl).__name__,
                    place=_sted(fejl),
                )
        intern = Afvist((INTERN,), None)
        return intern, udskriv(ind, intern, hoved, nu)

    def _maal(self, udkast: Udkast, poster: Sequence[StoredRecord], nu: dt.datetime) -> None:
        maal = self._maalinger
        lagt = 0
        for slags, antal in Counter(map(type, udkast.afgoerelser)).items():
            maal.afgjort.labels(slags.__name__).inc(antal)
        for afgoerelse in udkast.afgoerelser:
            if isinstance(afgoerelse, Leveret):
                lagt += len(afgoerelse.modtagere)
            elif isinstance(afgoerelse, Afvist):
                for goal in {aarsag.maal for aarsag in afgoerelse.aarsager}:
                    maal.aarsager.labels(goal).inc()
        maal.lagt.inc(lagt)
        maal.batches.labels("skrevet").inc()
        naar = nu.timestamp()
        for post in poster[: udkast.behandlet]:
            maal.ventetid.observe(max(0.0, naar - post.timestamp_ms / 1000))
        LOG.debug("batch", partition=self._sted.partition, messages=udkast.behandlet, records=len(udkast.poster))


def kontraktnavn(besked: bytes, skemaer: Mapping[int, Skema]) -> str | None:
    """The full name of the contract that a message was written with; None when that is not known."""
    try:
        return skemaer[skema_id(besked)].navn
    except (Ulaeselig, LookupError):
        return None


def skemamaerke(besked: bytes, register: Register, ruter: Rutefelter | None) -> str | None:
    """The state of the schema that a message was written with, when it is not approved; None also when not known."""
    try:
        id_ = skema_id(besked)
        post = register.post(id_, ruter.beskedtype) if ruter is not None else None
        return register.maerke(id_, post) if post is not None else None
    except (Ulaeselig, LookupError):
        return None


def _sted(fejl: Exception) -> str:
    """Where in our code it failed: file and line of the innermost frame."""
    spor = fejl.__traceback__
    while spor is not None and spor.tb_next is not None:
        spor = spor.tb_next
    return "-" if spor is None else f"{spor.tb_frame.f_code.co_filename.rpartition('/')[2]}:{spor.tb_lineno}"
