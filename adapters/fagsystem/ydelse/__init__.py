"""Ydelse: grants become payments, announced before and told of after; joined to the payment system."""

from adapters.fagsystem.ydelse.adapter import ydelse

__all__ = ["ydelse"]
