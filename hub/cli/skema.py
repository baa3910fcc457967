"""`faelleshub skema`: the contracts on disk, linted, shown and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from hub.cli import skemaforskel
from hub.cli.faelles import SomJson, gruppe
from hub.cli.fejl import UGYLDIG, ULAESELIG, Clifejl
from hub.cli.udskrift import skriv_json, skriv_linje, skriv_tabel

app = gruppe("Contracts: lint, show, compare.")
app.command()(skemaforskel.kompatibel)
app.command()(skemaforskel.diff)


@app.command()
def lint(
    rod: Annotated[
        Path | None, typer.Argument(help="A folder of contracts, `<domæne>/<Navn>.avsc`; otherwise the hub's own.")
    ] = None,
    streng: Annotated[bool, typer.Option("--streng", help="A warning is an error too.")] = False,
    som_json: SomJson = False,
) -> None:
    """Say what the architecture council would say; exit code 0: nothing, 1: findings, 2: unreadable."""
    from schemas.kodeliste import Kodelister
    from schemas.lint import Alvor, lint_mappe
    from schemas.skema import AVRO_ROD, laes_filer

    if rod is not None and not rod.is_dir():
        raise Clifejl(f"{rod} is no folder", kode=ULAESELIG)
    egne = rod is None or rod.resolve() == AVRO_ROD.resolve()
    try:
        fund = lint_mappe(rod or AVRO_ROD, kodelister=Kodelister.standard(), kendte={} if egne else laes_filer())
    except (OSError, UnicodeDecodeError) as fejl:
        raise Clifejl(f"{rod}: the contracts cannot be read ({type(fejl).__name__})", kode=ULAESELIG) from None
    if som_json:
        skriv_json([_fund(et) for et in fund])
    else:
        for et in fund:
            sted = f"{et.fil}:{et.linje}:{et.kolonne}"
            skriv_linje(f"{sted}: {et.alvor.value} [{et.regel}] {et.ord.en} {et.ord.ret_en}")
        skriv_linje(f"{len(fund)} finding(s)")
    if any(streng or et.alvor is Alvor.FEJL for et in fund):
        raise typer.Exit(UGYLDIG)


@app.command()
def vis(
    navn: Annotated[
        str | None, typer.Argument(help="A record's name or a beskedtype; otherwise all are listed.")
    ] = None,
    som_json: SomJson = False,
) -> None:
    """Show a contract: its catalogue entry and its Avro schema standing alone; or list all."""
    from schemas.catalogue import Katalog, UkendtBeskedtype
    from schemas.regler import standardlager

    katalog = Katalog.standard()
    if navn is None:
        poster = [
            {"id": p.id, "navn": p.navn, "version": p.version, "tilstand": p.tilstand, "beskedtype": p.beskedtype}
            for p in katalog
        ]
        if som_json:
            skriv_json(poster)
        else:
            overskrifter = {
                "id": "ID",
                "navn": "NAME",
                "version": "VERSION",
                "tilstand": "STATE",
                "beskedtype": "BESKEDTYPE",
            }
            skriv_tabel(poster, overskrifter, tom="no contracts")
        return
    try:
        post = katalog.find(navn.lower()) or katalog.efter_navn(navn)
    except UkendtBeskedtype as fejl:
        raise Clifejl(f"{fejl}; `faelleshub skema vis` lists all") from None
    katalogpost = post.model_dump(mode="json", by_alias=True, exclude={"fil", "eksempel"})
    skriv_json({"katalog": katalogpost, "skema": standardlager()[post.id].raa})


def _fund(fund: Any) -> dict[str, Any]:
    return {
        "fil": str(fund.fil),
        "linje": fund.linje,
        "kolonne": fund.kolonne,
        "regel": fund.regel,
        "sti": fund.hvor,
        "alvor": fund.alvor.value,
        "da": fund.ord.da,
        "en": fund.ord.en,
        "retDa": fund.ord.ret_da,
        "retEn": fund.ord.ret_en,
    }
