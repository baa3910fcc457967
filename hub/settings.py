"""Settings: from the environment (FAELLESHUB_…), from files (FAELLESHUB_…_FIL), or what a laptop needs.

A secret that is given nowhere is made at first start, in a file of mode 0600 in the data directory; on Kafka, where
several machines share a bus, it must be given.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from hub.adgang.bevis import LAENGST, nyt_token
from hub.hemmeligheder import Indstillingsfejl, gem_eller_laes, givet
from hub.kontrakter.register import Miljoe

__all__ = ["HEMMELIGHEDSFIL", "STANDARDPORT", "TOKENFIL", "Indstillinger", "Indstillingsfejl"]

STANDARDPORT: Final = 8080
TOKENFIL: Final = "administrator.token"
HEMMELIGHEDSFIL: Final = "hemmelighed"

_KORTEST: Final = 32
"""Characters of the shortest secret that is taken from outside."""
_VAERT_PORT: Final = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}")
_EGEN_URL: Final = re.compile(r"https?://(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?/?")
_DATABASE: Final = re.compile(r"postgres(ql)?(\+psycopg)?://.+")
_UDEFRA: Final = (
    "broker kafka needs hemmelighed and administrator_token from outside (FAELLESHUB_HEMMELIGHED_FIL and "
    "FAELLESHUB_ADMINISTRATOR_TOKEN_FIL), the same on every instance; make each with: openssl rand -hex 32"
)

Protokol = Literal["plaintext", "tls", "sasl_plaintext", "sasl_tls"]
Mekanisme = Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"]


class Indstillinger(BaseSettings):
    """How a hub is run. Every field is an environment variable with the prefix FAELLESHUB_."""

    model_config = SettingsConfigDict(env_prefix="FAELLESHUB_", extra="ignore", frozen=True)

    data: Path = Path("data")
    """Where log, read models, files and secrets lie."""
    vaert: str = "127.0.0.1"
    """The address to listen on; 0.0.0.0 for every interface."""
    port: Annotated[int, Field(ge=0, le=65_535)] = STANDARDPORT
    """0: any free one."""
    egen_url: str | None = None
    """How other instances reach this one; left out: from where it listens."""
    arbejdere: Annotated[int, Field(ge=1, le=64)] = 1
    """Processes that share the work. With more than one, worker n also listens on its own at `port` + n."""
    miljoe: Miljoe = Miljoe.TEST
    """In `produktion` only blåstemplede contracts pass."""
    opsaetning: Path | None = None
    """A reviewed file whose difference is applied at start."""
    partitioner: Annotated[int, Field(ge=1, le=256)] = 4

    broker: Literal["embedded", "kafka"] = "embedded"
    """How bytes travel: the durable log in the data directory, or a Kafka cluster."""
    bootstrap: str | None = None
    """Kafka: host:port of some of the cluster's brokers, separated by commas."""
    kafka_protokol: Protokol = "plaintext"
    kafka_ca: Path | None = None
    """Kafka over TLS: the certificates to trust (PEM); left out: the system's."""
    kafka_certifikat: Path | None = None
    """Kafka over TLS: the hub's own certificate (PEM), where the brokers ask for one."""
    kafka_noegle: Path | None = None
    """The key of the hub's own certificate (PEM)."""
    kafka_mekanisme: Mekanisme = "SCRAM-SHA-512"
    kafka_bruger: str | None = None
    kafka_kodeord: SecretStr | None = None
    kafka_kodeord_fil: Path | None = None
    kafka_replikaer: Annotated[int, Field(ge=1, le=32)] | None = None
    """Replicas of each topic; left out: the cluster's own choice."""
    kafka_min_insync: Annotated[int, Field(ge=1, le=32)] | None = None
    """Replicas that must have a record before it counts; left out: the cluster's own choice."""

    database_url: SecretStr | None = None
    """PostgreSQL for the read models (postgresql+psycopg://…); left out: SQLite in the data directory."""
    database_kodeord_fil: Path | None = None
    """The password for `database_url`, where it is not in the URL."""
    filmappe: Path | None = None
    """Where claim check files lie; left out: in the data directory. On several machines a folder that all share."""
    fil_dage: Annotated[int, Field(ge=1, le=3650)] = 30
    """How long a claim check file is kept."""

    log_format: Literal["auto", "json", "menneske"] = "auto"
    log_niveau: Literal["debug", "info", "warning", "error"] = "info"
    nedluk_sekunder: Annotated[float, Field(gt=0, le=600)] = 20.0
    """How long SIGTERM may drain."""

    hemmelighed: SecretStr | None = None
    """The key of the keyed hashes; the same on every instance of one bus, and never changed."""
    hemmelighed_fil: Path | None = None
    administrator_token: SecretStr | None = None
    administrator_token_fil: Path | None = None
    raadsnoegle_fil: Path | None = None
    """The council's signing key, Ed25519 in PEM; left out: made at first start, on Kafka derived from `hemmelighed`."""

    @field_validator("bootstrap")
    @classmethod
    def _bootstrap(cls, vaerdi: str | None) -> str | None:
        if vaerdi is not None and not all(_VAERT_PORT.fullmatch(del_) for del_ in vaerdi.split(",")):
            raise ValueError("must be host:port, or several of them separated by commas")
        return vaerdi

    @field_validator("egen_url")
    @classmethod
    def _egen_url(cls, vaerdi: str | None) -> str | None:
        if vaerdi is not None and not _EGEN_URL.fullmatch(vaerdi):
            raise ValueError("must be an address without a path, such as http://hub-1.example:8080")
        return vaerdi and vaerdi.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, vaerdi: SecretStr | None) -> SecretStr | None:
        if vaerdi is not None and not _DATABASE.fullmatch(vaerdi.get_secret_value()):
            raise ValueError("must be postgresql+psycopg://user@host:port/database")
        return vaerdi

    @model_validator(mode="after")
    def _passer_sammen(self) -> Self:
        tls, sasl = self.kafka_protokol.endswith("tls"), self.kafka_protokol.startswith("sasl")
        kodeord = self.kafka_kodeord is not None or self.kafka_kodeord_fil is not None
        replikaer, insync = self.kafka_replikaer, self.kafka_min_insync
        hemmeligt = self.hemmelighed is not None or self.hemmelighed_fil is not None
        token = self.administrator_token is not None or self.administrator_token_fil is not None
        kafka = self.broker == "kafka"
        for brudt, tekst in (
            (kafka and self.bootstrap is None, "broker kafka needs bootstrap: host:port of the cluster"),
            (not kafka and self.bootstrap is not None, "bootstrap is for broker kafka; give both, or neither"),
            ((self.kafka_certifikat is None) != (self.kafka_noegle is None), "give kafka_certifikat and kafka_noegle"),
            (not tls and (self.kafka_ca or self.kafka_certifikat), "certificates need kafka_protokol tls or sasl_tls"),
            (
                sasl and not (self.kafka_bruger and kodeord),
                f"{self.kafka_protokol} needs kafka_bruger and its password",
            ),
            (
                not sasl and (self.kafka_bruger or kodeord),
                "kafka_bruger needs kafka_protokol sasl_tls or sasl_plaintext",
            ),
            (insync and replikaer and insync > replikaer, "kafka_min_insync cannot be more than kafka_replikaer"),
            (self.database_kodeord_fil and not self.database_url, "database_kodeord_fil needs database_url"),
            (kafka and not (hemmeligt and token), _UDEFRA),
        ):
            if brudt:
                raise ValueError(tekst)
        return self

    def laes_hemmelighed(self) -> bytes:
        """The key of the keyed hashes, 64 bytes at most. Raises Indstillingsfejl."""
        tekst = givet("hemmelighed", self.hemmelighed, self.hemmelighed_fil)
        if tekst is None:
            tekst = gem_eller_laes(self.data / HEMMELIGHEDSFIL, secrets.token_hex(32))
        if not _KORTEST <= len(tekst.encode()) <= 64:
            raise Indstillingsfejl(
                f"FAELLESHUB_HEMMELIGHED must be {_KORTEST} to 64 bytes; make one with: openssl rand -hex 32"
            )
        return tekst.encode()

    def laes_administrator_token(self) -> str:
        """The administrator's token. Raises Indstillingsfejl."""
        token = givet("administrator_token", self.administrator_token, self.administrator_token_fil)
        if token is None:
            token = gem_eller_laes(self.data / TOKENFIL, nyt_token())
        if not _KORTEST <= len(token) <= LAENGST or not token.isascii():
            raise Indstillingsfejl(
                f"FAELLESHUB_ADMINISTRATOR_TOKEN must be {_KORTEST} to {LAENGST} ASCII characters; "
                "make one with: openssl rand -hex 32"
            )
        return token

    def laes_kafka_kodeord(self) -> str | None:
        """The hub's password at the Kafka cluster, if it has one. Raises Indstillingsfejl."""
        return givet("kafka_kodeord", self.kafka_kodeord, self.kafka_kodeord_fil)

    def laes_database_kodeord(self) -> str | None:
        """The password for `database_url`, where a file gives it. Raises Indstillingsfejl."""
        return givet("database_kodeord", None, self.database_kodeord_fil)
