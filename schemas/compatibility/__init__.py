"""Whether a new version of a contract can stand beside the earlier ones, and why not: field by field, in words.

Off the way of a message: the council's tools, the registry and the linter of a change ask here. Everything is pure.
`proev` tries a new version against earlier ones at one of the seven levels; `vidne` makes the message that would break;
`sammenlign` says what was changed, whether or not it matters to Avro, and `foelger` what it
matters. What each rule weighs stands in `regler.py`, and
what is compatible in `docs/kompatibilitet.md`.
"""

from __future__ import annotations

from schemas.compatibility.aendring import Aendring, Slags, sammenlign
from schemas.compatibility.dom import Dom, Udgave, forskelle, proev
from schemas.compatibility.fejl import UgyldigtSkema
from schemas.compatibility.foelger import foelger
from schemas.compatibility.forskel import Forskel, Sted
from schemas.compatibility.niveau import Niveau, Retning
from schemas.compatibility.registerform import registerbeskeder
from schemas.compatibility.regler import REGLER, Alvor, Regel
from schemas.compatibility.vidne import Vidne, vidne

__all__ = [
    "REGLER",
    "Aendring",
    "Alvor",
    "Dom",
    "Forskel",
    "Niveau",
    "Regel",
    "Retning",
    "Slags",
    "Sted",
    "Udgave",
    "UgyldigtSkema",
    "Vidne",
    "foelger",
    "forskelle",
    "proev",
    "registerbeskeder",
    "sammenlign",
    "vidne",
]
