"""Who breaks: a proposed version held against everybody who has to do with its contract. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import Retning as Aftaleretning
from hub.konfiguration.model import Serviceaftale, System
from hub.konsekvens.domme import afsenderdom, modtagerdom
from hub.konsekvens.egnethed import hindringer
from hub.konsekvens.forslag import Forslag, Kontraktforslag, egen_laeser, kontraktforslag
from hub.konsekvens.kontrakter import Kontraktversion, Versioner, gaeldende
from hub.konsekvens.parter import Kreds, modtager, omfatter
from hub.konsekvens.samling import saml_aftaler, saml_myndigheder
from hub.konsekvens.svar import Grundlag, Konsekvens, Kontraktfund, Part, Rolle, Versionsfund
from hub.konsekvens.trafik import Trafik, Vej, sendte
from hub.konsekvens.virkning import Dom, saml_domme
from schemas.catalogue import Katalog
from schemas.compatibility import Alvor, Retning, Udgave, forskelle, sammenlign


@dataclass(frozen=True)
class Verden:
    """What is known when the question is asked. `kun`: the systems that the caller may see; None: all."""

    konfiguration: Konfiguration
    katalog: Katalog
    versioner: Versioner
    nu: dt.datetime
    trafik: Sequence[Trafik] = ()
    kun: Collection[str] | None = None


def konsekvens(forslag: Forslag, verden: Verden) -> Konsekvens:
    """What the proposal would mean to every sender, subscription, adapter, agreement and authority.

    Raises UgyldigtSkema where the schemas are nested beyond what can be compared.
    """
    kreds = Kreds(verden.konfiguration, verden.katalog, verden.nu, verden.kun)
    beroerte = kontraktforslag(forslag, verden.versioner)
    parter = tuple(part for en in beroerte for part in _Analyse(en, verden, kreds).parter())
    navne = [en.navn for en in beroerte]
    aftaler = saml_aftaler(parter, kreds, navne)
    return Konsekvens(
        forslag.navn,
        tuple(_kontrakt(en, verden.versioner[en.navn]) for en in beroerte),
        parter,
        aftaler,
        saml_myndigheder(parter, kreds, navne),
        _trafik(verden, navne),
    )


def _kontrakt(forslag: Kontraktforslag, versioner: Sequence[Kontraktversion]) -> Kontraktfund:
    nu = gaeldende(versioner)
    aendringer = sammenlign(nu.udgave.type, forslag.udgave.type) if nu else ()
    return Kontraktfund(
        forslag.navn,
        tuple(
            Versionsfund(
                en.skema.id,
                en.skema.version,
                en.tilstand,
                _kan_laeses(forslag.udgave, en.udgave, Retning.BAGUD),
                _kan_laeses(forslag.udgave, en.udgave, Retning.FREMAD),
            )
            for en in versioner
        ),
        hindringer(forslag, versioner),
        tuple((en.sti, en.slags.value) for en in aendringer),
    )


def _kan_laeses(ny: Udgave, gammel: Udgave, retning: Retning) -> bool:
    return all(en.alvor is not Alvor.UFORENELIG for en in forskelle(ny, gammel, retning))


def _trafik(verden: Verden, kontrakter: Collection[str]) -> tuple[Trafik, ...]:
    """What was counted of these contracts and the caller may see, the newest first."""
    ider = {en.skema.id for navn in kontrakter for en in verden.versioner[navn]}
    dueslag = verden.konfiguration.abonnementer

    def synlig(en: Trafik) -> bool:
        if en.skema_id not in ider:
            return False
        if verden.kun is None:
            return True
        abonnement = dueslag.get(en.hvem) if en.vej is Vej.MODTAGET else None
        return (abonnement.system if abonnement else en.hvem) in verden.kun

    return tuple(sorted(filter(synlig, verden.trafik), key=lambda en: (en.senest, en.antal), reverse=True))


@dataclass
class _Analyse:
    """One contract. A verdict is worked out once for each version that somebody uses."""

    forslag: Kontraktforslag
    verden: Verden
    kreds: Kreds
    _husket: dict[Any, Dom] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._versioner = {en.skema.id: en for en in self.verden.versioner[self.forslag.navn]}
        self._nu = gaeldende(self.verden.versioner[self.forslag.navn])
        self._typer = self.kreds.beskedtyper(self.forslag.navn)
        self._kle_valgfri = frozenset(t for t, post in self.verden.katalog.beskedtyper() if post.kle == "valgfri")

    def parter(self) -> Iterator[Part]:
        """Everybody, system by system."""
        if self._nu is None:
            return
        aftaler, abonnementer = self.kreds.aftaler(), self.kreds.abonnementer()
        for system in self.kreds.systemer():
            egne = aftaler.get(system.id, ())
            yield from self._afsender(system, egne, self._nu)
            laesere = self._laesere(system)
            for abonnement in abonnementer.get(system.id, ()):
                if modtager(abonnement, system, egne, self._typer, self._kle_valgfri):
                    yield self._modtager(Rolle.ABONNEMENT, abonnement.id, abonnement.navn, system, laesere, self._nu)
            if laesere:
                adapter = self.verden.konfiguration.laeseskemaer[system.id].adapter or system.navn
                yield self._modtager(Rolle.ADAPTER, system.id, adapter, system, laesere, self._nu)

    def _afsender(self, system: System, aftaler: Sequence[Serviceaftale], nu: Kontraktversion) -> Iterator[Part]:
        if not any(omfatter(en, self._typer, Aftaleretning.AFSEND) for en in aftaler):
            return
        sendt = sendte(self.verden.trafik, system.id, self._versioner)
        brugte = [self._versioner[en.skema_id] for en in sendt] or [nu]
        dommen = saml_domme([self._som_afsender(en.udgave) for en in brugte])
        grundlag = Grundlag.TRAFIK if sendt else Grundlag.ANTAGET
        yield self._part(Rolle.AFSENDER, system.id, system.navn, system, grundlag, brugte, dommen)

    def _modtager(
        self, rolle: Rolle, id_: str, navn: str, system: System, laesere: Sequence[Udgave], nu: Kontraktversion
    ) -> Part:
        brugte = laesere or [nu.udgave]
        fremviser = rolle is Rolle.ABONNEMENT and not laesere
        dommen = saml_domme([self._som_modtager(en, nu.udgave, fremviser) for en in brugte])
        grundlag = Grundlag.REGISTRERET if laesere else Grundlag.ANTAGET
        return self._part(rolle, id_, navn, system, grundlag, brugte, dommen)

    def _part(
        self,
        rolle: Rolle,
        id_: str,
        navn: str,
        system: System,
        grundlag: Grundlag,
        brugte: Sequence[Kontraktversion | Udgave],
        dommen: Dom,
    ) -> Part:
        versioner = tuple(dict.fromkeys(en.navn for en in brugte))
        kontrakt = self.forslag.navn
        return Part(rolle, id_, navn, system.id, system.navn, system.myndighed, kontrakt, grundlag, versioner, *dommen)

    def _laesere(self, system: System) -> list[Udgave]:
        """The reader schemas that a system has told of this contract; those that are not known here count as none."""
        fortalt = self.verden.konfiguration.laeseskemaer.get(system.id)
        ud = []
        for en in fortalt.laeser if fortalt else ():
            if en.navn != self.forslag.navn:
                continue
            if en.skema is not None:
                ud.append(egen_laeser(en.skema))
            elif en.skema_id in self._versioner:
                ud.append(self._versioner[en.skema_id].udgave)
        return ud

    def _som_afsender(self, skriver: Udgave) -> Dom:
        noegle = (Rolle.AFSENDER, skriver)
        if noegle not in self._husket:
            self._husket[noegle] = afsenderdom(self.forslag.udgave, skriver)
        return self._husket[noegle]

    def _som_modtager(self, laeser: Udgave, nu: Udgave, fremviser: bool) -> Dom:
        noegle = (Rolle.ABONNEMENT, laeser, fremviser)
        if noegle not in self._husket:
            self._husket[noegle] = modtagerdom(self.forslag.udgave, laeser, nu, fremviser=fremviser)
        return self._husket[noegle]
