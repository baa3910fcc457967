"""The hub put together: broker, configuration, access, routing core, API; started in order, drained in reverse.

`koerende` is the whole hub as an async context manager, for tests, for the demo and for `koer`, which is a process:
it runs until SIGTERM, then drains.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import gc
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry

from brokers import Broker
from hub.adgang import Adgangslager
from hub.api import graenser
from hub.api.fillager import Fillager
from hub.api.friskhed import Friskhed
from hub.api.kald import Hub
from hub.api.maalinger import Apimaalinger
from hub.api.server import byg_app
from hub.api.sider import Sider
from hub.api.skemaer import Skemaopslag
from hub.api.soeskende import Soeskende
from hub.api.videresending import Videresender
from hub.arbejdere.plads import Arbejder
from hub.arkitektraad.godkendelse import Raadsgodkendelse
from hub.arkitektraad.lager import Raadslager
from hub.arkitektraad.noegle import find_noegle
from hub.arkitektraad.sekretariat import Sekretariat
from hub.arkitektraad.varselspost import Varselspost
from hub.beskedfordeler import Beskedfordeler, Fordelerindstillinger
from hub.beskedfordeler.maalinger import Maalinger
from hub.bus import byg_broker
from hub.indeks.database import med_kodeord
from hub.konfiguration import opsaetning
from hub.konfiguration.kilde import Slags
from hub.konfiguration.lager import Konfigurationslager
from hub.konfiguration.opsaetning import Trin
from hub.konfiguration.vaerdilister import Vaerdilistelager
from hub.lytter import Lytter
from hub.maerke import busmaerke, ny_filmappe
from hub.registry.kontrakter import Registerkontrakter
from hub.registry.lager import Skemaregister
from hub.settings import Indstillinger

LOG = structlog.get_logger(__name__)

Ur = Callable[[], dt.datetime]

_KALD_FRIST: Final = 2.0
"""Seconds that calls under way get at shutdown; a waiting long poll is then ended."""

_OPRYDNING: Final = 3_600.0


@dataclass(frozen=True, slots=True)
class KoerendeHub:
    """A hub that runs: where, and what is in it."""

    url: str
    administrator_token: str
    dele: Hub
    broker: Broker
    aendret: Sequence[Trin] = ()
    """What the opsætning changed at start."""


def nu() -> dt.datetime:
    """The time, in UTC."""
    return dt.datetime.now(dt.UTC)


@contextlib.asynccontextmanager
async def koerende(
    indstillinger: Indstillinger, *, ur: Ur = nu, arbejder: Arbejder | None = None
) -> AsyncIterator[KoerendeHub]:
    """A running hub in this event loop; leaving it drains. `arbejder`: which one of several processes it is.

    Raises Indstillingsfejl, Opsaetningsfejl, BrokerError.
    """
    hemmelighed = indstillinger.laes_hemmelighed()
    token = indstillinger.laes_administrator_token()
    async with contextlib.AsyncExitStack() as aabne:
        lytter = aabne.enter_context(Lytter(indstillinger, arbejder))
        broker = byg_broker(indstillinger)
        await aabne.enter_async_context(broker)
        await busmaerke(broker, hemmelighed)
        soeskende = Soeskende(arbejder.nummer if arbejder is not None else None, lytter.soeskende)
        await aabne.enter_async_context(soeskende)
        dele = await _dele(indstillinger, broker, hemmelighed, token, ur, lytter.egen_url, soeskende, aabne)
        aendret = await _opsaet(indstillinger, dele)
        url = await _lyt(lytter, dele, aabne)
        LOG.info("the hub is ready", url=url, data=str(indstillinger.data), miljoe=str(indstillinger.miljoe))
        yield KoerendeHub(url, token, dele, broker, aendret)
        LOG.info("the hub drains")


async def koer(
    indstillinger: Indstillinger,
    *,
    klar: Callable[[KoerendeHub], None] = lambda _: None,
    arbejder: Arbejder | None = None,
    slut: Callable[[], asyncio.Event] | None = None,
) -> None:
    """Run a hub until SIGTERM or SIGINT, or what `slut` gives is set. `klar` is told once it listens.

    Raises Indstillingsfejl, BrokerError.
    """
    stop = slut() if slut is not None else asyncio.Event()
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_, stop.set)
    async with koerende(indstillinger, arbejder=arbejder) as hub:
        _skaan_gc()
        klar(hub)
        await stop.wait()
    LOG.info("the hub has stopped")


def _skaan_gc() -> None:
    """Keep the collector away from what lives as long as the process, and let it look less often.

    Contracts, judges and subscriptions are hundreds of thousands of objects; walking them again and again costs a
    message a fifth of its time. What messages leave behind has no cycles and goes by itself.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


