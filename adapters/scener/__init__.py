"""The acceptance spine as scenes: five municipal flows, an ESDH swapped under traffic, and the mistakes a hub must refuse.

Played over HTTP against any hub: in one process by `faelleshub demo`, or against a running one with `--mod`.
"""

from adapters.scener.scene import Scene, Sceneloeb
from adapters.scener.spil import SCENER, Resultat, UkendtScene, spil

__all__ = ["SCENER", "Resultat", "Scene", "Sceneloeb", "UkendtScene", "spil"]
