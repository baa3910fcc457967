"""Messages about sager: each object's registrations in order, every message with an id of its own, all by the rules."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import random
import uuid
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import orjson

from schemas.catalogue import Katalog
from schemas.codec import Indhold, laes_kuvert, pak
from schemas.formater.jsonform import fra_json
from schemas.identifikatorer import tekst_af
from schemas.regler import standardlager
from schemas.skema import Skema
from tests.system.opstilling import OPRET, RET

NAVN: Final = "dk.faelleshub.sag.SagRegistreret"
_START: Final = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)


class Udsendelse(NamedTuple):
    """One message on its way: the how-manieth of which object, and its bytes."""

    besked_id: str
    objekt: str
    nummer: int
    raa: bytes

    @property
    def aftryk(self) -> bytes:
        return hashlib.sha256(self.raa).digest()


@functools.cache
def _eksempel() -> bytes:
    return Katalog.standard().efter_navn(NAVN).eksempelfil.read_bytes()


def sag_json(objekt: str, nummer: int, besked_id: str) -> dict[str, Any]:
    """Registration number `nummer` of a sag, from 0, in the JSON form."""
    data: dict[str, Any] = orjson.loads(_eksempel())
    tid = {"tidsstempel": (_START + dt.timedelta(seconds=nummer)).isoformat()}
    data["beskedId"] = {"uuid": besked_id}
    registrering = data["beskedkuvert"]["filtreringsdata"]["objektRegistrering"][0]
    registrering["objektId"] = {"uuid": objekt}
    registrering["registreringstidspunkt"] = tid
    registrering["objektHandling"] = {"uuid": RET if nummer else OPRET}
    data["beskeddata"]["sagId"] = objekt
    data["beskeddata"]["registrering"] = {"tidspunkt": tid, "livscyklusKode": "Rettet" if nummer else "Opstaaet"}
    return data


def i_avro(data: dict[str, Any], navn: str = NAVN) -> bytes:
    """A message in the JSON form, as it travels."""
    skema = standardlager().nyeste(navn)
    return pak(skema, fra_json(orjson.dumps(data), skema))


def sag(objekt: str, nummer: int, *, beskrivelse: str | None = None) -> Udsendelse:
    """Registration number `nummer` of a sag."""
    besked_id = str(uuid.uuid4())
    skema, indhold = _skabelon(nummer > 0)
    tid = {"tidsstempel": _START + dt.timedelta(seconds=nummer), "graense": None, "original": None}
    kuvert, data = indhold["beskedkuvert"], indhold["beskeddata"]
    filtrering = kuvert["filtreringsdata"]
    registrering = {
        **filtrering["objektRegistrering"][0],
        "objektId": _unik_id(objekt),
        "registreringstidspunkt": tid,
    }
    besked = {
        **indhold,
        "beskedId": _unik_id(besked_id),
        "beskedkuvert": {**kuvert, "filtreringsdata": {**filtrering, "objektRegistrering": [registrering]}},
        "beskeddata": {
            **data,
            "sagId": objekt,
            "registrering": {**data["registrering"], "tidspunkt": tid},
            "egenskaber": [{**data["egenskaber"][0], "beskrivelse": beskrivelse}],
        },
    }
    return Udsendelse(besked_id, objekt, nummer, pak(skema, besked))


@functools.cache
def _skabelon(rettet: bool) -> tuple[Skema, Indhold]:
    skema = standardlager().nyeste(NAVN)
    data = sag_json(str(uuid.UUID(int=0)), int(rettet), str(uuid.UUID(int=0)))
    return skema, fra_json(orjson.dumps(data), skema)


def _unik_id(tekst: str) -> dict[str, str | None]:
    return {"uuid": tekst, "urn": None, "original": None}


def laes_udsendelse(raa: bytes) -> Udsendelse:
    """What a message on the bus says of itself: the other way of `sag`."""
    indhold = laes_kuvert(raa, standardlager()).indhold
    registrering = indhold["beskedkuvert"]["filtreringsdata"]["objektRegistrering"][0]
    nummer = (registrering["registreringstidspunkt"]["tidsstempel"] - _START) // dt.timedelta(seconds=1)
    return Udsendelse(tekst_af(indhold["beskedId"]), tekst_af(registrering["objektId"]), nummer, raa)


def stroem(
    tilfaeldig: random.Random, *, samtidige: int = 6, registreringer: int = 12, beskrivelse: str | None = None
) -> Iterator[Udsendelse]:
    """Messages without end: some sager at a time in turn, each with up to `registreringer` registrations."""
    aabne: list[tuple[str, int, int]] = []
    while True:
        while len(aabne) < samtidige:
            aabne.append((str(uuid.uuid4()), 0, tilfaeldig.randint(1, registreringer)))
        plads = tilfaeldig.randrange(samtidige)
        objekt, nummer, antal = aabne.pop(plads)
        yield sag(objekt, nummer, beskrivelse=beskrivelse)
        if nummer + 1 < antal:
            aabne.append((objekt, nummer + 1, antal))
