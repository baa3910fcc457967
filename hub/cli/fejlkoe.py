"""`faelleshub fejlkoe`: look at failures, and send them again."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from hub.cli.faelles import SomJson, gruppe, mod_hub
from hub.cli.fejl import ULAESELIG, Clifejl
from hub.cli.klient import Klient, aarsagslinje
from hub.cli.udskrift import skriv_json, skriv_linje, skriv_tabel

app = gruppe("Failures: list, show, send again.")

_KRITERIER: Final = ("system", "beskedtype", "regel", "dueslag", "fra", "til", "tilstand")
_FELTER: Final = {
    "id": "ID",
    "tidspunkt": "TIME",
    "tilstand": "STATE",
    "afsender": "SENDER",
    "beskedId": "BESKEDID",
    "dueslag": "DUESLAG",
    "regler": "RULES",
}

Filter = Annotated[
    list[str] | None,
    typer.Option(
        "--filter", metavar="FELT=VÆRDI", help=f"Which failures, by {', '.join(_KRITERIER)}; may be repeated (AND)."
    ),
]


@app.command("list")
@mod_hub
def liste(klient: Klient, filter_: Filter = None, som_json: SomJson = False) -> None:
    """List failures, newest first."""
    poster = list(klient.alle("/api/v1/fejlkoe", _kriterier(filter_)))
    if som_json:
        skriv_json(poster)
    else:
        skriv_tabel(poster, _FELTER, tom="nothing has failed")


@app.command()
@mod_hub
def vis(klient: Klient, id_: Annotated[str, typer.Argument(metavar="ID")], som_json: SomJson = False) -> None:
    """Show a failure with all its reasons."""
    fejl = klient.kald("GET", f"/api/v1/fejlkoe/{id_}")
    if som_json:
        skriv_json(fejl)
        return
    for navn, vaerdi in fejl.items():
        if navn not in {"aarsager", "besked"}:
            skriv_linje(f"{navn}: {', '.join(vaerdi) if isinstance(vaerdi, list) else vaerdi}")
    for aarsag in fejl["aarsager"]:
        skriv_linje(f"  {aarsagslinje(aarsag)}")


@app.command()
@mod_hub
def genafspil(
    klient: Klient,
    ider: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Failures by id.")] = None,
    filter_: Filter = None,
    toerkoersel: Annotated[bool, typer.Option("--toerkoersel", help="Only say what would be sent again.")] = False,
    begrundelse: Annotated[
        str | None, typer.Option("--begrundelse", "-b", help="Why; kept in the log. Not needed for a dry run.")
    ] = None,
    som_json: SomJson = False,
) -> None:
    """Send failures again, by id or by filter. Doing it twice sends each once."""
    if bool(ider) == bool(filter_):
        raise Clifejl("say which failures: either ids, or --filter field=value", kode=ULAESELIG)
    if not toerkoersel and begrundelse is None:
        raise Clifejl("say why with --begrundelse; or look first, with --toerkoersel", kode=ULAESELIG)
    if ider and toerkoersel:
        udfald = [{"id": id_, "udfald": _ville(klient, id_)} for id_ in ider]
    elif ider:
        svar = [
            klient.kald("POST", f"/api/v1/fejlkoe/{id_}/genafspil", json={"begrundelse": begrundelse}) for id_ in ider
        ]
        udfald = [udfald for et in svar for udfald in et["udfald"]]
    else:
        krop = {"filter": _kriterier(filter_), "toerkoersel": toerkoersel}
        krop |= {"begrundelse": begrundelse} if begrundelse else {}
        udfald = klient.kald("POST", "/api/v1/fejlkoe/genafspil", json=krop)["udfald"]
    if som_json:
        skriv_json(udfald)
    else:
        skriv_tabel(udfald, {"id": "ID", "udfald": "OUTCOME"}, tom="no failure matches")


def _ville(klient: Klient, id_: str) -> str:
    fejl = klient.kald("GET", f"/api/v1/fejlkoe/{id_}")
    return "allerede" if fejl["tilstand"] == "genafspillet" else "ville"


def _kriterier(filter_: list[str] | None) -> dict[str, Any]:
    kriterier = {}
    for tekst in filter_ or ():
        felt, lighed, vaerdi = tekst.partition("=")
        if not lighed or felt not in _KRITERIER:
            raise Clifejl(
                f"--filter {felt}: write field=value, with a field of {', '.join(_KRITERIER)}", kode=ULAESELIG
            )
        kriterier[felt] = vaerdi
    return kriterier
