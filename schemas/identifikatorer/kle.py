"""KLE patterns of SF2900, by which agreements and routing tables name areas of tasks."""

from __future__ import annotations

from collections.abc import Collection


def kle_rammer(moenster: str, emne: str) -> bool:
    """Whether a KLE pattern of SF2900 (`3*`, `27.*`, `27.12.*`, `27.12.00` …) covers a subject NN.NN.NN."""
    return emne.startswith(moenster[:-1]) if moenster.endswith("*") else emne == moenster


def bedste_kle_moenster(moenstre: Collection[str], emne: str) -> str | None:
    """The most specific of the patterns that cover the subject, or None; the longest prefix wins."""
    rammer = [moenster for moenster in moenstre if kle_rammer(moenster, emne)]
    return max(rammer, key=lambda moenster: len(moenster.rstrip("*")), default=None)
