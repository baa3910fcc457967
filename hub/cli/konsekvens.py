"""`faelleshub skema konsekvens`: asks a running hub whom a proposed version would break."""

from __future__ import annotations

import enum
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.cli.faelles import SomJson, mod_hub
from hub.cli.fejl import UGYLDIG, ULAESELIG, Clifejl
from hub.cli.klient import Klient
from hub.cli.udskrift import skriv_json, skriv_note


class Form(enum.StrEnum):
    """How the answer is written."""

    TEKST = "tekst"
    """For people."""
    JSON = "json"
    """For scripts: what the API answers."""


Typemappe = Annotated[
    Path | None,
    typer.Option("--typer", help="A folder of contracts that the file refers to; otherwise the hub's own."),
]


@mod_hub
def konsekvens(
    klient: Klient,
    fil: Annotated[Path, typer.Argument(metavar="FILE", help="The proposed version, an Avro schema file.")],
    typer_: Typemappe = None,
    afspil: Annotated[
        int, typer.Option("--afspil", metavar="N", min=0, max=10_000, help="Replay the N newest messages against it.")
    ] = 0,
    alle: Annotated[bool, typer.Option("--alle", help="List those too that go on as before.")] = False,
    form: Annotated[Form, typer.Option("--format", help="How the answer is written.")] = Form.TEKST,
    som_json: SomJson = False,
) -> None:
    """Say whom a proposed version would break, profit or leave untouched; exit code 0: nobody breaks, 1: somebody does, 2: unreadable.

    FILE is a contract, or a type that contracts share. Nothing is changed: it can be asked again and again.
    """
    from hub.cli.konsekvensudskrift import bryder, skriv_konsekvens

    svar = klient.kald("POST", "/api/v1/konsekvens", json={"skema": _laes(fil, typer_), "afspil": afspil})
    if som_json or form is Form.JSON:
        skriv_json(svar)
    else:
        if not svar["kontrakter"]:
            skriv_note(f"nothing on this hub's bus knows {svar['navn']}; see `faelleshub skema vis` for what it knows")
        if not svar["trafikKendt"]:
            skriv_note("the read models do not answer now: what was sent lately is not part of this")
        skriv_konsekvens(str(fil), svar, alle=alle)
    if bryder(svar):
        raise typer.Exit(UGYLDIG)


def _laes(fil: Path, mappe: Path | None) -> Any:
    """The proposal, standing alone. Raises Clifejl."""
    from hub.konsekvens import UgyldigtForslag, laes_forslag
    from schemas.skema import Skemafejl, laes_filer

    if mappe is not None and not mappe.is_dir():
        raise Clifejl(f"{mappe} is no folder", kode=ULAESELIG)
    try:
        typer_ = laes_filer(mappe) if mappe is not None else {}
    except (Skemafejl, OSError, KeyError, TypeError) as fejl:
        raise Clifejl(f"{mappe}: the contracts cannot be read: {fejl}", kode=ULAESELIG) from None
    try:
        return laes_forslag(json.loads(fil.read_bytes()), typer_).trae
    except OSError as fejl:
        raise Clifejl(f"{fil} cannot be read: {fejl.strerror}", kode=ULAESELIG) from None
    except UgyldigtForslag as fejl:
        raise Clifejl(f"{fil}: {fejl.en}", kode=ULAESELIG) from None
    except (ValueError, RecursionError) as fejl:
        raise Clifejl(f"{fil} is no JSON: {fejl}", kode=ULAESELIG) from None
