"""The shapes of "who breaks?" in the API: what is asked, and what is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import Field

from hub.api.modeller import Model
from hub.konfiguration.kilde import Konfiguration
from hub.konsekvens import Konsekvens, Part, Rolle, Trafik, Vej, Virkning
from hub.konsekvens.afspilning import Optaelling
from hub.konsekvens.svar import Aftalefund, Kontraktfund, Myndighedsfund
from hub.konsekvens.virkning import Grund
from hub.log.seneste import Seneste
from schemas.catalogue import Tilstand
from schemas.identifikatorer import maskeret

AFSPIL_HOEJST: Final = 10_000
"""Messages of one replay."""
VIS_HOEJST: Final = 1_000
"""Entries of each list in the answer, the gravest first; the summary counts them all."""


class Konsekvensforslag(Model):
    """What is proposed, and how many of the newest real messages are to be held against it."""

    skema: Annotated[
        dict[str, Any] | str,
        Field(description="The proposed version as an Avro schema, or as its text. Types of the hub may be named."),
    ]
    afspil: Annotated[int, Field(ge=0, le=AFSPIL_HOEJST, description="How many messages to replay; 0: none.")] = 0


class Grundvisning(Model):
    """A reason: the rule, the field, and what it is held against."""

    regel: str
    virkning: Virkning
    sti: str
    version: str
    tekst: str
    text: str


class Partvisning(Model):
    """A sender, a subscription or an adapter. `id` is the system's, or the dueslag's."""

    id: str
    navn: str
    system: str
    systemnavn: str
    myndighed: str
    kontrakt: str
    grundlag: str
    versioner: Sequence[str]
    virkning: Virkning
    grunde: Sequence[Grundvisning]


class Aftalevisning(Model):
    """A serviceaftale: the gravest of what its system meets in what it covers."""

    id: str
    navn: str
    system: str
    systemnavn: str
    retning: str
    kontrakter: Sequence[str]
    virkning: Virkning
    grunde: Sequence[Grundvisning]


class Myndighedsvisning(Model):
    """An authority, a kommune where it has a kommunekode; `systemer` are those that meet its word."""

    cvr: str
    navn: str
    kommunekode: str | None = None
    virkning: Virkning
    systemer: Sequence[str]


class Versionsvisning(Model):
    """A version that is there now: whether the proposal reads what is written as it, and whether it reads the proposal's."""

    skema_id: int
    version: str
    tilstand: Tilstand
    laeser_den: bool
    laeses_af_den: bool


class Hindringsvisning(Model):
    """Why messages could not be under the proposal at all."""

    tekst: str
    text: str


class Aendringsvisning(Model):
    """A place that the proposal changes."""

    sti: str
    slags: str


class Kontraktvisning(Model):
    """A contract that the proposal changes."""

    navn: str
    versioner: Sequence[Versionsvisning]
    hindringer: Sequence[Hindringsvisning]
    aendringer: Sequence[Aendringsvisning]


class Trafikvisning(Model):
    """Messages of one schema version, sent by a system or laid in a dueslag of it."""

    vej: Vej
    system: str | None = None
    systemnavn: str | None = None
    dueslag: str | None = None
    skema_id: int
    version: str
    antal: int
    senest: dt.datetime


class Afvisningsgrund(Model):
    """Why replayed messages would be refused, and how many of them."""

    regel: str
    kode: str
    sti: str
    antal: int
    tekst: str
    text: str


class Afspilningssystem(Model):
    """Whose messages they were."""

    system: str
    systemnavn: str | None = None
    proevet: int
    afvist: int


class Afspilningsvisning(Model):
    """The replay. `hele`: they are the newest; else the search ended at a limit before it knew."""

    oensket: int
    proevet: int
    passerer: int
    afvist: int
    aarsager: Sequence[Afvisningsgrund]
    systemer: Sequence[Afspilningssystem]
    fra: dt.datetime | None = None
    til: dt.datetime | None = None
    gennemset: int
    hele: bool


class Konsekvensvisning(Model):
    """Who would break, mean something else, profit, or go on as before."""

    navn: str
    kontrakter: Sequence[Kontraktvisning]
    sammenfatning: Mapping[str, Mapping[Virkning, int]]
    """Per kind (`afsendere`, `abonnementer`, `adaptere`, `serviceaftaler`, `myndigheder`), how many meet what."""
    afsendere: Sequence[Partvisning]
    abonnementer: Sequence[Partvisning]
    adaptere: Sequence[Partvisning]
    serviceaftaler: Sequence[Aftalevisning]
    myndigheder: Sequence[Myndighedsvisning]
    trafik: Sequence[Trafikvisning]
    trafik_kendt: bool
    """False when the read models could not be asked: then senders are taken to use the newest approved version."""
    afspilning: Afspilningsvisning | None = None


_ROLLER: Final = {
    Rolle.AFSENDER: "afsendere",
    Rolle.ABONNEMENT: "abonnementer",
    Rolle.ADAPTER: "adaptere",
}
_ORDEN: Final = {virkning: nummer for nummer, virkning in enumerate(Virkning)}

Fund = Part | Aftalefund | Myndighedsfund


