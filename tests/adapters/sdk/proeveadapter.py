"""A small adapter that the SDK's own tests run, and what they ask of it."""

from __future__ import annotations

from adapters.sdk import (
    Adapter,
    Genforsoeg,
    Kontekst,
    Kvittering,
    Kvitteringsstatus,
)
from adapters.sdk.proeve import Modpart
from schemas.models import (
    Pladssvar,
    Pladstilbud,
    PladstilbudData,
    eksempel,
)
from tests.adapters.vent import vent_til

KLE = "28.06.02"
HURTIGT = Genforsoeg(antal=2, foerste=0.01, hoejst=0.02)


def tilbud() -> PladstilbudData:
    return eksempel(Pladstilbud).beskeddata


async def status_hos_afsender(modpart: Modpart, besked_id: str, status: Kvitteringsstatus) -> Kvittering:
    async def spoerg() -> Kvittering | None:
        side = await modpart.hub.kvitteringer(None)
        fundne = [k for k in side.kvitteringer if k.besked_id == besked_id and k.status is status]
        return fundne[0] if fundne else None

    return await vent_til(spoerg)


class Proeveadapter:
    """Answers each answer with a new offer, and remembers what it saw."""

    def __init__(self) -> None:
        self.set: list[str] = []
        self.fejl: list[BaseException] = []
        self.adapter = Adapter(
            "proeve",
            sender=(Pladstilbud,),
            kle=("28.06.*",),
            tabeller=["CREATE TABLE set_ (id TEXT PRIMARY KEY)"],
        )
        self.adapter.modtager(Pladssvar)(self._svar)

    async def _svar(self, svar: Pladssvar, kontekst: Kontekst) -> None:
        self.set.append(svar.beskeddata.pladssvar_id)
        await kontekst.lager.skriv("INSERT INTO set_ VALUES (?)", svar.beskeddata.pladssvar_id)
        data = tilbud()
        data.opskrivning_id = svar.beskeddata.pladssvar_id
        await kontekst.send(kontekst.ny(Pladstilbud, data, kle=KLE))
        if self.fejl:
            raise self.fejl.pop(0)
