"""The catalogue's example of a beskedtype, in every form that a message travels in."""

from __future__ import annotations

import base64
import functools
import io
import json
from pathlib import Path
from typing import Any, Final

import fastavro
import orjson

from hub.katalog.model import Eksempelvisning
from schemas.codec import pak
from schemas.formater.fejl import Formbrud
from schemas.formater.jsonform import fra_json
from schemas.formater.xml import til_xml
from schemas.skema import Skema

HUSKEDE: Final = 256


@functools.lru_cache(maxsize=HUSKEDE)
def som_json(fil: Path) -> dict[str, Any]:
    """The example as it is written, in the JSON form. Raises OSError."""
    eksempel: dict[str, Any] = orjson.loads(fil.read_bytes())
    return eksempel


def alle_former(fil: Path, skema: Skema) -> Eksempelvisning:
    """The example in Avro's JSON encoding, in XML and in the wire format. Raises OSError, Formatfejl."""
    return _alle_former(fil, skema.id, json.dumps(skema.raa))


@functools.lru_cache(maxsize=HUSKEDE)
def _alle_former(fil: Path, skema_id: int, raa: str) -> Eksempelvisning:
    skema = Skema(skema_id, json.loads(raa))
    indhold = fra_json(fil.read_bytes(), skema)
    ud = io.StringIO()
    fastavro.json_writer(ud, skema.parset, [indhold])
    return Eksempelvisning(
        avro_json=json.loads(ud.getvalue()),
        xml=_xml(indhold, skema),
        avro=base64.b64encode(pak(skema, indhold)).decode(),
    )


def _xml(indhold: dict[str, Any], skema: Skema) -> str | None:
    try:
        return til_xml(indhold, skema).decode()
    except Formbrud:
        return None  # XML cannot hold every message: a contract from a registry may be of another form
