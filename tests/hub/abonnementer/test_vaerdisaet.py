"""The table of hashes against a dict."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.konfiguration.vaerdisaet import Vaerdisaet


def hash_af(nummer: int) -> bytes:
    """Hashes that crowd into one part of the table and a few of its cells, the last of them around the table's end."""
    return bytes([2 * (nummer % 4) + 248 * (nummer % 2) | 1, 255, 255, 255, 255, 255, 255, 7, nummer, 0]) + bytes(6)


handlinger = st.lists(
    st.tuples(st.sampled_from(["tilfoej", "tilfoej", "fjern"]), st.integers(0, 60), st.integers(0, 2)), max_size=300
)


@given(handlinger)
@settings(max_examples=200, deadline=None)
def test_saettet_er_som_et_opslagsvaerk(handlinger: list[tuple[str, int, int]]) -> None:
    saet = Vaerdisaet()
    ventet: dict[tuple[bytes, int], int] = {}
    for plads, (handling, vaerdi, nummer) in enumerate(handlinger):
        par = hash_af(vaerdi), nummer
        if handling == "tilfoej":
            assert saet.tilfoej(*par, plads) == (par not in ventet)
            ventet[par] = plads
        else:
            assert saet.fjern(*par) == (ventet.pop(par, None) is not None)
    assert len(saet) == len(ventet)
    for vaerdi in range(61):
        hash_ = hash_af(vaerdi)
        assert sorted(saet.numre(hash_)) == sorted(nummer for h, nummer in ventet if h == hash_)
        for nummer in range(3):
            assert saet.plads(hash_, nummer) == ventet.get((hash_, nummer))


def test_et_stort_saet_glemmer_intet_naar_det_vokser_og_svinder() -> None:
    r = random.Random(1)
    hashes = [r.randbytes(16) for _ in range(20_000)]
    saet = Vaerdisaet()
    for nr, hash_ in enumerate(hashes):
        saet.tilfoej(hash_, nr % 1_000, nr)
    assert [saet.numre(hash_) for hash_ in hashes] == [[nr % 1_000] for nr in range(len(hashes))]
    for nr, hash_ in enumerate(hashes[::2]):
        assert saet.fjern(hash_, 2 * nr % 1_000)
    assert [bool(saet.numre(hash_)) for hash_ in hashes] == [False, True] * 10_000
    assert len(saet) == 10_000


def test_de_yderste_tal_kan_vaere_der() -> None:
    saet = Vaerdisaet()
    for hash_ in (bytes(16), b"\xff" * 16):
        saet.tilfoej(hash_, (1 << 20) - 1, (1 << 28) - 1)
        assert saet.numre(hash_) == [(1 << 20) - 1]
        assert saet.plads(hash_, (1 << 20) - 1) == (1 << 28) - 1
