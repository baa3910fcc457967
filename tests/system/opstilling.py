"""Who takes part in the system tests: senders and receivers, their agreements and subscriptions, made through the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from schemas.kodeliste import Kodelister
from tests.system.klient import Klient

CVR: Final = "58271713"
"""The authority of the contracts' examples."""

RET: Final = str(Kodelister.standard()["objekthandling"]["Ret"].id)
PERSON: Final = str(Kodelister.standard()["objekttype"]["Person"].id)
OPRET: Final = str(Kodelister.standard()["objekthandling"]["Opret"].id)

HURTIG_LEVERING: Final = {"fristSekunder": 1, "forsoeg": 1000, "pauseSekunder": 0}
"""What is not answered comes again soon, and is never given up."""


@dataclass(frozen=True)
class Deltager:
    """A registered system, and the client that speaks for it."""

    id: str
    klient: Klient

    async def abonner(self, administrator: Klient, navn: str, **felter: Any) -> str:
        """A subscription; its dueslag."""
        svar = await administrator.opret("/abonnementer", navn=navn, system=self.id, **felter)
        dueslag: str = svar["id"]
        return dueslag


async def myndighed(administrator: Klient) -> None:
    """The authority that every system belongs to."""
    await administrator.opret("/organisation", cvr=CVR, navn="Aarhus")


async def deltager(administrator: Klient, navn: str, retning: str, **felter: Any) -> Deltager:
    """A system with an agreement on everything in this direction, and a token."""
    system = await administrator.opret("/systemer", navn=navn, myndighed=CVR, **felter)
    vilkaar: dict[str, Any] = {
        "beskedtyper": ["*"],
        "kle": ["*"],
        "foelsomhed": "VIP_SAGER",
        "myndigheder": ["*"],
        "gyldigFra": "2020-01-01T00:00:00+01:00",
    }
    await administrator.opret(
        "/serviceaftaler", navn=f"{navn} {retning}", system=system["id"], retning=retning, **vilkaar
    )
    token = await administrator.opret(f"/systemer/{system['id']}/token", navn="systemtest")
    return Deltager(system["id"], administrator.som(token["token"]))
