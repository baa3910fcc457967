"""The namespaces of the Beskedkuvert standard and of our own contracts, with the prefixes that we write."""

from __future__ import annotations

from typing import Final

from schemas.skema import PRAEFIKS

KUVERT: Final = "urn:oio:besked:kuvert:1.0"
SAGDOK: Final = "urn:oio:sagdok:3.0.0"
STS: Final = "urn:oio:sts:1.0.0"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
VAERDILISTE: Final = "urn:oio:sts:beskedfordeler:vaerdiliste:1.0.0"

SKREVET: Final = {KUVERT: "kuvert", SAGDOK: "sagdok", STS: "sts", VAERDILISTE: "vaerdiliste"}
"""The prefix that we write for each; none is the default namespace, so that an element without one keeps none."""


def erklaeringer(*rum: str) -> dict[str, str]:
    """The attributes that declare these namespaces on a root element."""
    return {f"xmlns:{SKREVET[uri]}": uri for uri in rum}


def kontraktrum(avro_navnerum: str) -> str:
    """The namespace of a contract's elements: `dk.faelleshub.sag` → `urn:dk:faelleshub:sag`."""
    if avro_navnerum.startswith(PRAEFIKS):
        return "urn:dk:faelleshub:" + avro_navnerum.removeprefix(PRAEFIKS)
    return "urn:avro:" + avro_navnerum
