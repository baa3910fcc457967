"""`faelleshub skema kompatibel` and `skema diff`: what stands between two versions of a contract, and whom it hurts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hub.cli.faelles import SomJson
from hub.cli.fejl import UGYLDIG, ULAESELIG, Clifejl
from hub.cli.udskrift import skriv_json, skriv_linje, skriv_note

if TYPE_CHECKING:
    from schemas.compatibility import Udgave

Typer = Annotated[
    Path | None,
    typer.Option("--typer", help="A folder of contracts that the new file refers to; otherwise the hub's own."),
]
GamleTyper = Annotated[
    Path | None, typer.Option("--gamle-typer", help="The same for the earlier files; otherwise as for the new one.")
]
Niveaunavn = Annotated[
    str, typer.Option(help="NONE, BACKWARD, FORWARD or FULL, or one of them with _TRANSITIVE: what is asked of it.")
]


def kompatibel(
    ny: Annotated[Path, typer.Argument(metavar="NY", help="The new version, an Avro schema file.")],
    gamle: Annotated[list[Path], typer.Argument(metavar="GAMMEL", help="The earlier versions, oldest first.")],
    niveau: Niveaunavn = "BACKWARD",
    streng: Annotated[bool, typer.Option("--streng", help="A change of meaning is an incompatibility too.")] = False,
    skaerp: Annotated[
        list[str] | None, typer.Option("--skaerp", metavar="REGEL", help="So is what this rule finds; may be repeated.")
    ] = None,
    typer_: Typer = None,
    gamle_typer: GamleTyper = None,
    som_json: SomJson = False,
) -> None:
    """Say whether a new version can stand beside earlier ones, and why not; exit code 0: yes, 1: no, 2: unreadable.

    A level that is not transitive asks the last of the earlier versions alone.
    """
    from hub.cli.skemaudskrift import dom_som_json, domslinjer
    from schemas.compatibility import REGLER, Alvor, Niveau, proev

    haarde = {*(skaerp or ()), *(regel.id for regel in REGLER.values() if streng and regel.alvor is Alvor.BETYDNING)}
    nye, aeldre = _typer(typer_), _typer(gamle_typer or typer_)
    udgaver = {str(fil): _laes(fil, aeldre) for fil in gamle}
    ny_udgave = _laes(ny, nye)
    try:
        dom = proev(ny_udgave, list(udgaver.values()), Niveau.af(niveau), skaerpede=haarde)
    except ValueError as fejl:
        raise Clifejl(str(fejl), kode=ULAESELIG) from None
    if len(udgaver) > 1 and not dom.niveau.transitivt:
        skriv_note(f"{dom.niveau.value} asks the last of the earlier versions alone, {gamle[-1]}")
    if som_json:
        skriv_json(dom_som_json(dom, ny_udgave, udgaver))
    else:
        for linje in domslinjer(dom, ny_udgave, udgaver):
            skriv_linje(linje)
    if not dom.forenelig:
        raise typer.Exit(UGYLDIG)


def diff(
    gammel: Annotated[Path, typer.Argument(metavar="GAMMEL", help="The old version, an Avro schema file.")],
    ny: Annotated[Path, typer.Argument(metavar="NY", help="The new version.")],
    typer_: Typer = None,
    gamle_typer: GamleTyper = None,
    som_json: SomJson = False,
) -> None:
    """Show what was changed between two versions, field by field, and what each change means to readers."""
    from hub.cli.skemaudskrift import diff_som_json, difflinjer
    from schemas.compatibility import Retning, forskelle, sammenlign

    fra, til = _laes(gammel, _typer(gamle_typer or typer_)), _laes(ny, _typer(typer_))
    aendringer = sammenlign(fra.type, til.type)
    begge = {retning: forskelle(til, fra, retning) for retning in Retning}
    if som_json:
        skriv_json(diff_som_json(aendringer, begge))
        return
    for linje in difflinjer(aendringer, begge):
        skriv_linje(linje)


def _typer(rod: Path | None) -> Mapping[str, Any]:
    from schemas.skema import AVRO_ROD, Skemafejl, laes_filer

    if rod is not None and not rod.is_dir():
        raise Clifejl(f"{rod} is no folder", kode=ULAESELIG)
    try:
        return laes_filer(rod or AVRO_ROD)
    except (Skemafejl, OSError, KeyError, TypeError) as fejl:
        raise Clifejl(f"{rod or AVRO_ROD}: the contracts cannot be read: {fejl}", kode=ULAESELIG) from None


def _laes(fil: Path, typer_: Mapping[str, Any]) -> Udgave:
    from schemas.compatibility import Udgave, UgyldigtSkema

    try:
        udgave = Udgave.med_typer(str(fil), json.loads(fil.read_bytes()), typer_)
        _ = udgave.type  # here, where an error is this file's
    except OSError as fejl:
        raise Clifejl(f"{fil} cannot be read: {fejl.strerror}", kode=ULAESELIG) from None
    except UgyldigtSkema as fejl:
        raise Clifejl(f"{fil} is no Avro schema, {fejl}", kode=ULAESELIG) from None
    except (ValueError, RecursionError) as fejl:
        raise Clifejl(f"{fil} is no JSON: {fejl}", kode=ULAESELIG) from None
    return udgave
