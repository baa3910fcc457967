"""Many at once, for the router: what a poll brought in portions, and the outcomes of work that was done side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from brokers import StoredRecord


def rejs(udfald: Iterable[object]) -> None:
    """Raise the first of what several came to that is an error."""
    for et in udfald:
        if isinstance(et, BaseException):
            raise et


def efter_bytes(poster: Sequence[StoredRecord], graense: int) -> Iterator[Sequence[StoredRecord]]:
    """The records in runs of about `graense` bytes, at least one in each."""
    fra = samlet = 0
    for nummer, post in enumerate(poster):
        samlet += len(post.value or b"")
        if samlet >= graense:
            yield poster[fra : nummer + 1]
            fra, samlet = nummer + 1, 0
    if fra < len(poster):
        yield poster[fra:]
