"""Byggesag: application, what it lacks, decision; joined to the system of the building department."""

from adapters.fagsystem.byggesag.adapter import byggesag

__all__ = ["byggesag"]
