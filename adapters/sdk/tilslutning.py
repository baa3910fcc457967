"""Joining a system to a hub from outside: registering it, its agreements, its subscription and its token, over HTTP.

For test benches and demonstrations; a kommune's own hub is set up by its reviewed `opsaetning.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from adapters.sdk.hubklient import Hubklient
from adapters.sdk.kontrakt import Adapterkontrakt

GYLDIG_FRA: Final = "2020-01-01T00:00:00+01:00"
BEGRUNDELSE: Final = "Tilsluttet til afprøvning"


@dataclass(frozen=True, slots=True)
class Tilslutning:
    """What a registered system runs on. `dueslag` is None when it receives nothing."""

    hub_url: str
    system: str
    myndighed: str
    token: str
    dueslag: str | None

    def som_argumenter(self) -> dict[str, Any]:
        """For `Adapter.koer_i_proces`."""
        return {felt: getattr(self, felt) for felt in self.__slots__}


class Tilslutter(Hubklient):
    """An administrator's client, used as an async context manager. Raises what Hubklient raises."""

    async def myndighed(self, cvr: str, navn: str) -> None:
        """Register an authority; one that is registered stays as it is."""
        kendte = await self.json("GET", "/organisation", params={"max": "500"})
        if not any(post["cvr"] == cvr for post in kendte["poster"]):
            await self._opret("/organisation", {"cvr": cvr, "navn": navn})

    async def tilslut(self, kontrakt: Adapterkontrakt, *, navn: str, myndighed: str, **abonnement: Any) -> Tilslutning:
        """Register what an adapter declares, under the system name `navn`; `abonnement` goes to its subscription."""
        faelles = {"kle": kontrakt.kle, "foelsomhed": kontrakt.foelsomhed}
        return await self.tilslut_system(
            navn,
            myndighed,
            systemtype=kontrakt.systemtype,
            afsender=kontrakt.afsender_beskedtyper,
            modtager=kontrakt.modtager_beskedtyper,
            aftale=faelles,
            abonnement=abonnement,
        )

    async def tilslut_system(
        self,
        navn: str,
        myndighed: str,
        *,
        systemtype: str | None = None,
        afsender: Sequence[str] = (),
        modtager: Sequence[str] = (),
        aftale: Mapping[str, Any] | None = None,
        abonnement: Mapping[str, Any] | None = None,
    ) -> Tilslutning:
        """Register a system that sends and receives these beskedtyper (UUIDs, or `*`)."""
        system = await self._opret("/systemer", {"navn": navn, "myndighed": myndighed, "systemtype": systemtype})
        vilkaar = {"kle": ["*"], "foelsomhed": "VIP_SAGER", "myndigheder": [myndighed], "gyldigFra": GYLDIG_FRA}
        vilkaar |= dict(aftale or {})
        for retning, beskedtyper in (("afsend", afsender), ("modtag", modtager)):
            if beskedtyper:
                faelles = {"system": system["id"], "retning": retning, "beskedtyper": list(beskedtyper)}
                await self._opret("/serviceaftaler", {"navn": f"{navn} {retning}", **faelles, **vilkaar})
        dueslag = None
        if modtager:
            filter_ = {} if "*" in modtager else {"beskedtyper": list(modtager)}
            oensket = {"navn": navn, "system": system["id"], "filter": filter_, **(abonnement or {})}
            dueslag = (await self._opret("/abonnementer", oensket))["id"]
        token = await self._opret(f"/systemer/{system['id']}/token", {"navn": "prøve"})
        return Tilslutning(self.url, system["id"], myndighed, token["token"], dueslag)

    async def _opret(self, sti: str, data: Mapping[str, Any]) -> dict[str, Any]:
        svar: dict[str, Any] = await self.json("POST", sti, json={**data, "begrundelse": BEGRUNDELSE})
        return svar
