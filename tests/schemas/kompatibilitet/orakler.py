"""Independent implementations to compare with: Java Avro in one process for all questions, Python avro, fastavro."""

from __future__ import annotations

import io
import json
import os
import subprocess
import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import avro.compatibility
import avro.errors
import avro.io
import avro.schema
import fastavro

from schemas.compatibility import Udgave
from scripts.maven_jars import fetch_jars

AVRO = "1.12.1"
_KILDE = Path(__file__).parent / "java" / "Orakel.java"
_FRIST = 60.0
"""Seconds for one answer on a busy machine."""


@dataclass(frozen=True)
class Laesning:
    """What a reader made of one message."""

    ok: bool
    vaerdi: Any = None
    fejl: str = ""


@dataclass(frozen=True)
class Svar:
    """What an implementation says of a pair: None when it takes one of the schemas for invalid."""

    forenelig: bool | None
    hvorfor: str = ""
    laest: tuple[Laesning, ...] = field(default=())


class JavaOrakel:
    """Java Avro's own checker and reader, asked a line at a time."""

    def __init__(self, mappe: Path) -> None:
        jars = fetch_jars("avro", AVRO, (("org.apache.avro", "avro", AVRO), ("org.slf4j", "slf4j-nop", "2.0.17")))
        sti = f"{jars}/*"
        subprocess.run(["javac", "-cp", sti, "-d", mappe, _KILDE], check=True, timeout=600)
        self._proces = subprocess.Popen(
            ["java", "-Xmx256m", "-Xss4m", "-XX:TieredStopAtLevel=1", "-cp", f"{mappe}{os.pathsep}{sti}", "Orakel"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def spoerg(self, laeser: Udgave, skriver: Udgave, data: Sequence[bytes] = ()) -> Svar:
        """Its checker's verdict, and what its reader makes of these messages of the writer."""
        assert self._proces.stdin is not None
        assert self._proces.stdout is not None
        sag = {"reader": _til_java(laeser), "writer": _til_java(skriver), "data": [en.hex() for en in data]}
        vagt = threading.Timer(_FRIST, self._proces.kill)  # the read below then ends with nothing, and the test says so
        vagt.start()
        try:
            self._proces.stdin.write(json.dumps(sag) + "\n")
            self._proces.stdin.flush()
            linje = self._proces.stdout.readline()
        finally:
            vagt.cancel()
        assert linje, f"Java did not answer within {_FRIST} seconds"
        svar = json.loads(linje)
        if ugyldig := svar.get("readerError") or svar.get("writerError"):
            return Svar(None, ugyldig)
        laest = tuple(Laesning("json" in en, en.get("json"), en.get("error", "")) for en in svar["read"])
        if fejl := svar.get("checkerError"):
            return Svar(False, fejl, laest)
        return Svar(svar["compatible"], ", ".join(svar["incompatibilities"]), laest)

    def luk(self) -> None:
        """End the process."""
        assert self._proces.stdin is not None
        assert self._proces.stdout is not None
        self._proces.stdin.close()
        self._proces.wait(timeout=30)
        self._proces.stdout.close()


def _til_java(udgave: Udgave) -> dict[str, Any]:
    return {"skema": udgave.skema, "referencer": list(udgave.referencer.values())}


def python_avro(laeser: Udgave, skriver: Udgave) -> Svar:
    """The verdict of Python avro's checker."""
    try:
        par = [_python_skema(udgave) for udgave in (laeser, skriver)]
    except Exception as fejl:  # noqa: BLE001 - it raises whatever a schema makes it raise
        return Svar(None, f"{type(fejl).__name__}: {fejl}")
    try:
        kontrol: Any = avro.compatibility.ReaderWriterCompatibilityChecker
        resultat = kontrol().get_compatibility(*par)
    except avro.errors.AvroException as fejl:
        return Svar(False, f"{type(fejl).__name__}: {fejl}")
    ja = resultat.compatibility is avro.compatibility.SchemaCompatibilityType.compatible
    return Svar(ja, ", ".join(slags.value for slags in resultat.incompatibilities))


def _python_skema(udgave: Udgave) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of logical types that it does not know
        navne = avro.name.Names()
        for reference in udgave.referencer.values():
            avro.schema.make_avsc_object(reference, navne)
        return avro.schema.make_avsc_object(udgave.skema, navne)


def laes_python(laeser: Udgave, skriver: Udgave, data: bytes) -> Laesning:
    """What Python avro makes of a message."""
    return _laes(
        lambda: avro.io.DatumReader(_python_skema(skriver), _python_skema(laeser)).read(
            avro.io.BinaryDecoder(io.BytesIO(data))
        )
    )


def laes_fastavro(laeser: Udgave, skriver: Udgave, data: bytes) -> Laesning:
    """What fastavro makes of a message."""

    def laes() -> Any:
        ind = io.BytesIO(data)
        vaerdi = fastavro.schemaless_reader(ind, _fast(skriver), _fast(laeser))
        if ind.tell() != len(data):
            raise ValueError("bytes are left")
        return vaerdi

    return _laes(laes)


def _fast(udgave: Udgave) -> Any:
    navngivne: dict[str, Any] = {}
    for reference in udgave.referencer.values():
        fastavro.parse_schema(reference, named_schemas=navngivne)
    return fastavro.parse_schema(udgave.skema, named_schemas=navngivne)


def _laes(laes: Callable[[], Any]) -> Laesning:
    try:
        return Laesning(True, laes())
    except Exception as fejl:  # noqa: BLE001 - every error means: not read
        return Laesning(False, fejl=f"{type(fejl).__name__}: {fejl}")


def udgave(navn: str, skema: Any, referencer: Sequence[Mapping[str, Any]] = ()) -> Udgave:
    """A version whose references are named by their own names."""
    return Udgave(navn, skema, {f"{en.get('namespace', '')}.{en['name']}".lstrip("."): en for en in referencer})
