"""Who breaks: what a proposed version of a contract would mean to everybody on the bus, known before it happens.

Off the way of a message. `laes_forslag` reads what is proposed, `konsekvens` holds it against the configuration, the
contracts, the reader schemas that adapters told, and the traffic that was counted; `Afspilning` against real messages
of the log. All of it is pure; the API gathers what it needs (`hub.api.konsekvens`).
"""

from __future__ import annotations

from hub.konsekvens.afspilning import Afspilning
from hub.konsekvens.analyse import Verden, konsekvens
from hub.konsekvens.forslag import Forslag, Kontraktforslag, UgyldigtForslag, kontraktforslag, laes_forslag
from hub.konsekvens.kontrakter import Kontraktversion, gaeldende, versioner_af
from hub.konsekvens.svar import Grundlag, Konsekvens, Part, Rolle
from hub.konsekvens.trafik import Trafik, Vej
from hub.konsekvens.virkning import Grund, Virkning

__all__ = [
    "Afspilning",
    "Forslag",
    "Grund",
    "Grundlag",
    "Konsekvens",
    "Kontraktforslag",
    "Kontraktversion",
    "Part",
    "Rolle",
    "Trafik",
    "UgyldigtForslag",
    "Vej",
    "Verden",
    "Virkning",
    "gaeldende",
    "konsekvens",
    "kontraktforslag",
    "laes_forslag",
    "versioner_af",
]
