"""Which content type an answer has, and which a body may have: the registry's own types, or plain JSON."""

from __future__ import annotations

import codecs
from functools import lru_cache
from typing import Final

from aiohttp import web

from hub.registry.fejl import UgyldigAnmodning

V1: Final = "application/vnd.schemaregistry.v1+json"
"""What answers are where the caller does not mind."""
_SVAR: Final = (V1, "application/vnd.schemaregistry+json", "application/json")
"""In the order of preference."""
_KROP: Final = frozenset({*_SVAR, "application/octet-stream"})
"""What some clients send without looking at it, too."""


class Medietypefejl(UgyldigAnmodning):
    """406 and 415: no form of the answer, or of the body, that both sides know."""

    @property
    def status(self) -> int:
        """The HTTP status is the whole code."""
        return self.kode


@lru_cache(maxsize=256)
def svartype(accept: str | None) -> str:
    """The content type for an answer, from the Accept header. Raises Medietypefejl."""
    if not accept:
        return V1
    bedst, valgt = 0.0, None
    for tilbud in _SVAR:
        vaegt = max((vaegt for moenster, vaegt in _oensker(accept) if _passer(moenster, tilbud)), default=0.0)
        if vaegt > bedst:
            bedst, valgt = vaegt, tilbud
    if valgt is None:
        raise Medietypefejl(406, "HTTP 406 Not Acceptable")
    return valgt


def kraev_kroptype(foresporgsel: web.Request) -> str:
    """The charset of the body, when its type is one that is read here. Raises Medietypefejl."""
    angivet = foresporgsel.headers.get("Content-Type")
    if angivet and foresporgsel.content_type.lower() not in _KROP:
        raise Medietypefejl(415, "HTTP 415 Unsupported Media Type")
    tegnsaet = foresporgsel.charset or "utf-8"
    try:
        codecs.lookup(tegnsaet)
    except LookupError:
        raise Medietypefejl(415, "HTTP 415 Unsupported Media Type") from None
    return tegnsaet


def _oensker(accept: str) -> list[tuple[str, float]]:
    ud: list[tuple[str, float]] = []
    for del_ in accept.split(","):
        moenster, *parametre = (en.strip() for en in del_.split(";"))
        vaegt = 1.0
        for parameter in parametre:
            navn, _, vaerdi = parameter.partition("=")
            if navn.strip().lower() == "q":
                try:
                    vaegt = float(vaerdi)
                except ValueError:
                    vaegt = 0.0
        ud.append((moenster.lower(), vaegt))
    return ud


def _passer(moenster: str, tilbud: str) -> bool:
    """`*/anything` is any type, as clients mean it that write it."""
    type_, _, under = moenster.partition("/")
    return moenster == tilbud or type_ == "*" or (under == "*" and tilbud.startswith(f"{type_}/"))
