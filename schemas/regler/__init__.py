"""The rules of the rammearkitektur about content: declared once, as data, and judged here.

`REGLER` is every declared rule; `dommere` builds one judge per contract, and `valider` asks it about a message. What
needs senders, agreements or history is judged in `hub.kontrakter`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from schemas.catalogue import Katalog
from schemas.kodeliste import Kodelister
from schemas.regler import dokument, haendelser, kuvert, relationstyper, sag
from schemas.regler.dommer import Dommer, Forklaring, byg_dommer, byg_forklaring
from schemas.regler.katalogregler import katalogregler
from schemas.regler.regel import Aarsag, Lag, Maal, Regel, regelsaet
from schemas.skema import AVRO_ROD, Skema, Skemalager, laes_filer, saml

__all__ = ["REGLER", "Aarsag", "Dommer", "Lag", "Maal", "Regel", "dommer", "forklaring", "standardlager", "valider"]

REGLER: Final = regelsaet(*kuvert.REGLER, *relationstyper.REGLER, *sag.REGLER, *dokument.REGLER, *haendelser.REGLER)
"""Every declared rule. Rules that follow from a field's attributes or the catalogue are made per contract."""


@cache
def standardlager() -> Skemalager:
    """The schemas of the contracts that ship with the hub, each under the id in its catalogue entry; read once."""
    typer = laes_filer(AVRO_ROD)
    return Skemalager(Skema(post.id, saml(post.navn, typer), post.version) for post in Katalog.standard())


def dommer(skema: Skema, katalog: Katalog, kodelister: Kodelister) -> Dommer:
    """The judge of one contract. A schema without a catalogue entry is judged by the rules of its types alone."""
    return byg_dommer(skema, _regler(skema, katalog), kodelister.vaerdier)


def forklaring(skema: Skema, katalog: Katalog, kodelister: Kodelister) -> Forklaring:
    """What `dommer` would explain, for a contract that is asked about once."""
    return byg_forklaring(skema, _regler(skema, katalog), kodelister.vaerdier)


def _regler(skema: Skema, katalog: Katalog) -> tuple[Regel, ...]:
    poster = [post for post in katalog if post.navn == skema.navn]
    return (*REGLER, *(regel for post in poster for regel in katalogregler(post)))


@cache
def _standarddommer(skema_id: int) -> Dommer:
    return dommer(standardlager()[skema_id], Katalog.standard(), Kodelister.standard())


def valider(indhold: Mapping[str, Any], skema: Skema) -> tuple[Aarsag, ...]:
    """What the content rules say of a message of a contract that ships with the hub; empty when it keeps them all.

    The SDK asks this before it sends (RA-26); the hub asks the same judge again at its entrance.
    """
    dom = _standarddommer(skema.id)
    return () if dom.er_ren(indhold) else dom.forklar(indhold)
