"""What routing and delivery leave on a bus, made by hand: the read models are tried on nothing else."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

import orjson

from brokers import Broker, Record
from hub.beskedfordeler import Hopslags, emner, fejlposter
from hub.beskedfordeler.fejlposter import Fejl
from hub.log import kaede
from hub.log.haendelse import Haendelse, Logaarsag, Sted
from schemas.regler.regel import Aarsag

HEMMELIGHED = b"en hemmelighed til test, 32 byte"
PARTITIONER = 2
FRA = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
TYPE = "11111111-1111-4111-8111-111111111111"


def klokken(sekunder: float) -> dt.datetime:
    return FRA + dt.timedelta(seconds=sekunder)


async def skriv(broker: Broker, emne: str, haendelser: Iterable[Haendelse], *, partition: int = 0) -> None:
    """Links in the log. The chain begins anew each time: nothing here verifies it."""
    hoved, poster = kaede.TOM, []
    for haendelse in haendelser:
        hoved, led = kaede.foej(hoved, haendelse)
        poster.append(Record(emne, led, partition=partition))
    await broker.send(*poster)


def afgjort(
    nummer: int,
    *,
    system: str = "a",
    besked_id: str | None = None,
    udfald: str = "Leveret",
    beskedtype: str = TYPE,
    skema_id: int | None = None,
    dueslag: tuple[str, ...] = ("d1",),
) -> Haendelse:
    """The decision about message `nummer`, at that second; delivered to one dueslag."""
    return Haendelse(
        tidspunkt=klokken(nummer),
        slags=Hopslags.AFGJORT,
        modtagelse=modtagelse(nummer),
        sted=Sted(emner.INDGANG, 0, nummer),
        system=system,
        modtaget=klokken(nummer - 0.5),
        besked_id=besked_id or beskednr(nummer),
        beskedtype=beskedtype,
        udfald=udfald,
        dueslag=dueslag if udfald == "Leveret" else (),
        aarsager=(Logaarsag("OB1", "OB1-TITEL", "titel"),) if udfald == "Afvist" else (),
        besked=None if skema_id is None else skema_id.to_bytes(5, "big") + b"indhold",
    )


def leveret(nummer: int, slags: Hopslags = Hopslags.LEVERET) -> Haendelse:
    return Haendelse(
        tidspunkt=klokken(nummer + 0.25),
        slags=slags,
        modtagelse=modtagelse(nummer),
        sted=Sted("dueslag.d1", 0, nummer),
        system="modtager",
        besked_id=beskednr(nummer),
        beskedtype=TYPE,
        dueslag=("d1",),
        forsoeg=1,
    )


def fejl(
    nummer: int, *, afsender: str = "a", dueslag: str | None = None, regel: str = "OB1", type_: str = TYPE
) -> Fejl:
    return Fejl(
        id=fejlid(nummer),
        tidspunkt=klokken(nummer),
        afsender=afsender,
        modtagelse=modtagelse(nummer),
        modtaget=klokken(nummer),
        besked_id=beskednr(nummer),
        beskedtype=type_,
        dueslag=dueslag,
        aarsager=(Aarsag(regel, f"{regel}-KODE", "sti", "tekst", "text", "maal"),),
        forsoeg=0,
        sted=Sted(emner.INDGANG, 0, nummer),
        besked=b"besked",
    )


async def skriv_fejl(broker: Broker, *poster: Fejl, partition: int = 0) -> None:
    await broker.send(*(Record(emner.FEJLKOE, fejlposter.skriv(en), partition=partition) for en in poster))


async def genafspil(broker: Broker, nummer: int) -> None:
    maerke = orjson.dumps({"hvem": "drift", "tidspunkt": klokken(nummer + 100).isoformat()})
    await broker.send(Record(emner.FEJLTILSTAND, maerke, fejlid(nummer).encode()))


def beskednr(nummer: int) -> str:
    return str(uuid.UUID(int=nummer, version=4))


def modtagelse(nummer: int) -> str:
    return str(uuid.UUID(int=1 << 96 | nummer, version=4))


def fejlid(nummer: int) -> str:
    return str(uuid.UUID(int=2 << 96 | nummer, version=4))
