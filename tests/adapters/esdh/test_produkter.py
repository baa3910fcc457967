"""Both ESDH products keep the same contract."""

from __future__ import annotations

from adapters.esdh import akten, journalen
from adapters.esdh.akten import Aktendriver
from adapters.esdh.journalen import Journalendriver
from adapters.simulatorer import Akten, Journalen
from tests.adapters.esdh.kontrakt import ESDHKontrakt


class TestAkten(ESDHKontrakt):
    adapter = akten
    byg = staticmethod(Aktendriver)
    simulator = Akten


class TestJournalen(ESDHKontrakt):
    adapter = journalen
    byg = staticmethod(Journalendriver)
    simulator = Journalen