def vis_konsekvens(fundet: Konsekvens, nu: Konfiguration, *, trafik_kendt: bool) -> Konsekvensvisning:
    """The answer, without a replay."""
    grupper: dict[str, list[Fund]] = {navn: [] for navn in _ROLLER.values()}
    for part in fundet.parter:
        grupper[_ROLLER[part.rolle]].append(part)
    grupper |= {"serviceaftaler": list(fundet.aftaler), "myndigheder": list(fundet.myndigheder)}
    vist = {navn: [_vis(en) for en in _gravest_foerst(alle)] for navn, alle in grupper.items()}
    return Konsekvensvisning(
        navn=fundet.navn,
        kontrakter=[_kontrakt(en) for en in fundet.kontrakter],
        sammenfatning={navn: _optaelling(alle) for navn, alle in grupper.items()},
        trafik=[_trafik(en, fundet, nu) for en in fundet.trafik[:VIS_HOEJST]],
        trafik_kendt=trafik_kendt,
        **vist,
    )


def vis_afspilning(oensket: int, fundet: Seneste, talt: Optaelling, nu: Konfiguration) -> Afspilningsvisning:
    """What the replay found."""
    tider = [en.tidspunkt for en in fundet.beskeder]
    return Afspilningsvisning(
        oensket=oensket,
        proevet=talt.proevet,
        passerer=talt.proevet - talt.afvist,
        afvist=talt.afvist,
        aarsager=[
            Afvisningsgrund(regel=en.regel, kode=en.kode, sti=en.sti, antal=antal, tekst=en.da, text=en.en)
            for en, antal in sorted(talt.grunde.items(), key=lambda par: (-par[1], par[0]))[:VIS_HOEJST]
        ],
        systemer=[
            Afspilningssystem(system=system, systemnavn=_systemnavn(nu, system), proevet=proevet, afvist=afvist)
            for system, (proevet, afvist) in sorted(
                talt.efter_system.items(), key=lambda par: (-par[1][1], -par[1][0], par[0])
            )[:VIS_HOEJST]
        ],
        fra=min(tider, default=None),
        til=max(tider, default=None),
        gennemset=fundet.gennemset,
        hele=fundet.hele,
    )


def _gravest_foerst(alle: Iterable[Fund]) -> list[Fund]:
    return sorted(alle, key=lambda en: _ORDEN[en.virkning])[:VIS_HOEJST]


def _optaelling(alle: Iterable[Fund]) -> Mapping[Virkning, int]:
    talt = dict.fromkeys(Virkning, 0)
    for en in alle:
        talt[en.virkning] += 1
    return talt


def _vis(en: Fund) -> Any:
    match en:
        case Part():
            return Partvisning(
                id=en.id,
                navn=maskeret(en.navn),
                system=en.system,
                systemnavn=en.systemnavn,
                myndighed=en.myndighed,
                kontrakt=en.kontrakt,
                grundlag=en.grundlag.value,
                versioner=en.versioner,
                virkning=en.virkning,
                grunde=_grunde(en.grunde),
            )
        case Aftalefund():
            return Aftalevisning(
                id=en.id,
                navn=maskeret(en.navn),
                system=en.system,
                systemnavn=en.systemnavn,
                retning=en.retning,
                kontrakter=en.kontrakter,
                virkning=en.virkning,
                grunde=_grunde(en.grunde),
            )
        case Myndighedsfund():
            return Myndighedsvisning(
                cvr=en.cvr, navn=en.navn, kommunekode=en.kommunekode, virkning=en.virkning, systemer=en.systemer
            )


def _grunde(grunde: Iterable[Grund]) -> Sequence[Grundvisning]:
    return [
        Grundvisning(regel=en.regel, virkning=en.virkning, sti=en.sti, version=en.version, tekst=en.da, text=en.en)
        for en in grunde
    ]


def _kontrakt(en: Kontraktfund) -> Kontraktvisning:
    return Kontraktvisning(
        navn=en.navn,
        versioner=[Versionsvisning(**version._asdict()) for version in en.versioner],
        hindringer=[Hindringsvisning(tekst=hindring.da, text=hindring.en) for hindring in en.hindringer],
        aendringer=[Aendringsvisning(sti=sti, slags=slags) for sti, slags in en.aendringer],
    )


def _trafik(en: Trafik, fundet: Konsekvens, nu: Konfiguration) -> Trafikvisning:
    versioner = {version.skema_id: version.version for kontrakt in fundet.kontrakter for version in kontrakt.versioner}
    dueslag = en.hvem if en.vej is Vej.MODTAGET else None
    abonnement = nu.abonnementer.get(dueslag) if dueslag else None
    system = en.hvem if dueslag is None else abonnement.system if abonnement else None
    return Trafikvisning(
        vej=en.vej,
        system=system,
        systemnavn=_systemnavn(nu, system),
        dueslag=dueslag,
        skema_id=en.skema_id,
        version=versioner[en.skema_id],
        antal=en.antal,
        senest=en.senest,
    )


def _systemnavn(nu: Konfiguration, system: str | None) -> str | None:
    fundet = nu.systemer.get(system or "")
    return fundet.navn if fundet else None
