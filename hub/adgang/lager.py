"""The tokens' store: the compacted topic `konfig.adgang`, followed by every instance; and the look-up of a caller."""

from __future__ import annotations

import asyncio
import base64
import binascii
import datetime as dt
import hmac
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import structlog
from pydantic import ValidationError

from brokers import Broker, Record, StoredRecord
from hub.adgang.bevis import LAENGST, Bevis, aftryk
from hub.adgang.bruger import Bruger, Hvem
from hub.konfiguration import revision
from hub.konfiguration.foelger import Foelger
from hub.konfiguration.kilde import Konfigurationskilde
from hub.konfiguration.model import Tilstand
from hub.konfiguration.revision import Udoever
from hub.konfiguration.skriver import skriv_alene

LOG = structlog.get_logger(__name__)

EMNE: Final = "konfig.adgang"
SKRIVER: Final = "adgang"
SLAGS: Final = "adgang"


class UkendtBevis(LookupError):
    """No token of that id; it may have been revoked."""


class Adgangslager:
    """Issues, revokes and recognises tokens. The administrator's own comes from the environment, not from the topic."""

    def __init__(
        self,
        broker: Broker,
        konfiguration: Konfigurationskilde,
        administrator_token: str,
        ur: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._broker = broker
        self._konfiguration = konfiguration
        self._administrator = aftryk(administrator_token)
        self._ur = ur
        self._efter_id: dict[str, Bevis] = {}
        self._efter_aftryk: dict[str, Bevis] = {}
        self._en_ad_gangen = asyncio.Lock()
        self._foelger = Foelger(broker, [EMNE], self._anvend)

    @property
    def beviser(self) -> Mapping[str, Bevis]:
        """Every token that has not been revoked, by id."""
        return self._efter_id

    async def start(self) -> None:
        """Restore the tokens and follow what other processes issue and revoke. Raises BrokerError."""
        await self._broker.ensure_topics(revision.emne())
        await self._foelger.start()

    async def stop(self) -> None:
        """Follow no more."""
        await self._foelger.stop()

    async def indhent(self) -> None:
        """Return when every token issued or revoked before the call is known so. Raises BrokerError."""
        await self._foelger.indhent()

    def kend(self, autorisation: str | None) -> Bruger | None:
        """The caller behind an Authorization header (Bearer, or Basic with system id and token); None: not known."""
        taget, navn = _aftryk_i(autorisation or "")
        if taget is None:
            return None
        fundet = self._slaa_op(taget)
        return fundet if navn is None or (fundet and navn in {fundet.system, fundet.hvem}) else None

    async def udsted(
        self,
        udoever: Udoever,
        hvem: Hvem,
        navn: str,
        *,
        system: str | None = None,
        myndighed: str | None = None,
        udloeber: dt.datetime | None = None,
    ) -> tuple[Bevis, str]:
        """Make a token; the second part of the answer is the token, which is shown this once.

        Raises ValidationError when the binding does not fit the kind of caller, BrokerError.
        """
        bevis, token = Bevis.nyt(hvem, navn, nu=self._ur(), system=system, myndighed=myndighed, udloeber=udloeber)
        await self._skriv(bevis.id, bevis, udoever)
        return bevis, token

    async def tilbagekald(self, bevis_id: str, udoever: Udoever) -> None:
        """Revoke a token: it is refused from now on. Raises UkendtBevis, BrokerError."""
        await self._skriv(bevis_id, None, udoever)

    def _slaa_op(self, taget: str) -> Bruger | None:
        if hmac.compare_digest(taget, self._administrator):
            return Bruger(Hvem.ADMINISTRATOR, "administrator")
        bevis = self._efter_aftryk.get(taget)
        if bevis is None or not hmac.compare_digest(taget, bevis.aftryk) or not bevis.gyldigt(self._ur()):
            return None
        return bevis.bruger if self._deltager(bevis) else None

    def _deltager(self, bevis: Bevis) -> bool:
        """A token dies with what it stands for: an ended system, an authority that is no longer registered."""
        nu = self._konfiguration.nu
        if bevis.system is not None:
            system = nu.systemer.get(bevis.system)
            return system is not None and system.tilstand is not Tilstand.AFSLUTTET
        return bevis.myndighed is None or bevis.myndighed in nu.myndigheder

    async def _skriv(self, bevis_id: str, bevis: Bevis | None, udoever: Udoever) -> None:
        async def poster() -> Sequence[Record]:
            await self._foelger.indhent()
            foer = _vist(self._efter_id.get(bevis_id))
            if foer is None and bevis is None:
                raise UkendtBevis(f"no token {bevis_id}")
            return (
                Record(EMNE, bevis.model_dump_json().encode() if bevis else None, bevis_id.encode()),
                revision.post(SLAGS, bevis_id, udoever, self._ur(), foer=foer, efter=_vist(bevis)),
            )

        async with self._en_ad_gangen:
            await skriv_alene(self._broker, SKRIVER, poster)
            await self._foelger.indhent()

    async def _anvend(self, poster: Sequence[StoredRecord]) -> None:
        for post in poster:
            bevis_id = (post.key or b"").decode(errors="replace")
            if gammelt := self._efter_id.pop(bevis_id, None):
                self._efter_aftryk.pop(gammelt.aftryk, None)
            if post.value is None:
                continue
            try:
                bevis = Bevis.model_validate_json(post.value)
            except ValidationError:
                LOG.error("a token record cannot be used; the token is refused", id=bevis_id)  # noqa: TRY400 - values
                continue
            self._efter_id[bevis.id] = self._efter_aftryk[bevis.aftryk] = bevis


def _vist(bevis: Bevis | None) -> dict[str, Any] | None:
    """What the audit keeps of a token: never its hash."""
    return bevis.model_dump(mode="json", exclude={"aftryk"}) if bevis else None


@lru_cache(maxsize=1_024)
def _aftryk_i(autorisation: str) -> tuple[str | None, str | None]:
    """The hash of the token in an Authorization header, if there is one, and the user name that Basic gives with it.

    Pure, and remembered: clients send the same header with every call. Whether the token counts is asked each time.
    """
    token, navn = _token_i(autorisation)
    return aftryk(token) if token and len(token) <= LAENGST else None, navn


def _token_i(autorisation: str) -> tuple[str, str | None]:
    """The token in an Authorization header, and the user name that Basic gives with it."""
    ordning, _, rest = autorisation.partition(" ")
    match ordning.lower():
        case "bearer":
            return rest.strip(), None
        case "basic" if len(rest) <= 4 * LAENGST:
            try:
                navn, _, token = base64.b64decode(rest.strip(), validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                return "", None
            return token, navn.lower()
        case _:
            return "", None
