"""What a running adapter is told: from the environment (`FAELLESHUB_ADAPTER_…`), or from arguments over that."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from adapters.sdk.http import ADRESSER
from schemas.identifikatorer import MOENSTER

PRAEFIKS: Final = "FAELLESHUB_ADAPTER_"


class Indstillingsfejl(ValueError):
    """A setting is missing or wrong; the text names each one, its environment variable and its argument."""


class Genforsoeg(BaseSettings):
    """How a handler is tried again at once, before the delivery is put off at the hub. Seconds."""

    model_config = SettingsConfigDict(env_prefix="FAELLESHUB_ADAPTER_GENFORSOEG_", frozen=True)

    antal: Annotated[int, Field(ge=1, le=100)] = 4
    foerste: Annotated[float, Field(gt=0, le=60)] = 0.1
    hoejst: Annotated[float, Field(gt=0, le=600)] = 5.0


class Indstillinger(BaseSettings):
    """Where the hub is, who this adapter is there, and where it keeps its own state."""

    model_config = SettingsConfigDict(env_prefix=PRAEFIKS, frozen=True, extra="ignore")

    hub: Annotated[str, Field(pattern=ADRESSER)]
    """The hub's address, e.g. http://localhost:8080; of several instances, their addresses with commas between them."""
    token: SecretStr | None = None
    """The system's token; only from the environment or `token_fil`, never an argument that `ps` shows."""
    token_fil: Path | None = None
    system: Annotated[str, Field(pattern=MOENSTER["uuid"].pattern)]
    """The system's id at the hub: Kildesystem of everything it sends."""
    myndighed: Annotated[str, Field(pattern=r"^[0-9]{8}$")]
    """The CVR number of the authority on whose behalf it sends."""
    dueslag: str | None = None
    """The subscription to receive from; None for an adapter that only sends."""
    data: Path
    """The folder of its own SQLite."""
    ydre: Annotated[str, Field(pattern=r"^https?://[^\s?#@]+$")] | None = None
    """The outer system's address."""
    samtidige: Annotated[int, Field(ge=1, le=1000)] = 16
    """Objects handled at once."""
    vent: Annotated[float, Field(ge=0, le=60)] = 20.0
    """Seconds of a long poll."""
    frist: Annotated[float, Field(ge=0, le=600)] = 10.0
    """Seconds to finish in when told to stop."""
    behold_dage: Annotated[int, Field(ge=1, le=3650)] = 30
    """Days that inbox and finished outbox are remembered; longer than a redelivery can take."""
    genforsoeg: Genforsoeg = Field(default_factory=Genforsoeg)

    @model_validator(mode="after")
    def _har_token(self) -> Self:
        if self.token is None and self.token_fil is None:
            raise ValueError("give token or token_fil")
        return self

    def hemmelighed(self) -> str:
        """The token itself. Raises Indstillingsfejl when its file cannot be read."""
        if self.token is not None:
            return self.token.get_secret_value()
        try:
            return str(self.token_fil and self.token_fil.read_text("ascii").strip())
        except (OSError, UnicodeDecodeError) as fejl:
            raise Indstillingsfejl(f"token_fil cannot be read: {type(fejl).__name__}") from None

    @classmethod
    def laes(cls, argumenter: Sequence[str] | None = None, **over: Any) -> Self:
        """From the file `tilslutning`, the environment over that, the arguments, and `over`. Raises Indstillingsfejl."""
        givet = {k: v for k, v in vars(_laeser().parse_args(argumenter)).items() if v is not None}
        fil = givet.pop("tilslutning", None) or os.environ.get(f"{PRAEFIKS}TILSLUTNING")
        try:
            return cls(**(_fra_fil(Path(fil)) if fil else {}) | givet | over)
        except ValidationError as fejl:
            linjer = [
                f"{'.'.join(map(str, et['loc'])) or 'token'}: {et['msg']} "
                f"(set {PRAEFIKS}{'_'.join(map(str, et['loc'])).upper() or 'TOKEN_FIL'})"
                for et in fejl.errors(include_input=False, include_url=False)
            ]
            raise Indstillingsfejl("\n".join(linjer)) from None


def _fra_fil(fil: Path) -> dict[str, str]:
    """What was written when the adapter was joined to the hub, where the environment says nothing else."""
    try:
        skrevet = json.loads(fil.read_text("utf-8"))
    except (OSError, ValueError) as fejl:
        raise Indstillingsfejl(
            f"tilslutning: {fil} cannot be read ({type(fejl).__name__}); make it with python -m adapters.tilslut"
        ) from None
    felter = {navn: skrevet.get(navn) for navn in ("hub", "system", "myndighed", "dueslag", "token")}
    return {navn: v for navn, v in felter.items() if v is not None and f"{PRAEFIKS}{navn.upper()}" not in os.environ}


def _laeser() -> argparse.ArgumentParser:
    laeser = argparse.ArgumentParser(description="Runs this adapter until it is told to stop (SIGTERM or Ctrl-C).")
    for navn, tekst in (
        ("tilslutning", "file with what follows, as adapters.tilslut writes it"),
        ("hub", "address of the hub"),
        ("token-fil", "file that holds the system's token"),
        ("system", "the system's id at the hub"),
        ("myndighed", "CVR number of the authority it sends for"),
        ("dueslag", "subscription to receive from"),
        ("data", "folder for the adapter's own state"),
        ("ydre", "address of the outer system"),
    ):
        laeser.add_argument(f"--{navn}", help=tekst)
    return laeser
