"""Joins installed adapters to a hub, each as it declares, and writes what each one runs on into a folder of its own.

For test benches such as the stack of docker-compose.yml, where a program stands in for the people who would review an
`opsaetning.yaml` and hand out tokens. Running it again changes nothing that still holds.

    python -m adapters.tilslut --hub http://localhost:8080 --token-fil administrator.token --ud tilsluttede byggesag akten

`tilsluttede/byggesag/tilslutning.json` is then readable by its owner alone, and is all that adapter needs to know:
`python -m adapters.fagsystem.byggesag --tilslutning … --data … --ydre …`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from adapters.sdk import FaelleshubFejl, Hubklient, IngenAdgang, Utilgaengelig
from adapters.sdk.adapter import find_adaptere
from adapters.sdk.tilslutning import Tilslutning, Tilslutter

FIL: Final = "tilslutning.json"

KOMMUNE: Final = ("58271713", "Ballerup Kommune")
"""Whose systems they are, unless another is named."""

FRIST: Final = 60.0
"""Seconds that the hub may be away."""


class _Gentilslutter(Tilslutter):
    """Creates what is not there, and takes what is: a run that was broken off is finished by the next."""

    async def _opret(self, sti: str, data: Mapping[str, Any]) -> dict[str, Any]:
        if not sti.endswith("/token"):
            svar = await self.json("GET", sti, params={"max": "500"})
            fundet: dict[str, Any] | None = next((et for et in svar["poster"] if et["navn"] == data["navn"]), None)
            if fundet is not None:
                return fundet
        return await super()._opret(sti, data)


async def tilslut(hub: str, token: str, ud: Path, navne: Sequence[str], myndighed: tuple[str, str] = KOMMUNE) -> None:
    """Join the adapters of these names. Raises FaelleshubFejl, LookupError for a name that is not installed."""
    kendte = find_adaptere()
    ukendte = [navn for navn in navne if navn not in kendte]
    if ukendte:
        raise LookupError(f"no adapter {', '.join(ukendte)} is installed; there are: {', '.join(sorted(kendte))}")
    async with _Gentilslutter(hub, token) as administrator:
        await administrator.myndighed(*myndighed)
        for navn in navne:
            fil = ud / navn / FIL
            if not await _gaelder(hub, _laes(fil)):
                kontrakt = kendte[navn]().kontrakt
                _skriv(fil, await administrator.tilslut(kontrakt, navn=navn, myndighed=myndighed[0]))


def _laes(fil: Path) -> str | None:
    """The token that an earlier run got, if any."""
    try:
        return str(json.loads(fil.read_text("utf-8"))["token"])
    except (OSError, ValueError, KeyError):
        return None


async def _gaelder(hub: str, token: str | None) -> bool:
    """Whether the hub takes this token."""
    if token is None:
        return False
    try:
        async with Hubklient(hub, token) as klient:
            await klient.json("GET", "/mig")
    except IngenAdgang:
        return False
    return True


def _skriv(fil: Path, tilslutning: Tilslutning) -> None:
    """Whole or not at all, and for its owner alone."""
    felter = {**tilslutning.som_argumenter(), "hub": tilslutning.hub_url}
    fil.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    ny = fil.with_suffix(".ny")
    with os.fdopen(os.open(ny, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as ud:
        json.dump(felter, ud, indent=2)
    ny.replace(fil)


async def _til_hubben_svarer(hub: str, token: str, ud: Path, navne: Sequence[str], myndighed: tuple[str, str]) -> None:
    slut = time.monotonic() + FRIST
    while True:
        try:
            return await tilslut(hub, token, ud, navne, myndighed)
        except Utilgaengelig:
            if time.monotonic() >= slut:
                raise
        await asyncio.sleep(1)


def main(argumenter: Sequence[str] | None = None) -> int:
    """The program; its exit code: 0 joined, 1 the hub would not, 2 wrong arguments."""
    laeser = argparse.ArgumentParser(prog="python -m adapters.tilslut", description=(__doc__ or "").split("\n\n")[0])
    laeser.add_argument("--hub", required=True, help="address of the hub, or of its instances with commas between")
    laeser.add_argument("--token-fil", required=True, type=Path, help="file with the administrator's token")
    laeser.add_argument("--ud", required=True, type=Path, help="folder in which each adapter gets one of its own")
    laeser.add_argument("--myndighed", nargs=2, metavar=("CVR", "NAVN"), default=KOMMUNE, help="whose systems they are")
    laeser.add_argument("navne", nargs="*", help="adapters to join; left out: every one that is installed")
    valgt = laeser.parse_args(argumenter)
    try:
        token = valgt.token_fil.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as fejl:
        laeser.error(f"--token-fil cannot be read: {type(fejl).__name__}")
    navne = valgt.navne or sorted(find_adaptere())
    try:
        asyncio.run(_til_hubben_svarer(valgt.hub, token, valgt.ud, navne, (valgt.myndighed[0], valgt.myndighed[1])))
    except (FaelleshubFejl, LookupError) as fejl:
        sys.stderr.write(f"the adapters cannot be joined: {fejl}\n")
        return 1
    sys.stdout.write(f"joined: {', '.join(navne)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
