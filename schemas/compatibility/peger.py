"""JSON pointers: the place of something in a schema, for a tool; `Sted.sti` is the same for a person."""

from __future__ import annotations


def led(navn: str | int) -> str:
    """A step of a JSON pointer, its slash before it."""
    return "/" + str(navn).replace("~", "~0").replace("/", "~1")
