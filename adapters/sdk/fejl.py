"""What can go wrong for an adapter, seen from outside; raised by the SDK wherever it stands between adapter and hub.

FaelleshubFejl
├── Afvist(FaelleshubFejl, ValueError)              the contracts refuse the message; .aarsager
├── IngenAdgang(FaelleshubFejl, PermissionError)    the token or the agreement does not allow it
├── Ukendt(FaelleshubFejl, LookupError)             system, dueslag, beskedtype, file
├── Utilgaengelig(FaelleshubFejl, ConnectionError)  hub or outer system away; .proev_igen_om
├── YdreAfvisning(FaelleshubFejl, ValueError)       the outer system says no; .status
├── IkkeKlar(FaelleshubFejl, LookupError)           raised by a handler: what it needs has not come yet
└── KanIkkeModtages(FaelleshubFejl, ValueError)     raised by a handler: refuse this delivery for good

No text holds a value from a message: errors end in logs, and messages hold personal data.
"""

from __future__ import annotations

from collections.abc import Sequence

from schemas.regler.regel import Aarsag


class FaelleshubFejl(Exception):
    """Anything that the SDK raises on purpose."""


class Afvist(FaelleshubFejl, ValueError):
    """The contracts refuse the message. `aarsager` names every breach: rule, field path, what to do."""

    def __init__(self, aarsager: Sequence[Aarsag], tekst: str = "") -> None:
        self.aarsager = tuple(aarsager)
        linjer = [f"{a.regel} at {a.sti or 'the message'}: {a.text}" for a in self.aarsager]
        super().__init__("\n".join([tekst, *linjer] if tekst else linjer) or "refused without a reason")


class IngenAdgang(FaelleshubFejl, PermissionError):
    """The token is missing, wrong or expired, or no agreement allows this."""


class Ukendt(FaelleshubFejl, LookupError):
    """The hub knows no such system, dueslag, beskedtype or file, or will not tell this caller."""


class Utilgaengelig(FaelleshubFejl, ConnectionError):
    """Hub or outer system cannot be reached or is too busy; `proev_igen_om` is seconds, when it said so."""

    def __init__(self, tekst: str, proev_igen_om: float | None = None) -> None:
        super().__init__(tekst)
        self.proev_igen_om = proev_igen_om


class YdreAfvisning(FaelleshubFejl, ValueError):
    """The outer system understood and refuses; asking again gives the same answer. `status` is its HTTP status."""

    def __init__(self, tekst: str, status: int) -> None:
        super().__init__(tekst)
        self.status = status


class IkkeKlar(FaelleshubFejl, LookupError):
    """Raised by a handler: what this message or event builds on has not come yet; it is tried again, not for ever."""


class KanIkkeModtages(FaelleshubFejl, ValueError):
    """Raised by a handler: this message can never be handled here. The hub keeps it in the fejlkø with the text."""
