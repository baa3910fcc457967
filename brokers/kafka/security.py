"""How this instance proves who it is to the cluster, and how it makes sure who the cluster is."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from brokers.base import Unavailable

Protocol = Literal["plaintext", "tls", "sasl_plaintext", "sasl_tls"]
Mechanism = Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"]


@dataclass(frozen=True, slots=True)
class Security:
    """What a connection is made with. The default demands nothing and proves nothing.

    `ca_file`: the certificates to trust (PEM); None for the system's. `cert_file` and `key_file`: this instance's own
    certificate and its key (PEM), where brokers ask for one. `username` and `password`: for the sasl protocols.
    """

    protocol: Protocol = "plaintext"
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    mechanism: Mechanism = "SCRAM-SHA-512"
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def tls(self) -> bool:
        """Whether connections are encrypted."""
        return self.protocol in {"tls", "sasl_tls"}

    @property
    def sasl(self) -> bool:
        """Whether a user name and its password are given."""
        return self.protocol in {"sasl_plaintext", "sasl_tls"}

    def context(self) -> ssl.SSLContext | None:
        """For encrypted connections, what they trust and show. Raises Unavailable for a file that cannot be used."""
        if not self.tls:
            return None
        try:
            context = ssl.create_default_context(cafile=self.ca_file)
        except (OSError, ValueError) as error:
            raise Unavailable(f"TLS: the file of trusted certificates {self.ca_file} {_why(error)}") from error
        if self.cert_file is not None:
            try:
                context.load_cert_chain(self.cert_file, self.key_file)
            except (OSError, ValueError) as error:
                files = f"certificate {self.cert_file} with key {self.key_file or 'in the same file'}"
                raise Unavailable(f"TLS: this instance's own {files} {_why(error)}") from error
        return context


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "is not there"
    if isinstance(error, PermissionError):
        return "may not be read"
    return "is no PEM file of the right kind, or its parts do not belong together"


PLAIN = Security()
