"""Stand-ins for the systems outside the bus (RA-30): each keeps its own state and can be made slow, down or refusing."""

from adapters.simulatorer.akten import Akten
from adapters.simulatorer.byggesagssystem import Byggesagssystem
from adapters.simulatorer.datafordeler import Datafordeler
from adapters.simulatorer.digital_post import DigitalPost
from adapters.simulatorer.journalen import Journalen
from adapters.simulatorer.pladssystem import Pladssystem
from adapters.simulatorer.portal import Portal
from adapters.simulatorer.simulator import Driftstilstand, Simulator
from adapters.simulatorer.sygedagpengesystem import Sygedagpengesystem
from adapters.simulatorer.ydelsessystem import Ydelsessystem

__all__ = [
    "Akten",
    "Byggesagssystem",
    "Datafordeler",
    "DigitalPost",
    "Driftstilstand",
    "Journalen",
    "Pladssystem",
    "Portal",
    "Simulator",
    "Sygedagpengesystem",
    "Ydelsessystem",
]
