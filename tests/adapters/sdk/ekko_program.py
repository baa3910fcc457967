"""A small adapter as a program of its own, for the test that kills it."""

from __future__ import annotations

from adapters.sdk import Adapter, Kontekst
from schemas.models import Pladssvar, Pladstilbud, eksempel

ekko = Adapter("ekko", sender=(Pladstilbud,), kle=("28.06.*",))


@ekko.modtager(Pladssvar)
async def svar(besked: Pladssvar, kontekst: Kontekst) -> None:
    """Every answer becomes one offer that names it."""
    data = eksempel(Pladstilbud).beskeddata
    data.opskrivning_id = besked.beskeddata.pladssvar_id
    await kontekst.send(kontekst.ny(Pladstilbud, data, kle="28.06.02"))


if __name__ == "__main__":
    ekko.koer()
