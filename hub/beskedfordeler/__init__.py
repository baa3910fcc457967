"""Who gets what: the routing core between a message's arrival and its receivers' acknowledgement.

In: `Beskedfordeler.modtag`. On: `router` decides and writes everything in one transaction. Out: `levering` hands out
each dueslag. Beside: `fejlkoe` keeps what failed, and `spor` tells every hop.
"""

from hub.beskedfordeler.beskedfordeler import Beskedfordeler
from hub.beskedfordeler.fejl import (
    AndenInstans,
    Fordelerfejl,
    ForStor,
    IndeksNede,
    Overbelastet,
    UgyldigMarkoer,
    UkendtDueslag,
    UkendtFejl,
)
from hub.beskedfordeler.fejlkoe import Fejldetaljer, Fejlfilter, Fejlkoe, Fejlpost, Fejlside, Genafspilning
from hub.beskedfordeler.typer import (
    Fordelerindstillinger,
    Hop,
    Kvittering,
    Kvitteringsside,
    Kvitteringsstatus,
    Levering,
    Modtagelse,
    Svar,
    Svarresultat,
    Svarudfald,
)
from hub.log.haendelse import Hopslags

__all__ = [
    "AndenInstans",
    "Beskedfordeler",
    "Fejldetaljer",
    "Fejlfilter",
    "Fejlkoe",
    "Fejlpost",
    "Fejlside",
    "ForStor",
    "Fordelerfejl",
    "Fordelerindstillinger",
    "Genafspilning",
    "Hop",
    "Hopslags",
    "IndeksNede",
    "Kvittering",
    "Kvitteringsside",
    "Kvitteringsstatus",
    "Levering",
    "Modtagelse",
    "Overbelastet",
    "Svar",
    "Svarresultat",
    "Svarudfald",
    "UgyldigMarkoer",
    "UkendtDueslag",
    "UkendtFejl",
]
