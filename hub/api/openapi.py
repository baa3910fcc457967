"""The OpenAPI 3.1 document, made from the declarations of the operations; `x-adgang` shows each one's access entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from hub.api.modeller import Model
from hub.api.operation import STIDELE, Operation
from hub.api.problem import MEDIETYPE, TYPER

_REF: Final = "#/components/schemas/{model}"

_BESKRIVELSER: Final[Mapping[int, str]] = {
    200: "Fine.",
    201: "Created.",
    202: "Durable; the decision follows.",
    204: "Done.",
}


class Problemfelt(Model):
    """One field to mend."""

    sti: str
    text: str


class Problemdokument(BaseModel):
    """RFC 9457. `tekst` is `detail` in Danish; `instance` is what an operator finds the request by."""

    type: str
    title: str
    status: int
    detail: str
    tekst: str
    instance: str
    fejl: Sequence[Problemfelt] | None = None
    aarsager: Sequence[dict[str, Any]] | None = None


def dokument(operationer: Sequence[Operation]) -> dict[str, Any]:
    """The whole document."""
    modeller = _Modeller(operationer)
    stier: dict[str, dict[str, Any]] = {}
    for operation in operationer:
        stier.setdefault(operation.sti, {})[operation.metode.lower()] = _operation(operation, modeller)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Fælleshub",
            "version": version("faelleshub"),
            "license": {"name": "MPL-2.0", "identifier": "MPL-2.0"},
            "description": (
                "An event-driven hub for the fælleskommunale rammearkitektur. Denied by default: `x-adgang` says for "
                "each operation who may call it, and whether for everything (`alle`) or for what is its own (`eget`)."
            ),
        },
        "security": [{"token": []}, {"basic": []}],
        "tags": [{"name": navn} for navn in dict.fromkeys(operation.omraade for operation in operationer)],
        "paths": stier,
        "components": {
            "schemas": modeller.skemaer,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Token of a system or of a role."},
                "basic": {"type": "http", "scheme": "basic", "description": "System id (or role) and its token."},
            },
        },
    }


class _Modeller:
    """The schemas of every model that an operation takes or gives, each written once."""

    def __init__(self, operationer: Sequence[Operation]) -> None:
        self._adaptere: dict[tuple[int, JsonSchemaMode], TypeAdapter[Any]] = {}
        self._noegler: dict[tuple[str, int], tuple[int, JsonSchemaMode]] = {}
        indgange: list[tuple[tuple[int, JsonSchemaMode], JsonSchemaMode, Any]] = []
        for noegle, mode, adapter in self._alle(operationer):
            indgange.append((noegle, mode, adapter.core_schema))
        generator = GenerateJsonSchema(ref_template=_REF)
        self._refs, self.skemaer = generator.generate_definitions(indgange)

    def _alle(
        self, operationer: Sequence[Operation]
    ) -> Iterator[tuple[tuple[int, JsonSchemaMode], JsonSchemaMode, TypeAdapter[Any]]]:
        yield self._husk("problem", 0, TypeAdapter(Problemdokument), "serialization")
        for operation in operationer:
            if operation.krop is not None:
                yield self._husk(operation.id, 0, operation.krop, "validation")
            for status, type_ in operation.svar.items():
                if isinstance(type_, type) and issubclass(type_, BaseModel):
                    yield self._husk(operation.id, status, TypeAdapter(type_), "serialization")

    def _husk(
        self, navn: str, status: int, adapter: TypeAdapter[Any], mode: JsonSchemaMode
    ) -> tuple[tuple[int, JsonSchemaMode], JsonSchemaMode, TypeAdapter[Any]]:
        noegle = (len(self._noegler), mode)
        self._noegler[navn, status] = noegle
        return noegle, mode, adapter

    def krop(self, operation: Operation) -> Any:
        """The schema of an operation's body."""
        return self._ref(operation.id, 0)

    def svar(self, operation: Operation, status: int) -> Any:
        """The schema of an operation's answer, None when it has none."""
        return self._ref(operation.id, status)

    def problem(self) -> Any:
        """The schema of every error answer."""
        return self._ref("problem", 0)

    def _ref(self, navn: str, status: int) -> Any:
        noegle = self._noegler.get((navn, status))
        return None if noegle is None else self._refs[noegle, noegle[1]]


def _operation(operation: Operation, modeller: _Modeller) -> dict[str, Any]:
    beskrevet: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [operation.omraade],
        "summary": operation.en,
        "x-summary-da": operation.da,
        "description": (operation.haandter.__doc__ or "").strip(),
        "x-adgang": operation.adgang.som_udvidelse(),
        "parameters": [*_stidele(operation), *_soegedele(operation)],
        "responses": _svar(operation, modeller),
    }
    if operation.adgang.offentlig:
        beskrevet["security"] = []
    indhold: dict[str, Any] = {medietype: {} for medietype in operation.raa}
    if operation.krop is not None:
        indhold["application/json"] = {"schema": modeller.krop(operation)}
    if indhold:
        beskrevet["requestBody"] = {"required": True, "content": indhold}
    return beskrevet


def _stidele(operation: Operation) -> Iterator[dict[str, Any]]:
    for navn in operation.stidele:
        del_ = STIDELE[navn]
        skema = {"type": "string"} | (
            {"format": del_.format} if del_.format else {"pattern": f"^{del_.moenster.pattern}$"}
        )
        yield {"name": navn, "in": "path", "required": True, "description": del_.beskrivelse, "schema": skema}


def _soegedele(operation: Operation) -> Iterator[dict[str, Any]]:
    if operation.soeg is None:
        return
    skema = operation.soeg.model_json_schema(by_alias=True)
    for navn, felt in skema.get("properties", {}).items():
        beskrivelse = {"description": felt["description"]} if "description" in felt else {}
        yield {
            "name": navn,
            "in": "query",
            "required": navn in skema.get("required", ()),
            "schema": {noegle: vaerdi for noegle, vaerdi in felt.items() if noegle not in {"description", "title"}},
            **beskrivelse,
        }


def _svar(operation: Operation, modeller: _Modeller) -> dict[str, Any]:
    svar: dict[str, Any] = {}
    for status in operation.svar:
        skema = modeller.svar(operation, status)
        indhold: dict[str, Any] = {medietype: {} for medietype in operation.giver} if status < 400 else {}
        if skema is not None:
            indhold["application/json"] = {"schema": skema}
        svar[str(status)] = {"description": _BESKRIVELSER.get(status, "See the problem's detail.")} | (
            {"content": indhold} if indhold else {}
        )
    problem = {"content": {MEDIETYPE: {"schema": modeller.problem()}}}
    titler = dict(reversed(list(TYPER.values())))
    faelles = () if operation.adgang.offentlig else (400, 401, 403)
    for status in (*faelles, *operation.fejl, 500):
        svar.setdefault(str(status), {"description": titler[status], **problem})
    return svar
