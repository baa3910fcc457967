"""The versions of a contract: the one that came with the hub, and those that were registered since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from schemas.catalogue import Katalogpost
from schemas.skema import Skema, Skemalager


@dataclass(frozen=True, slots=True)
class Version:
    """A version under its name, with its schema."""

    navn: str
    skema: Skema
    tilstand: str
    registreret: dt.datetime | None = None


def versioner(
    post: Katalogpost,
    skemaer: Skemalager,
    tilstande: Mapping[int, str],
    registreret: Mapping[int, dt.datetime],
) -> tuple[Version, ...]:
    """The versions of a contract that messages may be under, oldest first.

    The catalogue's own goes by the version in its entry, the others by their number in the registry. `tilstande` are
    the states of these, `registreret` when each schema id came.
    """
    egne = sorted((skema for skema in skemaer.values() if skema.navn == post.navn), key=lambda skema: skema.id)
    return tuple(
        Version(
            post.version if skema.id == post.id else skema.version,
            skema,
            tilstande.get(skema.id, post.tilstand if skema.id == post.id else "udkast"),
            None if skema.id == post.id else registreret.get(skema.id),
        )
        for skema in egne
    )
