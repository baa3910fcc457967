"""Tokens: how a caller proves who it is. The token itself is shown once; what is kept is its SHA-256."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from hub.adgang.bruger import Bruger, Hvem
from hub.konfiguration.model import Cvr, Navn, Uuid

PRAEFIKS: Final = "fh_"
"""Begins every token, so that a scanner finds one that was committed by mistake."""

LAENGST: Final = 128
"""Characters of the longest token that is looked at; ours have 46."""

Aftryk = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def nyt_token() -> str:
    """A new token: 32 random bytes."""
    return PRAEFIKS + secrets.token_urlsafe(32)


def aftryk(token: str) -> str:
    """What is kept of a token. A plain hash is enough: 256 random bits cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


class Bevis(BaseModel):
    """What the hub keeps of a token: whom it stands for, and until when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Uuid
    aftryk: Aftryk
    hvem: Hvem
    navn: Navn
    system: Uuid | None = None
    myndighed: Cvr | None = None
    udstedt: dt.datetime
    udloeber: dt.datetime | None = None

    @model_validator(mode="after")
    def _bundet(self) -> Self:
        if (self.system is not None) != (self.hvem is Hvem.SYSTEM):
            raise ValueError("a token of a system names it, and no other token does")
        if self.myndighed is None and self.hvem is Hvem.MYNDIGHED:
            raise ValueError("a token of a myndighed names its CVR number")
        if self.myndighed is not None and self.hvem not in {Hvem.MYNDIGHED, Hvem.ARKITEKTRAAD}:
            raise ValueError("only a token of a myndighed, or of a member of the council, names a CVR number")
        if self.udloeber is not None and self.udloeber.tzinfo is None:
            raise ValueError("udloeber needs a time zone, e.g. 2027-01-01T00:00:00+01:00")
        return self

    @property
    def bruger(self) -> Bruger:
        """The caller that the token stands for."""
        return Bruger(self.hvem, self.navn, self.system, self.myndighed)

    def gyldigt(self, nu: dt.datetime) -> bool:
        """Whether it has not expired."""
        return self.udloeber is None or nu < self.udloeber

    @classmethod
    def nyt(
        cls,
        hvem: Hvem,
        navn: str,
        *,
        nu: dt.datetime,
        system: str | None = None,
        myndighed: str | None = None,
        udloeber: dt.datetime | None = None,
    ) -> tuple[Self, str]:
        """A new token, with what is kept of it. Raises ValidationError."""
        token = nyt_token()
        bevis = cls(
            id=str(uuid.uuid4()),
            aftryk=aftryk(token),
            hvem=hvem,
            navn=navn,
            system=system,
            myndighed=myndighed,
            udstedt=nu,
            udloeber=udloeber,
        )
        return bevis, token
