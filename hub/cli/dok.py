"""`faelleshub skema dok`: the catalogue as a static site, from the contracts that ship or from a running hub."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from hub.cli.faelles import SomJson, find_token
from hub.cli.fejl import ULAESELIG, Clifejl
from hub.cli.klient import Klient
from hub.cli.udskrift import fremdrift, skriv_json, skriv_linje

if TYPE_CHECKING:
    from hub.katalogsite.indhold import Siteindhold
    from hub.konfiguration.kilde import Konfiguration


def dok(
    ud: Annotated[Path, typer.Option("--ud", help="The folder to write the site into; made where it is not there.")],
    hub: Annotated[
        str | None,
        typer.Option(
            "--hub", help="Take everything from the hub at this address: its versions, agreements and decisions too."
        ),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option("--token", envvar="FAELLESHUB_TOKEN", help="With --hub: whom to act as."),
    ] = None,
    data: Annotated[
        Path,
        typer.Option("--data", envvar="FAELLESHUB_DATA", help="With --hub: the hub's data directory, for the token."),
    ] = Path("data"),
    opsaetning: Annotated[
        Path | None,
        typer.Option("--opsaetning", help="Without a hub: the reviewed file that says who may send and receive."),
    ] = None,
    adresse: Annotated[
        str, typer.Option("--adresse", help="Where the site will lie, such as https://katalog.example.dk; for portals.")
    ] = "",
    som_json: SomJson = False,
) -> None:
    """Write the catalogue as a static site in Danish and English: a page per beskedtype, search, AsyncAPI and DCAT-AP.

    It needs no server and nothing from outside: open index.html, or lay the folder on any web server.
    """
    from hub.katalogsite.byg import byg

    if hub is not None and opsaetning is not None:
        raise Clifejl("give --hub or --opsaetning, not both: a hub knows its own agreements", kode=ULAESELIG)
    if adresse and urlsplit(adresse).scheme not in {"http", "https"}:
        raise Clifejl(
            f"--adresse {adresse} is no web address; give one such as https://katalog.example.dk", kode=ULAESELIG
        )
    indhold = (
        _fra_hub(hub.rstrip("/"), token, data, adresse.rstrip("/"))
        if hub is not None
        else _fra_filer(opsaetning, adresse.rstrip("/"))
    )
    try:
        antal = byg(indhold, ud)
    except OSError as fejl:
        raise Clifejl(f"the site cannot be written: {fejl}", kode=ULAESELIG) from None
    if som_json:
        skriv_json({"ud": str(ud), "filer": antal, "beskedtyper": len(indhold.poster)})
    else:
        skriv_linje(f"{antal} files for {len(indhold.poster)} beskedtyper in {ud}; open {ud / 'index.html'}")


def _fra_filer(opsaetning: Path | None, adresse: str) -> Siteindhold:
    """From the contracts that ship, and the agreements of a reviewed file where one is given. Raises Clifejl."""
    from importlib.metadata import version

    from hub.katalog.visning import Grundlag, visning
    from hub.katalogsite.indhold import Siteindhold
    from hub.kontrakter.register import samlet_katalog
    from schemas.regler import standardlager

    nu = _konfiguration(opsaetning)
    grundlag = Grundlag(samlet_katalog(nu), standardlager(), dt.datetime.now(dt.UTC), nu)
    poster = [visning(grundlag, post) for post in fremdrift(list(grundlag.katalog), "reading the contracts")]
    return Siteindhold(poster, version("faelleshub"), adresse, med_aftaler=opsaetning is not None)


def _konfiguration(fil: Path | None) -> Konfiguration:
    from hub.konfiguration.kilde import Konfiguration
    from hub.konfiguration.opsaetning import Opsaetningsfejl, laes_opsaetning

    if fil is None:
        return Konfiguration()
    tom = Konfiguration()
    try:
        plan = laes_opsaetning(fil, tom)
    except Opsaetningsfejl as fejl:
        raise Clifejl(f"{fil} cannot be used", *str(fejl).splitlines(), kode=ULAESELIG) from None
    return tom.med((en.slags, en.id, en.ressource) for en in plan.skrivninger)


def _fra_hub(hub: str, token: str | None, data: Path, adresse: str) -> Siteindhold:
    """From a running hub's own answers. Raises Clifejl."""
    from importlib.metadata import version

    from hub.katalog.model import Emneliste, Katalogliste, Katalogvisning
    from hub.katalogsite.indhold import Siteindhold

    klient = Klient(hub, find_token(token, data))
    liste = Katalogliste.model_validate(klient.kald("GET", "/api/v1/katalog"))
    poster = [
        Katalogvisning.model_validate(klient.kald("GET", f"/api/v1/katalog/{post.beskedtype}"))
        for post in fremdrift(liste.poster, "asking the hub")
    ]
    emner = Emneliste.model_validate(klient.kald("GET", "/api/v1/katalog/emner"))
    delt = urlsplit(hub.partition(",")[0])
    return Siteindhold(
        poster,
        version("faelleshub"),
        adresse,
        med_aftaler=True,
        vaert=delt.netloc.rpartition("@")[2],
        protokol=delt.scheme,
        emner=emner,
    )
