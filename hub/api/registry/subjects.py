"""Subjects and their versions: list, read, look up, register, delete."""

from __future__ import annotations

from typing import Any, Final

import structlog

from hub.api.registry.kald import Registerkald
from hub.api.registry.ruter import Ret, Ruter
from hub.api.registry.svar import version_felter
from hub.registry import kontekst, opslag
from hub.registry.beslutning import Beslutning
from hub.registry.fejl import ugyldigt_skema, ukendt_skema
from hub.registry.forslag import Forslag, laes_forslag
from hub.registry.opslag import Udvalg
from hub.registry.registrering import Fundet, Registrering, find, registrer, registreret
from hub.registry.sletning import slet_subject, slet_version
from hub.registry.tilstand import Tilstand
from schemas.identifikatorer import maskeret

LOG = structlog.get_logger(__name__)

HOEJST: Final = 20_000
"""Subjects or versions in one answer."""

ruter = Ruter()


def udvalg(kald: Registerkald) -> Udvalg:
    """Which versions the query asks for."""
    if kald.flag("deletedOnly", "deleted_only"):
        return Udvalg.SLETTEDE
    return Udvalg.ALLE if kald.flag("deleted", "deletedAsNegative") else Udvalg.LEVENDE


@ruter.rute("GET", "subjects", "listSubjects", Ret.LAES)
async def list_subjects(kald: Registerkald) -> Any:
    """The subjects of every context, or those that begin as asked."""
    praefiks = kald.tekst("subjectPrefix")
    if kald.sti.rum is not None:
        praefiks = kald.sti.subject(praefiks or "")
    fundne = opslag.subjects(kald.tilstand, praefiks if praefiks is not None else kontekst.ALLE, udvalg(kald))
    return opslag.side(fundne, kald.tal("offset", 0), kald.tal("limit", -1), HOEJST)


@ruter.rute("POST", "subjects/{subject}", "lookUpSchema", Ret.LAES)
async def slaa_op(kald: Registerkald) -> Any:
    """Which version of the subject a schema is."""
    forslag, slettede = laes_forslag(await kald.krop()), kald.flag("deleted")
    normaliser, format_, mere = kald.flag("normalize"), kald.tekst("format"), kald.mere

    def svar(tilstand: Tilstand) -> Any:
        if forslag.tomt:
            opslag.kraev_subject(tilstand, kald.subject, slettede=slettede)
            raise ugyldigt_skema("Empty schema")
        fundet = _find_i_alle(tilstand, kald.subject, forslag, normaliser, slettede)
        return version_felter(tilstand, fundet.udgivelse, mere=mere, format_=format_)

    kald.gentages = True
    return await kald.regn(svar, len(forslag.tekst or ""))


def _find_i_alle(tilstand: Tilstand, subject: str, forslag: Forslag, normaliser: bool, slettede: bool) -> Fundet:
    """The version, in the subject or in the one of its name in another context. Raises Findesikke, UgyldigAnmodning."""
    if fundet := find(tilstand, subject, forslag, normaliser=normaliser, slettede=slettede):
        return fundet
    delt = kontekst.del_op(subject)
    if delt.kontekst == kontekst.STANDARD:
        for rum in tilstand.kontekster()[1:]:
            navn = str(delt._replace(kontekst=rum))
            if tilstand.udgivelser(navn) and (
                fundet := find(tilstand, navn, forslag, normaliser=normaliser, slettede=slettede)
            ):
                return fundet
    opslag.kraev_subject(tilstand, subject, slettede=slettede)
    raise ukendt_skema()


@ruter.rute("DELETE", "subjects/{subject}", "deleteSubject", Ret.EGET, skriver=True)
async def slet(kald: Registerkald) -> Any:
    """Delete every version; the answer is their numbers."""
    permanent, faste = kald.flag("permanent"), kald.register.faste

    def beslut(tilstand: Tilstand) -> Beslutning[list[int]]:
        return slet_subject(tilstand, kald.subject, permanent=permanent, faste=faste)

    slettede = await kald.skriv(kald.eget(kald.subject, beslut), kald.subject)
    LOG.info("subject deleted", subject=maskeret(kald.subject), permanent=permanent, by=str(kald.bruger))
    return slettede


@ruter.rute("GET", "subjects/{subject}/versions", "listVersions", Ret.LAES)
async def list_versioner(kald: Registerkald) -> Any:
    """The numbers of a subject's versions."""
    fundne = opslag.versioner(kald.tilstand, kald.subject, udvalg(kald))
    negativ = kald.flag("deletedAsNegative")
    numre = [-en.version if negativ and en.slettet else en.version for en in fundne]
    return opslag.side(numre, kald.tal("offset", 0), kald.tal("limit", -1), HOEJST)


