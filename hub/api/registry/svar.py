"""Answers as the registry's clients expect them, and the bytes of those that are asked for again and again.

A client that says that it takes properties it does not know (`Confluent-Accept-Unknown-Properties`) gets those that
newer servers give: guid, time, whether deleted. Others get what every client has always known.
"""

from __future__ import annotations

from typing import Any, Final

import orjson
from aiohttp import web

from hub.registry.forslag import form_af
from hub.registry.poster import AVRO, Skemapost, Udgivelse
from hub.registry.tilstand import Tilstand

_NYERE: Final = "Confluent-Accept-Unknown-Properties"


def vil_have_mere(foresporgsel: web.Request) -> bool:
    """Whether the caller takes properties that it does not know."""
    return foresporgsel.headers.get(_NYERE, "").lower() == "true"


def skema_felter(skema: Skemapost, tekst: str | None = None, *, mere: bool) -> dict[str, Any]:
    """What every answer says of a schema."""
    ud: dict[str, Any] = {"guid": skema.guid} if mere else {}
    ud["schemaType"] = AVRO
    if skema.henvisninger:
        ud["references"] = [en.som_json() for en in skema.henvisninger]
    if skema.metadata:
        ud["metadata"] = skema.metadata
    if skema.regler:
        ud["ruleSet"] = skema.regler
    ud["schema"] = skema.tekst if tekst is None else tekst
    return ud


def version_felter(
    tilstand: Tilstand, udgivelse: Udgivelse, *, mere: bool, format_: str | None = None
) -> dict[str, Any]:
    """A version of a subject, with its schema."""
    skema = tilstand.skema_for(udgivelse)
    ud = {"subject": udgivelse.subject, "version": udgivelse.version, "id": udgivelse.id}
    ud |= skema_felter(skema, i_format(tilstand, skema, format_), mere=mere)
    return ud | ({"ts": udgivelse.tid, "deleted": udgivelse.slettet} if mere else {})


def i_format(tilstand: Tilstand, skema: Skemapost, format_: str | None) -> str | None:
    """The text in another form: `resolved` writes the references out. An unknown form is the ordinary one."""
    return form_af(tilstand, skema).udskrevet if format_ == "resolved" else None


class Pakkede:
    """The plain answers to look-ups by id: worked out once for each schema, so that asking again costs next to nothing."""

    def __init__(self) -> None:
        self._kendte: dict[tuple[str, int, bool], tuple[Skemapost, bytes]] = {}

    def hent(self, skema: Skemapost, *, mere: bool) -> bytes:
        """The answer's bytes."""
        noegle = skema.kontekst, skema.id, mere
        fundet = self._kendte.get(noegle)
        if fundet is None or fundet[0] is not skema:
            fundet = self._kendte[noegle] = skema, orjson.dumps(skema_felter(skema, mere=mere))
        return fundet[1]


def fejlsvar(kode: int, tekst: str) -> bytes:
    """An error as clients read it."""
    return orjson.dumps({"error_code": kode, "message": tekst})
