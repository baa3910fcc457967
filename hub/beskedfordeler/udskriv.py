"""From a decision to everything that is written because of it. Pure.

The heart of the router's transaction: dueslag, the log's link, the sender's receipt, the fejlkø.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from brokers import Headers, Record
from hub.beskedfordeler import emner, fejlposter, kvitteringer
from hub.beskedfordeler.aarsager import begraens, i_log, kort
from hub.beskedfordeler.indpost import Indpost
from hub.beskedfordeler.opslag import er_system_id
from hub.beskedfordeler.typer import Kvittering, Kvitteringsstatus
from hub.kontrakter.afgoerelse import Afgoerelse, Afvist, Dublet, Leveret, Modtager, Rutefelter
from hub.log import kaede
from hub.log.haendelse import Haendelse, Hopslags
from hub.log.kaede import Hoved
from schemas.codec import Laest, pak
from schemas.identifikatorer import cvr_af

_Header = tuple[str, bytes]

AVRO: Final = b"application/vnd.faelleshub.avro"
_FASTE: Final[tuple[_Header, ...]] = (("content-type", AVRO), ("ce_specversion", b"1.0"))


class Udskrift(NamedTuple):
    """What one message leads to: the records, the new head of the chain, and the receipt among the records."""

    poster: tuple[Record, ...]
    hoved: Hoved
    kvittering: Kvittering | None


def udskriv(ind: Indpost, afgoerelse: Afgoerelse, hoved: Hoved, nu: dt.datetime) -> Udskrift:
    """Everything that is written because of a decision. Raises ValueError when a trimmed message cannot be packed."""
    match afgoerelse:
        case Leveret(modtagere, laest, ruter, _, maerke):
            poster = list(_dueslag(ind, modtagere, laest, ruter, maerke))
            kvittering = _kvittering(ind, Kvitteringsstatus.LEVERET, ruter, nu, modtagere=len(modtagere))
            haendelse = _haendelse(ind, kvittering, ruter, tuple([m.dueslag for m in modtagere]), besked=ind.besked)
        case Afvist(alle, ruter):
            aarsager = begraens(alle)
            fejl = fejlposter.Fejl(
                id=fejlposter.afvisnings_id(ind.modtagelse),
                tidspunkt=nu,
                afsender=ind.afsender,
                modtagelse=ind.modtagelse,
                modtaget=ind.modtaget,
                besked_id=kort(ruter.besked_id) if ruter else None,
                beskedtype=kort(ruter.beskedtype) if ruter else None,
                dueslag=None,
                aarsager=aarsager,
                forsoeg=0,
                sted=ind.sted,
                besked=ind.besked,
            )
            poster = [Record(emner.FEJLKOE, fejlposter.skriv(fejl), ind.noegle)]
            kvittering = _kvittering(ind, Kvitteringsstatus.AFVIST, ruter, nu, aarsager=aarsager)
            haendelse = _haendelse(ind, kvittering, ruter, (), fejl=fejl.id)
        case Dublet(ruter):
            poster = []
            kvittering = _kvittering(ind, Kvitteringsstatus.DUBLET, ruter, nu)
            haendelse = _haendelse(ind, kvittering, ruter, ())
    nyt_hoved, led = kaede.foej(hoved, haendelse)
    poster.append(Record(emner.LOG, led, ind.noegle, partition=ind.sted.partition))
    if er_system_id(ind.afsender):
        poster.append(kvitteringer.som_post(kvittering, ind.afsender))
    return Udskrift(tuple(poster), nyt_hoved, kvittering)


def _dueslag(
    ind: Indpost, modtagere: tuple[Modtager, ...], laest: Laest, ruter: Rutefelter, maerke: str | None
) -> Iterator[Record]:
    headers = dueslagsheaders(ind, laest.skema.navn, ruter, maerke)
    besked, noegle = ind.besked, ind.noegle
    trimmet: dict[tuple[str, ...] | None, bytes] = {None: besked}
    for dueslag, tilladt in modtagere:
        udgave = trimmet.get(tilladt)
        if udgave is None:
            udgave = trimmet[tilladt] = _trim(laest, tilladt or ())
        yield Record(emner.dueslag(dueslag), udgave, noegle, headers)


def _trim(laest: Laest, tilladt: tuple[str, ...]) -> bytes:
    """The message with only these authorities in TilladtModtager; everything else as it was."""
    kuvert: Mapping[str, Any] = laest.indhold["beskedkuvert"]
    filtrering = kuvert["filtreringsdata"]
    navne = [unik_id for unik_id in filtrering["tilladtModtager"] if cvr_af(unik_id) in tilladt]
    ny_kuvert = {**kuvert, "filtreringsdata": {**filtrering, "tilladtModtager": navne}}
    return pak(laest.skema, {**laest.indhold, "beskedkuvert": ny_kuvert})


def dueslagsheaders(ind: Indpost, navn: str | None, ruter: Rutefelter | None, maerke: str | None = None) -> Headers:
    """The headers of a record in a dueslag: CloudEvents for foreign tools, and the hub's own stamp.

    `maerke` is the state of a schema that is not approved.
    """
    besked_id = ruter.besked_id if ruter and er_system_id(ruter.besked_id) else ind.modtagelse
    kilde, afsender, slags = _af_afsender(ind.afsender, navn)
    modtaget = ind.modtaget.isoformat().encode()
    headers: list[tuple[str, bytes]] = [
        *_FASTE,
        ("ce_id", besked_id.encode()),
        kilde,
        ("ce_time", modtaget),
        afsender,
        (emner.MODTAGET, modtaget),
        (emner.MODTAGELSE, ind.modtagelse.encode()),
    ]
    if slags is not None:
        headers.append(slags)
    if ruter is not None and ruter.gyldig_fra is not None:
        headers.append((emner.GYLDIG_FRA, ruter.gyldig_fra.isoformat().encode()))
    if ruter is not None and ruter.gyldig_til is not None:
        headers.append((emner.GYLDIG_TIL, ruter.gyldig_til.isoformat().encode()))
    if maerke is not None:
        headers.append((emner.SKEMATILSTAND, maerke.encode()))
    if ind.traceparent is not None:
        headers.append((emner.TRACEPARENT, ind.traceparent))
    if ind.genafspil is not None:
        headers.append((emner.GENAFSPILLET, ind.genafspil.fejl.encode()))
    return tuple(headers)


@lru_cache(maxsize=4_096)
def _af_afsender(afsender: str, navn: str | None) -> tuple[_Header, _Header, _Header | None]:
    """The headers that follow from sender and contract: few of each send nearly all."""
    raa = afsender.encode()
    slags = None if navn is None else ("ce_type", navn.encode())
    return ("ce_source", b"urn:uuid:" + raa), (emner.AFSENDER, raa), slags


def _kvittering(
    ind: Indpost,
    status: Kvitteringsstatus,
    ruter: Rutefelter | None,
    nu: dt.datetime,
    *,
    modtagere: int = 0,
    aarsager: Any = (),
) -> Kvittering:
    besked_id, transaktion = (kort(ruter.besked_id), kort(ruter.transaktions_id)) if ruter else (None, None)
    # By place, here and below: names cost as much again, for every message.
    return Kvittering(ind.modtagelse, status, nu, besked_id, transaktion, None, None, modtagere, aarsager)


def _haendelse(
    ind: Indpost,
    kvittering: Kvittering,
    ruter: Rutefelter | None,
    dueslag: tuple[str, ...],
    *,
    fejl: str | None = None,
    besked: bytes | None = None,
) -> Haendelse:
    genafspil = ind.genafspil
    return Haendelse(
        kvittering.tidspunkt,
        Hopslags.AFGJORT,
        ind.modtagelse,
        ind.sted,
        ind.afsender,
        ind.modtaget,
        kvittering.besked_id,
        kort(ruter.beskedtype) if ruter else None,
        kvittering.status.value,
        dueslag,
        i_log(kvittering.aarsager) if kvittering.aarsager else (),
        0,
        genafspil.hvem if genafspil else None,
        # The entry that was made, or for an accepted redrive the entry that it mends.
        fejl or (genafspil.fejl if genafspil else None),
        besked,
    )
