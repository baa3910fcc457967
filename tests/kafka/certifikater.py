"""Certificates for tests: an authority, and what it signs, as PEM files."""

from __future__ import annotations

import datetime as dt
import ipaddress
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_GYLDIG: Final = dt.timedelta(days=1)


class Myndighed:
    """An authority of its own. `fil` is what is trusted by whoever trusts it."""

    def __init__(self, mappe: Path, navn: str = "Proevemyndighed") -> None:
        self._mappe = mappe
        mappe.mkdir(parents=True, exist_ok=True)
        self._noegle = ec.generate_private_key(ec.SECP256R1())
        self._navn = _navn(navn)
        self._bevis = (
            _bygger(self._navn, self._navn, self._noegle)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_brug(underskriver=True), critical=True)
            .sign(self._noegle, hashes.SHA256())
        )
        self.fil = mappe / f"{navn}.pem"
        self.fil.write_bytes(self._bevis.public_bytes(serialization.Encoding.PEM))

    def udsted(self, navn: str, *, dns: str | None = None, ip: str | None = None) -> tuple[Path, Path]:
        """A certificate for `CN=navn` and the names it may be reached by: its file (with the chain), and its key's."""
        noegle = ec.generate_private_key(ec.SECP256R1())
        bygger = _bygger(_navn(navn), self._navn, noegle).add_extension(_brug(underskriver=False), critical=True)
        navne: list[x509.GeneralName] = [x509.DNSName(dns)] if dns else []
        navne += [x509.IPAddress(ipaddress.ip_address(ip))] if ip else []
        if navne:
            bygger = bygger.add_extension(x509.SubjectAlternativeName(navne), critical=False)
        bevis = bygger.sign(self._noegle, hashes.SHA256())
        fil, noeglefil = self._mappe / f"{navn}.pem", self._mappe / f"{navn}.noegle.pem"
        fil.write_bytes(
            bevis.public_bytes(serialization.Encoding.PEM) + self._bevis.public_bytes(serialization.Encoding.PEM)
        )
        noeglefil.write_bytes(
            noegle.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return fil, noeglefil


def samlet(fil: Path, noegle: Path) -> Path:
    """Key and certificate in one file, as a Kafka broker wants them."""
    samlet_fil = fil.with_name(f"{fil.stem}.samlet.pem")
    samlet_fil.write_bytes(noegle.read_bytes() + fil.read_bytes())
    return samlet_fil


def _navn(navn: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, navn)])


def _bygger(navn: x509.Name, udsteder: x509.Name, noegle: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    nu = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(navn)
        .issuer_name(udsteder)
        .public_key(noegle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(nu - dt.timedelta(hours=1))
        .not_valid_after(nu + _GYLDIG)
    )


def _brug(*, underskriver: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not underskriver,
        key_cert_sign=underskriver,
        crl_sign=underskriver,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
