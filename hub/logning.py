"""Structured logs: JSON for machines, a line for people; and the last line of defence against what must not be in them.

Whatever anyone logs, anything that looks like a CPR number is masked here, and of an exception only its type and its
places in the code are written: its text may hold a value from a message.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, Final, Literal

import orjson
import structlog

from schemas.identifikatorer import maskeret

Format = Literal["auto", "json", "menneske"]

_RAMMER: Final = 12

_Fejl = tuple[type[BaseException], BaseException, TracebackType | None]


def opsaet(format_: Format = "auto", niveau: str = "info") -> None:
    """Set up logging for this process, on stderr. `auto`: lines for a terminal, JSON otherwise."""
    menneske = format_ == "menneske" or (format_ == "auto" and sys.stderr.isatty())
    tal = logging.getLevelNamesMapping()[niveau.upper()]
    faelles: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        steder_for_fejl,
        masker,
    ]
    tegner = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if menneske
        else structlog.processors.JSONRenderer(_json)
    )
    structlog.configure(
        processors=[*faelles, tegner],
        wrapper_class=structlog.make_filtering_bound_logger(tal),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    fremmede = logging.StreamHandler(sys.stderr)
    fremmede.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, steder_for_fejl, masker, tegner],
            foreign_pre_chain=faelles[:3],
            use_get_message=False,
        )
    )
    logging.basicConfig(handlers=[fremmede], level=max(tal, logging.WARNING), force=True)


def masker(_: Any, __: str, haendelse: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask anything that looks like a CPR number, however deep it lies."""
    for noegle, vaerdi in haendelse.items():
        haendelse[noegle] = _maskeret(vaerdi)
    return haendelse


def steder_for_fejl(_: Any, __: str, haendelse: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put an exception's type and places for the exception itself."""
    fejl = haendelse.pop("exc_info", None)
    if fejl is True:
        fejl = sys.exc_info()
    if isinstance(fejl, BaseException):
        fejl = (type(fejl), fejl, fejl.__traceback__)
    if fejl and fejl[0] is not None:
        haendelse["fejl"] = _sporing(fejl)
    return haendelse


def _sporing(fejl: _Fejl) -> str:
    rammer = traceback.extract_tb(fejl[2])[-_RAMMER:]
    steder = " > ".join(f"{ramme.filename.rsplit('/', 1)[-1]}:{ramme.lineno} {ramme.name}" for ramme in rammer)
    aarsag = fejl[1].__cause__
    foer = f" after {type(aarsag).__name__}" if aarsag else ""
    return f"{fejl[0].__name__}{foer} at {steder}"


def _maskeret(vaerdi: Any) -> Any:
    match vaerdi:
        case str():
            return maskeret(vaerdi)
        case dict():
            return {noegle: _maskeret(del_) for noegle, del_ in vaerdi.items()}
        case list() | tuple() | set() | frozenset():
            return [_maskeret(del_) for del_ in vaerdi]
        case bool() | int() | float() | None:
            return vaerdi
        case _:
            return maskeret(str(vaerdi))


def _json(vaerdi: Any, **_: Any) -> str:
    return orjson.dumps(vaerdi, default=str).decode()
