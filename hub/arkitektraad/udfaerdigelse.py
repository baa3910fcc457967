"""The decisions that the steps of a case lead to: what is signed and published. Pure; number and place come when it is written."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hub.arkitektraad.afgoerelse import Afgoerelse, Afgoerelsesslags
from hub.arkitektraad.model import Afstemning, Aktoer, Behandling
from hub.registry.poster import Skemapost


def om_version(
    sag: Behandling,
    slags: Afgoerelsesslags,
    aktoer: Aktoer,
    begrundelse: str,
    nu: dt.datetime,
    skema: Skemapost,
    **resten: Any,
) -> Afgoerelse:
    """A decision about a version, as its case stands after it; `skema` is the very schema that it is about."""
    return Afgoerelse(
        nr=0,
        forrige="",
        tidspunkt=nu,
        slags=slags,
        begrundelse=begrundelse,
        af=f"{aktoer.rolle}: {aktoer.navn}",
        behandling=sag.id,
        subject=sag.subject,
        version=sag.version,
        skema_id=sag.skema_id,
        skema_guid=skema.guid,
        tilstand=sag.tilstand,
        vindue_til=sag.vindue_til,
        **resten,
    )


def af_afstemning(
    sag: Behandling,
    afstemning: Afstemning,
    aktoer: Aktoer,
    begrundelse: str,
    nu: dt.datetime,
    skema: Skemapost,
    *,
    ja: bool,
    quorum: int,
) -> Afgoerelse:
    """What the council decided by vote; a no is `afslag`, whatever was asked."""
    return om_version(
        sag,
        afstemning.om if ja else "afslag",
        aktoer,
        begrundelse,
        nu,
        skema,
        stemmer=afstemning.stemmer,
        quorum=quorum,
    )
