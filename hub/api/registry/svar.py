"""Answers as the registry's clients expect them, and the bytes of those that are asked for again and again.

A client that says that it takes properties it does not know (`Confluent-Accept-Unknown-Properties`) gets those that
newer servers give: guid, time, whether deleted. Others get what every client has always known.
"""

from __future__ import annotations

from typing import Any, Final

import orjson
from aiohttp import web

from hub.adgang import Hvem
from hub.registry.forslag import form_af
from hub.registry.poster import AVRO, Skemapost, Udgivelse
from hub.registry.tilstand import Tilstand

_HUSKET: Final = 16_000_000
"""Bytes of questions and answers that are remembered."""
_HVER: Final = 500
"""What it takes to remember one, beside its bytes."""

Spoergsmaal = tuple[str, str, Hvem, bool, str | None, bytes]
"""Method, address, kind of caller, whether it takes newer properties, type of the body, body."""

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


class Gensvar:
    """The bytes of answers to questions that come again: of an id, and of the same body, byte for byte.

    Every deserialiser asks the first, every serialiser the second when it starts. An answer counts as long as nothing
    in the registry has changed.
    """

    def __init__(self) -> None:
        self._version = -1
        self._kendte: dict[Spoergsmaal, tuple[str, bytes]] = {}
        self._brugt = 0

    def hent(self, noegle: Spoergsmaal, version: int) -> tuple[str, bytes] | None:
        """The route and the answer that the same question had while the registry was at this version."""
        return self._kendte.get(noegle) if version == self._version else None

    def gem(self, noegle: Spoergsmaal, version: int, rute: str, svar: bytes) -> None:
        """Remember an answer that was worked out at this version or later; where that is too much, forget the others."""
        stoerrelse = _HVER + len(noegle[1]) + len(noegle[-1]) + len(svar)
        if version < self._version or stoerrelse > _HUSKET or self.hent(noegle, version):
            return
        if version > self._version or self._brugt + stoerrelse > _HUSKET:
            self._version, self._brugt = version, 0
            self._kendte.clear()
        self._kendte[noegle] = rute, svar
        self._brugt += stoerrelse


def fejlsvar(kode: int, tekst: str) -> bytes:
    """An error as clients read it."""
    return orjson.dumps({"error_code": kode, "message": tekst})
