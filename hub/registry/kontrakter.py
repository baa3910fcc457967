"""What the bus takes from the registry: further versions of the contracts it carries, each under its own id.

A version is of a contract when its subject and its record are the contract's full name, in the default context. It must
have the house's envelope as it is, and every field that a rule looks at; else it stays in the registry alone, and the
log says why.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

import structlog

from hub.kontrakter.kontraktsaet import Kontraktsaet, standardsaet
from hub.registry.avrotrae import traadform
from hub.registry.fejl import Registerfejl
from hub.registry.forslag import form_af
from hub.registry.godkendelse import INTET, Godkendelse
from hub.registry.lager import Skemaregister
from hub.registry.poster import Udgivelse
from hub.registry.regelfelter import mangler
from hub.registry.skemaform import Skemaform, laes
from schemas.catalogue import Katalog, Tilstand
from schemas.kodeliste import Kodelister
from schemas.regler import Dommer, dommer
from schemas.skema import KUVERT_FELTER, Skema

LOG = structlog.get_logger(__name__)

Lytter = Callable[[], Awaitable[None]]


class Ubrugelig(ValueError):
    """A schema that messages cannot be under; says why, in English (as its text) and Danish, never with a value."""

    def __init__(self, en: str, da: str) -> None:
        super().__init__(en)
        self.en, self.da = en, da


class Registerkontrakter:
    """The contracts of a hub with a registry, for those who route, take in and hand out messages."""

    def __init__(self, register: Skemaregister, godkendelse: Godkendelse = INTET) -> None:
        self._register, self._godkendelse = register, godkendelse
        self._nu = standardsaet()
        self._provede: dict[str, tuple[Skema, Dommer] | None] = {}
        self._lyttere: list[Lytter] = []
        self._afmeld: Callable[[], None] = lambda: None
        self._navne: Final = frozenset(post.navn for post in Katalog.standard())

    @property
    def nu(self) -> Kontraktsaet:
        """The newest contracts that are known here."""
        return self._nu

    def abonner(self, lytter: Lytter) -> Callable[[], None]:
        """Have `lytter` told when `nu` is another; the result ends it."""
        self._lyttere.append(lytter)
        return lambda: self._lyttere.remove(lytter)

    async def indhent(self) -> None:
        """Return when what other instances registered before the call is in `nu`."""
        await self._register.indhent()

    async def start(self) -> None:
        """Take what the registry has, and follow it. After the registry has started."""
        await self.opdater()
        self._afmeld = self._register.abonner(self.opdater)

    async def stop(self) -> None:
        """Follow no more."""
        self._afmeld()

    async def opdater(self) -> None:
        """Go over to what the registry, and the council, say now; when it returns, every listener has been told."""
        nyt = self._saml()
        if _kendetegn(nyt) == _kendetegn(self._nu):
            return
        self._nu = nyt
        for lytter in tuple(self._lyttere):
            try:
                await lytter()
            except Exception:
                LOG.exception("a listener failed on new contracts")

    def _saml(self) -> Kontraktsaet:
        grund = standardsaet()
        skemaer: list[Skema] = []
        dommere: dict[int, Dommer] = dict(grund.dommere)
        tilstande: dict[int, Tilstand] = {}
        vinduer: dict[int, dt.datetime] = {}
        for udgivelse in self._udgivelser():
            provet = self._prov(udgivelse)
            if provet is None or udgivelse.id in tilstande:
                continue
            skema, dommere[udgivelse.id] = provet
            skemaer.append(skema)
            tilstande[udgivelse.id] = self._godkendelse.tilstand(udgivelse)
            if vindue := self._godkendelse.vindue(udgivelse):
                vinduer[udgivelse.id] = vindue
        for udgivelse in self._faste():
            if tilstand := self._godkendelse.om_fast(udgivelse):
                tilstande[udgivelse.id] = tilstand
            if vindue := self._godkendelse.vindue(udgivelse):
                vinduer[udgivelse.id] = vindue
        return Kontraktsaet(grund.skemaer.med(*skemaer), dommere, tilstande, vinduer, self._godkendelse.fritagelser())

    def _faste(self) -> Iterator[Udgivelse]:
        """The versions that ship with the hub: the council may have retired one."""
        for navn in sorted(self._navne):
            yield from (en for en in self._register.tilstand.udgivelser(navn) if en.id in self._register.faste)

    def _udgivelser(self) -> Iterator[Udgivelse]:
        """The registered versions of our contracts; of two with one id the newest counts."""
        for navn in sorted(self._navne):
            for udgivelse in reversed(self._register.tilstand.udgivelser(navn)):
                if udgivelse.id not in self._register.faste:
                    yield udgivelse

    def _prov(self, udgivelse: Udgivelse) -> tuple[Skema, Dommer] | None:
        guid = self._register.tilstand.skema_for(udgivelse).guid
        if guid not in self._provede:
            try:
                self._provede[guid] = self._brugbar(udgivelse)
            except (Ubrugelig, Registerfejl) as fejl:
                self._provede[guid] = None
                LOG.warning(
                    "a registered schema cannot be used on the bus",
                    subject=udgivelse.subject,
                    version=udgivelse.version,
                    id=udgivelse.id,
                    reason=str(fejl),
                )
        return self._provede[guid]

    def _brugbar(self, udgivelse: Udgivelse) -> tuple[Skema, Dommer]:
        form = form_af(self._register.tilstand, self._register.tilstand.skema_for(udgivelse))
        return proev_kontrakt(form, udgivelse.subject, udgivelse.id, str(udgivelse.version))


def proev_kontrakt(form: Skemaform, kontrakt: str, id_: int, version: str) -> tuple[Skema, Dommer]:
    """A version of a contract as messages would be under it, with its judge. Raises Ubrugelig where none can be."""
    if form.navn != kontrakt:
        raise Ubrugelig(f"its record is not {kontrakt}", f"dets record er ikke {kontrakt}")
    if _kuvert(form) != _husets_kuvert(kontrakt):
        raise Ubrugelig(
            "its first fields are not the envelope of the house, followed by beskeddata",
            "dets første felter er ikke husets kuvert, fulgt af beskeddata",
        )
    # the tree, not the canonical text: whoever walks a schema here looks for full names
    skema = Skema(id_, copy.deepcopy(form.alene), version)
    try:
        skema.laeseform  # noqa: B018 - whether the codec can read with it
        dom = dommer(skema, Katalog.standard(), Kodelister.standard())
    except Exception as fejl:
        raise Ubrugelig(
            f"it cannot be compiled ({type(fejl).__name__})", f"det kan ikke oversættes ({type(fejl).__name__})"
        ) from fejl
    if felter := ", ".join(mangler(skema, dom)[:5]):
        raise Ubrugelig(
            f"it lacks fields that rules look at: {felter}", f"det mangler felter, som regler ser på: {felter}"
        )
    return skema, dom


def _kendetegn(saet: Kontraktsaet) -> tuple[Any, ...]:
    """What makes one set of contracts another."""
    return saet.skemaer.keys(), saet.tilstande, saet.vinduer, saet.fritagelser


def _husets_kuvert(navn: str) -> Any:
    """The envelope as the contract of that name has it now."""
    return _kuvert(laes(json.dumps(standardsaet().skemaer.nyeste(navn).raa, ensure_ascii=False)))


def _kuvert(form: Skemaform) -> Any:
    """What is written before beskeddata, whatever is said about it; None where there is no envelope."""
    felter = form.alene.get("fields", ()) if isinstance(form.alene, dict) else ()
    if tuple(felt["name"] for felt in felter[:4]) != (*KUVERT_FELTER, "beskeddata"):
        return None
    return [traadform(felt["type"]) for felt in felter[:3]]
