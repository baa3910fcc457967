"""What went wrong between this instance and the cluster, in words for an operator.

Inside this backend a `Passing` is what may go away by itself: it is tried again for a while (`Patience`), and only then
told. Everything else is told at once.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeVar

from aiokafka import errors as kafka_errors

from brokers.base import BrokerError, Unavailable
from brokers.kafka.codes import COORDINATOR_MOVED, LEADER_MOVED, PASSING, REFUSED, Code
from brokers.kafka.security import Security
from brokers.kafka.wire import Outdated

T = TypeVar("T")

_FIRST_PAUSE: Final = 0.002
_LONGEST_PAUSE: Final = 0.5

_CERTIFICATE: Final[Mapping[int, str]] = {
    10: "the broker's certificate has expired",
    18: "the broker's certificate is signed by itself and not trusted; name its file as ca_file",
    19: "the broker's certificate is signed by an authority that is not trusted; name its file as ca_file",
    20: "the broker's certificate is signed by an authority that is not trusted; name its file as ca_file",
    62: "the broker's certificate is made for another name; connect by a name that stands in it",
    64: "the broker's certificate is made for another address; connect by a name that stands in it",
}
_HANGUP: Final[Mapping[str, str]] = {
    "plaintext": "is it a port for TLS or SASL? this instance uses neither (protocol plaintext)",
    "tls": "is it a plaintext port, or does it want a user and password? this instance uses protocol tls",
    "sasl_plaintext": "is it a port for TLS, or without SASL? this instance uses protocol sasl_plaintext",
    "sasl_tls": "is it a plaintext port, or one without SASL? this instance uses protocol sasl_tls",
}


class Passing(Unavailable):
    """It did not work now; in a moment it may."""


class Patience:
    """How long a call goes on trying: `seconds` in all, with pauses that grow."""

    def __init__(self, seconds: float) -> None:
        self._clock = asyncio.get_running_loop().time
        self._until = self._clock() + seconds
        self._seconds = seconds
        self._pause = _FIRST_PAUSE

    @property
    def left(self) -> float:
        """Seconds left, at least 0."""
        return max(0.0, self._until - self._clock())

    async def through(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """What `attempt` gives, tried again as long as it raises Passing and there is time. Raises Unavailable."""
        while True:
            try:
                return await attempt()
            except Passing as error:
                await self.after(error)

    async def after(self, error: Passing) -> None:
        """Pause before the next try. Raises Unavailable when there is no time for one."""
        if self.left <= 0:
            raise Unavailable(f"{error}; tried for {self._seconds:g} seconds") from error
        await asyncio.sleep(min(self._pause, self.left))
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)


def refusal(code: Code, what: str, security: Security) -> BrokerError:
    """The error for an answer of the cluster about `what` (such as "topic x: write"); Passing when it may pass."""
    if code in PASSING or code in LEADER_MOVED or code in COORDINATOR_MOVED:
        return Passing(f"Kafka: {what}: {_words(code)}")
    if code in REFUSED:
        who = f"user {security.username}" if security.sasl else "this instance"
        return Unavailable(
            f"Kafka: {what}: {who} has no right to it ({_words(code)}); give it the right on this {REFUSED[code]}"
        )
    return BrokerError(f"Kafka: {what}: {_words(code)}")


def unreachable(address: str, error: BaseException, security: Security, seconds: float) -> str:
    """Why there is no working connection to `address`."""
    return f"{address}: {_connection_words(error, security, seconds)}"


def _connection_words(error: BaseException, security: Security, seconds: float) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"TLS: {_CERTIFICATE.get(error.verify_code, f'the broker is not trusted ({error.verify_message})')}"
    if isinstance(error, ssl.SSLError):
        return f"TLS: {_tls_words(error.reason or '', security)}"
    if isinstance(error, Outdated):
        return "the broker is too old; Kafka 3.1 or newer is needed"
    if words := _sasl_words(error, security) or _address_words(error, seconds):
        return words
    if error.__cause__ is not None:
        return _connection_words(error.__cause__, security, seconds)
    return f"the connection was closed without an answer; {_HANGUP[security.protocol]}"


def _sasl_words(error: BaseException, security: Security) -> str | None:
    match error:
        case kafka_errors.UnsupportedSaslMechanismError():
            return f"credentials: the broker does not take {security.mechanism}; choose another mechanism"
        case kafka_errors.SaslAuthenticationFailed() | kafka_errors.AuthenticationFailedError():
            return f"credentials: the broker refuses user {security.username} with this password"
        case kafka_errors.IllegalSaslStateError():
            return "credentials: this port takes no user and password"
        case _:
            return None


def _address_words(error: BaseException, seconds: float) -> str | None:
    match error:
        case socket.gaierror():
            return "address: no host of that name is known"
        case TimeoutError():
            return f"address: no answer within {seconds:g} seconds; is a firewall between, or is the broker frozen?"
        case ConnectionRefusedError():
            return "address: nothing listens there"
        case OSError() if not isinstance(error, ConnectionError):
            return f"address: {error.strerror or 'cannot be reached'}"
        case _:
            return None


def _tls_words(reason: str, security: Security) -> str:
    if any(word in reason for word in ("CERTIFICATE_REQUIRED", "UNKNOWN_CA", "BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN")):
        if security.cert_file is None:
            return "the broker wants a certificate of this instance; name cert_file and key_file"
        return "the broker does not trust this instance's certificate"
    if any(word in reason for word in ("WRONG_VERSION", "RECORD_LAYER", "UNEXPECTED_EOF")):
        return "no TLS is spoken there; is it a plaintext port?"
    return f"no agreement with the broker ({reason.lower().replace('_', ' ') or 'no reason given'})"


def _words(code: Code) -> str:
    return code.name.lower().replace("_", " ")
