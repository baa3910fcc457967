"""Selvbetjening: the forms of citizens and companies, from the portal to the bus, and their receipts back."""

from adapters.selvbetjening.adapter import Selvbetjeningsindstillinger, selvbetjening

__all__ = ["Selvbetjeningsindstillinger", "selvbetjening"]
