"""Notices: what an owner of systems is told of the contracts that they send and receive under."""

from __future__ import annotations

from hub.adgang import Hvem
from hub.api.kald import Kald
from hub.api.modeller import Side, Sidevalg
from hub.api.operation import Ruter
from hub.arkitektraad.model import Varsel

ruter = Ruter("Arkitekturråd")

_LISTE = "varsler"


@ruter.operation(
    "GET",
    "/api/v1/arkitektraad/varsler",
    id="listVarsler",
    da="List varslerne til kalderens myndighed eller system, ældste først",
    en="List the notices to the caller's authority or system, oldest first",
    svar=Side[Varsel],
)
async def list_varsler(kald: Kald, soeg: Sidevalg) -> Side[Varsel]:
    """A system sees those that name it, an authority its own, the others all."""
    await kald.hub.sekretariat.indhent()
    efter = str(kald.hub.sider.laes(_LISTE, soeg.efter)) if soeg.efter else ""
    alle = sorted(kald.hub.sekretariat.lager.nu.varsler.values(), key=_sted)
    synlige = [en for en in alle if _sted(en) > efter and _maa_se(kald, en)]
    side = synlige[: soeg.maks]
    naeste = kald.hub.sider.pak(_LISTE, _sted(side[-1])) if len(synlige) > soeg.maks else None
    return Side[Varsel](poster=side, naeste=naeste)


def _maa_se(kald: Kald, varsel: Varsel) -> bool:
    match kald.bruger.hvem:
        case Hvem.SYSTEM:
            return kald.system in varsel.systemer
        case Hvem.MYNDIGHED:
            return varsel.myndighed == kald.bruger.myndighed
        case _:
            return True


def _sted(varsel: Varsel) -> str:
    return f"{varsel.tidspunkt.isoformat()}\0{varsel.id}"
