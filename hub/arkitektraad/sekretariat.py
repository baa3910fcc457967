"""The council's office in a running hub: finds the case, asks the pure step what becomes of it, and has it written.

Between the API and the store. What a step leads to beside the case itself is here too: the decision that is signed,
the notices to those affected, and the bus that goes over to the new state before the caller is answered.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import NamedTuple

import structlog

from hub.adgang.bruger import Bruger
from hub.adgang.lager import Adgangslager
from hub.arkitektraad import skridt, udfaerdigelse
from hub.arkitektraad.afgoerelse import Afgoerelse
from hub.arkitektraad.beroerte import abonnenter, varsler
from hub.arkitektraad.fejl import ForkertTilstand, UkendtSag
from hub.arkitektraad.forenelighed import kraev_forenelig
from hub.arkitektraad.lager import Raadsbeslutning, Raadslager
from hub.arkitektraad.lint import fejl_i, katalogpost, kraev_fejlfri, lint_version
from hub.arkitektraad.medlemmer import medlemmer
from hub.arkitektraad.model import (
    Afstemning,
    Aktoer,
    Behandling,
    Holdning,
    Medlem,
    Stemmetal,
    Varsel,
    Varselslags,
)
from hub.arkitektraad.optaelling import optael
from hub.arkitektraad.raad import Raad
from hub.arkitektraad.sager import behandling, find_udgivelse, stillers_myndighed, udgivelser
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.lager import Konfigurationslager
from hub.konfiguration.revision import Udoever
from hub.registry.forslag import form_af
from hub.registry.lager import Skemaregister
from hub.registry.poster import Skemapost, Udgivelse
from hub.registry.tilstand import Tilstand
from schemas.lint import Fund

LOG = structlog.get_logger(__name__)


class Ny(NamedTuple):
    """What a step leads to: the case as it then stands, the decision, and the notices."""

    sag: Behandling
    afgoerelse: Afgoerelse | None = None
    varsler: Sequence[Varsel] = ()


Skridt = Callable[[Behandling, dt.datetime], Ny]


class Sekretariat:
    """The steps of the cases of a running hub. Each raises Raadsfejl and BrokerError."""

    def __init__(
        self, lager: Raadslager, register: Skemaregister, konfiguration: Konfigurationslager, adgang: Adgangslager
    ) -> None:
        self.lager, self.register = lager, register
        self._konfiguration, self._adgang = konfiguration, adgang
        self.ved_varsel: Callable[[], None] = lambda: None
        """Told when there are notices to send."""

    def sager(self) -> list[Behandling]:
        """Every case, by subject and version."""
        return [behandling(self.lager.nu, en, self.register) for en in udgivelser(self.register)]

    def medlemmer(self) -> tuple[Medlem, ...]:
        """The council as it sits now."""
        return medlemmer(self._adgang.beviser.values(), self.lager.tid)

    async def indhent(self) -> None:
        """See what other instances wrote before the call."""
        await self.register.indhent()
        await self.lager.indhent()

    async def find(self, id_: str) -> Behandling:
        """One case; what this instance does not know, another may have been told just before. Raises UkendtSag."""
        udgivelse = await self._udgivelse(id_)
        await self.lager.indhent()
        return behandling(self.lager.nu, udgivelse, self.register)

    async def lint(self, id_: str) -> Sequence[Fund]:
        """What the linter says of the version, errors first."""
        udgivelse = await self._udgivelse(id_)

        def udskrevet(tilstand: Tilstand) -> str:
            return form_af(tilstand, tilstand.skema_for(udgivelse)).udskrevet

        tekst = await self.register.regn(udskrevet)

        def se() -> Sequence[Fund]:
            return lint_version(udgivelse.subject, json.loads(tekst), katalogpost(udgivelse.subject))

        return await asyncio.to_thread(se)  # not within `regn`, which holds the registry back meanwhile

    async def aabn_hoering(
        self, id_: str, hvem: Bruger, frist: dt.datetime, begrundelse: str, udoever: Udoever, *, trods_lint: bool
    ) -> Behandling:
        """Open the hearing; everyone affected is told. Refused while the linter has errors, unless `trods_lint`."""
        fundne = await self.lint(id_)
        trods = tuple(sorted({fund.kode for fund in fejl_i(fundne)}))

        def tag(sag: Behandling, nu: dt.datetime) -> Ny:
            ny = skridt.aabn_hoering(sag, Aktoer.af(hvem), frist, nu, trods)
            if not trods_lint:
                kraev_fejlfri(sag.subject, fundne)
            return Ny(ny, None, tuple(varsler(self.konfiguration, ny, "hoering", begrundelse, nu, frist)))

        return await self._tag(id_, "hearing opened", udoever, tag)

    async def svar(self, id_: str, hvem: Bruger, holdning: Holdning, tekst: str, udoever: Udoever) -> Behandling:
        """Answer in the hearing."""
        return await self._tag(
            id_,
            "hearing answered",
            udoever,
            lambda sag, nu: Ny(skridt.svar(sag, Aktoer.af(hvem), holdning, tekst, nu)),
        )

    async def stem(self, id_: str, hvem: Bruger, stemme: Stemmetal, begrundelse: str, udoever: Udoever) -> Behandling:
        """Vote."""

        def tag(sag: Behandling, nu: dt.datetime) -> Ny:
            stillers = stillers_myndighed(sag, self.konfiguration)
            return Ny(skridt.stem(sag, Aktoer.af(hvem), stemme, begrundelse, nu, self.medlemmer(), stillers))

        return await self._tag(id_, "vote given", udoever, tag)

    async def afgoer(self, id_: str, hvem: Bruger, begrundelse: str, udoever: Udoever) -> Behandling:
        """Call the decision: count, sign, publish."""
        aktoer = Aktoer.af(hvem)

        def tag(sag: Behandling, nu: dt.datetime) -> Ny:
            ny, talte, ja, kraevet = optael(sag, aktoer, self.medlemmer(), stillers_myndighed(sag, self.konfiguration))
            if talte.om == "udfasning" and ja:
                self._kraev_ingen_abonnenter(sag, nu)
            afgoerelse = udfaerdigelse.af_afstemning(
                ny, talte, aktoer, begrundelse, nu, self._skema(sag), ja=ja, quorum=kraevet
            )
            slags = _varselslags(talte, ja=ja)
            return Ny(
                ny,
                afgoerelse,
                tuple(varsler(self.konfiguration, ny, slags, begrundelse, nu, ny.vindue_til)) if slags else (),
            )

        return await self._tag(id_, "decision taken", udoever, tag)

    async def aktiver(self, id_: str, hvem: Bruger, begrundelse: str, udoever: Udoever) -> Behandling:
        """Put an approved version in force, where it can still stand beside those that are."""
        aktoer = Aktoer.af(hvem)

        def tag(sag: Behandling, nu: dt.datetime) -> Ny:
            ny = skridt.aktiver(sag, aktoer, nu)
            udgivelse = self._registreret(sag)
            kraev_forenelig(self.register.tilstand, udgivelse, self._i_kraft(udgivelse))
            afgoerelse = udfaerdigelse.om_version(ny, "aktivering", aktoer, begrundelse, nu, self._skema(sag))
            return Ny(ny, afgoerelse, tuple(varsler(self.konfiguration, ny, "aktivering", begrundelse, nu)))

        return await self._tag(id_, "version put in force", udoever, tag)

    async def udfas(self, id_: str, hvem: Bruger, vindue_til: dt.datetime, udoever: Udoever) -> Behandling:
        """Put a retirement on the agenda; refused while someone subscribes."""

        def tag(sag: Behandling, nu: dt.datetime) -> Ny:
            ny = skridt.saet_paa_dagsorden(sag, Aktoer.af(hvem), vindue_til, nu)
            self._kraev_ingen_abonnenter(sag, nu)
            return Ny(ny)

        return await self._tag(id_, "retirement on the agenda", udoever, tag)

    async def traek(self, id_: str, hvem: Bruger, begrundelse: str, udoever: Udoever) -> Behandling:
        """Take a version back that is not in force."""
        aktoer = Aktoer.af(hvem)

        def tag(sag: Behandling, nu: dt.datetime) -> Ny:
            ny = skridt.traek(sag, aktoer)
            afgoerelse = udfaerdigelse.om_version(ny, "tilbagetraekning", aktoer, begrundelse, nu, self._skema(sag))
            hoert = (
                () if sag.tilstand == "udkast" else varsler(self.konfiguration, ny, "tilbagetraekning", begrundelse, nu)
            )
            return Ny(ny, afgoerelse, tuple(hoert))

        return await self._tag(id_, "version withdrawn", udoever, tag)

    @property
    def konfiguration(self) -> Konfiguration:
        """The running configuration."""
        return self._konfiguration.nu

    async def _tag(self, id_: str, hvad: str, udoever: Udoever, tag: Skridt) -> Behandling:
        udgivelse = await self._udgivelse(id_)

        def beslut(raad: Raad, nu: dt.datetime) -> Raadsbeslutning[Behandling]:
            ny = tag(behandling(raad, udgivelse, self.register), nu)
            sag = ny.sag
            if ny.afgoerelse is not None:
                sag = sag.model_copy(update={"afgoerelser": (*sag.afgoerelser, len(raad.afgoerelser) + 1)})
            return Raadsbeslutning(sag, (sag, *ny.varsler), ny.afgoerelse)

        sag: Behandling = await self.lager.skriv(beslut, udoever, f"{udgivelse.subject}:{udgivelse.version}")
        if any(not en.sendt for en in self.lager.nu.varsler.values()):
            self.ved_varsel()
        LOG.info(hvad, subject=sag.subject, version=sag.version, state=sag.tilstand, by=udoever.hvem)
        return sag

    async def _udgivelse(self, id_: str) -> Udgivelse:
        fundet = find_udgivelse(self.register, id_)
        if fundet is None and await self.register.indhent():
            fundet = find_udgivelse(self.register, id_)
        if fundet is None:
            raise UkendtSag(
                "no version of a contract has this case; GET /api/v1/arkitektraad/forslag lists them.",
                "ingen version af en kontrakt har denne sag; GET /api/v1/arkitektraad/forslag viser dem.",
            )
        return fundet

    def _registreret(self, sag: Behandling) -> Udgivelse:
        fundet = self.register.tilstand.udgivelse(sag.subject, sag.version)
        if fundet is None:
            raise UkendtSag("the version is gone from the registry.", "versionen er ikke længere i registret.")
        return fundet

    def _skema(self, sag: Behandling) -> Skemapost:
        return self.register.tilstand.skema_for(self._registreret(sag))

    def _i_kraft(self, udgivelse: Udgivelse) -> list[Udgivelse]:
        """The other versions that are in force, oldest first."""
        return [
            en
            for en in self.register.tilstand.levende(udgivelse.subject)
            if en.version != udgivelse.version and behandling(self.lager.nu, en, self.register).i_kraft
        ]

    def _kraev_ingen_abonnenter(self, sag: Behandling, nu: dt.datetime) -> None:
        levende = self.register.tilstand.levende(sag.subject)
        nyere = {en.id for en in levende if en.version > sag.version}
        fundne = abonnenter(self.konfiguration, sag.subject, nu, nyere)
        if fundne:
            navne = "; ".join(map(str, fundne[:10])) + ("; …" if len(fundne) > 10 else "")
            raise ForkertTilstand(
                f"{len(fundne)} subscription(s) to {sag.subject} stand in the way (RA-31): {navne}. "
                "End them first with their owners, or have their systems tell that they read by a newer version "
                "(PUT /api/v1/systemer/{id}/laeseskemaer).",
                f"{len(fundne)} abonnement(er) på {sag.subject} står i vejen (RA-31): {navne}. "
                "Afslut dem først sammen med deres ejere, eller lad deres systemer fortælle, at de læser efter en nyere version.",
                [(en.abonnement, f"{en.system} of {en.myndighed} subscribes") for en in fundne],
            )


def _varselslags(afstemning: Afstemning, *, ja: bool) -> Varselslags | None:
    """What those affected are told of a decision; an approval is told of when it is put in force."""
    if afstemning.om == "udfasning":
        return "udfasning" if ja else None
    return None if ja else "afslag"
