"""What the bus asks the council: where a version stands, and until when a retired one still passes (RA-03)."""

from __future__ import annotations

import datetime as dt

from hub.arkitektraad.lager import Raadslager
from hub.arkitektraad.model import sags_id
from hub.kontrakter.fritagelse import Fritagelse
from hub.registry.poster import Udgivelse
from schemas.catalogue import Tilstand


class Raadsgodkendelse:
    """Answers from the newest snapshot of the council's cases."""

    def __init__(self, lager: Raadslager) -> None:
        self._lager = lager

    def tilstand(self, udgivelse: Udgivelse) -> Tilstand:
        """The state of a version that somebody registered; without a case it is a draft, deleted it is withdrawn."""
        return "trukket" if udgivelse.slettet else self.om_fast(udgivelse) or "udkast"

    def om_fast(self, udgivelse: Udgivelse) -> Tilstand | None:
        """The state of a version that has a case; None where the catalogue's own word holds."""
        sag = self._lager.nu.behandlinger.get(sags_id(udgivelse.subject, udgivelse.version))
        return None if sag is None else sag.bustilstand

    def vindue(self, udgivelse: Udgivelse) -> dt.datetime | None:
        """Until when messages under a retired version still pass in production."""
        sag = self._lager.nu.behandlinger.get(sags_id(udgivelse.subject, udgivelse.version))
        return sag.vindue_til if sag is not None and sag.tilstand == "udfaset" else None

    def fritagelser(self) -> tuple[Fritagelse, ...]:
        """The dispensations that were given and have not ended; the engine asks of each message whether they hold."""
        nu = self._lager.tid
        givne = (en for en in self._lager.nu.dispensationer.values() if en.tilstand == "givet" and nu < en.udloeber)
        return tuple(sorted(Fritagelse(en.myndighed, en.regel, en.gyldig_fra, en.udloeber) for en in givne))
