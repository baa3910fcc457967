"""Secrets: given from outside, as a value or in a file, or made once in a file that its owner alone can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pydantic import SecretStr


class Indstillingsfejl(ValueError):
    """A setting that cannot be used: which, and what to do."""


def givet(navn: str, vaerdi: SecretStr | None, fil: Path | None) -> str | None:
    """The secret that the setting `navn` or `navn`_fil gives; None when neither does. Raises Indstillingsfejl."""
    variabel = f"FAELLESHUB_{navn.upper()}"
    if vaerdi is not None and fil is not None:
        raise Indstillingsfejl(f"both {variabel} and {variabel}_FIL are set; keep one")
    if fil is not None:
        try:
            return fil.read_text().strip()
        except (OSError, UnicodeDecodeError) as fejl:
            raise Indstillingsfejl(f"{variabel}_FIL cannot be read: {fejl}") from None
    return vaerdi.get_secret_value() if vaerdi is not None else None


def gem_eller_laes(fil: Path, nyt: str) -> str:
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
