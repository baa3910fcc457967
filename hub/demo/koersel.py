"""Runs the demo: starts a hub unless one is given, has the scenes played on it, tells how it went."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog
from pydantic import ValidationError
from rich.console import Console

from brokers import BrokerError
from hub import logning
from hub.app import koerende
from hub.demo.kontroller import LOGFIL, kontroller
from hub.demo.port import Demofejl, Kontrol, Resultat, Spil, find_spil
from hub.konfiguration.forslag import vis_fejl
from hub.kontrakter.register import Miljoe
from hub.settings import TOKENFIL, Indstillinger, Indstillingsfejl

BRUDT: Final = 1
"""Exit code when an expectation did not hold."""

TAALMODIGHED: Final = 60.0
"""Seconds that a running hub may be away while the demo is played on it: an instance that ends, a broker that moves."""

_BREDDE: Final = 160
"""Columns where there is no terminal."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the demo is played: a hub, and what only its operator may look at."""

    url: str
    """Its address; of several instances, their addresses with commas between them."""
    token: str
    data: Path
    kontroller: Sequence[Kontrol]
    egen: bool
    """Whether the hub is this process's own, and ends with it."""
    taalmodighed: float = 0.0
    """Seconds that it may be away meanwhile."""


def koer(
    *,
    hold: bool = False,
    som_json: bool = False,
    mod: str | None = None,
    token: str | None = None,
    scener: Sequence[str] = (),
    data: Path | None = None,
    spil: Spil | None = None,
) -> int:
    """Play the demo; 0 when every expectation held, else 1.

    `mod` is the address of a running hub (or of its instances, with commas between), `token` its administrator's; without them a hub runs in this process, on
    `data` (a temporary directory where left out). `scener` restricts to scenes by name. `hold` stays up until Ctrl-C.
    `spil` plays instead of the installed scenes. Raises Demofejl.
    """
    return asyncio.run(_koer(hold, som_json, mod, token, scener, data, spil or find_spil()))


async def _koer(
    hold: bool,
    som_json: bool,
    mod: str | None,
    token: str | None,
    scener: Sequence[str],
    data: Path | None,
    spil: Spil,
) -> int:
    konsol = Console(file=sys.stderr) if som_json else Console()
    if not konsol.is_terminal:
        konsol.width = _BREDDE
    async with _scene(mod, token, data) as scene:

        async def mens(resultat: Resultat) -> None:
            konsol.print()
            konsol.print(resultat.tabel())
            if hold:
                await _hold(konsol, scene, resultat)

        try:
            resultat = await spil(
                hub_url=scene.url,
                administrator_token=scene.token,
                data=scene.data,
                konsol=konsol,
                scener=scener,
                kontroller=scene.kontroller,
                mens=mens,
                blivende=not scene.egen,
                taalmodighed=scene.taalmodighed,
            )
        except LookupError as fejl:
            if isinstance(fejl, KeyError | IndexError):  # a fault of the player's, not a scene that does not exist
                raise
            raise Demofejl(str(fejl)) from None
        except ConnectionError:
            raise Demofejl(
                f"no hub answers at {scene.url}; start one (faelleshub start), or mend the address"
            ) from None
        except PermissionError:
            raise Demofejl(f"the hub at {scene.url} does not take this token for its administrator's") from None
    if som_json:
        sys.stdout.write(json.dumps(resultat.som_json(), ensure_ascii=False, indent=2) + "\n")
    return 0 if resultat.lykkedes else BRUDT


@contextlib.asynccontextmanager
async def _scene(mod: str | None, token: str | None, data: Path | None) -> AsyncIterator[Scene]:
    """A hub to play on. What it logs goes to a file: the screen is for the story. Raises Demofejl."""
    with contextlib.ExitStack() as aabne:
        mappe = data or Path(aabne.enter_context(tempfile.TemporaryDirectory(prefix="faelleshub-demo-")))
        mappe.mkdir(parents=True, exist_ok=True, mode=0o700)
        aabne.enter_context(_log_i(mappe / LOGFIL))
        if mod is not None:
            if not token:
                raise Demofejl("--mod needs the administrator's token: give --token, or FAELLESHUB_TOKEN")
            yield Scene(mod.rstrip("/"), token, mappe, (), egen=False, taalmodighed=TAALMODIGHED)
            return
        try:
            async with koerende(_indstillinger(mappe)) as hub:
                egne = kontroller(hub.broker, mappe)
                # a directory that was given is kept, and the hub may be started on it again
                yield Scene(hub.url, hub.administrator_token, mappe, egne, egen=data is None)
        except (BrokerError, Indstillingsfejl) as fejl:
            raise Demofejl(f"the hub cannot start: {fejl}") from None


@contextlib.contextmanager
def _log_i(fil: Path) -> Iterator[None]:
    """While open, everything is logged to the file; afterwards as it was."""
    foer, rod = structlog.get_config(), logging.getLogger()
    handlere, niveau = rod.handlers[:], rod.level
    with fil.open("a", encoding="utf-8", buffering=1) as ud:
        with contextlib.redirect_stderr(ud):
            logning.opsaet("json")
        try:
            yield
        finally:
            structlog.configure(**foer)
            rod.handlers[:] = handlere
            rod.setLevel(niveau)


def _indstillinger(data: Path) -> Indstillinger:
    """A hub on any free port of this machine, whatever the environment says of the user's own. Raises Demofejl."""
    try:
        return Indstillinger(data=data, port=0, vaert="127.0.0.1", miljoe=Miljoe.TEST, opsaetning=None)
    except ValidationError as fejl:
        raise Demofejl("; ".join(f"FAELLESHUB_{sti.upper()}: {tekst}" for sti, tekst in vis_fejl(fejl))) from None


async def _hold(konsol: Console, scene: Scene, resultat: Resultat) -> None:
    """Say what can be tried, and stay until Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    loekke = asyncio.get_running_loop()
    for tegn in (signal.SIGTERM, signal.SIGINT):
        loekke.add_signal_handler(tegn, stop.set)
    url = scene.url.partition(",")[0]
    adgang = f"export FAELLESHUB_HUB={scene.url}"
    if scene.egen or (scene.data / TOKENFIL).exists():
        adgang += f" FAELLESHUB_TOKEN=$(cat {scene.data / TOKENFIL})"
    linjer = [
        f"The hub stays up at {scene.url}  (API: {url}/api/openapi.json). Stop with Ctrl-C.",
        f"  Log: {scene.data / LOGFIL}",
        "Try, in another terminal:",
        f"  {adgang}",
        "  faelleshub system list",
        "  faelleshub fejlkoe list",
        f"  curl {url}/metrics",
        "The outer systems of the demo:",
        *(f"  {navn:<20} {url}/_styring/tilstand" for navn, url in resultat.adresser.items()),
        "Take one down, and watch its messages wait:",
        f'  curl -X PUT {next(iter(resultat.adresser.values()))}/_styring/drift -d \'{{"drift": "nede"}}\'',
    ]
    konsol.print("\n".join(linjer), highlight=False, soft_wrap=True, markup=False)
    try:
        await stop.wait()
    finally:
        for tegn in (signal.SIGTERM, signal.SIGINT):
            loekke.remove_signal_handler(tegn)