@ruter.rute("POST", "subjects/{subject}/versions", "registerSchema", Ret.FORESLAA, skriver=True)
async def registrer_skema(kald: Registerkald) -> Any:
    """Register a schema; the answer is its id. The same again is what every client asks when it starts."""
    forslag, tving = laes_forslag(await kald.krop()), kald.flag("force")
    kald.kraev_maa_foreslaa(kald.subject, import_eller_tving=tving or forslag.id >= 0)
    ny = Registrering(
        kald.subject, forslag, kald.hvem, kald.register.nu(), normaliser=kald.flag("normalize"), tving=tving
    )
    kendt: Fundet | None = await kald.regn(lambda tilstand: registreret(tilstand, ny), len(forslag.tekst or ""))
    fundet = kendt or await kald.skriv(lambda tilstand: registrer(tilstand, ny), kald.subject)
    if kendt is None:
        LOG.info(
            "schema registered",
            subject=maskeret(fundet.udgivelse.subject),
            version=fundet.udgivelse.version,
            id=fundet.skema.id,
            by=str(kald.bruger),
        )
    svar = {"id": fundet.skema.id}
    if kald.mere:
        svar = version_felter(kald.tilstand, fundet.udgivelse, mere=True, format_=kald.tekst("format"))
        del svar["subject"]
    kald.gentages = kendt is not None
    return svar


@ruter.rute("GET", "subjects/{subject}/versions/{version}", "getVersion", Ret.LAES)
async def vis_version(kald: Registerkald) -> Any:
    """A version, with its schema."""
    fundet = opslag.version(kald.tilstand, kald.subject, kald.version, slettede=kald.flag("deleted"))
    ud = version_felter(kald.tilstand, fundet, mere=kald.mere, format_=kald.tekst("format"))
    if kald.tekst("referenceFormat") == "qualified" and "references" in ud:
        for en in ud["references"]:
            en["subject"] = kontekst.i_samme(en["subject"], fundet.subject)
    return ud


@ruter.rute("GET", "subjects/{subject}/versions/{version}/schema", "getVersionSchema", Ret.LAES)
async def vis_skema(kald: Registerkald) -> Any:
    """The schema of a version alone."""
    return (await vis_version(kald))["schema"].encode()


@ruter.rute("DELETE", "subjects/{subject}/versions/{version}", "deleteVersion", Ret.EGET, skriver=True)
async def slet_en_version(kald: Registerkald) -> Any:
    """Delete a version; the answer is its number."""
    permanent, faste, version = kald.flag("permanent"), kald.register.faste, kald.version

    def beslut(tilstand: Tilstand) -> Beslutning[int]:
        return slet_version(tilstand, kald.subject, version, permanent=permanent, faste=faste)

    slettet = await kald.skriv(kald.eget(kald.subject, beslut), kald.subject)
    LOG.info(
        "schema version deleted",
        subject=maskeret(kald.subject),
        version=slettet,
        permanent=permanent,
        by=str(kald.bruger),
    )
    return slettet


@ruter.rute("GET", "subjects/{subject}/versions/{version}/referencedby", "listReferencedBy", Ret.LAES)
@ruter.rute("GET", "subjects/{subject}/versions/{version}/referencedBy", "listReferencedBy", Ret.LAES)
async def vis_henvist(kald: Registerkald) -> Any:
    """The ids of the schemas that refer to a version."""
    tilstand = kald.tilstand
    fundet = opslag.version(tilstand, kald.subject, kald.version, slettede=True)
    alle = kald.flag("deleted")
    ider = [
        id_
        for rum, id_ in tilstand.henvist_af(fundet.subject, fundet.version)
        if alle or any(not en.slettet for en in tilstand.brug(rum, id_))
    ]
    return opslag.side(ider, kald.tal("offset", 0), kald.tal("limit", -1), HOEJST)


@ruter.rute("GET", "subjects/{subject}/metadata", "getLatestWithMetadata", Ret.LAES)
async def vis_med_metadata(kald: Registerkald) -> Any:
    """The newest version with these metadata."""
    soegt = dict(zip(kald.tekster("key"), kald.tekster("value"), strict=False))
    fundet = opslag.med_metadata(kald.tilstand, kald.subject, soegt, slettede=kald.flag("deleted"))
    return version_felter(kald.tilstand, fundet, mere=kald.mere, format_=kald.tekst("format"))
