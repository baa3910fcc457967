"""`faelleshub raad`: the architecture council's workbench, a command for each step of a version's case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from hub.cli import dispensation, raadskontrol
from hub.cli.faelles import Begrundelse, SomJson, gruppe, mod_hub
from hub.cli.fejl import UGYLDIG, ULAESELIG, Clifejl
from hub.cli.klient import Klient
from hub.cli.tidspunkt import tidspunkt
from hub.cli.udskrift import skriv_json, skriv_linje, skriv_tabel

STI: Final = "/api/v1/arkitektraad"
_UUID_LAENGDE: Final = 36

Hvilken = Annotated[
    str, typer.Argument(metavar="SAG", help="The case: its id, or contract and version, such as SagRegistreret:2.")
]

app = gruppe("The architecture council: propose, hear, vote, decide, put in force; and check what was decided.")
app.command()(raadskontrol.afgoerelser)
app.command()(raadskontrol.noegle)
app.command()(raadskontrol.verificer)
app.add_typer(dispensation.app, name="dispensation")


@app.command("list")
@mod_hub
def liste(
    klient: Klient,
    tilstand: Annotated[
        str | None, typer.Option(help="Those in this state: udkast, hoering, blaastemplet, udfaset or trukket.")
    ] = None,
    kontrakt: Annotated[str | None, typer.Option(help="Those of this contract.")] = None,
    som_json: SomJson = False,
) -> None:
    """List the cases: every version of every contract, and where it stands."""
    poster = list(klient.alle(f"{STI}/forslag", {"tilstand": tilstand, "subject": kontrakt}))
    if som_json:
        skriv_json(poster)
        return
    raekker = [
        post | {"kontrakt": post["subject"].rpartition(".")[2], "kraft": post.get("aktiveret", "")[:10]}
        for post in poster
    ]
    felter = {
        "kontrakt": "CONTRACT",
        "version": "VERSION",
        "udgave": "EDITION",
        "tilstand": "STATE",
        "kraft": "IN FORCE",
        "skemaId": "SCHEMA ID",
        "id": "CASE",
    }
    skriv_tabel(raekker, felter, tom="no such case")


@app.command()
@mod_hub
def vis(klient: Klient, hvilken: Hvilken, som_json: SomJson = True) -> None:  # noqa: ARG001 - it writes JSON anyway
    """Show a case: its proposer, its hearing with every answer, its votes and decisions."""
    skriv_json(klient.kald("GET", f"{STI}/forslag/{_id(klient, hvilken)}"))


@app.command()
@mod_hub
def medlemmer(klient: Klient, som_json: SomJson = False) -> None:
    """Show who sits on the council, and how many of them make a quorum."""
    raad = klient.kald("GET", STI)
    if som_json:
        skriv_json(raad)
        return
    skriv_tabel(
        raad["medlemmer"],
        {"navn": "MEMBER", "myndighed": "FROM"},
        tom="no members; issue tokens: faelleshub adgang opret NAVN --hvem arkitektraad",
    )
    skriv_linje(f"quorum: {raad['quorum']}")


@app.command()
@mod_hub
def foreslaa(
    klient: Klient,
    fil: Annotated[Path, typer.Argument(help="The contract in its new version, an Avro schema file.")],
    begrundelse: Begrundelse,
    udgave: Annotated[str | None, typer.Option(help="What the contract calls itself, such as 1.2.")] = None,
    typer_: Annotated[
        Path | None,
        typer.Option("--typer", help="A folder of contracts that the file refers to; otherwise the hub's own."),
    ] = None,
    som_json: SomJson = False,
) -> None:
    """Propose a version: it is tried against the earlier ones, and registered as a draft."""
    from hub.cli.skemamappe import laes_kontrakt

    subject, skema = laes_kontrakt(fil, typer_)
    krop = {"subject": subject, "skema": skema, "udgave": udgave, "begrundelse": begrundelse}
    sag = klient.kald("POST", f"{STI}/forslag", json={navn: v for navn, v in krop.items() if v is not None})
    _sig(sag, som_json=som_json)


@app.command()
@mod_hub
def lint(klient: Klient, hvilken: Hvilken, som_json: SomJson = False) -> None:
    """Show what the linter says of a version; ends with 1 when it has errors, with which nothing is heard."""
    svar = klient.kald("GET", f"{STI}/forslag/{_id(klient, hvilken)}/lint")
    if som_json:
        skriv_json(svar)
    else:
        for fund in svar["fund"]:
            skriv_linje(f"{fund['alvor']} {fund['regel']} {fund['kode']} {fund['hvor']}: {fund['en']} {fund['retEn']}")
        skriv_linje(f"{svar['fejl']} error(s), {svar['advarsler']} warning(s)")
    if svar["fejl"]:
        raise typer.Exit(UGYLDIG)


@app.command()
@mod_hub
def hoering(
    klient: Klient,
    hvilken: Hvilken,
    frist: Annotated[str, typer.Option(help="Until when: 14d, 6t, 30m, or 2027-01-01T12:00:00+01:00.")],
    begrundelse: Begrundelse,
    trods_lint: Annotated[
        bool, typer.Option("--trods-lint", help="In spite of the linter's errors; give the reason for it.")
    ] = False,
    som_json: SomJson = False,
) -> None:
    """The secretary opens the hearing of a draft in which the linter finds no errors."""
    krop = {"frist": tidspunkt(frist), "trodsLint": trods_lint, "begrundelse": begrundelse}
    _trin(klient, hvilken, "hoering", krop, som_json=som_json)


@app.command()
@mod_hub
def svar(
    klient: Klient,
    hvilken: Hvilken,
    holdning: Annotated[str, typer.Option(help="for, imod or bemaerkning.")],
    tekst: Annotated[str, typer.Option(help="The answer.")],
    som_json: SomJson = False,
) -> None:
    """A member answers in the hearing."""
    _trin(klient, hvilken, "svar", {"holdning": holdning, "tekst": tekst}, som_json=som_json)


@app.command()
@mod_hub
def stem(
    klient: Klient,
    hvilken: Hvilken,
    stemme: Annotated[str, typer.Option(help="for, imod or undlader.")],
    begrundelse: Begrundelse,
    som_json: SomJson = False,
) -> None:
    """A member votes, once the hearing is over."""
    _trin(klient, hvilken, "stemme", {"stemme": stemme, "begrundelse": begrundelse}, som_json=som_json)


@app.command()
@mod_hub
def afgoer(klient: Klient, hvilken: Hvilken, begrundelse: Begrundelse, som_json: SomJson = False) -> None:
    """The secretary calls the decision: the votes are counted, the decision is signed and published."""
    _trin(klient, hvilken, "afgoerelse", {"begrundelse": begrundelse}, som_json=som_json)


@app.command()
@mod_hub
def aktiver(klient: Klient, hvilken: Hvilken, begrundelse: Begrundelse, som_json: SomJson = False) -> None:
    """The driftsrolle puts an approved version in force."""
    _trin(klient, hvilken, "aktivering", {"begrundelse": begrundelse}, som_json=som_json)


@app.command()
@mod_hub
def udfas(
    klient: Klient,
    hvilken: Hvilken,
    vindue_til: Annotated[
        str, typer.Option("--vindue-til", help="Until when its messages still pass: 90d, or a time.")
    ],
    begrundelse: Begrundelse,
    som_json: SomJson = False,
) -> None:
    """The secretary puts a retirement on the agenda; the members vote, and `raad afgoer` decides."""
    krop = {"vindueTil": tidspunkt(vindue_til), "begrundelse": begrundelse}
    _trin(klient, hvilken, "udfasning", krop, som_json=som_json)


@app.command()
@mod_hub
def traek(klient: Klient, hvilken: Hvilken, begrundelse: Begrundelse, som_json: SomJson = False) -> None:
    """Take a version back that is not in force."""
    _trin(klient, hvilken, "tilbagetraekning", {"begrundelse": begrundelse}, som_json=som_json)


@app.command()
@mod_hub
def varsler(klient: Klient, som_json: SomJson = False) -> None:
    """List the notices that you may see, oldest first."""
    poster = list(klient.alle(f"{STI}/varsler"))
    if som_json:
        skriv_json(poster)
        return
    felter = {
        "tidspunkt": "TIME",
        "slags": "KIND",
        "subject": "CONTRACT",
        "version": "VERSION",
        "myndighed": "TO",
        "frist": "UNTIL",
        "begrundelse": "WHY",
    }
    skriv_tabel(poster, felter, tom="no notices")


def _trin(klient: Klient, hvilken: str, trin: str, krop: Mapping[str, Any], *, som_json: bool) -> None:
    _sig(klient.kald("POST", f"{STI}/forslag/{_id(klient, hvilken)}/{trin}", json=dict(krop)), som_json=som_json)


def _sig(sag: Mapping[str, Any], *, som_json: bool) -> None:
    if som_json:
        skriv_json(sag)
        return
    udgave = f" ({sag['udgave']})" if sag.get("udgave") else ""
    kraft = ", in force" if sag.get("aktiveret") and sag["tilstand"] == "blaastemplet" else ""
    skriv_linje(f"{sag['subject']}:{sag['version']}{udgave}: {sag['tilstand']}{kraft}; case {sag['id']}")


def _id(klient: Klient, hvilken: str) -> str:
    """The id of a case that is named by it, or by contract and version. Raises Clifejl."""
    if len(hvilken) == _UUID_LAENGDE and hvilken.count("-") == 4:
        return hvilken.lower()
    navn, _, version = hvilken.rpartition(":")
    if not navn or not version.isdecimal():
        raise Clifejl(
            f"{json.dumps(hvilken)} names no case; write SagRegistreret:2, or its id from `raad list`", kode=ULAESELIG
        )
    for post in klient.alle(f"{STI}/forslag", {"subject": navn}):
        if post["version"] == int(version):
            return str(post["id"])
    raise Clifejl(f"there is no version {version} of {navn}; `faelleshub raad list` shows them all")
