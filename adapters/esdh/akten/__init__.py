"""The adapter of the ESDH product Akten."""

from adapters.esdh.akten.driver import Aktendriver
from adapters.esdh.modtag import byg_esdh

__all__ = ["Aktendriver", "akten"]

akten = byg_esdh("akten", Aktendriver)
