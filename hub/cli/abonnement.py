"""`faelleshub abonnement`: subscriptions; each has its dueslag."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from hub.cli.aftale import find_beskedtype
from hub.cli.faelles import Begrundelse, SomJson, gruppe, mod_hub
from hub.cli.klient import Klient
from hub.cli.ressource import Gruppe, erklaer, opret
from hub.cli.system import SYSTEM
from hub.cli.vaerdiliste import VAERDILISTE

ABONNEMENT = Gruppe(
    "/api/v1/abonnementer",
    "abonnement",
    {"id": "ID (DUESLAG)", "navn": "NAME", "system": "SYSTEM", "filter": "FILTER", "tilstand": "STATE"},
    "afslut",
)

app = gruppe("Subscriptions: which messages a system gets in its dueslag.")
erklaer(app, ABONNEMENT)


def _kriterier(valgte: Iterable[str]) -> dict[str, list[str]]:
    """FELT=VÆRDI pairs as the filter's fields."""
    from hub.konfiguration.model import KRITERIER

    fundne: dict[str, list[str]] = {navn: [] for navn, _ in KRITERIER}
    for valgt in valgte:
        felt, er, vaerdi = valgt.partition("=")
        if not er or felt not in fundne:
            felter = ", ".join(fundne)
            raise typer.BadParameter(f"write FELT=VÆRDI, where FELT is one of {felter}", param_hint="--kriterium")
        fundne[felt].append(vaerdi)
    return fundne


@app.command("opret")
@mod_hub
def opret_abonnement(
    klient: Klient,
    navn: Annotated[str, typer.Argument(help="The subscription's name.")],
    system: Annotated[str, typer.Option(help="The system, by id or name.")],
    begrundelse: Begrundelse,
    beskedtype: Annotated[list[str] | None, typer.Option(help="Beskedtype by name or UUID; may be repeated.")] = None,
    kle: Annotated[list[str] | None, typer.Option(help="KLE area such as 27.*; may be repeated.")] = None,
    myndighed: Annotated[list[str] | None, typer.Option(help="CVR number; may be repeated.")] = None,
    kriterium: Annotated[
        list[str] | None,
        typer.Option(metavar="FELT=VÆRDI", help="E.g. handlinger=UUID or objekttyper=UUID; may be repeated."),
    ] = None,
    vaerdiliste: Annotated[list[str] | None, typer.Option(help="Value list by id or name; may be repeated.")] = None,
    som_json: SomJson = False,
) -> None:
    """Make a subscription: AND between the criteria, OR inside one; without any it gets all that is agreed."""
    filter_ = {
        "beskedtyper": [find_beskedtype(klient, type_) for type_ in beskedtype or ()],
        "kle": kle or [],
        "myndigheder": myndighed or [],
        **_kriterier(kriterium or ()),
        "vaerdilister": [klient.find_id(VAERDILISTE.sti, liste) for liste in vaerdiliste or ()],
    }
    felter = {
        "navn": navn,
        "system": klient.find_id(SYSTEM.sti, system),
        "filter": filter_,
        "begrundelse": begrundelse,
    }
    opret(klient, ABONNEMENT, felter, som_json=som_json)
