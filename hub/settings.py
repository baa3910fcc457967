"""Settings: from the environment (FAELLESHUB_…), from files (FAELLESHUB_…_FIL), or what a laptop needs.

A secret that is given nowhere is made at first start, in a file of mode 0600 in the data directory.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from hub.adgang.bevis import LAENGST, nyt_token
from hub.kontrakter.register import Miljoe

STANDARDPORT: Final = 8080
TOKENFIL: Final = "administrator.token"
HEMMELIGHEDSFIL: Final = "hemmelighed"

_KORTEST: Final = 32
"""Characters of the shortest secret that is taken from outside."""


class Indstillingsfejl(ValueError):
    """A setting that cannot be used: which, and what to do."""


class Indstillinger(BaseSettings):
    """How a hub is run. Every field is an environment variable with the prefix FAELLESHUB_."""

    model_config = SettingsConfigDict(env_prefix="FAELLESHUB_", extra="ignore", frozen=True)

    data: Path = Path("data")
    """Where log, read models, files and secrets lie."""
    vaert: str = "127.0.0.1"
    """The address to listen on; 0.0.0.0 for every interface."""
    port: Annotated[int, Field(ge=0, le=65_535)] = STANDARDPORT
    """0: any free one."""
    broker: Literal["embedded"] = "embedded"
    """How bytes travel: the durable log in the data directory."""
    miljoe: Miljoe = Miljoe.TEST
    """In `produktion` only blåstemplede contracts pass."""
    opsaetning: Path | None = None
    """A reviewed file whose difference is applied at start."""
    partitioner: Annotated[int, Field(ge=1, le=256)] = 4
    log_format: Literal["auto", "json", "menneske"] = "auto"
    log_niveau: Literal["debug", "info", "warning", "error"] = "info"
    nedluk_sekunder: Annotated[float, Field(gt=0, le=600)] = 20.0
    """How long SIGTERM may drain."""
    fil_dage: Annotated[int, Field(ge=1, le=3650)] = 30
    """How long a claim check file is kept."""
    hemmelighed: SecretStr | None = None
    """The key of the keyed hashes; the same on every instance of one bus, and never changed."""
    hemmelighed_fil: Path | None = None
    administrator_token: SecretStr | None = None
    administrator_token_fil: Path | None = None

    def laes_hemmelighed(self) -> bytes:
        """The key of the keyed hashes, 64 bytes at most. Raises Indstillingsfejl."""
        tekst = self._hemmelig("hemmelighed", self.hemmelighed, self.hemmelighed_fil)
        if tekst is None:
            tekst = _gem_eller_laes(self.data / HEMMELIGHEDSFIL, secrets.token_hex(32))
        if not _KORTEST <= len(tekst.encode()) <= 64:
            raise Indstillingsfejl(
                f"FAELLESHUB_HEMMELIGHED must be {_KORTEST} to 64 bytes; make one with: openssl rand -hex 32"
            )
        return tekst.encode()

    def laes_administrator_token(self) -> str:
        """The administrator's token. Raises Indstillingsfejl."""
        token = self._hemmelig("administrator_token", self.administrator_token, self.administrator_token_fil)
        if token is None:
            token = _gem_eller_laes(self.data / TOKENFIL, nyt_token())
        if not _KORTEST <= len(token) <= LAENGST or not token.isascii():
            raise Indstillingsfejl(
                f"FAELLESHUB_ADMINISTRATOR_TOKEN must be {_KORTEST} to {LAENGST} ASCII characters; "
                "make one with: openssl rand -hex 32"
            )
        return token

    def _hemmelig(self, navn: str, vaerdi: SecretStr | None, fil: Path | None) -> str | None:
        if vaerdi is not None and fil is not None:
            raise Indstillingsfejl(
                f"both FAELLESHUB_{navn.upper()} and FAELLESHUB_{navn.upper()}_FIL are set; keep one"
            )
        if fil is not None:
            try:
                return fil.read_text().strip()
            except (OSError, UnicodeDecodeError) as fejl:
                raise Indstillingsfejl(f"FAELLESHUB_{navn.upper()}_FIL cannot be read: {fejl}") from None
        return vaerdi.get_secret_value() if vaerdi is not None else None


def _gem_eller_laes(fil: Path, nyt: str) -> str:
    """The secret in the file; the first who comes makes it, readable by its owner alone. Raises Indstillingsfejl."""
    try:
        fil.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        midlertidig = fil.with_name(f".{fil.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(midlertidig, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as ud:
            ud.write(nyt)
            ud.flush()
            os.fsync(ud.fileno())
        try:
            os.link(midlertidig, fil)  # fails when another process was first: then its secret is everyone's
        except FileExistsError:
            pass
        finally:
            midlertidig.unlink()
        if fil.stat().st_mode & 0o077:
            raise Indstillingsfejl(f"{fil} can be read by others; make it private with: chmod 600 {fil}")
        return fil.read_text().strip()
    except OSError as fejl:
        raise Indstillingsfejl(
            f"the data directory {fil.parent} cannot be used ({fejl.strerror}); give another with --data"
        ) from None
