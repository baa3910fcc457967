"""`opsaetning.yaml`: a whole hub as one reviewed file, compared with what is running, and its difference applied.

A section that stands in the file says all there is of its kind: what is not in it is ended. A section that is left out
is left alone. Applying the same file twice changes nothing. There are no secrets in it; tokens are issued on request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from hub.konfiguration import navne
from hub.konfiguration.forslag import laes_fejl, sti_tekst
from hub.konfiguration.kilde import Konfiguration, Ressource, Slags, id_for
from hub.konfiguration.lager import Konfigurationslager, Skrivning
from hub.konfiguration.model import (
    Abonnement,
    Beskedtypebinding,
    Myndighed,
    Serviceaftale,
    System,
    Tilstand,
    Vaerdiliste,
)
from hub.konfiguration.revision import Udoever
from hub.konfiguration.sammenhaeng import find_brud, henvisninger
from hub.konfiguration.yamltrae import Fund, Trae, Yamlfejl, laes_yaml
from schemas.catalogue import Katalog
from schemas.kodeliste import Kodelister

SEKTIONER: Final[Mapping[str, Slags]] = {
    "organisation": Slags.MYNDIGHED,
    "systemer": Slags.SYSTEM,
    "serviceaftaler": Slags.SERVICEAFTALE,
    "abonnementer": Slags.ABONNEMENT,
    "vaerdilister": Slags.VAERDILISTE,
    "beskedtyper": Slags.BESKEDTYPEBINDING,
}


class Opsaetning(BaseModel):
    """The file. A section that is None was not in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisation: tuple[Myndighed, ...] | None = None
    systemer: tuple[System, ...] | None = None
    serviceaftaler: tuple[Serviceaftale, ...] | None = None
    abonnementer: tuple[Abonnement, ...] | None = None
    vaerdilister: tuple[Vaerdiliste, ...] | None = None
    beskedtyper: tuple[Beskedtypebinding, ...] | None = None


class Opsaetningsfejl(ValueError):
    """Everything that is wrong with a file, each with its line and column."""

    def __init__(self, fil: Path, fund: Sequence[Fund]) -> None:
        self.fil, self.fund = fil, tuple(sorted(fund, key=lambda et: (et.sted, et.sti)))
        super().__init__("\n".join(f"{fil}:{et}" for et in self.fund))


@dataclass(frozen=True, slots=True)
class Trin:
    """One step from the running configuration to the file's: `opret`, `ret`, `afslut` or `fjern`."""

    handling: str
    slags: Slags
    id: str
    navn: str
    felter: tuple[str, ...] = ()
    """What a change changes."""

    def __str__(self) -> str:
        felter = f" ({', '.join(self.felter)})" if self.felter else ""
        return f"{self.handling} {self.slags} {self.navn}{felter}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The difference between a file and the running configuration."""

    trin: tuple[Trin, ...]
    skrivninger: tuple[Skrivning, ...]


def laes_opsaetning(fil: Path, nu: Konfiguration) -> Plan:
    """What the file would change in the configuration `nu`. Raises Opsaetningsfejl with every error."""
    try:
        trae = laes_yaml(fil.read_bytes())
    except OSError as fejl:
        raise Opsaetningsfejl(fil, [Fund(Trae().sted(()), "", f"cannot be read: {fejl.strerror}")]) from None
    except Yamlfejl as fejl:
        raise Opsaetningsfejl(fil, [Fund(fejl.sted, "", fejl.tekst)]) from None
    opsaetning = _valider(fil, trae, nu)
    plan = planlaeg(opsaetning, nu)
    efter = nu.med((s.slags, s.id, s.ressource) for s in plan.skrivninger)
    pladser = {(slags, id_): (sektion, nr) for sektion, nr, slags, id_ in _poster(opsaetning)}
    if brud := find_brud(efter, [(s.slags, s.id) for s in plan.skrivninger]):
        steder = [pladser.get((et.slags, et.id), ()) for et in brud]
        raise Opsaetningsfejl(
            fil,
            [
                Fund(trae.sted(sted), sti_tekst(sted) + (f".{et.sti}" if et.sti else ""), et.text)
                for et, sted in zip(brud, steder, strict=True)
            ],
        )
    return plan


def planlaeg(opsaetning: Opsaetning, nu: Konfiguration) -> Plan:
    """The difference. Pure."""
    skrivninger: dict[tuple[Slags, str], Skrivning] = {}
    for sektion, slags in SEKTIONER.items():
        poster: tuple[Ressource, ...] | None = getattr(opsaetning, sektion)
        if poster is None:
            continue
        oensket = {id_for(post): post for post in poster}
        for id_, post in oensket.items():
            if nu.samling(slags).get(id_) != post:
                skrivninger[slags, id_] = Skrivning(slags, id_, post)
        for id_ in nu.samling(slags).keys() - oensket.keys():
            if (skrivning := _afslutning(slags, id_, nu.samling(slags)[id_])) is not None:
                skrivninger[slags, id_] = skrivning
    _behold_brugte(skrivninger, nu)
    raekke = sorted(skrivninger.values(), key=lambda s: (tuple(SEKTIONER.values()).index(s.slags), s.id))
    return Plan(tuple(_trin(s, nu) for s in raekke), tuple(raekke))


