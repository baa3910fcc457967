"""What the configuration resources have in common: list, read, create, change, end; declared once per resource.

A resource's own file says what it is called and to whom it belongs; everything else is here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel

from hub.api.kald import Kald
from hub.api.modeller import AENDRINGER, RESSOURCER, Side, Sidevalg, ind, ud
from hub.api.operation import Ruter, Svar
from hub.api.problem import Problem, ikke_fundet
from hub.api.virkning import vent_overalt
from hub.konfiguration.kilde import Konfiguration, Ressource, Slags, id_for
from hub.konfiguration.lager import Skrivning
from hub.konfiguration.model import Tilstand


class Ejere(NamedTuple):
    """To whom a resource belongs."""

    systemer: Sequence[str] = ()
    myndigheder: Sequence[str] = ()


Ejer = Callable[[Konfiguration, Any], Ejere]


@dataclass(frozen=True)
class Ressourcetype:
    """A kind of resource as the API has it: its path, its words, and who may see and who may change one."""

    slags: Slags
    sti: str
    ental: str
    """In operation ids: `visSystem`."""
    flertal: str
    da: str
    en: str
    ser: Ejer
    retter: Ejer
    noegle: str = "id"
    """The path's variable part."""

    @property
    def har_tilstand(self) -> bool:
        """Whether it is ended by its state; otherwise it is taken away."""
        return "tilstand" in self.slags.model.model_fields


def erklaer(ruter: Ruter, type_: Ressourcetype, *, opret: bool = True, fjern: bool = True) -> None:
    """Declare the five operations of a resource (`opret`, `fjern`: unless the resource has its own)."""
    _erklaer_laesning(ruter, type_)
    _erklaer_ret(ruter, type_)
    if opret:
        _erklaer_opret(ruter, type_)
    if fjern:
        _erklaer_fjern(ruter, type_)


def find(kald: Kald, type_: Ressourcetype, ejer: Ejer, nu: Konfiguration | None = None) -> Ressource:
    """The resource that the path names, when it is the caller's. Raises Problem."""
    nu = nu or kald.hub.konfiguration.nu
    ressource: Ressource | None = nu.samling(type_.slags).get(kald.sti[type_.noegle])
    if ressource is None:
        raise ikke_fundet()
    ejere = ejer(nu, ressource)
    kald.kraev(systemer=ejere.systemer, myndigheder=ejere.myndigheder)
    return ressource


def vist(ressource: Ressource, status: int = 200, headers: dict[str, str] | None = None) -> Svar:
    """A resource with its ETag."""
    return Svar(ud(ressource), status, {"ETag": _etag(ressource), **(headers or {})})


async def opret(kald: Kald, type_: Ressourcetype, krop: Any) -> Ressource:
    """Create the resource in a body. Raises Problem when one of its id is there already."""
    ny = ind(type_.slags, krop)

    def forudsat(nu: Konfiguration) -> None:
        ejere = type_.retter(nu, ny)
        kald.kraev(systemer=ejere.systemer, myndigheder=ejere.myndigheder)
        if id_for(ny) in nu.samling(type_.slags):
            raise Problem(
                "konflikt",
                f"There is one with this {type_.noegle} or name already; change it with PUT, or choose another name.",
                f"Der er allerede en med samme {type_.noegle} eller navn; ret den med PUT, eller vælg et andet navn.",
            )

    forudsat(kald.hub.konfiguration.nu)
    await _skriv(kald, Skrivning.af(ny), krop.begrundelse, forudsat)
    return ny


async def fjern(kald: Kald, type_: Ressourcetype) -> None:
    """Take the resource that the path names away. Raises Problem, Sammenhaengsfejl while it is in use."""
    id_ = kald.sti[type_.noegle]

    def forudsat(nu: Konfiguration) -> None:
        _kraev_uaendret(kald, find(kald, type_, type_.retter, nu))

    forudsat(kald.hub.konfiguration.nu)
    await _skriv(kald, Skrivning(type_.slags, id_, None), None, forudsat)


def _erklaer_laesning(ruter: Ruter, type_: Ressourcetype) -> None:
    model: Any = RESSOURCER[type_.slags]

    @ruter.operation(
        "GET",
        type_.sti,
        id=f"list{type_.flertal}",
        da=f"List {type_.da}, som kalderen må se",
        en=f"List the {type_.en} that the caller may see",
        svar=Side[model],
    )
    async def liste(kald: Kald, soeg: Sidevalg) -> BaseModel:
        nu = kald.hub.konfiguration.nu
        sted = kald.hub.sider.laes(type_.flertal, soeg.efter) if soeg.efter else ""
        synlige = [
            (id_, ressource)
            for id_, ressource in nu.samling(type_.slags).items()
            if id_ > str(sted) and kald.adgang.daekker(kald.bruger, **type_.ser(nu, ressource)._asdict())
        ]
        synlige.sort(key=lambda par: par[0])
        side = synlige[: soeg.maks]
        naeste = kald.hub.sider.pak(type_.flertal, side[-1][0]) if len(synlige) > soeg.maks else None
        svar: BaseModel = Side[model](poster=[ud(ressource) for _, ressource in side], naeste=naeste)
        return svar

    @ruter.operation(
        "GET",
        f"{type_.sti}/{{{type_.noegle}}}",
        id=f"vis{type_.ental}",
        da=f"Vis en af {type_.da}",
        en=f"Show one of the {type_.en}",
        svar=model,
        fejl=(404,),
    )
    async def vis(kald: Kald) -> Svar:
        return vist(find(kald, type_, type_.ser))


