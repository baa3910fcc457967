"""The audit of configuration, for the auditor: who changed what, when, from where and why."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hub.api.kald import Kald
from hub.api.modeller import Model, Side, Sidevalg
from hub.api.operation import Ruter
from schemas.identifikatorer import maskeret

ruter = Ruter("Revision")

_LISTE = "aendringer"


class Aendringsvisning(Model):
    """One change. `foer` is absent when the resource was created, `efter` when it was taken away."""

    nr: int
    tidspunkt: dt.datetime
    slags: str
    id: str
    hvem: str
    hvorfor: str
    hvorfra: str | None = None
    foer: dict[str, Any] | None = None
    efter: dict[str, Any] | None = None


@ruter.operation(
    "GET",
    "/api/v1/aendringer",
    id="listAendringer",
    da="List konfigurationens ændringer, ældste først: hvem, hvad, hvornår og hvorfor",
    en="List the changes of configuration, oldest first: who, what, when and why",
    svar=Side[Aendringsvisning],
)
async def list_aendringer(kald: Kald, soeg: Sidevalg) -> Side[Aendringsvisning]:
    """The audit; object ids in filters are masked, as they may be people's."""
    efter = int(kald.hub.sider.laes(_LISTE, soeg.efter)) if soeg.efter else -1
    fundne = await kald.hub.konfiguration.aendringer(efter=efter, maks=soeg.maks)
    poster = [
        Aendringsvisning(
            nr=en.nr,
            tidspunkt=en.tidspunkt,
            slags=en.slags,
            id=en.id,
            hvem=en.udoever.hvem,
            hvorfor=en.udoever.hvorfor,
            hvorfra=en.udoever.hvorfra,
            foer=_maskeret(en.foer),
            efter=_maskeret(en.efter),
        )
        for en in fundne
    ]
    naeste = kald.hub.sider.pak(_LISTE, fundne[-1].nr) if len(fundne) == soeg.maks else None
    return Side[Aendringsvisning](poster=poster, naeste=naeste)


def _maskeret(vaerdi: Any) -> Any:
    match vaerdi:
        case str():
            return maskeret(vaerdi)
        case list():
            return [_maskeret(del_) for del_ in vaerdi]
        case dict():
            return {noegle: _maskeret(del_) for noegle, del_ in vaerdi.items()}
        case _:
            return vaerdi
