"""The access table: which caller may call which operation, and whether for everything or only for what is its own.

Denied by default: an operation that does not stand here cannot be mounted, and a caller that an entry does not name
is refused. The OpenAPI document shows each entry as `x-adgang`, and the access matrix is tested from that.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from hub.adgang.bruger import Bruger, Hvem


class Omfang(enum.StrEnum):
    """How far an entry reaches."""

    EGET = "eget"
    """What belongs to the caller: its own system, its own authority. The rest answers as if it did not exist."""
    ALLE = "alle"
    """Every resource."""


@dataclass(frozen=True, slots=True)
class Adgang:
    """Who may call an operation. `offentlig`: anyone, without a token."""

    omfang: Mapping[Hvem, Omfang] = field(default_factory=dict)
    offentlig: bool = False

    def tillader(self, bruger: Bruger) -> bool:
        """Whether the caller may call the operation at all."""
        return self.offentlig or bruger.hvem in self.omfang

    def daekker(self, bruger: Bruger, *, systemer: Collection[str] = (), myndigheder: Collection[str] = ()) -> bool:
        """Whether the caller may touch a resource of these systems and these authorities.

        A system must be one of `systemer`; an authority one of `myndigheder`.
        """
        match self.omfang.get(bruger.hvem):
            case Omfang.ALLE:
                return True
            case Omfang.EGET if bruger.hvem is Hvem.SYSTEM:
                return bruger.system in systemer
            case Omfang.EGET if bruger.hvem is Hvem.MYNDIGHED:
                return bruger.myndighed in myndigheder
            case _:
                return False

    def hvem(self) -> str:
        """The kinds of caller that the entry names."""
        return ", ".join(self.omfang)

    def som_udvidelse(self) -> Mapping[str, str]:
        """The entry as the OpenAPI document shows it."""
        return {"enhver": "offentlig"} if self.offentlig else {str(hvem): str(o) for hvem, o in self.omfang.items()}


def _kun(*alle: Hvem, eget: Collection[Hvem] = ()) -> Adgang:
    return Adgang({**dict.fromkeys(alle, Omfang.ALLE), **dict.fromkeys(eget, Omfang.EGET)})


_S, _A, _M, _R, _V = Hvem.SYSTEM, Hvem.ADMINISTRATOR, Hvem.MYNDIGHED, Hvem.ARKITEKTRAAD, Hvem.REVISOR
_T, _D = Hvem.SEKRETAER, Hvem.DRIFTSROLLE

_OFFENTLIG: Final = Adgang(offentlig=True)
_ENHVER_KENDT: Final = _kun(*Hvem)
_DRIFT: Final = _kun(_A)
_EGET_SYSTEM: Final = _kun(eget=(_S,))
_INDSIGT: Final = _kun(_A, _R, _V, eget=(_S, _M))

ADGANG: Final[Mapping[str, Adgang]] = {
    # For operators and newcomers: nothing in these answers belongs to anyone.
    "erILive": _OFFENTLIG,
    "erKlar": _OFFENTLIG,
    "maalinger": _OFFENTLIG,
    "openapi": _OFFENTLIG,
    "asyncapi": _OFFENTLIG,
    "hoestKatalog": _OFFENTLIG,
    "visMig": _ENHVER_KENDT,
    # Messages: only the system itself sends, fetches and acknowledges; content is shown to nobody else.
    "sendBesked": _EGET_SYSTEM,
    "sendOio": _EGET_SYSTEM,
    "hentKvitteringer": _EGET_SYSTEM,
    "hentBeskeder": _EGET_SYSTEM,
    "kvitterBeskeder": _EGET_SYSTEM,
    "visSpor": _kun(_A, _V, eget=(_S, _M)),
    "gemFil": _EGET_SYSTEM,
    "hentFil": _EGET_SYSTEM,
    # Systems and their tokens.
    "listSystemer": _INDSIGT,
    "visSystem": _INDSIGT,
    "opretSystem": _DRIFT,
    "retSystem": _DRIFT,
    "afslutSystem": _DRIFT,
    "udstedSystemtoken": _DRIFT,
    "visLaeseskemaer": _INDSIGT,
    "saetLaeseskemaer": _kun(_A, eget=(_S,)),
    "listAdgange": _kun(_A, _V),
    "udstedRolletoken": _DRIFT,
    "tilbagekaldAdgang": _DRIFT,
    # Agreements: an authority decides about its own data.
    "listServiceaftaler": _INDSIGT,
    "visServiceaftale": _INDSIGT,
    "opretServiceaftale": _kun(_A, eget=(_M,)),
    "retServiceaftale": _kun(_A, eget=(_M,)),
    "afslutServiceaftale": _kun(_A, eget=(_M,)),
    # Subscriptions: their filters may name people, so the council does not see them.
    "listAbonnementer": _kun(_A, _V, eget=(_S, _M)),
    "visAbonnement": _kun(_A, _V, eget=(_S, _M)),
    "opretAbonnement": _kun(_A, eget=(_S,)),
    "retAbonnement": _kun(_A, eget=(_S,)),
    "afslutAbonnement": _kun(_A, eget=(_S,)),
    # Value lists: the values are people; only the owner reads or changes them.
    "listVaerdilister": _kun(_A, _V, eget=(_S,)),
    "visVaerdiliste": _kun(_A, _V, eget=(_S,)),
    "opretVaerdiliste": _EGET_SYSTEM,
    "retVaerdiliste": _EGET_SYSTEM,
    "sletVaerdiliste": _kun(_A, eget=(_S,)),
    "tilfoejVaerdier": _EGET_SYSTEM,
    "fjernVaerdier": _EGET_SYSTEM,
    "soegVaerdi": _EGET_SYSTEM,
    "laesVaerdier": _EGET_SYSTEM,
    # Organisation, classification, catalogue: what everyone who takes part must know.
    "listMyndigheder": _ENHVER_KENDT,
    "visMyndighed": _ENHVER_KENDT,
    "opretMyndighed": _DRIFT,
    "retMyndighed": _DRIFT,
    "sletMyndighed": _DRIFT,
    "listKodelister": _ENHVER_KENDT,
    "visKodeliste": _ENHVER_KENDT,
    "visKle": _ENHVER_KENDT,
    "listBeskedtypebindinger": _ENHVER_KENDT,
    "visBeskedtypebinding": _ENHVER_KENDT,
    "opretBeskedtypebinding": _DRIFT,
    "retBeskedtypebinding": _DRIFT,
    "sletBeskedtypebinding": _DRIFT,
    "listKatalog": _ENHVER_KENDT,
    "visKatalogpost": _ENHVER_KENDT,
    "visForskel": _ENHVER_KENDT,
    "listEmner": _ENHVER_KENDT,
    # The council: its cases and decisions are public, each step is one role's; the case itself may say no as well.
    "visRaad": _ENHVER_KENDT,
    "listForslag": _ENHVER_KENDT,
    "visForslag": _ENHVER_KENDT,
    "lintForslag": _ENHVER_KENDT,
    "foreslaaVersion": _kun(_S, _R),
    "aabnHoering": _kun(_T),
    "svarHoering": _kun(_R),
    "stemForslag": _kun(_R),
    "afgoerForslag": _kun(_T),
    "aktiverForslag": _kun(_D),
    "udfasForslag": _kun(_T),
    "traekForslag": _kun(_S, _R, _T),
    "listAfgoerelser": _ENHVER_KENDT,
    "visAfgoerelse": _ENHVER_KENDT,
    "visRaadsnoegle": _OFFENTLIG,
    "listVarsler": _ENHVER_KENDT,
    "listDispensationer": _ENHVER_KENDT,
    "listDispensable": _ENHVER_KENDT,
    "visDispensation": _ENHVER_KENDT,
    "ansoegDispensation": _kun(_T, _M),
    "stemDispensation": _kun(_R),
    "afgoerDispensation": _kun(_T),
    "ophaevDispensation": _kun(_T, _M),
    # Who breaks: the council, who works for it, and the administrator see everybody, others what is their own.
    "beregnKonsekvens": _kun(_A, _R, _T, _D, eget=(_S, _M)),
    # Failures: metadata and reasons for the operator and the auditor; content only for whoever sent it.
    "listFejl": _kun(_A, _V, eget=(_S,)),
    "visFejl": _kun(_A, _V, eget=(_S,)),
    "genafspilFejl": _DRIFT,
    "genafspilMange": _DRIFT,
    "listAendringer": _kun(_A, _V),
}
