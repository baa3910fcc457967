"""Pladsanvisning: a child on the waiting list, an offer, an answer; joined to the system of pladsanvisningen."""

from adapters.fagsystem.pladsanvisning.adapter import pladsanvisning

__all__ = ["pladsanvisning"]
