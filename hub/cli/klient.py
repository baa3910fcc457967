"""The command line as a client of a running hub."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hub.cli.fejl import ULAESELIG, Clifejl

if TYPE_CHECKING:
    import aiohttp

_FRIST: Final = 120.0
_UUID_LAENGDE: Final = 36


@dataclass(frozen=True, slots=True)
class Svar:
    """An answer of the hub."""

    status: int
    data: Any

    @property
    def ok(self) -> bool:
        """Whether the hub did what was asked."""
        return self.status < 400


@dataclass(frozen=True, slots=True)
class Klient:
    """Calls the API of the hub at `url`, which may be several addresses of its instances with commas between them."""

    url: str
    token: str

    def kald(
        self,
        metode: str,
        sti: str,
        *,
        json: Any = None,
        data: bytes | None = None,
        medietype: str | None = None,
        soeg: Mapping[str, Any] | None = None,
        begrundelse: str | None = None,
    ) -> Any:
        """The answer's JSON. Raises Clifejl with the hub's own words."""
        svar = self.proev(metode, sti, json=json, data=data, medietype=medietype, soeg=soeg, begrundelse=begrundelse)
        if not svar.ok:
            raise som_fejl(svar)
        return svar.data

    def proev(
        self,
        metode: str,
        sti: str,
        *,
        json: Any = None,
        data: bytes | None = None,
        medietype: str | None = None,
        soeg: Mapping[str, Any] | None = None,
        begrundelse: str | None = None,
    ) -> Svar:
        """The answer, whatever it is. Raises Clifejl when there is none."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": medietype or "application/json"}
        if begrundelse:
            headers["Begrundelse"] = begrundelse
        valgt = {noegle: str(vaerdi) for noegle, vaerdi in (soeg or {}).items() if vaerdi is not None}
        return asyncio.run(self._send(metode, sti, headers, json, data, valgt))

    def alle(self, sti: str, soeg: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        """Every entry of a paged list. Raises Clifejl."""
        efter = None
        while True:
            side = self.kald("GET", sti, soeg={**(soeg or {}), "max": 500, "efter": efter})
            yield from side["poster"]
            efter = side.get("naeste")
            if efter is None:
                return

    def find_id(self, sti: str, id_eller_navn: str, *, noegle: str = "id") -> str:
        """The id of the resource with this id or name. Raises Clifejl."""
        if len(id_eller_navn) == _UUID_LAENGDE and id_eller_navn.count("-") == 4:
            return id_eller_navn.lower()
        for post in self.alle(sti):
            if id_eller_navn in {post[noegle], post["navn"]}:
                return str(post[noegle])
        raise Clifejl(f"there is none named {id_eller_navn!r} at {sti}, or it is not yours; see the list")

    async def _send(
        self, metode: str, sti: str, headers: Mapping[str, str], json: Any, data: bytes | None, soeg: Mapping[str, str]
    ) -> Svar:
        import aiohttp
        import orjson

        krop = data if data is not None else orjson.dumps(json) if json is not None else None
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_FRIST)) as session:
            for adresse in self.url.split(","):
                try:
                    async with session.request(
                        metode, adresse.strip().rstrip("/") + sti, headers=headers, data=krop, params=soeg
                    ) as svar:
                        return Svar(svar.status, await _indhold(svar))
                except aiohttp.InvalidURL:
                    raise Clifejl(
                        f"{self.url} is no address; give one such as --hub http://127.0.0.1:8080", kode=ULAESELIG
                    ) from None
                except aiohttp.ClientConnectorError:
                    continue  # nothing was asked of it: the next instance may be asked
                except (aiohttp.ClientError, TimeoutError, OSError):
                    break  # it may have been done: whoever sees the error decides
        raise Clifejl(
            f"no hub answers at {self.url}; start one with `faelleshub start`, or give its address with --hub"
        )


async def _indhold(svar: aiohttp.ClientResponse) -> Any:
    import orjson

    raa = await svar.read()
    if "json" not in svar.content_type:
        return raa.decode(errors="replace")
    return orjson.loads(raa) if raa else None


def som_fejl(svar: Svar) -> Clifejl:
    """The hub's problem as this command's error."""
    if not isinstance(svar.data, dict) or "title" not in svar.data:
        return Clifejl(f"the hub answered with status {svar.status} and no explanation; is it a hub at this address?")
    if svar.status == 401:
        return Clifejl(
            "the hub does not know the token; give one with --token or FAELLESHUB_TOKEN, "
            "or the hub's data directory with --data",
            kode=ULAESELIG,
        )
    if svar.status == 403:
        return Clifejl(
            f"{svar.data['detail']} Give the token of one with --token or FAELLESHUB_TOKEN; "
            "`faelleshub system token` and `faelleshub adgang opret` issue them"
        )
    linjer = [f"{fejl.get('sti') or '-'}: {fejl.get('text', '')}" for fejl in svar.data.get("fejl", ())]
    linjer += [aarsagslinje(aarsag) for aarsag in svar.data.get("aarsager", ())]
    tekst = svar.data["title"] if linjer else f"{svar.data['title']}: {svar.data.get('detail', '')}"
    return Clifejl(tekst, *linjer)


def aarsagslinje(aarsag: Mapping[str, Any]) -> str:
    """A reason in one line."""
    sted = "".join(f":{aarsag[led]}" for led in ("linje", "kolonne") if aarsag.get(led))
    return f"{aarsag['sti'] or '-'}{sted} [{aarsag['regel']} {aarsag['kode']}] {aarsag['text']}"
