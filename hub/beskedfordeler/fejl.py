"""What the routing core can refuse a caller, in words for that caller.

Fordelerfejl
├── Overbelastet(Fordelerfejl, ConnectionError)     no room now; .proev_igen_om says when to come again
├── UkendtDueslag(Fordelerfejl, LookupError)        no subscription of that id, or it has ended
├── IndeksNede(Fordelerfejl, ConnectionError)       the read models cannot be asked now; the rest of the hub goes on
├── AndenInstans(Fordelerfejl, ConnectionError)     another instance of the hub owns this dueslag now
├── UkendtFejl(Fordelerfejl, LookupError)           no such entry in the fejlkø
├── ForStor(Fordelerfejl, ValueError)               the message is over the limit
└── UgyldigMarkoer(Fordelerfejl, ValueError)        a cursor that this hub did not give
"""

from __future__ import annotations

from brokers import BrokerError


class Fordelerfejl(Exception):
    """What the routing core could not do for a caller."""


class Overbelastet(Fordelerfejl, ConnectionError):
    """The hub takes nothing in now: too much is waiting to be written, or it is closing.

    `proev_igen_om`: seconds after which to try again.
    """

    def __init__(self, tekst: str, proev_igen_om: float) -> None:
        super().__init__(tekst)
        self.proev_igen_om = proev_igen_om


class UkendtDueslag(Fordelerfejl, LookupError):
    """No subscription of that id takes part."""


class AndenInstans(Fordelerfejl, ConnectionError):
    """Another instance of the hub serves this dueslag; ask that one, or try again when it has been taken over."""


class IndeksNede(Fordelerfejl, ConnectionError):
    """The database of the read models does not answer; nothing else waits for it."""


class UkendtFejl(Fordelerfejl, LookupError):
    """No entry of that id in the fejlkø."""


class ForStor(Fordelerfejl, ValueError):
    """A message over `emner.BESKED_MAKS` bytes; send large content by claim check."""


class UgyldigMarkoer(Fordelerfejl, ValueError):
    """A cursor that was not given by this hub. Leave it out to begin from the first."""


def fejlord(fejl: BaseException) -> str:
    """What the log says of an error: a broker's own words, which are for operators; of any other its kind alone.

    Another error's text could quote a message.
    """
    return str(fejl) if isinstance(fejl, BrokerError) else type(fejl).__name__
