"""The adapter of the ESDH product Journalen."""

from adapters.esdh.journalen.driver import Journalendriver
from adapters.esdh.modtag import byg_esdh

__all__ = ["Journalendriver", "journalen"]

journalen = byg_esdh("journalen", Journalendriver)