def _erklaer_opret(ruter: Ruter, type_: Ressourcetype) -> None:
    model: Any = RESSOURCER[type_.slags]

    @ruter.operation(
        "POST",
        type_.sti,
        id=f"opret{type_.ental}",
        da=f"Opret en af {type_.da}",
        en=f"Create one of the {type_.en}",
        svar=model,
        status=201,
        fejl=(404, 409, 422),
        krop=AENDRINGER[type_.slags],
    )
    async def opretning(kald: Kald, krop: Any) -> Svar:
        ny = await opret(kald, type_, krop)
        return vist(ny, 201, {"Location": f"{type_.sti}/{id_for(ny)}"})


def _erklaer_ret(ruter: Ruter, type_: Ressourcetype) -> None:
    model: Any = RESSOURCER[type_.slags]

    @ruter.operation(
        "PUT",
        f"{type_.sti}/{{{type_.noegle}}}",
        id=f"ret{type_.ental}",
        da=f"Ret en af {type_.da}: kroppen er hele ressourcen; If-Match værner mod andres samtidige rettelser",
        en=f"Change one of the {type_.en}: the body is the whole resource; If-Match guards against others' changes",
        svar=model,
        fejl=(404, 409, 412, 422),
        krop=AENDRINGER[type_.slags],
    )
    async def ret(kald: Kald, krop: Any) -> Svar:
        _kraev_samme(kald, type_, krop)
        ny = ind(type_.slags, krop.model_copy(update={type_.noegle: kald.sti[type_.noegle]}))

        def forudsat(nu: Konfiguration) -> None:
            _kraev_uaendret(kald, find(kald, type_, type_.retter, nu))
            ejere = type_.retter(nu, ny)
            kald.kraev(systemer=ejere.systemer, myndigheder=ejere.myndigheder)

        forudsat(kald.hub.konfiguration.nu)
        await _skriv(kald, Skrivning.af(ny), krop.begrundelse, forudsat)
        return vist(ny)


def _erklaer_fjern(ruter: Ruter, type_: Ressourcetype) -> None:
    verbum, gerning = ("afslut", "End") if type_.har_tilstand else ("slet", "Take away")

    @ruter.operation(
        "DELETE",
        f"{type_.sti}/{{{type_.noegle}}}",
        id=f"{verbum}{type_.ental}",
        da=f"{verbum.capitalize()} en af {type_.da}; grunden står i headeren Begrundelse",
        en=f"{gerning} one of the {type_.en}; the reason stands in the header Begrundelse",
        status=204,
        fejl=(404, 409, 412, 422),
    )
    async def slut(kald: Kald) -> Svar:
        if not type_.har_tilstand:
            await fjern(kald, type_)
            return Svar(status=204)
        nuvaerende = find(kald, type_, type_.retter)
        afsluttet = nuvaerende.model_copy(update={"tilstand": Tilstand.AFSLUTTET})

        def forudsat(nu: Konfiguration) -> None:
            _kraev_uaendret(kald, find(kald, type_, type_.retter, nu))

        await _skriv(kald, Skrivning.af(afsluttet), None, forudsat)
        return Svar(status=204)


async def _skriv(
    kald: Kald, skrivning: Skrivning, begrundelse: str | None, forudsat: Callable[[Konfiguration], None]
) -> None:
    await kald.hub.konfiguration.skriv([skrivning], kald.udoever(begrundelse), forudsat=forudsat)
    await vent_overalt(kald)


def _kraev_samme(kald: Kald, type_: Ressourcetype, krop: Any) -> None:
    """Refuse a body about another than the path names; an id is no matter, since one left out follows from the name."""
    if type_.noegle != "id" and getattr(krop, type_.noegle) != kald.sti[type_.noegle]:
        raise Problem(
            "ugyldigt-indhold",
            f"1 field(s) of the body must be mended: {type_.noegle}: must be the one in the address",
            f"{type_.noegle} skal være det, som adressen angiver.",
            felter={"fejl": [{"sti": type_.noegle, "text": "must be the one in the address"}]},
        )


def _kraev_uaendret(kald: Kald, ressource: Ressource) -> None:
    oensket = kald.foresporgsel.headers.get("If-Match", "*")
    if oensket != "*" and _etag(ressource) not in {tag.strip() for tag in oensket.split(",")}:
        raise Problem(
            "aendret-imens",
            "Someone has changed it since you read it; read it again, and decide anew.",
            "Nogen har ændret den, siden du læste den; læs den igen, og beslut på ny.",
        )


def _etag(ressource: Ressource) -> str:
    return f'"{hashlib.sha256(ressource.model_dump_json().encode()).hexdigest()[:24]}"'
