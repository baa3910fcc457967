"""A site of all there is: the contracts that ship, a further version of one, who takes part, and a decision."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hub.katalog.model import Beslutning
from hub.katalog.visning import Grundlag, visning
from hub.katalogsite.indhold import Siteindhold
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.opsaetning import laes_opsaetning
from schemas.catalogue import Katalog
from schemas.regler import standardlager
from schemas.skema import Skema

OPSAETNING = Path(__file__).parents[3] / "docs" / "eksempler" / "opsaetning.yaml"
NU = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
FLYTNING = "dk.faelleshub.borger.Flytning"
NY_ID = 4711


class Raad:
    """A council that decided once."""

    def beslutninger(self, navn: str) -> Sequence[Beslutning]:
        if navn != FLYTNING:
            return ()
        return [
            Beslutning(
                nr=1,
                tidspunkt=NU,
                version="7",
                skema_id=NY_ID,
                udfald="blaastempling",
                tilstand="blaastemplet",
                begrundelse="Feltet <ønskes> af to kommuner & en leverandør.",
                hvem="Arkitekturrådet",
            )
        ]


def ny_version() -> Skema:
    """Flytning with a further field, a field of another doc, and none that a reader would miss."""
    raa: Any = copy.deepcopy(standardlager().nyeste(FLYTNING).raa)
    data = next(felt["type"] for felt in raa["fields"] if felt["name"] == "beskeddata")
    data["fields"].append(
        {"name": "nyTelefon", "type": ["null", "string"], "default": None, "doc": "The new telephone number."}
    )
    data["fields"][0]["doc"] = "Changed words."
    return Skema(NY_ID, raa, "2")


def grundlag() -> Grundlag:
    tom = Konfiguration()
    plan = laes_opsaetning(OPSAETNING, tom)
    return Grundlag(
        Katalog.standard(),
        standardlager().med(ny_version()),
        NU,
        tom.med((en.slags, en.id, en.ressource) for en in plan.skrivninger),
        tilstande={NY_ID: "blaastemplet"},
        registreret={NY_ID: NU},
        beslutninger=Raad(),
    )


def siteindhold(**resten: Any) -> Siteindhold:
    alt = grundlag()
    return Siteindhold([visning(alt, post) for post in alt.katalog], "1.2.3", med_aftaler=True, **resten)