async def _dele(
    indstillinger: Indstillinger,
    broker: Broker,
    hemmelighed: bytes,
    token: str,
    ur: Ur,
    egen_url: str,
    soeskende: Soeskende,
    aabne: contextlib.AsyncExitStack,
) -> Hub:
    """Start the parts, in the order in which they need each other; `aabne` stops them in reverse."""
    konfiguration = Konfigurationslager(broker, ur)
    await konfiguration.start()
    aabne.push_async_callback(konfiguration.stop)
    vaerdier = Vaerdilistelager(broker, hemmelighed)
    await vaerdier.start()
    aabne.push_async_callback(vaerdier.stop)
    adgang = Adgangslager(broker, konfiguration, token, ur)
    await adgang.start()
    aabne.push_async_callback(adgang.stop)
    skemaregister = Skemaregister(broker, ur)
    await skemaregister.start()
    aabne.push_async_callback(skemaregister.stop)
    raad = await _raad(indstillinger, broker, hemmelighed, ur, aabne)
    kontrakter = Registerkontrakter(skemaregister, Raadsgodkendelse(raad))
    await kontrakter.start()
    aabne.push_async_callback(kontrakter.stop)
    aabne.callback(raad.abonner(kontrakter.opdater))
    filer = await _filer(indstillinger, broker, ur, aabne)
    register = CollectorRegistry()
    fordeler = Beskedfordeler(
        broker,
        konfiguration,
        hemmelighed=hemmelighed,
        data=indstillinger.data,
        ur=ur,
        indstillinger=Fordelerindstillinger(partitioner=indstillinger.partitioner),
        vaerdier=vaerdier,
        miljoe=indstillinger.miljoe,
        maalinger=Maalinger(register),
        egen_url=egen_url,
        kontrakter=kontrakter,
        database_url=_database_url(indstillinger),
    )
    await fordeler.start()
    aabne.push_async_callback(fordeler.stop, frist=indstillinger.nedluk_sekunder)
    sekretariat = Sekretariat(raad, skemaregister, konfiguration, adgang)
    varselspost = Varselspost(raad, konfiguration, fordeler)
    sekretariat.ved_varsel = varselspost.vaek
    varselspost.start()
    aabne.push_async_callback(varselspost.stop)
    maalinger = Apimaalinger(register)
    videresender = await aabne.enter_async_context(Videresender(fordeler, maalinger))
    return Hub(
        konfiguration=konfiguration,
        adgang=adgang,
        fordeler=fordeler,
        vaerdier=vaerdier,
        skemaer=Skemaopslag(konfiguration, kontrakter),
        filer=filer,
        sider=Sider(hemmelighed),
        maalinger=maalinger,
        videresender=videresender,
        friskhed=Friskhed(konfiguration, adgang),
        soeskende=soeskende,
        skemaregister=skemaregister,
        sekretariat=sekretariat,
        miljoe=indstillinger.miljoe,
    )


async def _raad(
    indstillinger: Indstillinger, broker: Broker, hemmelighed: bytes, ur: Ur, aabne: contextlib.AsyncExitStack
) -> Raadslager:
    """The council's store, with its signing key. Raises Indstillingsfejl, BrokerError."""
    delt = indstillinger.broker != "embedded"
    noegle = find_noegle(indstillinger.raadsnoegle_fil, indstillinger.data, hemmelighed, delt=delt)
    raad = Raadslager(broker, noegle, ur)
    await raad.start()
    aabne.push_async_callback(raad.stop)
    return raad


async def _filer(indstillinger: Indstillinger, broker: Broker, ur: Ur, aabne: contextlib.AsyncExitStack) -> Fillager:
    mappe = indstillinger.filmappe or indstillinger.data / "filer"
    if indstillinger.broker != "embedded" and await ny_filmappe(broker, mappe):
        LOG.warning(
            "claim check files lie in another folder than those of the other instances, or than before; "
            "what one instance took in another will not find. Set FAELLESHUB_FILMAPPE to a folder that all share",
            folder=str(mappe),
        )
    filer = Fillager(mappe, hoejst=graenser.FIL_BYTES, bevares=dt.timedelta(days=indstillinger.fil_dage), ur=ur)
    await filer.start()
    aabne.push_async_callback(_afbryd, asyncio.create_task(_ryd_op(filer), name="files past their time"))
    return filer


def _database_url(indstillinger: Indstillinger) -> str | None:
    if indstillinger.database_url is None:
        return None
    return med_kodeord(indstillinger.database_url.get_secret_value(), indstillinger.laes_database_kodeord())


async def _opsaet(indstillinger: Indstillinger, dele: Hub) -> Sequence[Trin]:
    """Apply the reviewed file, if there is one; its steps. Raises Opsaetningsfejl."""
    if indstillinger.opsaetning is None:
        return ()
    plan = await opsaetning.anvend(dele.konfiguration, indstillinger.opsaetning)
    for trin in plan.trin:
        LOG.info("opsaetning", trin=trin.handling, slags=str(trin.slags), id=trin.id, navn=trin.navn)
        if trin.slags is Slags.VAERDILISTE and trin.handling == "fjern":
            await dele.vaerdier.slet(trin.id)
    return plan.trin


async def _lyt(lytter: Lytter, dele: Hub, aabne: contextlib.AsyncExitStack) -> str:
    """Answer calls from now on; the address as a URL. Raises Indstillingsfejl."""
    runner = web.AppRunner(
        byg_app(dele),
        access_log=None,
        handle_signals=False,
        shutdown_timeout=_KALD_FRIST,
        keepalive_timeout=75.0,
        handler_cancellation=True,  # a long poll of a client that is gone must not be handed messages
    )
    await runner.setup()
    aabne.push_async_callback(runner.cleanup)
    await lytter.begynd(runner)
    # First of all when the hub ends: others serve its dueslag while it still answers, by passing calls on to them.
    aabne.push_async_callback(dele.fordeler.aflever)
    return lytter.url


async def _ryd_op(filer: Fillager) -> None:
    while True:
        await asyncio.sleep(_OPRYDNING)
        await filer.ryd_op()


async def _afbryd(opgave: asyncio.Task[None]) -> None:
    opgave.cancel()
    await asyncio.gather(opgave, return_exceptions=True)
