"""From what was found about "who breaks?" to the API's answer: the gravest first, long lists cut, everything counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from hub.api.konsekvensmodeller import (
    VIS_HOEJST,
    Aendringsvisning,
    Afspilningssystem,
    Afspilningsvisning,
    Aftalevisning,
    Afvisningsgrund,
    Grundvisning,
    Hindringsvisning,
    Konsekvensvisning,
    Kontraktvisning,
    Myndighedsvisning,
    Partvisning,
    Trafikvisning,
    Versionsvisning,
)
from hub.konfiguration.kilde import Konfiguration
from hub.konsekvens import Konsekvens, Part, Rolle, Trafik, Vej, Virkning
from hub.konsekvens.afspilning import Optaelling
from hub.konsekvens.svar import Aftalefund, Kontraktfund, Myndighedsfund
from hub.konsekvens.virkning import Grund
from hub.log.seneste import Seneste
from schemas.identifikatorer import maskeret

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
