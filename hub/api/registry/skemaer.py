"""Schemas by id and by guid, and the list of all of them."""

from __future__ import annotations

from typing import Any, Final

from hub.api.registry.kald import Registerkald
from hub.api.registry.ruter import Ret, Ruter
from hub.api.registry.sti import navn_i
from hub.api.registry.svar import i_format, skema_felter, version_felter
from hub.registry import kontekst, opslag
from hub.registry.fejl import ukendt_skema
from hub.registry.opslag import Udvalg
from hub.registry.poster import AVRO, Skemapost, Udgivelse

HOEJST: Final = 1_000
"""Schemas in one answer."""

ruter = Ruter()


@ruter.rute("GET", "schemas/ids/{id}", "getSchemaById", Ret.LAES)
async def vis(kald: Registerkald) -> Any:
    """The schema of an id: what every deserialiser asks."""
    skema = _skema(kald)
    ud = skema_felter(skema, i_format(kald.tilstand, skema, kald.tekst("format")), mere=kald.mere)
    if kald.tekst("subject") and kald.mere and (holder := _versioner(kald, skema, Udvalg.ALLE)):
        ud |= {"subject": holder[0].subject, "version": holder[0].version}
    if kald.flag("fetchMaxId"):
        ud["maxId"] = kald.tilstand.naeste_id(skema.kontekst) - 1
    if kald.flag("includeSubjects"):
        ud["subjects"] = list(dict.fromkeys(en.subject for en in _versioner(kald, skema, Udvalg.LEVENDE)))
    if kald.tekst("referenceFormat") == "qualified" and "references" in ud:
        for en in ud["references"]:
            en["subject"] = kontekst.i_samme(en["subject"], kontekst.praefiks(skema.kontekst))
    return ud


@ruter.rute("GET", "schemas/ids/{id}/schema", "getSchemaTextById", Ret.LAES)
async def vis_tekst(kald: Registerkald) -> Any:
    """The schema alone."""
    skema = _skema(kald)
    return (i_format(kald.tilstand, skema, kald.tekst("format")) or skema.tekst or "").encode()


@ruter.rute("GET", "schemas/ids/{id}/subjects", "listSubjectsById", Ret.LAES)
async def vis_subjects(kald: Registerkald) -> Any:
    """The subjects that hold a schema."""
    fundne = dict.fromkeys(en.subject for en in _versioner(kald, _skema(kald), _udvalg(kald)))
    return opslag.side(fundne, kald.tal("offset", 0), kald.tal("limit", -1), HOEJST)


@ruter.rute("GET", "schemas/ids/{id}/versions", "listVersionsById", Ret.LAES)
async def vis_versioner(kald: Registerkald) -> Any:
    """The versions that hold a schema."""
    fundne = [{"subject": en.subject, "version": en.version} for en in _versioner(kald, _skema(kald), _udvalg(kald))]
    return opslag.side(fundne, kald.tal("offset", 0), kald.tal("limit", -1), HOEJST)


@ruter.rute("GET", "schemas/guids/{guid}", "getSchemaByGuid", Ret.LAES)
async def vis_guid(kald: Registerkald) -> Any:
    """The schema of a guid."""
    for skema in opslag.efter_guid(kald.tilstand, kald.vaerdier["guid"]):
        return skema_felter(skema, i_format(kald.tilstand, skema, kald.tekst("format")), mere=True)
    raise ukendt_skema(kald.vaerdier["guid"])


@ruter.rute("GET", "schemas/guids/{guid}/ids", "listIdsByGuid", Ret.LAES)
async def vis_guid_ider(kald: Registerkald) -> Any:
    """The ids of a guid, one in each context that has it."""
    return [{"context": en.kontekst, "id": en.id} for en in opslag.efter_guid(kald.tilstand, kald.vaerdier["guid"])]


@ruter.rute("GET", "schemas/types", "listSchemaTypes", Ret.LAES)
async def vis_typer(_: Registerkald) -> Any:
    """What kinds of schema there are here: Avro alone."""
    return [AVRO]


@ruter.rute("GET", "schemas", "listSchemas", Ret.LAES)
async def list_skemaer(kald: Registerkald) -> Any:
    """Versions with their schemas, by subject and version."""
    praefiks = kald.sti.subject(kald.tekst("subjectPrefix") or "")
    fundne = opslag.alle_versioner(kald.tilstand, praefiks, _udvalg(kald), kun_nyeste=kald.flag("latestOnly"))
    mere = kald.mere
    return [
        version_felter(kald.tilstand, en, mere=mere)
        for en in opslag.side(fundne, kald.tal("offset", 0), kald.tal("limit", -1), HOEJST)
    ]


def _skema(kald: Registerkald) -> Skemapost:
    subject = kald.sti.subject(kald.tekst("subject") or "")
    return opslag.skema(kald.tilstand, kald.id, navn_i(kald.tilstand, subject))


def _udvalg(kald: Registerkald) -> Udvalg:
    return Udvalg.ALLE if kald.flag("deleted") else Udvalg.LEVENDE


def _versioner(kald: Registerkald, skema: Skemapost, udvalg: Udvalg) -> list[Udgivelse]:
    return [en for en in kald.tilstand.brug(skema.kontekst, skema.id) if udvalg.med(en)]
