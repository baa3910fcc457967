"""`faelleshub start`: runs a hub until it is told to stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from hub.cli.fejl import ULAESELIG, Clifejl
from hub.cli.udskrift import skriv_linje

if TYPE_CHECKING:
    import asyncio

    from hub.app import KoerendeHub
    from hub.arbejdere import Arbejder
    from hub.settings import Indstillinger

_LUK_FRIST: Final = 5.0
"""Seconds that the event loop may take to close, after everything in it has ended."""


def start(
    data: Annotated[Path | None, typer.Option(help="Where log, read models, files and secrets lie.")] = None,
    vaert: Annotated[str | None, typer.Option(help="The address to listen on; 0.0.0.0 for every interface.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="0: any free one.")] = None,
    broker: Annotated[str | None, typer.Option(help="How bytes travel: embedded, or kafka.")] = None,
    bootstrap: Annotated[str | None, typer.Option(help="Kafka: host:port of some brokers, by commas.")] = None,
    arbejdere: Annotated[int | None, typer.Option(min=1, help="Processes that share the work.")] = None,
    egen_url: Annotated[str | None, typer.Option(help="How other instances reach this one.")] = None,
    miljoe: Annotated[str | None, typer.Option(help="test, or produktion: only approved contracts pass.")] = None,
    opsaetning: Annotated[Path | None, typer.Option(help="A reviewed file whose difference is applied first.")] = None,
    log: Annotated[str | None, typer.Option(help="auto, json or menneske.")] = None,
    log_niveau: Annotated[str | None, typer.Option(help="debug, info, warning or error.")] = None,
) -> None:
    """Run a hub. SIGTERM drains it; every option is an environment variable FAELLESHUB_… too."""
    valg = {
        "data": data,
        "vaert": vaert,
        "port": port,
        "broker": broker,
        "bootstrap": bootstrap,
        "arbejdere": arbejdere,
        "egen_url": egen_url,
        "miljoe": miljoe,
        "opsaetning": opsaetning,
        "log_format": log,
        "log_niveau": log_niveau,
    }
    _koer(_indstillinger({navn: vaerdi for navn, vaerdi in valg.items() if vaerdi is not None}))


def _indstillinger(valg: dict[str, Any]) -> Indstillinger:
    from pydantic import ValidationError

    from hub.konfiguration.forslag import vis_fejl
    from hub.settings import Indstillinger

    try:
        return Indstillinger(**valg)
    except ValidationError as fejl:
        linjer = [f"{sti}: {tekst}" if sti else tekst for sti, tekst in vis_fejl(fejl)]
        raise Clifejl(
            "settings cannot be used (options, or environment variables FAELLESHUB_…)", *linjer, kode=ULAESELIG
        ) from None


def _koer(indstillinger: Indstillinger) -> None:
    if indstillinger.arbejdere == 1:
        koer_hub(indstillinger, _klar)
    else:
        _koer_arbejdere(indstillinger)


def koer_hub(
    indstillinger: Indstillinger,
    klar: Callable[[KoerendeHub], None],
    *,
    arbejder: Arbejder | None = None,
    slut: Callable[[], asyncio.Event] | None = None,
) -> None:
    """Run a hub in this process until it is told to stop. Raises Clifejl."""
    import asyncio

    from brokers import BrokerError
    from hub.app import koer
    from hub.konfiguration.lager import Sammenhaengsfejl
    from hub.konfiguration.opsaetning import Opsaetningsfejl
    from hub.konfiguration.vaerdilister import ForkertHemmelighed
    from hub.loekke import ny_loekke
    from hub.logning import opsaet
    from hub.settings import Indstillingsfejl

    opsaet(indstillinger.log_format, indstillinger.log_niveau)
    try:
        with asyncio.Runner(loop_factory=ny_loekke()) as runner:
            runner.run(koer(indstillinger, klar=klar, arbejder=arbejder, slut=slut))
            _ende_med_frist()
    except Opsaetningsfejl as fejl:
        raise Clifejl(
            f"{fejl.fil} has {len(fejl.fund)} mistake(s); nothing was changed",
            *(f"{fejl.fil}:{fund}" for fund in fejl.fund),
            kode=ULAESELIG,
        ) from None
    except (BrokerError, Indstillingsfejl, Sammenhaengsfejl, ForkertHemmelighed) as fejl:
        raise Clifejl(f"the hub cannot start: {fejl}") from None


def _koer_arbejdere(indstillinger: Indstillinger) -> None:
    import asyncio

    from hub.arbejdere import Arbejderfejl, Flok
    from hub.logning import opsaet
    from hub.settings import Indstillingsfejl

    opsaet(indstillinger.log_format, indstillinger.log_niveau)
    try:
        gik_godt = asyncio.run(Flok(indstillinger).koer(_alle_klar))
    except Indstillingsfejl as fejl:
        raise Clifejl(f"the hub cannot start: {fejl}") from None
    except Arbejderfejl as fejl:
        raise Clifejl(fejl.fejl.tekst, *fejl.fejl.linjer, kode=fejl.fejl.kode) from None
    if not gik_godt:
        raise Clifejl("not every worker ended in time and well; see the log above")


def _ende_med_frist() -> None:
    """All is drained and on the disk: should closing the event loop hang, as uvloop's has been seen to, end anyway."""
    import os
    import threading

    vagt = threading.Timer(_LUK_FRIST, os._exit, (0,))
    vagt.daemon = True
    vagt.start()


def _klar(hub: KoerendeHub) -> None:
    _alle_klar(hub.url, [str(trin) for trin in hub.aendret])


def _alle_klar(url: str, aendret: Sequence[str]) -> None:
    for trin in aendret:
        skriv_linje(f"opsætning: {trin}")
    skriv_linje(f"Fælleshub listens on {url} (API: {url}/api/openapi.json). Stop with Ctrl-C.")