async def anvend(lager: Konfigurationslager, fil: Path, *, hvem: str = "opsaetning") -> Plan:
    """Apply the file's difference, all of it or nothing. Raises Opsaetningsfejl, Sammenhaengsfejl, BrokerError."""
    plan = laes_opsaetning(fil, lager.nu)
    if plan.skrivninger:
        await lager.skriv(plan.skrivninger, Udoever(hvem, f"opsætning fra {fil.name}"))
    return plan


def _valider(fil: Path, trae: Trae, nu: Konfiguration) -> Opsaetning:
    data = {} if trae.data is None else trae.data
    if not isinstance(data, dict):
        tekst = f"the file is a mapping with the sections {', '.join(SEKTIONER)}"
        raise Opsaetningsfejl(fil, [Fund(trae.sted(()), "", tekst)])
    opslag = navne.Opslag(navne.boeger(data, nu, Katalog.standard(), Kodelister.standard()))
    klar = {sektion: opslag.oversaet(sektion, poster) for sektion, poster in data.items()}
    fund = [Fund(trae.sted(sti), sti_tekst(sti), tekst) for sti, tekst in opslag.ukendte]
    ukendte = {sti for sti, _ in opslag.ukendte}
    try:
        opsaetning = Opsaetning.model_validate(klar)
    except ValidationError as fejl:
        for loc, tekst in laes_fejl(fejl, Opsaetning):
            if loc not in ukendte and not any(sti[: len(loc)] == loc for sti in ukendte):
                fund.append(Fund(trae.sted(loc, noegle="not known here" in tekst), sti_tekst(loc), tekst))
        raise Opsaetningsfejl(fil, fund) from None
    fund += _dobbelte(trae, opsaetning)
    if fund:
        raise Opsaetningsfejl(fil, fund)
    return opsaetning


def _dobbelte(trae: Trae, opsaetning: Opsaetning) -> Iterator[Fund]:
    set_: dict[tuple[Slags, str], int] = {}
    for sektion, nr, slags, id_ in _poster(opsaetning):
        if (foer := set_.setdefault((slags, id_), nr)) != nr:
            yield Fund(trae.sted((sektion, nr)), f"{sektion}[{nr}]", f"is {sektion}[{foer}] once more; keep one")


def _poster(opsaetning: Opsaetning) -> Iterator[tuple[str, int, Slags, str]]:
    for sektion, slags in SEKTIONER.items():
        for nr, post in enumerate(getattr(opsaetning, sektion) or ()):
            yield sektion, nr, slags, id_for(post)


def _afslutning(slags: Slags, id_: str, ressource: Any) -> Skrivning | None:
    """How a resource that the file no longer has is ended; None when it is already."""
    if "tilstand" not in slags.model.model_fields:
        return Skrivning(slags, id_, None)
    if ressource.tilstand is Tilstand.AFSLUTTET:
        return None
    return Skrivning(slags, id_, ressource.model_copy(update={"tilstand": Tilstand.AFSLUTTET}))


def _behold_brugte(skrivninger: dict[tuple[Slags, str], Skrivning], nu: Konfiguration) -> None:
    """What something ended still refers to is kept: the audit must be able to say who it was."""
    efter = nu.med((s.slags, s.id, s.ressource) for s in skrivninger.values())
    brugt = {
        (maal, maal_id)
        for slags in Slags
        for ressource in efter.samling(slags).values()
        for _, maal, maal_id in henvisninger(ressource)
        if getattr(ressource, "tilstand", None) is Tilstand.AFSLUTTET
    }
    for noegle in brugt & skrivninger.keys():
        if skrivninger[noegle].ressource is None:
            del skrivninger[noegle]


def _trin(skrivning: Skrivning, nu: Konfiguration) -> Trin:
    foer: Ressource | None = nu.samling(skrivning.slags).get(skrivning.id)
    efter = skrivning.ressource
    if efter is None or foer is None:
        fundet = efter or foer
        navn = fundet.navn if fundet else skrivning.id
        return Trin("fjern" if efter is None else "opret", skrivning.slags, skrivning.id, navn)
    felter = tuple(navn for navn in type(efter).model_fields if getattr(foer, navn) != getattr(efter, navn))
    slut = felter == ("tilstand",) and getattr(efter, "tilstand", None) is Tilstand.AFSLUTTET
    return Trin("afslut" if slut else "ret", skrivning.slags, skrivning.id, efter.navn, () if slut else felter)


__all__ = ["Fund", "Opsaetning", "Opsaetningsfejl", "Plan", "Trin", "anvend", "laes_opsaetning", "planlaeg"]
