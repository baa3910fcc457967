"""Several processes as one hub: a parent that starts and watches them, and does no other work.

The workers share the public port (SO_REUSEPORT) and the work of the bus, as hubs on several machines do. Each also
listens on a port of its own, where the others pass calls on to it and where it can be asked for its measurements.
"""

from hub.arbejdere.flok import Arbejderfejl, Flok
from hub.arbejdere.plads import Arbejder

__all__ = ["Arbejder", "Arbejderfejl", "Flok"]
