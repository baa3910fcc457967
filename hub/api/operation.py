"""What an operation is: declared once, with its path, its models, its texts; everything else follows from that.

From one declaration come the route, the checks of path, query and body, the access check, and the operation's entry in
the OpenAPI document.
"""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from aiohttp import web
from pydantic import BaseModel, TypeAdapter, ValidationError

from hub.adgang import ADGANG, Adgang
from hub.api.kald import Kald
from hub.api.problem import ikke_fundet, ugyldige_felter
from schemas.identifikatorer import MOENSTER

Haandtering = Callable[..., Awaitable[Any]]


class Stidel(NamedTuple):
    """A variable part of a path: what it may look like, and what it says."""

    moenster: re.Pattern[str]
    format: str | None
    beskrivelse: str


_UUID: Final = MOENSTER["uuid"]

STIDELE: Final[Mapping[str, Stidel]] = {
    "id": Stidel(_UUID, "uuid", "The resource's id."),
    "dueslag": Stidel(_UUID, "uuid", "The dueslag's id, which is its subscription's."),
    "forslag": Stidel(_UUID, "uuid", "The id of the case of a version."),
    "dispensation": Stidel(_UUID, "uuid", "The dispensation's id."),
    "nr": Stidel(re.compile(r"[1-9][0-9]{0,8}"), None, "The number of a decision, from 1."),
    "adgang": Stidel(_UUID, "uuid", "The token's id (not the token)."),
    "fil": Stidel(_UUID, "uuid", "The file's id."),
    "cvr": Stidel(re.compile(r"[0-9]{8}"), None, "CVR number."),
    "slags": Stidel(re.compile(r"sag|dokument"), None, "`sag` or `dokument`."),
    "besked": Stidel(re.compile(r"[\x21-\x7e]{1,255}"), None, "BeskedId: a UUID or URN."),
    "fejl": Stidel(re.compile(r"[A-Za-z0-9._~-]{1,100}"), None, "Id of the entry in the fejlkø."),
    "beskedtype": Stidel(re.compile(r"[A-Za-z0-9.-]{1,120}"), None, "UUID of the beskedtype, or the record's name."),
    "liste": Stidel(re.compile(r"[a-z0-9-]{1,60}"), None, "Id of the code list."),
    "emne": Stidel(re.compile(r"[0-9]{2}(\.[0-9]{2}){0,2}"), None, "KLE number: NN, NN.NN or NN.NN.NN."),
}


@dataclass(frozen=True, slots=True)
class Svar:
    """An answer that is more than a body with status 200."""

    indhold: BaseModel | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `svar` gives the body's model per status; `fejl` the further statuses that a caller may meet."""

    id: str
    metode: str
    sti: str
    omraade: str
    da: str
    en: str
    haandter: Haandtering
    adgang: Adgang
    svar: Mapping[int, Any]
    fejl: Sequence[int]
    soeg: type[BaseModel] | None
    krop: TypeAdapter[Any] | None
    kropmodel: type[BaseModel] | None
    raa: Sequence[str]
    """Content types of a body that the operation reads itself."""
    giver: Sequence[str]
    """Content types of the answer besides JSON."""

    @property
    def stidele(self) -> Sequence[str]:
        """The names of the path's variable parts."""
        return re.findall(r"\{(\w+)\}", self.sti)

    async def kald(self, kald: Kald) -> web.StreamResponse:
        """Check path, query and body against their models, and answer. Raises Problem."""
        for navn in self.stidele:
            if not STIDELE[navn].moenster.fullmatch(kald.sti[navn]):
                raise ikke_fundet()
        argumenter: dict[str, Any] = {}
        if self.soeg is not None:
            argumenter["soeg"] = _soeg(self.soeg, kald.foresporgsel)
        if self.krop is not None:
            krop = await kald.laes_json()
            try:
                argumenter["krop"] = self.krop.validate_python(krop)
            except ValidationError as fejl:
                raise ugyldige_felter(fejl, model=self.kropmodel) from None
        return _svar(await self.haandter(kald, **argumenter))


class Ruter:
    """Collects the operations of one resource."""

    def __init__(self, omraade: str) -> None:
        self.omraade = omraade
        self.operationer: list[Operation] = []

    def operation(
        self,
        metode: str,
        sti: str,
        *,
        id: str,  # noqa: A002 - OpenAPI's word
        da: str,
        en: str,
        svar: Any = None,
        status: int = 200,
        fejl: Sequence[int] = (),
        raa: Sequence[str] = (),
        giver: Sequence[str] = (),
        ogsaa: Mapping[int, Any] | None = None,
        krop: Any = None,
    ) -> Callable[[Haandtering], Haandtering]:
        """Declare the decorated function as an operation.

        It is called with the `Kald`; a parameter `soeg` is the query as the model it is annotated with, a parameter
        `krop` the JSON body, as annotated or as the type given here. Raises LookupError when the access table has no entry for it.
        """
        if id not in ADGANG:
            raise LookupError(f"operation {id} has no entry in hub/adgang/tabel.py; say there who may call it")

        def erklaer(haandter: Haandtering) -> Haandtering:
            typer = typing.get_type_hints(haandter, include_extras=True)
            indhold = (krop or typer["krop"]) if "krop" in inspect.signature(haandter).parameters else None
            self.operationer.append(
                Operation(
                    id=id,
                    metode=metode,
                    sti=sti,
                    omraade=self.omraade,
                    da=da,
                    en=en,
                    haandter=haandter,
                    adgang=ADGANG[id],
                    svar={status: svar, **(ogsaa or {})},
                    fejl=fejl,
                    soeg=typer.get("soeg"),
                    krop=_adapter(indhold) if indhold is not None else None,
                    kropmodel=indhold if isinstance(indhold, type) and issubclass(indhold, BaseModel) else None,
                    raa=raa,
                    giver=giver,
                )
            )
            return haandter

        return erklaer


def _adapter(type_: Any) -> TypeAdapter[Any]:
    return TypeAdapter(type_)


def _soeg(model: type[BaseModel], foresporgsel: web.Request) -> BaseModel:
    """The query as its model: a parameter given twice, or unknown, is an error."""
    raa: dict[str, Any] = {}
    for navn, vaerdi in foresporgsel.query.items():
        if navn in raa:
            raa[navn] = [*(raa[navn] if isinstance(raa[navn], list) else [raa[navn]]), vaerdi]
        else:
            raa[navn] = vaerdi
    try:
        return model.model_validate(raa)
    except ValidationError as fejl:
        raise ugyldige_felter(fejl, "ugyldig-foresporgsel", hvor="query", model=model) from None


def _svar(resultat: Any) -> web.StreamResponse:
    match resultat:
        case web.StreamResponse():
            return resultat
        case Svar(indhold, status, headers):
            return json_svar(indhold, status, headers)
        case _:
            return json_svar(resultat)


def json_svar(
    indhold: BaseModel | None, status: int = 200, headers: Mapping[str, str] = MappingProxyType({})
) -> web.Response:
    """An answer with this body as JSON; without one, 204."""
    if indhold is None:
        return web.Response(status=status if status != 200 else 204, headers=dict(headers))
    return web.Response(
        status=status,
        body=indhold.model_dump_json(by_alias=True, exclude_none=True).encode(),
        content_type="application/json",
        headers=dict(headers),
    )
