"""Read models: what can be looked up about messages, as projections of the log."""

from hub.indeks.indeks import Indeks

__all__ = ["Indeks"]
