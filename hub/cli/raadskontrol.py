"""`faelleshub raad afgoerelser`, `noegle` and `verificer`: the council's decisions, and whether they are as they were taken."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from hub.cli.faelles import SomJson, mod_hub
from hub.cli.fejl import UGYLDIG, ULAESELIG, Clifejl
from hub.cli.klient import Klient
from hub.cli.udskrift import skriv_json, skriv_linje, skriv_note, skriv_tabel

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from hub.arkitektraad.afgoerelse import SigneretAfgoerelse

_STI: Final = "/api/v1/arkitektraad"


@mod_hub
def afgoerelser(
    klient: Klient,
    ud: Annotated[
        Path | None, typer.Option(help="Write them to this file, a line each, to be checked offline.")
    ] = None,
    som_json: SomJson = False,
) -> None:
    """List the council's decisions, oldest first."""
    poster = list(klient.alle(f"{_STI}/afgoerelser"))
    if ud is not None:
        _skriv(ud, "".join(linje + "\n" for linje in _linjer(poster)))
        skriv_linje(f"{len(poster)} decision(s) written to {ud}")
    elif som_json:
        skriv_json(poster)
    else:
        raekker = [
            en["afgoerelse"]
            | {"kontrakt": f"{en['afgoerelse'].get('subject', '')}:{en['afgoerelse'].get('version', '')}".strip(":")}
            for en in poster
        ]
        felter = {"nr": "NO", "tidspunkt": "TIME", "slags": "DECISION", "kontrakt": "VERSION", "begrundelse": "WHY"}
        skriv_tabel(raekker, felter, tom="nothing has been decided")


@mod_hub
def noegle(
    klient: Klient,
    ud: Annotated[Path | None, typer.Option(help="Write the key to this file.")] = None,
    som_json: SomJson = False,
) -> None:
    """Show the council's public key, and the head of the row of decisions: keep both where the hub cannot write."""
    svar = klient.kald("GET", f"{_STI}/noegle")
    if ud is not None:
        _skriv(ud, svar["pem"])
    if som_json:
        skriv_json(svar)
    elif ud is None:
        skriv_linje(svar["pem"].rstrip())
    if not som_json:
        skriv_note(f"key {svar['noegle']}; {svar['antal']} decision(s), head {svar['hoved']}")


def verificer(
    sted: Annotated[
        Path,
        typer.Argument(
            envvar="FAELLESHUB_DATA", help="A file from `raad afgoerelser --ud`, or a hub's data directory."
        ),
    ] = Path("data"),
    noegle: Annotated[
        list[Path] | None, typer.Option("--noegle", help="The council's public key (PEM); may be repeated.")
    ] = None,
    hoved: Annotated[str | None, typer.Option(help="The head as it was noted earlier: it must be in the row.")] = None,
    som_json: SomJson = False,
) -> None:
    """Find any change, removal or reordering of decisions, offline; exit code 0: all hold, 1: broken, 2: unreadable."""
    from hub.arkitektraad.afgoerelse import verificer as verificer_raekken

    fundet = verificer_raekken(
        _fra_mappe(sted) if sted.is_dir() else _fra_fil(sted), _noegler(sted, noegle or ()), hoved=hoved
    )
    if som_json:
        brud = None if fundet.brud is None else {"nr": fundet.brud.nr, "grund": fundet.brud.grund}
        skriv_json({"iOrden": fundet.i_orden, "antal": fundet.antal, "hoved": fundet.hoved, "brud": brud})
    elif fundet.brud is None:
        skriv_linje(f"{fundet.antal} decision(s): every one holds; head {fundet.hoved}")
    else:
        skriv_linje(f"{fundet.antal} decision(s) hold; BROKEN at {fundet.brud}")
    if not fundet.i_orden:
        raise typer.Exit(UGYLDIG)


def _noegler(sted: Path, filer: Sequence[Path]) -> list[Ed25519PublicKey]:
    """The keys to check with: those given, or for a hub's own directory the one that lies there."""
    from hub.arkitektraad.noegle import NOEGLEFIL, Noeglefejl, find_noegle, laes_offentlig

    egen = sted / NOEGLEFIL
    if not filer and egen.is_file():
        skriv_note(f"checked with the key in {egen}; give a copy that was kept elsewhere with --noegle")
        return [find_noegle(egen, sted, b"", delt=False).public_key()]
    if not filer:
        raise Clifejl(
            "give the council's public key with --noegle; `faelleshub raad noegle --ud FILE` fetches it", kode=ULAESELIG
        )
    fundne = []
    for fil in filer:
        try:
            fundne.append(laes_offentlig(fil.read_bytes()))
        except OSError as fejl:
            raise Clifejl(f"{fil} cannot be read: {fejl.strerror}", kode=ULAESELIG) from None
        except Noeglefejl as fejl:
            raise Clifejl(f"{fil}: {fejl}", kode=ULAESELIG) from None
    return fundne


def _fra_fil(fil: Path) -> list[SigneretAfgoerelse]:
    try:
        linjer = fil.read_bytes().splitlines()
    except OSError as fejl:
        raise Clifejl(f"{fil} cannot be read: {fejl.strerror}", kode=ULAESELIG) from None
    return [_laes(linje, f"{fil}:{nr}") for nr, linje in enumerate(linjer, 1) if linje.strip()]


def _fra_mappe(data: Path) -> list[SigneretAfgoerelse]:
    """The row in a hub's own directory; the hub may run meanwhile."""
    from brokers import BrokerError, UnknownTopic, read_to
    from brokers.embedded import EmbeddedBroker
    from hub.arkitektraad.lager import AFGOERELSER

    async def hent() -> list[bytes]:
        async with EmbeddedBroker(data / "bus") as broker:
            slut = (await broker.end_offsets(AFGOERELSER))[0]
            async with await broker.reader(AFGOERELSER) as laeser:
                return [post.value or b"" async for poster in read_to(laeser, slut) for post in poster]

    if not (data / "bus").is_dir():
        raise Clifejl(
            f"{data} is no hub's data directory; give it, or a file from `raad afgoerelser --ud`", kode=ULAESELIG
        )
    try:
        raa = asyncio.run(hent())
    except UnknownTopic:
        raa = []
    except BrokerError as fejl:
        raise Clifejl(f"the bus in {data} cannot be opened: {fejl}", kode=ULAESELIG) from None
    return [_laes(en, f"{data}, decision {nr}") for nr, en in enumerate(raa, 1)]


def _laes(raa: bytes, hvor: str) -> SigneretAfgoerelse:
    from pydantic import ValidationError

    from hub.arkitektraad.afgoerelse import SigneretAfgoerelse

    try:
        return SigneretAfgoerelse.model_validate_json(raa)
    except ValidationError:
        raise Clifejl(
            f"{hvor}: no decision of the council; it was cut, or is of another kind", kode=ULAESELIG
        ) from None


def _linjer(poster: Iterable[Any]) -> Iterable[str]:
    from hub.arkitektraad.afgoerelse import SigneretAfgoerelse

    return (SigneretAfgoerelse.model_validate(post).som_bytes().decode() for post in poster)


def _skriv(fil: Path, tekst: str) -> None:
    try:
        fil.write_text(tekst, encoding="utf-8")
    except OSError as fejl:
        raise Clifejl(f"{fil} cannot be written: {fejl.strerror}", kode=ULAESELIG) from None
