"""One Kafka node that demands things of its clients: a listener for each way to prove who one is, and access rules.

| listener | demands | who a client is |
|---|---|---|
| PLAINTEXT | nothing | `User:ANONYMOUS`, who may do everything: the broker itself, and the tests' own tools |
| TLS | trust in the authority | `User:ANONYMOUS` |
| MTLS | a certificate of the authority as well | `User:CN=<name>` |
| SCRAM | user and password | `User:<name>` |
| SCRAMTLS | trust in the authority, user and password | `User:<name>` |

User `hub` may do everything, user `gaest` nothing until he is given a right.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.kafka.certifikater import Myndighed, samlet
from tests.kafka.server import VAERT, Kafkaserver

BRUGERE: Final = {"hub": "hubbens-kodeord", "gaest": "gaestens-kodeord"}
_SCRAM: Final = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
_LYTTERE: Final = {
    "PLAINTEXT": "PLAINTEXT",
    "TLS": "SSL",
    "MTLS": "SSL",
    "SCRAM": "SASL_PLAINTEXT",
    "SCRAMTLS": "SASL_SSL",
}


def sikret_server(mappe: Path, myndighed: Myndighed) -> Kafkaserver:
    """Not started yet."""
    butik = samlet(*myndighed.udsted("kafka", dns=VAERT))
    egenskaber = {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(butik),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(myndighed.fil),
        "listener.name.mtls.ssl.client.auth": "required",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS;User:hub;User:CN=hub",
    }
    for lytter in ("scram", "scramtls"):
        egenskaber[f"listener.name.{lytter}.scram-sha-512.sasl.jaas.config"] = _SCRAM
    return Kafkaserver(mappe, egenskaber=egenskaber, lyttere=_LYTTERE, brugere=BRUGERE)
