"""Errors as RFC 9457 `application/problem+json`: what is wrong, where, and what to do; never a value of the caller's.

Every error answer of the API is made here, those of the HTTP library too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import orjson
from aiohttp import web
from pydantic import BaseModel, ValidationError

from hub.konfiguration.forslag import vis_fejl
from schemas.formater.fejl import Formatfejl
from schemas.regler.regel import Aarsag

MEDIETYPE: Final = "application/problem+json"

TYPER: Final[Mapping[str, tuple[int, str]]] = {
    "ugyldig-foresporgsel": (400, "The request cannot be read"),
    "ikke-genkendt": (401, "The caller is not known"),
    "ingen-adgang": (403, "The caller may not do this"),
    "ikke-fundet": (404, "Not found"),
    "metode": (405, "This resource has no such method"),
    "ikke-acceptabel": (406, "The answer has no such form"),
    "for-langsom": (408, "The request did not arrive in time"),
    "konflikt": (409, "The change does not fit what is there"),
    "aendret-imens": (412, "The resource has changed meanwhile"),
    "for-stor": (413, "The request is too large"),
    "medietype": (415, "The content type is not one that is read here"),
    "ugyldigt-indhold": (422, "The content does not keep its contract"),
    "afvist": (422, "The message was refused"),
    "for-mange": (429, "Too many requests at once"),
    "intern": (500, "The hub failed"),
    "utilgaengelig": (503, "The hub cannot do this now"),
    "anden-instans": (503, "Another instance of the hub serves this dueslag"),
    "diskplads": (507, "No room for the file"),
}
"""Every type of problem, as `urn:faelleshub:problem:<type>`, with its status and title."""

_BIBLIOTEKETS: Final[Mapping[int, tuple[str, str, str]]] = {
    404: (
        "ikke-fundet",
        "There is nothing at this address; see /api/openapi.json.",
        "Her er intet; se /api/openapi.json.",
    ),
    405: ("metode", "Use one of the methods in the Allow header.", "Brug en af metoderne i Allow-headeren."),
    413: ("for-stor", "The body is larger than is taken here.", "Kroppen er større, end der tages imod her."),
}


class Problem(Exception):
    """An answer that says what is wrong. `detail` is English, `tekst` Danish; `felter` are further members."""

    def __init__(
        self,
        slags: str,
        detail: str,
        tekst: str,
        *,
        felter: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(slags)
        self.slags = slags
        self.status, self.titel = TYPER[slags]
        self.detail, self.tekst = detail, tekst
        self.felter, self.headers = felter or {}, headers or {}

    def svar(self, korrelation: str) -> web.Response:
        """The answer; `korrelation` is what an operator finds the request by."""
        krop = {
            "type": f"urn:faelleshub:problem:{self.slags}",
            "title": self.titel,
            "status": self.status,
            "detail": self.detail,
            "tekst": self.tekst,
            "instance": f"urn:uuid:{korrelation}",
            **self.felter,
        }
        return web.Response(
            status=self.status, body=orjson.dumps(krop), content_type=MEDIETYPE, headers=dict(self.headers)
        )


def ikke_fundet() -> Problem:
    """The one answer for what does not exist and for what the caller may not know of."""
    return Problem(
        "ikke-fundet",
        "There is no such resource, or it is not yours.",
        "Den findes ikke, eller den er ikke din.",
    )


def ikke_genkendt() -> Problem:
    """No token, a wrong one, an expired one, a revoked one: all the same answer."""
    return Problem(
        "ikke-genkendt",
        "Send a valid token: Authorization: Bearer fh_…",
        "Send et gyldigt token: Authorization: Bearer fh_…",
        headers={"WWW-Authenticate": 'Bearer realm="faelleshub", Basic realm="faelleshub"'},
    )


def fra_bibliotek(fejl: web.HTTPException) -> Problem:
    """The problem that an error of the HTTP library is."""
    slags, detail, tekst = _BIBLIOTEKETS.get(
        fejl.status, ("ugyldig-foresporgsel", "The request could not be read.", "Forespørgslen kunne ikke læses.")
    )
    tilladt = fejl.headers.get("Allow")
    return Problem(slags, detail, tekst, headers={"Allow": tilladt} if tilladt else None)


def ugyldige_felter(
    fejl: ValidationError,
    slags: str = "ugyldigt-indhold",
    *,
    hvor: str = "body",
    model: type[BaseModel] | None = None,
) -> Problem:
    """Every field that a pydantic model refused, each with its path; never what was in it.

    With `model`, an unknown field comes with the name that was likely meant.
    """
    fundne = [{"sti": sti, "text": text} for sti, text in vis_fejl(fejl, model)]
    return Problem(
        slags,
        f"{len(fundne)} field(s) of the {hvor} must be mended: {'; '.join(_linje(f) for f in fundne[:5])}",
        f"{len(fundne)} felt(er) skal rettes; se fejl.",
        felter={"fejl": fundne},
    )


def formbrud(fejl: Formatfejl) -> Problem:
    """Everything that is wrong with the form of a message, as reasons with path, and line and column where known."""
    ulaeselig = {"ugyldig-json", "ugyldig-xml"}
    aarsager = [
        {
            "regel": "FORM",
            "kode": en.kode,
            "sti": en.sti,
            "tekst": en.da,
            "text": en.en,
            "maal": "sammenhængende it",
            **({"linje": en.linje} if en.linje else {}),
            **({"kolonne": en.kolonne} if en.kolonne else {}),
        }
        for en in fejl.fejl
    ]
    return Problem(
        "ugyldig-foresporgsel" if fejl.kode in ulaeselig else "ugyldigt-indhold",
        f"The message cannot be read as its contract: {fejl}",
        f"Beskeden kan ikke læses som sin kontrakt: {fejl.da}",
        felter={"aarsager": aarsager},
    )


def som_json(aarsager: Iterable[Aarsag]) -> Sequence[Mapping[str, str]]:
    """Reasons as the API shows them."""
    return [dataclasses.asdict(aarsag) for aarsag in aarsager]


def _linje(fejl: Mapping[str, str]) -> str:
    return f"{fejl['sti']}: {fejl['text']}" if fejl["sti"] else fejl["text"]
