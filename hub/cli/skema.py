"""`faelleshub skema`: the contracts on disk, linted, shown and compared."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.cli import dok, konsekvens, lint, skemaforskel, skemamappe
from hub.cli.faelles import SomJson, gruppe
from hub.cli.fejl import Clifejl
from hub.cli.udskrift import skriv_json, skriv_tabel

app = gruppe("Contracts: lint, show, compare.")
app.command()(lint.lint)
app.command()(skemaforskel.kompatibel)
app.command()(skemaforskel.diff)
app.command()(konsekvens.konsekvens)
app.command()(dok.dok)
app.command()(skemamappe.plan)
app.command()(skemamappe.anvend)
app.command()(skemamappe.eksport)


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
