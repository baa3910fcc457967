"""ESDH: two competing products behind one contract. The handlers are the same; a product is a driver of its own.

`produkt` is what a product must be able to do, `journal` what the contract's records come to, `modtag` the handlers.
"""

from adapters.esdh.akten import akten
from adapters.esdh.journal import Journaldokument, Journalsag
from adapters.esdh.journalen import journalen
from adapters.esdh.produkt import Esdhprodukt, overfoer

__all__ = ["Esdhprodukt", "Journaldokument", "Journalsag", "akten", "journalen", "overfoer"]
