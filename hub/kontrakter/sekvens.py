"""The last layer: one master per object, registrations in sequence, life cycles without leaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

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


def objektposter(
    indhold: Indhold, post: Katalogpost, afsender: str, historik: Historik
) -> tuple[tuple[str, Objektpost], ...]:
    """What history is to remember of each registered object when this message is accepted.

    The sender is the master from now on, a successor too. The life cycle in the content is that of the first
    registration's object; of the others only the time is news.
    """
    poster: dict[str, Objektpost] = {}
    for noegle, tidspunkt, nummer in _registreringer(indhold, post):
        foer = poster.get(noegle) or historik.objekt(noegle)
        livscyklus = _livscyklus(indhold) if nummer == 0 else foer.livscyklus if foer else None
        poster[noegle] = Objektpost(max(tidspunkt, foer.tidspunkt_us if foer else tidspunkt), livscyklus, afsender)
    return tuple(poster.items())


def _livscyklus(indhold: Indhold) -> str | None:
    data = indhold["beskeddata"]
    registrering = data.get("registrering") if isinstance(data, dict) else None
    return registrering["livscyklusKode"] if registrering else None


def _registreringer(indhold: Indhold, post: Katalogpost) -> Iterator[tuple[str, int, int]]:
    for nummer, registrering in enumerate(indhold["beskedkuvert"]["filtreringsdata"]["objektRegistrering"]):
        tidspunkt: Any = registrering["registreringstidspunkt"]
        if registrering["objektId"] is not None and tidspunkt is not None and tidspunkt["tidsstempel"] is not None:
            yield (
                objektnoegle(post, tekst_af(registrering["objektId"])),
                mikrosekunder(tidspunkt["tidsstempel"]),
                nummer,
            )


def _fremtid(indhold: Indhold, nu: dt.datetime) -> Iterator[Aarsag]:
    """A registration far ahead would block its object: until then, every other would be older."""
    senest = nu + FORUD_HOEJST
    for nummer, registrering in enumerate(indhold["beskedkuvert"]["filtreringsdata"]["objektRegistrering"]):
        tidspunkt = registrering["registreringstidspunkt"]
        if tidspunkt is not None and tidspunkt["tidsstempel"] is not None and tidspunkt["tidsstempel"] > senest:
            yield rr.FREMTID.aarsag(nummer)


def proev_sekvens(
    indhold: Indhold, post: Katalogpost, afsender: str, register: Register, historik: Historik, nu: dt.datetime
) -> Iterator[Aarsag]:
    """Where the message contradicts the clock or what is known of its objects (RA-07, RA-24, the life cycle)."""
    yield from _fremtid(indhold, nu)
    livscyklus = _livscyklus(indhold)
    if post.master not in {"ejersystem", "enhver"}:
        system = register.konfiguration.systemer.get(afsender)
        if system is not None and system.systemtype != post.master:
            yield rr.MASTER.aarsag()
    for noegle, tidspunkt, nummer in _registreringer(indhold, post):
        foer = historik.objekt(noegle)
        if livscyklus is not None and nummer == 0:
            kode = foer.livscyklus if foer else None
            if not register.kodelister["livscyklus"].overgang_tilladt(kode, livscyklus):
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
