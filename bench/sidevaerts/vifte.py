"""Wide fan-out: what three receivers drawn from 1,000 cost a message, beside three that are always the same.

One hub with 1,003 dueslag. Every message names three other objects (RelateretObjekt), and each dueslag wants the
messages that name its own: three fixed ones, or three of a thousand. So the messages are alike in all but whom they go
to, and so is what the hub knows. Turns as in `bench.sidevaerts.kaploeb`: a backlog is laid while the hub is down.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from bench import billede
from bench.embedded import MODTAGERE, konfiguration
from bench.resultat import Forhold, forholdstabel, spaend, tabel
from bench.sidevaerts import huben, sager, tur
from bench.sidevaerts.kafka import Bus, koerende
from bench.sidevaerts.opgave import KONTRAKT
from bench.sidevaerts.proces import Proces
from brokers import Record
from hub.beskedfordeler import emner
from hub.konfiguration.kilde import Konfiguration, Slags
from hub.konfiguration.model import Abonnement, Filter
from schemas.catalogue import Katalog
from schemas.codec import pak
from schemas.formater.jsonform import fra_json
from schemas.regler import standardlager

BREDDE: Final = 1_000
FASTE: Final = 3
BESKEDER: Final = 16_000
RUNDER: Final = 5
LOFT: Final = 1.5

FASTE_IDER: Final = tuple(str(uuid.uuid5(uuid.NAMESPACE_OID, f"fast {nr}")) for nr in range(FASTE))
BREDE_IDER: Final = tuple(str(uuid.uuid5(uuid.NAMESPACE_OID, f"bred {nr}")) for nr in range(BREDDE))
_PLADSER: Final = tuple(str(uuid.uuid5(uuid.NAMESPACE_OID, f"plads {nr}")) for nr in range(FASTE))
"""What stands in the message where the objects go."""

Maalt = Mapping[str, Sequence[float]]
"""Messages a second, a number a round: `faste` and `brede`."""


def bred_konfiguration() -> Konfiguration:
    """The same parties and agreements, and a subscription for each of the objects."""
    grund = konfiguration()
    abonnementer = [
        Abonnement(navn=f"om {objekt}", system=MODTAGERE[nr % len(MODTAGERE)].id, filter=Filter(objekter=(objekt,)))
        for nr, objekt in enumerate((*FASTE_IDER, *BREDE_IDER))
    ]
    bort = [(Slags.ABONNEMENT, id_, None) for id_ in grund.abonnementer]
    return grund.med([*((Slags.ABONNEMENT, et.id, et) for et in abonnementer), *bort])


def beskeder(antal: int, ider: Sequence[str], tilfaeldig: random.Random) -> Iterator[Record]:
    """So many first registrations, each naming three of these objects."""
    data: dict[str, Any] = orjson.loads(Katalog.standard().efter_navn(KONTRAKT).eksempelfil.read_bytes())
    filtrering = data["beskedkuvert"]["filtreringsdata"]
    type_ = filtrering["objektRegistrering"][0]["objektType"]
    filtrering["relateretObjekt"] = [{"objektId": {"uuid": id_}, "objektType": type_} for id_ in _PLADSER]
    skema = standardlager().nyeste(KONTRAKT)
    raa = pak(skema, fra_json(orjson.dumps(data), skema))
    for _ in range(antal):
        ny = str(uuid.uuid4())
        skift = {data["beskedId"]["uuid"]: str(uuid.uuid4()), data["beskeddata"]["sagId"]: ny}
        skift |= dict(zip(_PLADSER, tilfaeldig.sample(ider, FASTE), strict=True))
        besked = raa
        for gammel, i_stedet in skift.items():
            besked = besked.replace(gammel.encode(), i_stedet.encode())
        yield sager.stemplet(besked, ny)


def maal(antal: int = BESKEDER, runder: int = RUNDER) -> Maalt:
    """Raises AssertionError unless every message reached its three dueslag."""
    tilfaeldig, konf = random.Random(5), bred_konfiguration()
    ud: dict[str, list[float]] = {"faste": [], "brede": []}
    with koerende() as (bus, mappe):
        huben.ny_bus(bus, konf)
        samlet = 0
        for runde in range(-1, runder):  # the first warms up, and makes the topics
            for navn, ider in (("faste", FASTE_IDER), ("brede", BREDE_IDER)):
                samlet += antal
                pr_sekund = _fase(bus, mappe, list(beskeder(antal, ider, tilfaeldig)), samlet)
                if runde >= 0:
                    ud[navn].append(pr_sekund)
        dueslag = bus.udskrevet(emner.dueslag(id_) for id_ in konf.abonnementer)
        lagt = sum(et.antal for et in dueslag.values())
        assert lagt == FASTE * samlet, f"each of {samlet} messages goes to three dueslag: {lagt}"
    return ud


def _fase(bus: Bus, mappe: Path, poster: Sequence[Record], samlet: int) -> float:
    """Lay a backlog, start the hub, wait until all that ever came is committed; messages a second."""
    huben.efterslaeb(bus, poster)
    begyndt = time.time() * 1000
    proces = Proces(huben.kommando(bus, mappe / "hub"), mappe / "hub.log", huben.miljoe(mappe))
    try:
        tur.naa(bus, proces, emner.GRUPPE_ROUTER, emner.INDGANG, samlet)
    finally:
        proces.stop()
    log = bus.udskrevet([emner.LOG])[emner.LOG]
    assert log.antal == samlet, f"the log should hold {samlet}: {log.antal}"
    return tur.hastighed([en for en in log.portioner if en[0] >= begyndt], len(poster))


def main() -> None:
    """Measure, print the table, draw the picture; see `bench/README.md`."""
    maalt = maal()
    forhold = [Forhold.af("three of 1,000 / three fixed", maalt["faste"], maalt["brede"], hoejst=LOFT)]
    billede.forhold("vifte", "What a message costs to three of 1,000 dueslag, beside three fixed ones", forhold)
    raekker = [("three fixed dueslag", spaend(maalt["faste"])), ("three of 1,000, at random", spaend(maalt["brede"]))]
    print(*tabel(("", "messages a second: median (min-max)"), raekker), "", *forholdstabel(forhold), sep="\n")


if __name__ == "__main__":
    main()
