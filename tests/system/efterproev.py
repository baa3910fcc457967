"""What the topics of a bus must hold after all that was done to it, read beside the account of the world.

Only reads; no hub runs. Every check compares whole sets or sequences, so that one message too few, too many
or out of place fails it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from brokers import Broker, StoredRecord, read_to
from hub.beskedfordeler import Hopslags, Kvitteringsstatus, emner, fejlposter
from hub.beskedfordeler.kvitteringer import fra_json
from hub.beskedfordeler.typer import AFGOERENDE
from hub.log.haendelse import Haendelse, laes_led
from hub.log.verificer import verificer_bus
from tests.system.regnskab import Afsenderregnskab, Modtagerregnskab
from tests.system.sager import Udsendelse, laes_udsendelse

ENDELIGE: Final = frozenset({Hopslags.KVITTERET, Hopslags.AFVIST, Hopslags.FEJLKOE, Hopslags.UDLOEBET})


@dataclass(frozen=True)
class Forventning:
    """Which dueslag should have what: the lowest number of an object, and the receiver's account, if it has one."""

    foerste: int = 0
    modtager: Modtagerregnskab | None = None


@dataclass(frozen=True)
class Optaelling:
    """What was found to be in order."""

    beskeder: int
    modtagelser: int
    dubletter: int
    lagt: int
    led: int


async def poster(broker: Broker, emne: str) -> list[StoredRecord]:
    """All records of a topic, partition by partition."""
    fundet: list[StoredRecord] = []
    for partition, slut in sorted((await broker.end_offsets(emne)).items()):
        async with await broker.reader(emne, partition) as laeser:
            async for bid in read_to(laeser, slut):
                fundet += bid
    return fundet


async def efterproev(
    broker: Broker,
    hovedmapper: Iterable[Path],
    afsendere: Mapping[str, Afsenderregnskab],
    forventninger: Mapping[str, Forventning],
) -> Optaelling:
    """Check everything. `afsendere` by system id, `forventninger` by dueslag; every message should be accepted.

    `hovedmapper`: where each hub of the bus kept the heads of the chains.
    """
    indgang = await poster(broker, emner.INDGANG)
    modtaget = _modtaget(indgang, afsendere)
    assert _fejl(await poster(broker, emner.FEJLKOE)) == {}
    assert await broker.committed(emner.GRUPPE_ROUTER, emner.INDGANG) == _naeste(indgang)
    lagt = 0
    for dueslag, forventning in forventninger.items():
        lagt += _et_dueslag(await poster(broker, emner.dueslag(dueslag)), afsendere, forventning)
    dubletter = 0
    for system, regnskab in afsendere.items():
        fundet = await poster(broker, emner.kvittering(system))
        dubletter += _kvitteringer(fundet, modtaget[system], regnskab, forventninger)
    haendelser = [laes_led(post.value or b"").haendelse for post in await poster(broker, emner.LOG)]
    _log(haendelser, modtaget)
    _leveringslog([laes_led(post.value or b"").haendelse for post in await poster(broker, emner.LEVERINGSLOG)])
    for mappe in hovedmapper:
        rapport = await verificer_bus(broker, mappe)
        assert rapport.i_orden, [kaede for kaede in rapport.kaeder if kaede.brud]
    beskeder = sum(len(regnskab.sendt) for regnskab in afsendere.values())
    modtagelser = sum(map(len, modtaget.values()))
    assert dubletter == modtagelser - beskeder
    return Optaelling(beskeder, modtagelser, dubletter, lagt, rapport.led)


def _naeste(fundet: Iterable[StoredRecord]) -> dict[int, int]:
    """Per partition with records, the offset after the last one; a broker may have marks of its own behind it."""
    return {post.partition: post.offset + 1 for post in fundet}


def _fejl(fundet: Collection[StoredRecord]) -> Counter[tuple[str | None, str]]:
    """Why messages lie in the fejlkø: dueslag and code of each reason."""
    fejl = [fejlposter.laes(post.value or b"") for post in fundet]
    return Counter((et.dueslag, aarsag.kode) for et in fejl for aarsag in et.aarsager)


