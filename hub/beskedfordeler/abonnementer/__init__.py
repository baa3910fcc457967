"""Who wants a message, and may have it: subscriptions and agreements compiled to an index.

The router asks it about every accepted message, between the contract engine's judgement and the write to the dueslag.
"""

from hub.beskedfordeler.abonnementer.indeks import Abonnementsindeks
from hub.beskedfordeler.abonnementer.opbygning import byg_indeks

__all__ = ["Abonnementsindeks", "byg_indeks"]
