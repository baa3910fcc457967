"""The last layer: one master per object, registrations in sequence, life cycles without leaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from hub.kontrakter import registerregler as rr
from hub.kontrakter.afgoerelse import Objektpost
from hub.kontrakter.historik import Historik
from hub.kontrakter.register import Register
from schemas.catalogue import Katalogpost
from schemas.codec import Indhold
from schemas.identifikatorer import tekst_af
from schemas.regler.regel import Aarsag

_EPOKE: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MIKRO: Final = dt.timedelta(microseconds=1)

FORUD_HOEJST: Final = dt.timedelta(hours=24)
"""So far may a registration lie ahead of the hub's clock: sources' clocks differ, and some know no time zones."""


def mikrosekunder(tid: dt.datetime) -> int:
    """Whole microseconds since 1970."""
    return (tid - _EPOKE) // _MIKRO


def objektnoegle(post: Katalogpost, objekt_id: str) -> str:
    """Under which history keeps an object: events of different contracts about one object have sequences of their own."""
    return f"{post.id}/{objekt_id}"


class Registreret(NamedTuple):
    """What the last layer looks at in a message."""

    poster: tuple[tuple[str | None, int | None], ...]
    """Of each registration, in order: the object's id, and when it was registered, in microseconds since 1970."""
    livscyklus: str | None


def registreret(indhold: Indhold) -> Registreret:
    """The registrations of a message whose envelope can be read, whatever its content."""
    poster = []
    for post in indhold["beskedkuvert"]["filtreringsdata"]["objektRegistrering"]:
        tidspunkt: Any = post["registreringstidspunkt"]
        naar = None if tidspunkt is None else tidspunkt["tidsstempel"]
        objekt = None if post["objektId"] is None else tekst_af(post["objektId"])
        poster.append((objekt, None if naar is None else mikrosekunder(naar)))
    data = indhold["beskeddata"]
    registrering = data.get("registrering") if isinstance(data, dict) else None
    return Registreret(tuple(poster), registrering["livscyklusKode"] if registrering else None)


def objektposter(
    fundet: Registreret, post: Katalogpost, afsender: str, historik: Historik
) -> tuple[tuple[str, Objektpost], ...]:
    """What history is to remember of each registered object when this message is accepted.

    The sender is the master from now on, a successor too. The life cycle in the content is that of the first
    registration's object; of the others only the time is news.
    """
    poster: dict[str, Objektpost] = {}
    for noegle, tidspunkt, nummer in _registreringer(fundet, post):
        foer = poster.get(noegle) or historik.objekt(noegle)
        livscyklus = fundet.livscyklus if nummer == 0 else foer.livscyklus if foer else None
        poster[noegle] = Objektpost(max(tidspunkt, foer.tidspunkt_us if foer else tidspunkt), livscyklus, afsender)
    return tuple(poster.items())


def uden_brud(
    fundet: Registreret, post: Katalogpost, afsender: str, register: Register, historik: Historik, nu: dt.datetime
) -> tuple[tuple[str, Objektpost], ...] | None:
    """What `objektposter` gives when `proev_sekvens` finds nothing; None when it finds something.

    Nearly every message registers one object, for which both are answered by one look at history.
    """
    if len(fundet.poster) == 1:
        ((objekt, tidspunkt),) = fundet.poster
        if objekt is not None and tidspunkt is not None and tidspunkt < nu.timestamp() * 1_000_000:
            noegle = objektnoegle(post, objekt)
            foer = historik.objekt(noegle)
            if _foelger(foer, tidspunkt, fundet.livscyklus, post, afsender, register):
                return ((noegle, Objektpost(tidspunkt, fundet.livscyklus, afsender)),)
    if any(True for _ in proev_sekvens(fundet, post, afsender, register, historik, nu)):
        return None
    return objektposter(fundet, post, afsender, historik)


def _foelger(
    foer: Objektpost | None,
    tidspunkt: int,
    livscyklus: str | None,
    post: Katalogpost,
    afsender: str,
    register: Register,
) -> bool:
    """Whether a registration by one who surely may make it surely follows on what is known."""
    if post.master not in {"ejersystem", "enhver"}:
        return False
    if foer is not None and (tidspunkt < foer.tidspunkt_us or foer.master != afsender):
        return False
    kode = foer.livscyklus if foer is not None else None
    return livscyklus is None or register.kodelister["livscyklus"].overgang_tilladt(kode, livscyklus)


def _registreringer(fundet: Registreret, post: Katalogpost) -> Iterator[tuple[str, int, int]]:
    for nummer, (objekt, tidspunkt) in enumerate(fundet.poster):
        if objekt is not None and tidspunkt is not None:
            yield objektnoegle(post, objekt), tidspunkt, nummer


def _fremtid(fundet: Registreret, nu: dt.datetime) -> Iterator[Aarsag]:
    """A registration far ahead would block its object: until then, every other would be older."""
    senest = mikrosekunder(nu + FORUD_HOEJST)
    for nummer, (_, tidspunkt) in enumerate(fundet.poster):
        if tidspunkt is not None and tidspunkt > senest:
            yield rr.FREMTID.aarsag(nummer)


def proev_sekvens(
    fundet: Registreret, post: Katalogpost, afsender: str, register: Register, historik: Historik, nu: dt.datetime
) -> Iterator[Aarsag]:
    """Where the message contradicts the clock or what is known of its objects (RA-07, RA-24, the life cycle)."""
    yield from _fremtid(fundet, nu)
    if post.master not in {"ejersystem", "enhver"}:
        system = register.konfiguration.systemer.get(afsender)
        if system is not None and system.systemtype != post.master:
            yield rr.MASTER.aarsag()
    for noegle, tidspunkt, nummer in _registreringer(fundet, post):
        foer = historik.objekt(noegle)
        if fundet.livscyklus is not None and nummer == 0:
            kode = foer.livscyklus if foer else None
            if not register.kodelister["livscyklus"].overgang_tilladt(kode, fundet.livscyklus):
                yield rr.LIVSCYKLUS.aarsag()
        if foer is None:
            continue
        if tidspunkt < foer.tidspunkt_us:
            yield rr.FORAELDET.aarsag(nummer)
        if (
            post.master != "enhver"
            and foer.master not in {None, afsender}
            and not register.afloeser(afsender, str(foer.master))
        ):
            yield rr.MASTER.aarsag(nummer)
