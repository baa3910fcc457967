"""What a handler is given beside the message: where it sends, keeps state, and asks the outer system.

Everything done through one Kontekst is one local transaction with the receipt of the message, or did not happen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterable
from dataclasses import dataclass
from typing import Any, TypeVar

from adapters.sdk.fejl import Afvist
from adapters.sdk.filer import Filer
from adapters.sdk.indstillinger import Indstillinger
from adapters.sdk.kontrakt import Adapterkontrakt
from adapters.sdk.lager import Enhed
from adapters.sdk.pakning import noegle, pak_besked
from adapters.sdk.ydre import YdreSystem
from schemas.models import Besked, Filreference, UnikId
from schemas.regler.regel import Aarsag

B = TypeVar("B", bound=Besked)
S = TypeVar("S", bound=Indstillinger)


@dataclass(frozen=True, slots=True)
class Udgaaende:
    """A checked and packed message on its way into the outbox."""

    besked_id: str
    skema: str
    noegle: str
    raa: bytes
    transaktions_id: str | None


@dataclass(frozen=True, slots=True)
class Omgivelser:
    """What every handler of one running adapter shares."""

    kontrakt: Adapterkontrakt
    indstillinger: Indstillinger
    filer: Filer
    ydre: YdreSystem | None


class Kontekst:
    """One handling of one message, receipt or periodic job."""

    def __init__(
        self, omgivelser: Omgivelser, lager: Enhed, *, transaktions_id: str | None = None, forsoeg: int = 1
    ) -> None:
        self._omgivelser = omgivelser
        self.lager = lager
        """The adapter's own tables: ask the outside world first, then write (see `Lager`)."""
        self.transaktions_id = transaktions_id
        """Of the message handled; goes on to everything that is sent because of it (RA-19)."""
        self.forsoeg = forsoeg
        """Which delivery of this message it is, from 1."""
        self.udgaaende: list[Udgaaende] = []

    @property
    def indstillinger(self) -> Indstillinger:
        """The running adapter's settings."""
        return self._omgivelser.indstillinger

    @property
    def ydre(self) -> YdreSystem:
        """The outer system. Raises RuntimeError when the adapter was given none."""
        if self._omgivelser.ydre is None:
            raise RuntimeError(f"{self._omgivelser.kontrakt.navn} needs an outer system: set ydre to its address")
        return self._omgivelser.ydre

    def egne(self, slags: type[S]) -> S:
        """The settings as the adapter's own class of settings."""
        if not isinstance(self.indstillinger, slags):
            raise TypeError(f"the adapter does not run on {slags.__name__}")
        return self.indstillinger

    def ny(self, slags: type[B], beskeddata: Any, **kuvert: Any) -> B:
        """A message of this adapter: the envelope from the catalogue, the settings and the message handled."""
        kuvert.setdefault("transaktions_id", self.transaktions_id)
        return slags.ny(
            beskeddata, myndighed=self.indstillinger.myndighed, kildesystem=self.indstillinger.system, **kuvert
        )

    async def send(self, *beskeder: Besked) -> None:
        """Send, when the handler has succeeded, in this order per object. Raises Afvist with every reason, at once."""
        for besked in beskeder:
            tilladte = self._omgivelser.kontrakt.afsender
            if tilladte and not isinstance(besked, tilladte):
                raise Afvist([_uanmeldt(besked)], "the adapter has not declared that it sends this")
            if besked.transaktions_id is None and self.transaktions_id:
                besked.beskedkuvert.leveranceinformation.transaktions_id = UnikId.model_validate(self.transaktions_id)
            raa = pak_besked(besked)
            self.udgaaende.append(
                Udgaaende(str(besked.besked_id), besked.skema_navn, noegle(besked), raa, besked.transaktions_id)
            )

    async def gem_fil(self, data: bytes | AsyncIterable[bytes], filnavn: str, mimetype: str) -> Filreference:
        """Lay a file beside the bus (claim check): what to put in a message so that its receivers can fetch it."""
        return await self._omgivelser.filer.gem(data, filnavn, mimetype)

    async def hent_fil(self, reference: Filreference) -> bytes:
        """The file that a received Filreference stands for, checked against its SHA-256."""
        return await self._omgivelser.filer.hent(reference)

    def nu(self) -> dt.datetime:
        """Now, in UTC."""
        return dt.datetime.now(dt.UTC)


def _uanmeldt(besked: Besked) -> Aarsag:
    navn = besked.skema_navn.rpartition(".")[2]
    return Aarsag(
        "SDK-ANMELDT",
        "SDK-ANMELDT",
        "",
        f"Adapteren har ikke angivet, at den sender {navn}. Tilføj den til Adapter(sender=…).",
        f"The adapter has not declared that it sends {navn}. Add it to Adapter(sender=…).",
        "flere leverandører",
    )
