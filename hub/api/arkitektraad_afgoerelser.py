"""The council's decisions, for everyone: signed, chained, and the key to check them with."""

from __future__ import annotations

from hub.api.kald import Kald
from hub.api.modeller import Model, Side, Sidevalg
from hub.api.operation import Ruter
from hub.api.problem import ikke_fundet
from hub.arkitektraad.afgoerelse import SigneretAfgoerelse, noegle_id
from hub.arkitektraad.noegle import offentlig_pem

ruter = Ruter("Arkitekturråd")

_LISTE = "afgoerelser"


class Noeglevisning(Model):
    """The council's public key, and the head of the row: note both somewhere the hub cannot write."""

    noegle: str
    """The key's id, as each decision names it."""
    pem: str
    antal: int
    hoved: str


@ruter.operation(
    "GET",
    "/api/v1/arkitektraad/afgoerelser",
    id="listAfgoerelser",
    da="List rådets afgørelser, ældste først: underskrevet, og kædet til den foregående",
    en="List the council's decisions, oldest first: signed, and chained to the one before",
    svar=Side[SigneretAfgoerelse],
)
async def list_afgoerelser(kald: Kald, soeg: Sidevalg) -> Side[SigneretAfgoerelse]:
    """What `faelleshub raad verificer` checks."""
    await kald.hub.sekretariat.indhent()
    alle = kald.hub.sekretariat.lager.nu.afgoerelser
    fra = int(kald.hub.sider.laes(_LISTE, soeg.efter)) if soeg.efter else 0
    side = alle[fra : fra + soeg.maks]
    naeste = kald.hub.sider.pak(_LISTE, fra + soeg.maks) if len(alle) > fra + soeg.maks else None
    return Side[SigneretAfgoerelse](poster=side, naeste=naeste)


@ruter.operation(
    "GET",
    "/api/v1/arkitektraad/afgoerelser/{nr}",
    id="visAfgoerelse",
    da="Vis en afgørelse efter nummer",
    en="Show a decision by its number",
    svar=SigneretAfgoerelse,
    fejl=(404,),
)
async def vis_afgoerelse(kald: Kald) -> SigneretAfgoerelse:
    """Numbers begin with 1."""
    await kald.hub.sekretariat.indhent()
    alle, nr = kald.hub.sekretariat.lager.nu.afgoerelser, int(kald.sti["nr"])
    if not 1 <= nr <= len(alle):
        raise ikke_fundet()
    return alle[nr - 1]


@ruter.operation(
    "GET",
    "/api/v1/arkitektraad/noegle",
    id="visRaadsnoegle",
    da="Vis rådets offentlige nøgle og rækkens hoved",
    en="Show the council's public key and the head of the row",
    svar=Noeglevisning,
)
async def vis_raadsnoegle(kald: Kald) -> Noeglevisning:
    """Ed25519, in PEM."""
    await kald.hub.sekretariat.indhent()
    lager = kald.hub.sekretariat.lager
    return Noeglevisning(
        noegle=noegle_id(lager.noegle.public_key()),
        pem=offentlig_pem(lager.noegle),
        antal=len(lager.nu.afgoerelser),
        hoved=lager.nu.hoved,
    )
