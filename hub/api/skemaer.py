"""Which contract a message of a beskedtype is under: the catalogue as the running configuration extends it."""

from __future__ import annotations

from collections.abc import Iterable

from hub.konfiguration.kilde import Konfigurationskilde
from hub.kontrakter.kontraktsaet import MEDFOELGENDE, Kontraktkilde, Kontraktsaet
from hub.kontrakter.register import samlet_katalog
from schemas.catalogue import Katalog, UkendtBeskedtype
from schemas.codec import HOVED
from schemas.formater.fejl import Formbrud
from schemas.skema import Skema, Skemalager


class Skemaopslag:
    """Schemas by beskedtype and by id, under the newest configuration."""

    def __init__(self, konfiguration: Konfigurationskilde, kontrakter: Kontraktkilde = MEDFOELGENDE) -> None:
        self._konfiguration = konfiguration
        self._kontrakter = kontrakter
        self._bindinger: object = None
        self._katalog = Katalog.standard()

    @property
    def kontrakter(self) -> Kontraktsaet:
        """The contracts that messages may be under, and where each stands with the council."""
        return self._kontrakter.nu

    @property
    def skemaer(self) -> Skemalager:
        """Every schema that a message may be under, by its id."""
        return self._kontrakter.nu.skemaer

    async def kend(self, beskeder: Iterable[bytes]) -> None:
        """See what other instances registered, where one of these messages is under a schema that is not known here."""
        if any(len(en) >= HOVED and int.from_bytes(en[1:HOVED], "big") not in self.skemaer for en in beskeder):
            await self._kontrakter.indhent()

    @property
    def katalog(self) -> Katalog:
        """The catalogue, with the foreign beskedtyper that are bound now."""
        nu = self._konfiguration.nu
        if self._bindinger is not nu.beskedtypebindinger:
            self._katalog = samlet_katalog(nu)
            self._bindinger = nu.beskedtypebindinger
        return self._katalog

    def find(self, beskedtype: str) -> Skema:
        """The schema for messages of this beskedtype. Raises Formbrud, in words for the sender."""
        try:
            post = self.katalog.efter_beskedtype(beskedtype)
        except UkendtBeskedtype:
            raise Formbrud(
                "ukendt-beskedtype",
                "Beskedtypen står ikke i servicekataloget (RA-02). Brug en af /api/v1/katalog, eller få den optaget.",
                "The beskedtype is not in the service catalogue (RA-02). Use one of /api/v1/katalog, or have it admitted.",
                sti="beskedkuvert.filtreringsdata.beskedtype",
            ) from None
        return self.skemaer[post.id]
