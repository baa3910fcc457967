"""How a request of ours travels on aiokafka's connections: a layout in, a layout out.

For the versions of Kafka's protocol that aiokafka does not have; see `messages`.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from aiokafka.protocol.api import RequestHeader_v1, RequestHeader_v2, ResponseHeader_v0, ResponseHeader_v1
from aiokafka.protocol.types import CompactArray, Int32, Schema, TaggedFields

NO_TAGS: dict[int, bytes] = {}


class Outdated(Exception):
    """The broker does not know a version of the protocol that is needed."""


class Uuid:
    """Sixteen bytes."""

    @staticmethod
    def encode(value: bytes) -> bytes:
        """As it travels."""
        return value

    @staticmethod
    def decode(data: BytesIO) -> bytes:
        """As it came."""
        return data.read(16)


def compact(*fields: tuple[str, Any]) -> CompactArray:
    """A list of structures, each with room for tags, as newer versions have them."""
    array = CompactArray(Int32)
    array.array_of = Schema(*fields, ("tags", TaggedFields))
    return array


@dataclass(frozen=True, slots=True)
class Api:
    """One request of the protocol in one version. An answer has the fields of `answered` as its attributes."""

    API_KEY: int
    API_VERSION: int
    asked: Schema
    answered: Schema
    flexible: bool = True

    def __call__(self, *values: object) -> Question:
        """The request with these values, in the order of `asked`."""
        return Question(self, values)

    def decode(self, data: BytesIO) -> SimpleNamespace:
        """An answer as it came."""
        values = self.answered.decode(data)
        return SimpleNamespace(**dict(zip(self.answered.names, values, strict=True)))


class Question:
    """A request on its way: what `AIOKafkaConnection.send` wants to know of it."""

    def __init__(self, api: Api, values: tuple[object, ...]) -> None:
        self.API_KEY = api.API_KEY
        self.API_VERSION = api.API_VERSION
        self.RESPONSE_TYPE = api
        self._values = values

    def prepare(self, versions: dict[int, tuple[int, int]]) -> Question:
        """Itself. Raises Outdated when the broker does not know the version."""
        least, most = versions.get(self.API_KEY, (0, -1))
        if not least <= self.API_VERSION <= most:
            raise Outdated
        return self

    def encode(self) -> bytes:
        """The body."""
        body: bytes = self.RESPONSE_TYPE.asked.encode(self._values)
        return body

    def build_request_header(self, correlation_id: int, client_id: str) -> Any:
        """What goes in front of the body."""
        header = RequestHeader_v2 if self.RESPONSE_TYPE.flexible else RequestHeader_v1
        return header(self, correlation_id=correlation_id, client_id=client_id)

    def parse_response_header(self, data: BytesIO) -> Any:
        """What comes in front of the answer."""
        return (ResponseHeader_v1 if self.RESPONSE_TYPE.flexible else ResponseHeader_v0).decode(data)
