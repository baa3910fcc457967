"""The hub as an adapter sees it: its HTTP API, with typed answers and typed errors."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

import aiohttp

from adapters.sdk.fejl import Afvist, FaelleshubFejl, IngenAdgang, Ukendt, Utilgaengelig
from adapters.sdk.http import Forbindelse, laes_json, proev_igen_om
from adapters.sdk.typer import Kvittering, Kvitteringsside, Levering, Svar
from schemas.regler.regel import Aarsag

AVRO: Final = "application/vnd.faelleshub.avro"
API: Final = "/api/v1"


class Hubklient(Forbindelse):
    """A registered system's client, used as an async context manager.

    Every method raises IngenAdgang, Ukendt or Utilgaengelig; `send` also Afvist.
    """

    def __init__(self, url: str, token: str, *, frist: float = 30.0) -> None:
        super().__init__("the hub", url, hoveder={"Authorization": f"Bearer {token}"}, frist=frist)

    async def send(self, besked: bytes, *, vent: float = 0) -> Kvittering:
        """Send a message in the wire format; durable when this returns. With `vent` seconds, its decision if it came."""
        svar = await self.json(
            "POST",
            "/beskeder",
            params={"vent": _sekunder(vent)} if vent else {},
            vent=vent,
            data=besked,
            headers={"Content-Type": AVRO},
        )
        return Kvittering.model_validate(svar)

    async def kvitteringer(self, efter: str | None, *, vent: float = 0) -> Kvitteringsside:
        """Receipts after the cursor `efter`; waits up to `vent` seconds for the first."""
        parametre = {"vent": _sekunder(vent)} | ({"efter": efter} if efter else {})
        return Kvitteringsside.model_validate(await self.json("GET", "/kvitteringer", params=parametre, vent=vent))

    async def hent(self, dueslag: str, *, maks: int = 50, vent: float = 0) -> tuple[Levering, ...]:
        """Fetch from a dueslag; waits up to `vent` seconds for the first message."""
        parametre = {"max": str(maks), "vent": _sekunder(vent), "format": "avro"}
        svar = await self.json("GET", f"/dueslag/{dueslag}/beskeder", params=parametre, vent=vent)
        return tuple(
            Levering.model_validate({**post, "avro": base64.b64decode(post["avro"])}) for post in svar["beskeder"]
        )

    async def kvitter(self, dueslag: str, svar: Sequence[Svar]) -> None:
        """Answer deliveries. An answer that comes too late changes nothing: the message is delivered again."""
        krop = [et.model_dump(mode="json", by_alias=True, exclude_none=True) for et in svar]
        await self.json("POST", f"/dueslag/{dueslag}/kvitteringer", json=krop)

    async def spor(self, besked_id: str) -> list[dict[str, Any]]:
        """Every hop of a message that this system sent or received, oldest first."""
        svar: dict[str, Any] = await self.json("GET", f"/beskeder/{besked_id}/spor")
        return list(svar["hop"])

    async def json(self, metode: str, sti: str, *, vent: float = 0, **resten: Any) -> Any:
        """One call of the API (`sti` after /api/v1) and its JSON."""
        async with self.anmod(metode, API + sti, vent=vent, **resten) as svar:
            krop = await laes_json(svar, self.navn)
            if svar.status >= 300:
                raise fejl_af(svar, krop)
            return krop

    async def hent_stroem(self, sti: str, **resten: Any) -> AsyncIterator[bytes]:
        """The body of an answer, piece by piece."""
        async with self.anmod("GET", API + sti, **resten) as svar:
            if svar.status >= 300:
                raise fejl_af(svar, await laes_json(svar, self.navn))
            async for stykke in svar.content.iter_chunked(65_536):
                yield stykke


def _sekunder(vent: float) -> str:
    return f"{vent:g}"


def fejl_af(svar: aiohttp.ClientResponse, problem: Any) -> FaelleshubFejl:
    """The typed error of a problem document (RFC 9457)."""
    problem = problem if isinstance(problem, dict) else {}
    tekst = str(problem.get("detail") or problem.get("title") or f"the hub answers {svar.status}")
    match svar.status:
        case 401 | 403:
            return IngenAdgang(tekst)
        case 404 | 410:
            return Ukendt(tekst)
        case 408 | 425 | 429 | 500 | 502 | 503 | 504:
            return Utilgaengelig(tekst, proev_igen_om(svar))
        case _:
            return Afvist([_aarsag(post) for post in problem.get("aarsager", ())], tekst)


def _aarsag(post: dict[str, Any]) -> Aarsag:
    return Aarsag(*(str(post.get(felt, "")) for felt in ("regel", "kode", "sti", "tekst", "text", "maal")))
