"""`faelleshub log`: writes the message log to a file, and checks its hash chain, offline."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.faelles import Data, SomJson, gruppe
from hub.cli.fejl import UGYLDIG, ULAESELIG, Clifejl
from hub.cli.udskrift import skriv_json, skriv_linje

app = gruppe("The hash-chained message log.")


@app.command()
def eksporter(
    fil: Annotated[Path, typer.Argument(help="The file to write: an Avro container that any Avro reader opens.")],
    data: Data = Path("data"),
    som_json: SomJson = False,
) -> None:
    """Write the whole log with its heads to a file, to be kept or checked elsewhere; the hub may run meanwhile."""
    import asyncio

    from brokers import BrokerError
    from brokers.embedded import EmbeddedBroker
    from hub.log.verificer import eksporter as eksporter_log

    async def koer() -> int:
        async with EmbeddedBroker(data / "bus") as broker:
            return await eksporter_log(broker, fil)

    if not (data / "bus").is_dir():
        raise Clifejl(f"{data} is no hub's data directory; give it with --data or FAELLESHUB_DATA", kode=ULAESELIG)
    try:
        antal = asyncio.run(koer())
    except BrokerError as fejl:
        raise Clifejl(f"the bus in {data} cannot be opened: {fejl}", kode=ULAESELIG) from None
    except OSError as fejl:
        raise Clifejl(f"{fil} cannot be written: {fejl.strerror}", kode=ULAESELIG) from None
    if som_json:
        skriv_json({"fil": str(fil), "antal": antal})
    else:
        skriv_linje(f"{antal} record(s) written to {fil}")


@app.command()
def verificer(
    sted: Annotated[
        Path, typer.Argument(envvar="FAELLESHUB_DATA", help="A hub's data directory, or an exported log.")
    ] = Path("data"),
    hoveder: Annotated[
        Path | None, typer.Option(help="A copy of `log.hoved`, kept where the hub cannot write.")
    ] = None,
    som_json: SomJson = False,
) -> None:
    """Find any edit, deletion, reordering or truncation; exit code 0: the chain holds, 1: broken, 2: unreadable."""
    from hub.log.verificer import Verificeringsfejl, verificer_fil
    from hub.log.verificer import verificer as verificer_mappe

    try:
        rapport = verificer_mappe(sted) if sted.is_dir() else verificer_fil(sted, hoveder)
    except Verificeringsfejl as fejl:
        raise Clifejl(str(fejl), kode=ULAESELIG) from None
    if som_json:
        skriv_json(
            {"iOrden": rapport.i_orden, "led": rapport.led, "kaeder": [dataclasses.asdict(k) for k in rapport.kaeder]}
        )
    else:
        for kaede in rapport.kaeder:
            tilstand = "holds" if kaede.brud is None else f"BROKEN: {kaede.brud}"
            skriv_linje(f"{kaede.emne}/{kaede.partition}: {kaede.led} link(s), {tilstand}")
        skriv_linje(f"{rapport.led} link(s): {'every chain holds' if rapport.i_orden else 'the log was changed'}")
    if not rapport.i_orden:
        raise typer.Exit(UGYLDIG)
