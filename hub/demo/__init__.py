"""The demo: a hub in this process, or one that runs elsewhere, on which the scenes are played over HTTP.

The scenes are found through the entry point group `faelleshub.scener`: the hub knows none of them.
"""

from hub.demo.koersel import koer
from hub.demo.port import Demofejl

__all__ = ["Demofejl", "koer"]
