"""What the running hub knows of its contracts, as the catalogue shows it; what all callers see alike is made once.

The contracts, the registry and the configuration's foreign beskedtyper change rarely; senders, receivers and decisions
are read at each call.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from weakref import WeakKeyDictionary

from hub.api.kald import Hub
from hub.api.skemaer import Skemaopslag
from hub.katalog.beslutninger import INGEN, Raadsbeslutninger
from hub.katalog.deltagere import deltagere
from hub.katalog.model import Katalogvisning
from hub.katalog.soegning import Soegeindeks
from hub.katalog.visning import Grundlag, beslutninger, visning
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import Retning
from schemas.catalogue import Katalogpost


@dataclass(frozen=True)
class _Husket:
    noegle: tuple[object, ...]
    poster: Mapping[str, Katalogvisning]
    indeks: Soegeindeks


_HUSKEDE: Final[WeakKeyDictionary[Skemaopslag, _Husket]] = WeakKeyDictionary()
"""The newest pages of each hub in this process, without who takes part."""


def grundlag(hub: Hub) -> Grundlag:
    """Everything that the pages are made from, as the hub knows it now."""
    kontrakter = hub.skemaer.kontrakter
    return Grundlag(
        katalog=hub.skemaer.katalog,
        skemaer=kontrakter.skemaer,
        tid=dt.datetime.now(dt.UTC),
        konfiguration=hub.konfiguration.nu,
        tilstande=kontrakter.tilstande,
        registreret=_registreret(hub),
        beslutninger=Raadsbeslutninger(hub.sekretariat.lager.nu.afgoerelser),
    )


async def visninger(hub: Hub) -> Sequence[Katalogvisning]:
    """Every beskedtype in full, but for who takes part and what was decided: nothing of anybody's own."""
    return tuple((await _almene(hub)).poster.values())


async def indeks(hub: Hub) -> Soegeindeks:
    """The same, to be searched."""
    return (await _almene(hub)).indeks


async def vis(hub: Hub, post: Katalogpost, version: str | None) -> Katalogvisning:
    """A beskedtype in full. Raises UkendtVersion."""
    nu = grundlag(hub)
    if version is not None:
        return visning(nu, post, version)
    almen = (await _almene(hub)).poster[post.navn]
    typer = almen.beskedtyper
    return almen.model_copy(
        update={
            "afsendere": list(deltagere(nu.konfiguration, typer, Retning.AFSEND, nu.tid)),
            "modtagere": list(deltagere(nu.konfiguration, typer, Retning.MODTAG, nu.tid)),
            "beslutninger": beslutninger(nu, post),
        }
    )


async def _almene(hub: Hub) -> _Husket:
    noegle = (hub.skemaer.katalog, hub.skemaer.kontrakter)
    husket = _HUSKEDE.get(hub.skemaer)
    if husket is None or any(a is not b for a, b in zip(husket.noegle, noegle, strict=True)):
        uden = replace(grundlag(hub), konfiguration=Konfiguration(), beslutninger=INGEN)
        husket = _HUSKEDE[hub.skemaer] = await asyncio.to_thread(_byg, noegle, uden)
    return husket


def _byg(noegle: tuple[object, ...], uden: Grundlag) -> _Husket:
    poster = {post.navn: visning(uden, post) for post in uden.katalog}
    return _Husket(noegle, poster, Soegeindeks(poster.values()))


def _registreret(hub: Hub) -> Mapping[int, dt.datetime]:
    """When each schema of a contract was first registered here."""
    tilstand = hub.skemaregister.tilstand
    return {
        udgivelse.id: dt.datetime.fromtimestamp(udgivelse.tid / 1000, dt.UTC)
        for post in hub.skemaer.katalog
        for udgivelse in reversed(tilstand.udgivelser(post.navn))
    }
