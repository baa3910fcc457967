"""`faelleshub besked`: check, send, follow and convert messages."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from hub.cli.beskedfil import Bedoemt, Form, Grund, bedoem, laes_fil, offline_register, pak_fil, skriv_form
from hub.cli.faelles import SomJson, gruppe, mod_hub
from hub.cli.fejl import UGYLDIG, ULAESELIG, Clifejl
from hub.cli.klient import Klient, Svar, aarsagslinje, som_fejl
from hub.cli.oiofil import Oiokuvert, slags_af, udeladt
from hub.cli.udskrift import fremdrift, skriv_json, skriv_linje, skriv_note, skriv_tabel

app = gruppe("Check, send, follow and convert messages.")

Filer = Annotated[
    list[Path], typer.Argument(help="Files with one message each: Avro, JSON, XML or OIO JSON. `-` is stdin.")
]
Opsaetning = Annotated[
    Path | None, typer.Option("--opsaetning", help="A setup file: its foreign beskedtyper are known too.")
]

_HOP: Final = {
    "tidspunkt": "TIME",
    "slags": "STEP",
    "udfald": "OUTCOME",
    "system": "SYSTEM",
    "dueslag": "DUESLAG",
    "regler": "RULES",
    "forsoeg": "ATTEMPT",
}


@app.command()
def valider(
    filer: Filer,
    beskedtype: Annotated[str | None, typer.Option(help="The beskedtype they must be of: name or UUID.")] = None,
    opsaetning: Opsaetning = None,
    som_json: SomJson = False,
) -> None:
    """Check messages offline against the contracts; exit code 0: valid, 1: invalid, 2: unreadable."""
    register = offline_register(opsaetning)
    bedoemte = [_bedoem(fil, register, beskedtype) for fil in fremdrift(filer, "checking")]
    if som_json:
        skriv_json([_som_json(en) for en in bedoemte])
    else:
        for en in bedoemte:
            for linje in _linjer(en):
                skriv_linje(linje)
    if any(not en.laest for en in bedoemte):
        raise typer.Exit(ULAESELIG)
    if any(en.grunde for en in bedoemte):
        raise typer.Exit(UGYLDIG)


@app.command()
@mod_hub
def send(
    klient: Klient,
    filer: Filer,
    vent: Annotated[float, typer.Option(min=0, max=60, help="Seconds to wait for the decision.")] = 10.0,
    som_json: SomJson = False,
) -> None:
    """Send messages to a running hub as the system whose token is used; exit code 1 when one is refused."""
    laeste = [(fil, *laes_fil(fil)) for fil in filer]
    svarene = []
    for fil, raa, form in fremdrift(laeste, "sending"):
        svar = klient.proev("POST", _sti(raa, form), data=raa, medietype=form.medietype, soeg={"vent": vent})
        if svar.status in {401, 403}:
            raise som_fejl(svar)
        svarene.append((fil, svar))
    if som_json:
        skriv_json([{"fil": str(fil), "svar": svar.data} for fil, svar in svarene])
    else:
        for fil, svar in svarene:
            for linje in _svarlinjer(fil, svar):
                skriv_linje(linje)
    if not all(svar.ok for _, svar in svarene):
        raise typer.Exit(UGYLDIG)


@app.command()
@mod_hub
def spor(
    klient: Klient,
    besked_id: Annotated[str, typer.Argument(metavar="BESKEDID", help="The message's BeskedId.")],
    som_json: SomJson = False,
) -> None:
    """Follow a message through every hop."""
    from urllib.parse import quote

    svar = klient.kald("GET", f"/api/v1/beskeder/{quote(besked_id, safe='')}/spor")
    if som_json:
        skriv_json(svar)
    else:
        skriv_tabel(svar["hop"], _HOP, tom="nothing is known of it")


@app.command()
def omsaet(
    fil: Annotated[Path, typer.Argument(help="A file with one message; `-` is stdin.")],
    til: Annotated[Form, typer.Option("--til", help="The form to write.")],
    ud: Annotated[Path | None, typer.Option("--ud", help="Where to write; otherwise stdout.")] = None,
    opsaetning: Opsaetning = None,
    myndighed: Annotated[str | None, typer.Option(help="From OIO JSON: CVR number of the authority.")] = None,
    kildesystem: Annotated[str | None, typer.Option(help="From OIO JSON: the sending system's UUID.")] = None,
    kle: Annotated[
        str | None, typer.Option(help="From OIO JSON: KLE subject, where primaerklasse is no KLE URN.")
    ] = None,
    facet: Annotated[
        str | None, typer.Option(help="From OIO JSON: KLE facet, where handlingsklasse is no URN.")
    ] = None,
    systemnavn: Annotated[str | None, typer.Option(help="From OIO JSON: the sending system's name.")] = None,
    foelsomhed: Annotated[str | None, typer.Option(help="From OIO JSON; otherwise as the contract says.")] = None,
) -> None:
    """Convert a message between Avro, JSON and XML without loss; a sag or a dokument to and from OIO JSON too.

    What OIO JSON has no place for is named on stderr; what it leaves unsaid of the envelope is said by options.
    """
    from schemas.codec import Ulaeselig, laes
    from schemas.formater.fejl import Formatfejl

    register = offline_register(opsaetning)
    raa, form = laes_fil(fil)
    kuvert = Oiokuvert(myndighed, kildesystem, systemnavn, kle, facet, foelsomhed)
    try:
        laest = laes(raa if form is Form.AVRO else pak_fil(raa, form, register, kuvert), register.skemaer)
        skrevet = skriv_form(laest, til)
        if til is Form.OIO and (mangler := udeladt(laest)):
            skriv_note(f"OIO JSON has no place for: {', '.join(mangler)}")
    except Formatfejl as fejl:
        raise Clifejl(f"{fil} cannot be converted", *map(str, fejl.fejl), kode=ULAESELIG) from None
    except Ulaeselig as fejl:
        raise Clifejl(f"{fil}: {fejl}", kode=ULAESELIG) from None
    if ud is None:
        sys.stdout.buffer.write(skrevet if til is Form.AVRO else skrevet.rstrip(b"\n") + b"\n")
        return
    try:
        ud.write_bytes(skrevet)
    except OSError as fejl:
        raise Clifejl(f"{ud} cannot be written: {fejl.strerror}", kode=ULAESELIG) from None


def _sti(raa: bytes, form: Form) -> str:
    """Where the hub takes it: OIO JSON gets its envelope there."""
    return f"/api/v1/oio/{slags_af(raa)}" if form is Form.OIO else "/api/v1/beskeder"


def _bedoem(fil: Path, register: Any, beskedtype: str | None) -> Bedoemt:
    try:
        return bedoem(fil, register, kun=beskedtype)
    except Clifejl as fejl:
        return Bedoemt(fil, laest=False, grunde=[Grund("FORM", "ULAESELIG", "", fejl.tekst, fejl.tekst)])


def _som_json(bedoemt: Bedoemt) -> dict[str, Any]:
    return {
        "fil": str(bedoemt.fil),
        "beskedtype": bedoemt.beskedtype,
        "udfald": "gyldig" if not bedoemt.grunde else "ugyldig" if bedoemt.laest else "ulaeselig",
        "aarsager": [dataclasses.asdict(grund) for grund in bedoemt.grunde],
    }


def _linjer(bedoemt: Bedoemt) -> Sequence[str]:
    if not bedoemt.grunde:
        return [f"{bedoemt.fil}: valid {bedoemt.beskedtype}"]
    return [f"{bedoemt.fil}: {aarsagslinje(dataclasses.asdict(grund))}" for grund in bedoemt.grunde]


def _svarlinjer(fil: Path, svar: Svar) -> Sequence[str]:
    data = svar.data if isinstance(svar.data, dict) else {}
    if svar.ok:
        modtagere = f", to {data['modtagere']} dueslag" if data.get("modtagere") else ""
        return [f"{fil}: {data['status']}{modtagere} (modtagelse {data['modtagelseId']})"]
    grunde = [f"{fil}: {aarsagslinje(aarsag)}" for aarsag in data.get("aarsager", ())]
    return grunde or [f"{fil}: {data.get('title', svar.status)}: {data.get('detail', '')}"]
