"""The contract engine: pure functions from a message, a register and a history to a decision."""

from hub.kontrakter.afgoer import afgoer, valider
from hub.kontrakter.afgoerelse import Afgoerelse, Afvist, Dublet, Leveret, Modtager, Objektpost, Rutefelter, Spor
from hub.kontrakter.historik import Historik, noegle
from hub.kontrakter.register import Miljoe, Register, saml_register
from schemas.regler.regel import Aarsag

__all__ = [
    "Aarsag",
    "Afgoerelse",
    "Afvist",
    "Dublet",
    "Historik",
    "Leveret",
    "Miljoe",
    "Modtager",
    "Objektpost",
    "Register",
    "Rutefelter",
    "Spor",
    "afgoer",
    "noegle",
    "saml_register",
    "valider",
]
