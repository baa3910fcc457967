"""The council's signing key: given as a file, or made at first start; and its public half, for everyone.

Several instances sign with one key. On Kafka, where no file is shared by itself, it follows from the bus's secret
unless a file gives it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from hub.hemmeligheder import Indstillingsfejl, gem_eller_laes, givet

NOEGLEFIL: Final = "raadsnoegle.pem"
_UDLEDT: Final = b"faelleshub raad"


class Noeglefejl(ValueError):
    """A key that cannot be used; the text says what to give instead."""


def find_noegle(fil: Path | None, data: Path, hemmelighed: bytes, *, delt: bool) -> Ed25519PrivateKey:
    """The key in `fil`; without one that in `data`, made at first start, or where `delt` the one the secret gives.

    Raises Indstillingsfejl.
    """
    pem = givet("raadsnoegle", None, fil)
    if pem is None and delt:
        return Ed25519PrivateKey.from_private_bytes(
            hashlib.blake2b(hemmelighed, digest_size=32, person=_UDLEDT).digest()
        )
    if pem is None:
        pem = gem_eller_laes(data / NOEGLEFIL, _som_pem(Ed25519PrivateKey.generate()))
    try:
        noegle = load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        noegle = None
    if not isinstance(noegle, Ed25519PrivateKey):
        raise Indstillingsfejl(
            f"{fil or data / NOEGLEFIL} is no Ed25519 key in PEM without a password (FAELLESHUB_RAADSNOEGLE_FIL); "
            "make one with: openssl genpkey -algorithm ed25519"
        )
    return noegle


def offentlig_pem(noegle: Ed25519PrivateKey) -> str:
    """The public half, as it is published."""
    return noegle.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def laes_offentlig(pem: bytes) -> Ed25519PublicKey:
    """A public key from PEM. Raises Noeglefejl."""
    try:
        noegle = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        noegle = None
    if not isinstance(noegle, Ed25519PublicKey):
        raise Noeglefejl("no Ed25519 public key in PEM; fetch the council's with `faelleshub raad noegle`")
    return noegle


def _som_pem(noegle: Ed25519PrivateKey) -> str:
    return noegle.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
