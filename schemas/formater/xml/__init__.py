"""The XML form of a message: Haendelsesbesked as the real platform speaks it, to and from the Avro record."""

from __future__ import annotations

from schemas.formater.xml.haendelse import fra_xml, til_xml
from schemas.formater.xml.sikker import HOEJST_BYTES, parse
from schemas.formater.xml.vaerdiliste import OpretInput, fra_opret_input, til_opret_input

__all__ = ["HOEJST_BYTES", "OpretInput", "fra_opret_input", "fra_xml", "parse", "til_opret_input", "til_xml"]
