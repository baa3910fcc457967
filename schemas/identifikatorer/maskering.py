"""CPR numbers in free text: masked before anything reaches a log or an error."""

from __future__ import annotations

import re

_CPR_I_TEKST = re.compile(
    r"(?P<lad_vaere>"
    r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"  # a UUID's groups may look like one
    r"|\b(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{16})\b)"  # digests and trace ids
    r"|(?<!\d)\d{6}[-\u2010-\u2015 ]?\d{4}(?!\d)"
)


def maskeret(tekst: str) -> str:
    """The text with everything that looks like a CPR number replaced, for logs and errors; rather too much than too little."""
    return _CPR_I_TEKST.sub(lambda fund: fund[0] if fund["lad_vaere"] else "******-****", tekst)
