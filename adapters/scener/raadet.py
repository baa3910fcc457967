"""The council as a scene has it: its members, its secretary and the driftsrolle, each with a token of its own."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from adapters.scener.bus import Bus
from adapters.scener.udhold import Scenehub

ROD: Final = "/arkitektraad"
HOERING: Final = dt.timedelta(hours=1)
"""How long a hearing lasts, unless everyone has answered before."""

_FORAN: Final = b"faelleshub.raad.afgoerelse.1\0"


@dataclass(frozen=True, slots=True)
class Raadet:
    """Clients with the tokens of those who take part. `inhabil` is a member from the kommune's own authority."""

    sekretaer: Scenehub
    driftsrolle: Scenehub
    medlemmer: Sequence[Scenehub]
    inhabil: Scenehub

    async def hoer(self, sag: str) -> None:
        """Open the hearing, and have every member answer."""
        frist = (dt.datetime.now(dt.UTC) + HOERING).isoformat()
        await trin(self.sekretaer, sag, "hoering", frist=frist, begrundelse="Sendes i høring")
        for medlem in (*self.medlemmer, self.inhabil):
            await trin(medlem, sag, "svar", holdning="for", tekst="Ingen bemærkninger")

    async def stem(self, sag: str) -> None:
        """Have everyone vote for it who may."""
        for medlem in self.medlemmer:
            await trin(medlem, sag, "stemme", stemme="for", begrundelse="Additiv, og dokumenteret")


@asynccontextmanager
async def raadet(bus: Bus) -> AsyncIterator[Raadet]:
    """A council for one scene; its tokens are revoked at the end.

    Where the hub has members already, there are so many of the scene's that they are a quorum by themselves.
    """
    siddende = len((await bus.administrator.json("GET", ROD))["medlemmer"])
    async with AsyncExitStack() as aabne:

        async def nyt(hvem: str, navn: str, **bundet: str) -> Scenehub:
            krop = {"hvem": hvem, "navn": f"{navn} {bus.kommune.kode}", "begrundelse": "Rådets scene", **bundet}
            udstedt = await bus.administrator.json("POST", "/adgange", json=krop)
            aabne.push_async_callback(bus.administrator.slet, f"/adgange/{udstedt['id']}", "Scenen er slut")
            hub = await aabne.enter_async_context(Scenehub(bus.url, udstedt["token"]))
            hub.taalmodighed = bus.administrator.taalmodighed
            return hub

        yield Raadet(
            await nyt("sekretaer", "Rådssekretær"),
            await nyt("driftsrolle", "Driftsrolle"),
            [await nyt("arkitektraad", f"Rådsmedlem {nummer}") for nummer in range(1, siddende + 4)],
            await nyt("arkitektraad", "Kommunens rådsmedlem", myndighed=bus.kommune.cvr),
        )


async def trin(hub: Scenehub, sag: str, hvad: str, **krop: Any) -> dict[str, Any]:
    """One step of a case; one that was taken at a try whose answer got lost is not refused. Raises Afvist, IngenAdgang."""
    sti = f"{ROD}/forslag/{sag}"

    async def taget() -> dict[str, Any] | None:
        nu: dict[str, Any] = await hub.json("GET", sti)
        return nu if _er_taget(nu, hvad, krop) else None

    svar: dict[str, Any] = await hub.json("POST", f"{sti}/{hvad}", json=krop, gjort=taget)
    return svar


def _er_taget(sag: Mapping[str, Any], hvad: str, krop: Mapping[str, Any]) -> bool:
    """Whether a case stands as it does after this step. An answer and a vote can be given again, and need no word."""
    match hvad:
        case "hoering":
            return "hoering" in sag and dt.datetime.fromisoformat(sag["hoering"]["frist"]) == dt.datetime.fromisoformat(
                krop["frist"]
            )
        case "afgoerelse":
            return bool(sag["tilstand"] == "blaastemplet")
        case "aktivering":
            return "aktiveret" in sag
    return False


async def afgoerelser(bus: Bus, sag: str) -> tuple[list[str], bool]:
    """The decisions that were taken in a case, and whether every decision there is keeps chain and signature.

    Worked out from what the hub publishes alone, as anyone can.
    """
    noegle = load_pem_public_key((await bus.administrator.json("GET", f"{ROD}/noegle"))["pem"].encode())
    poster = [post async for post in _alle(bus, f"{ROD}/afgoerelser")]
    forrige, ubrudt = "0" * 64, isinstance(noegle, Ed25519PublicKey)
    for nummer, post in enumerate(poster, 1):
        kanonisk = _kanonisk(post["afgoerelse"])
        ubrudt &= post["afgoerelse"]["nr"] == nummer and post["afgoerelse"]["forrige"] == forrige
        ubrudt = ubrudt and isinstance(noegle, Ed25519PublicKey) and _underskrevet(noegle, post["signatur"], kanonisk)
        forrige = hashlib.sha256(kanonisk + b"\0" + post["signatur"].encode()).hexdigest()
    return [p["afgoerelse"]["slags"] for p in poster if p["afgoerelse"].get("behandling") == sag], ubrudt


async def _alle(bus: Bus, sti: str) -> AsyncIterator[dict[str, Any]]:
    efter: str | None = None
    while True:
        side = await bus.administrator.json("GET", sti, params={"max": "500"} | ({"efter": efter} if efter else {}))
        for post in side["poster"]:
            yield post
        efter = side.get("naeste")
        if efter is None:
            return


def _kanonisk(afgoerelse: Mapping[str, Any]) -> bytes:
    return json.dumps(afgoerelse, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _underskrevet(noegle: Ed25519PublicKey, signatur: str, kanonisk: bytes) -> bool:
    try:
        noegle.verify(base64.b64decode(signatur), _FORAN + kanonisk)
    except InvalidSignature:
        return False
    return True
