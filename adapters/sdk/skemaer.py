"""Versions that are newer than this adapter: fetched from the hub by their id, and read as the version it knows.

A contract grows while its receivers run on. What a newer version says beyond the adapter's own is left out, as Avro's
resolution does; that it can be read is what the architecture council has seen to.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Final

import fastavro

from adapters.sdk.fejl import KanIkkeModtages, Ukendt
from adapters.sdk.http import laes_json
from adapters.sdk.hubklient import Hubklient, fejl_af
from adapters.sdk.typer import Levering
from schemas.codec import HOVED, Laest, Ulaeselig, laes, skema_id
from schemas.regler import standardlager
from schemas.skema import Skema, UkendtSkema

HUSKEDE: Final = 1_000
"""Schemas that are remembered."""


class Skemaer:
    """The schemas that messages were written with, as far as this adapter has met them."""

    def __init__(self, hub: Hubklient) -> None:
        self._hub = hub
        self._kendte: dict[int, Skema | None] = {}

    async def kend(self, leveringer: Iterable[Levering]) -> None:
        """Fetch the schemas of these messages that are not known yet. Raises Utilgaengelig, IngenAdgang."""
        for levering in leveringer:
            try:
                nummer = skema_id(levering.avro)
            except Ulaeselig:
                continue  # said when it is read
            if nummer not in standardlager() and nummer not in self._kendte:
                if len(self._kendte) >= HUSKEDE:
                    self._kendte.clear()
                self._kendte[nummer] = await self._hent(nummer)

    def laes(self, raa: bytes) -> Laest:
        """Read a delivered message, in the form of the version that is known here. Raises KanIkkeModtages."""
        try:
            nummer = skema_id(raa)
            skrevet = self._kendte.get(nummer)
            if skrevet is None:
                return laes(raa, standardlager())
            laest = laes(raa, {nummer: skrevet})
            kendt = standardlager().nyeste(skrevet.navn)
            ind = io.BytesIO(raa)
            ind.seek(HOVED)
            indhold = fastavro.schemaless_reader(ind, skrevet.parset, kendt.parset)
        except Ulaeselig as fejl:
            raise KanIkkeModtages(str(fejl)) from None
        except UkendtSkema:
            raise KanIkkeModtages(f"there is no model of {laest.skema.navn}; generate the models anew") from None
        except Exception as fejl:  # noqa: BLE001 - two versions that do not fit; the text may hold a value
            raise KanIkkeModtages(
                f"the version with schema id {nummer} cannot be read as the one known here ({type(fejl).__name__})"
            ) from None
        return Laest(kendt, indhold, raa)  # type: ignore[arg-type] # a message is a record

    async def _hent(self, nummer: int) -> Skema | None:
        async with self._hub.anmod("GET", f"/registry/schemas/ids/{nummer}") as svar:
            krop = await laes_json(svar, self._hub.navn)
            if svar.status >= 300:
                fejl = fejl_af(svar, krop)
                if isinstance(fejl, Ukendt):
                    return None
                raise fejl
        return None if krop.get("references") else Skema(nummer, json.loads(krop["schema"]))
