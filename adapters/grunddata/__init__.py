"""Grunddata: persons and properties, looked up through a cache that counts what it saves; changes go on the bus."""

from adapters.grunddata.adapter import grunddata
from adapters.grunddata.opslag import Grunddataopslag, Opslagstal, Svar, Svarkilde

__all__ = ["Grunddataopslag", "Opslagstal", "Svar", "Svarkilde", "grunddata"]
