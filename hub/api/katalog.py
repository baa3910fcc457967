"""The servicekatalog: every beskedtype with owner, state, schema, example, and who may send and receive it (RA-02)."""

from __future__ import annotations

import datetime as dt
import difflib
import functools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from hub.api.kald import Kald
from hub.api.modeller import Model
from hub.api.operation import Ruter
from hub.api.problem import Problem
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import ALLE, Retning, Serviceaftale, Tilstand
from schemas.catalogue import Katalogpost, UkendtBeskedtype

ruter = Ruter("Katalog")


class Tekst(Model):
    """A text in Danish and English."""

    da: str
    en: str


class Ejervisning(Model):
    """Who answers for a contract."""

    navn: str
    cvr: str


class Katalogoversigt(Model):
    """A beskedtype in the list."""

    beskedtype: str
    navn: str
    version: str
    tilstand: str
    titel: Tekst
    ejer: Ejervisning
    skema_id: int


class Katalogliste(Model):
    """Every beskedtype there is."""

    poster: Sequence[Katalogoversigt]


class Deltager(Model):
    """A system that may send or receive; `abonnerer`: whether it has a subscription that may bring it."""

    system: str
    navn: str
    myndighed: str
    abonnerer: bool | None = None


class Katalogvisning(Katalogoversigt):
    """A beskedtype in full. `skema` is the Avro schema, standing alone; `eksempel` a whole message in the JSON form."""

    beskrivelse: Tekst
    standardgrundlag: Sequence[str]
    arkitekturmaal: str
    master: str
    objekttype: str | None
    handlinger: Sequence[str]
    kle: str
    foelsomhed: str
    opbevaring: str
    personoplysninger: Mapping[str, str]
    beskedtyper: Sequence[str]
    """Every beskedtype whose messages travel under this contract, foreign ones too."""
    skema: dict[str, Any]
    eksempel: dict[str, Any]
    afsendere: Sequence[Deltager]
    modtagere: Sequence[Deltager]


@ruter.operation(
    "GET",
    "/api/v1/katalog",
    id="listKatalog",
    da="List beskedtyperne",
    en="List the beskedtyper",
    svar=Katalogliste,
)
async def list_katalog(kald: Kald) -> Katalogliste:
    """Every entry, by schema id."""
    return Katalogliste(poster=[Katalogoversigt(**_oversigt(post)) for post in kald.hub.skemaer.katalog])


@ruter.operation(
    "GET",
    "/api/v1/katalog/{beskedtype}",
    id="visKatalogpost",
    da="Vis en beskedtype: ejer, tilstand, skema, eksempel, afsendere og modtagere",
    en="Show a beskedtype: owner, state, schema, example, senders and receivers",
    svar=Katalogvisning,
    fejl=(404,),
)
async def vis_katalogpost(kald: Kald) -> Katalogvisning:
    """By the beskedtype's UUID, or the record's name."""
    post = _find(kald, kald.sti["beskedtype"])
    nu = kald.hub.konfiguration.nu
    typer = [type_ for type_, under in kald.hub.skemaer.katalog.beskedtyper() if under is post]
    return Katalogvisning(
        **_oversigt(post),
        beskrivelse=Tekst(**post.beskrivelse.model_dump()),
        standardgrundlag=post.standardgrundlag,
        arkitekturmaal=post.arkitekturmaal,
        master=post.master,
        objekttype=post.objekttype,
        handlinger=post.handlinger,
        kle=post.kle,
        foelsomhed=post.foelsomhed,
        opbevaring=post.opbevaring,
        personoplysninger=post.personoplysninger,
        beskedtyper=typer,
        skema=kald.hub.skemaer.skemaer[post.id].raa,
        eksempel=_eksempel(post.eksempelfil),
        afsendere=list(_deltagere(nu, typer, Retning.AFSEND)),
        modtagere=list(_deltagere(nu, typer, Retning.MODTAG)),
    )


def _find(kald: Kald, soegt: str) -> Katalogpost:
    katalog = kald.hub.skemaer.katalog
    if post := katalog.find(soegt.lower()):
        return post
    try:
        return katalog.efter_navn(soegt)
    except UkendtBeskedtype:
        kendte = {kendt.kort_navn.lower(): kendt.kort_navn for kendt in katalog}
        naer = [kendte[navn] for navn in difflib.get_close_matches(soegt.rpartition(".")[2].lower(), kendte, n=3)]
        raise Problem(
            "ikke-fundet",
            "No beskedtype has this name or UUID; "
            + (f"did you mean {' or '.join(naer)}?" if naer else "/api/v1/katalog lists them all."),
            "Ingen beskedtype har dette navn eller UUID; "
            + (f"mente du {' eller '.join(naer)}?" if naer else "/api/v1/katalog viser dem alle."),
        ) from None


def _oversigt(post: Katalogpost) -> dict[str, Any]:
    return {
        "beskedtype": post.beskedtype,
        "navn": post.navn,
        "version": post.version,
        "tilstand": post.tilstand,
        "titel": Tekst(**post.titel.model_dump()),
        "ejer": Ejervisning(**post.ejer.model_dump()),
        "skema_id": post.id,
    }


@functools.lru_cache(maxsize=256)
def _eksempel(fil: Path) -> dict[str, Any]:
    eksempel: dict[str, Any] = orjson.loads(fil.read_bytes())
    return eksempel


def _deltagere(nu: Konfiguration, typer: Sequence[str], retning: Retning) -> Iterator[Deltager]:
    tid = dt.datetime.now(dt.UTC)
    systemer = {
        aftale.system
        for aftale in nu.serviceaftaler.values()
        if _daekker(aftale, typer, retning) and _gaelder(aftale, tid)
    }
    for id_ in sorted(systemer & nu.systemer.keys()):
        system = nu.systemer[id_]
        if system.tilstand is not Tilstand.AFSLUTTET:
            yield Deltager(
                system=id_,
                navn=system.navn,
                myndighed=system.myndighed,
                abonnerer=_abonnerer(nu, id_, typer) if retning is Retning.MODTAG else None,
            )


def _daekker(aftale: Serviceaftale, typer: Sequence[str], retning: Retning) -> bool:
    return aftale.retning in {retning, Retning.BEGGE} and not {ALLE, *typer}.isdisjoint(aftale.beskedtyper)


def _gaelder(aftale: Serviceaftale, tid: dt.datetime) -> bool:
    return (
        aftale.tilstand is Tilstand.AKTIV
        and aftale.gyldig_fra <= tid
        and (aftale.gyldig_til is None or tid < aftale.gyldig_til)
    )


def _abonnerer(nu: Konfiguration, system: str, typer: Sequence[str]) -> bool:
    return any(
        abonnement.system == system
        and abonnement.tilstand is not Tilstand.AFSLUTTET
        and (not abonnement.filter.beskedtyper or not set(typer).isdisjoint(abonnement.filter.beskedtyper))
        for abonnement in nu.abonnementer.values()
    )