def _modtaget(
    indgang: Collection[StoredRecord], afsendere: Mapping[str, Afsenderregnskab]
) -> dict[str, dict[str, str]]:
    """Per sender, the durable receptions with their BeskedId; every 202 is among them, and nothing unsent."""
    modtaget: dict[str, dict[str, str]] = {system: {} for system in afsendere}
    for post in indgang:
        system = (post.header(emner.AFSENDER) or b"").decode()
        modtagelse = (post.header(emner.MODTAGELSE) or b"").decode()
        udsendelse = laes_udsendelse(post.value or b"")
        assert modtagelse not in modtaget[system]
        assert afsendere[system].sendt[udsendelse.besked_id].aftryk == udsendelse.aftryk
        modtaget[system][modtagelse] = udsendelse.besked_id
    for system, regnskab in afsendere.items():
        assert regnskab.modtagelser.items() <= modtaget[system].items(), "a 202 is not in the log"
    return modtaget


def _et_dueslag(
    fundet: Collection[StoredRecord], afsendere: Mapping[str, Afsenderregnskab], forventning: Forventning
) -> int:
    """Exactly once what should be there, byte for byte, each object's in the order in which they were sent."""
    ventet = {
        besked_id: sendt.aftryk
        for regnskab in afsendere.values()
        for besked_id, sendt in regnskab.sendt.items()
        if sendt.nummer >= forventning.foerste
    }
    udsendelser = [laes_udsendelse(post.value or b"") for post in fundet]
    assert [b for b, antal in Counter(u.besked_id for u in udsendelser).items() if antal > 1] == []
    assert {u.besked_id: u.aftryk for u in udsendelser} == ventet
    for numre in _pr_objekt(udsendelser).values():
        assert numre == list(range(forventning.foerste, forventning.foerste + len(numre)))
    modtager = forventning.modtager
    if modtager is not None:
        assert modtager.brud == []
        assert modtager.leveringer.keys() == ventet.keys()
        assert modtager.kvitteret.keys() == ventet.keys()
    return len(udsendelser)


def _pr_objekt(udsendelser: Collection[Udsendelse]) -> dict[str, list[int]]:
    pr_objekt: dict[str, list[int]] = defaultdict(list)
    for udsendelse in udsendelser:
        pr_objekt[udsendelse.objekt].append(udsendelse.nummer)
    return pr_objekt


def _kvitteringer(
    fundet: Collection[StoredRecord],
    modtaget: Mapping[str, str],
    regnskab: Afsenderregnskab,
    forventninger: Mapping[str, Forventning],
) -> int:
    """One decision per reception, Leveret once per message; one Kvitteret per message and receiver. The dublets."""
    kvitteringer = [fra_json(post.value or b"") for post in fundet]
    afgjort = [k for k in kvitteringer if k.status in AFGOERENDE]
    assert Counter(k.modtagelse_id for k in afgjort) == Counter(dict.fromkeys(modtaget, 1))
    assert all(modtaget[k.modtagelse_id] == k.besked_id for k in afgjort)
    leveret = {k.besked_id or "": k for k in afgjort if k.status is Kvitteringsstatus.LEVERET}
    assert leveret.keys() == regnskab.sendt.keys()
    dubletter = [k for k in afgjort if k.status is Kvitteringsstatus.DUBLET]
    assert len(dubletter) + len(leveret) == len(afgjort)
    for besked_id, kvittering in leveret.items():
        nummer = regnskab.sendt[besked_id].nummer
        assert kvittering.modtagere == sum(nummer >= f.foerste for f in forventninger.values())
    fra_modtagere = Counter((k.besked_id, k.dueslag) for k in kvitteringer if k.status is Kvitteringsstatus.KVITTERET)
    ventet = {
        (besked_id, dueslag): 1
        for dueslag, f in forventninger.items()
        if f.modtager is not None
        for besked_id, sendt in regnskab.sendt.items()
        if sendt.nummer >= f.foerste
    }
    assert fra_modtagere == ventet
    assert len(kvitteringer) == len(afgjort) + len(ventet)
    return len(dubletter)


def _log(haendelser: Collection[Haendelse], modtaget: Mapping[str, Mapping[str, str]]) -> None:
    """Each reception is decided once in the log, and nothing else is."""
    afgjort = Counter((h.system, h.modtagelse) for h in haendelser)
    assert afgjort == Counter((system, m) for system, egne in modtaget.items() for m in egne)


def _leveringslog(haendelser: Collection[Haendelse]) -> None:
    """Once a message is settled in a dueslag, nothing more happens to it there."""
    afregnet: set[tuple[str, int]] = set()
    for haendelse in haendelser:
        sted = (haendelse.sted.emne, haendelse.sted.offset)
        assert sted not in afregnet, f"{haendelse.slags} after it was settled: {sted}"
        if haendelse.slags in ENDELIGE:
            afregnet.add(sted)
