"""The cells of the index against a dict, with combinations that agree in half of their bits."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.beskedfordeler.abonnementer.celler import ER_GRUPPE, HALV, Celler

kombinationer = st.builds(
    lambda oevre, nedre: oevre << 32 | nedre, st.integers(0, 5), st.integers(0, 9).map(lambda n: 2 * n)
)
skridt = st.lists(st.tuples(kombinationer, st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20))), max_size=40)


def numre(celler: Celler, kombination: int) -> set[int]:
    celle = celler.find(kombination >> 32, kombination & HALV | 1)
    if not celler.maerker[celle]:
        return set()
    nummer = celler.indhold[celle] & HALV
    return set(celler.grupper[nummer & ~ER_GRUPPE].numre) if nummer & ER_GRUPPE else {nummer}


@given(skridt)
@settings(max_examples=150, deadline=None)
def test_cellerne_er_som_et_opslagsvaerk(skridt: list[tuple[int, set[int], set[int]]]) -> None:
    celler = Celler.tomme()
    ventet: dict[int, set[int]] = {}
    for kombination, bort, til in skridt:
        foer, foer_ventet = celler, dict(ventet)
        nye = til - ventet.get(kombination, set())
        celler = celler.kopi(1)
        celler.omskriv(kombination, bort, sorted(nye))
        ventet[kombination] = ventet.get(kombination, set()) - bort | nye
        for hvilke, hvad in ((celler, ventet), (foer, foer_ventet)):
            assert all(numre(hvilke, en) == hvad.get(en, set()) for en, _, _ in skridt)
    assert celler.i_brug == len(celler.maerker) - celler.maerker.count(0) == len(ventet)
