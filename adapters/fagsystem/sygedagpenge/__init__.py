"""Sygedagpenge: absences and requests for refund become grants; joined to the system of the benefit office."""

from adapters.fagsystem.sygedagpenge.adapter import sygedagpenge

__all__ = ["sygedagpenge"]
