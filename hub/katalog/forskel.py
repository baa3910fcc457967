"""What was changed from one version of a contract to another, and what each change means to readers."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence

from hub.katalog.model import Aendringsvisning, Foelge, Forskelvisning
from schemas.compatibility import Alvor, Forskel, Retning, Sted, Udgave, foelger, forskelle, sammenlign
from schemas.skema import Skema


def forskel(fra: Skema, til: Skema, navne: tuple[str, str]) -> Forskelvisning:
    """The difference between two schemas, under the names of their versions. Raises UgyldigtSkema."""
    gammel, ny = (Udgave.med_typer(navn, skema.raa, {}) for navn, skema in zip(navne, (fra, til), strict=True))
    fundne = {retning: forskelle(ny, gammel, retning) for retning in Retning}
    alle = [et for fund in fundne.values() for et in fund]
    return Forskelvisning(
        fra=navne[0],
        til=navne[1],
        forenelig={
            retning.value: all(et.alvor is not Alvor.UFORENELIG for et in fund) for retning, fund in fundne.items()
        },
        aendringer=[
            Aendringsvisning(
                slags=et.slags.value,
                sti=et.sti,
                hvad=et.hvad,
                gammel=_vaerdi(et.gammel),
                ny=_vaerdi(et.ny),
                foelger=list(_foelger(foelger(et, alle))),
            )
            for et in sammenlign(gammel.type, ny.type)
        ],
    )


def forloeb(versioner: Sequence[tuple[str, Skema]]) -> Iterator[Forskelvisning]:
    """The difference from each version to the next."""
    for (foer, fra), (efter, til) in itertools.pairwise(versioner):
        yield forskel(fra, til, (foer, efter))


def _foelger(fundne: Sequence[Forskel]) -> Iterator[Foelge]:
    for et in fundne:
        yield Foelge(retning=et.retning.value, alvor=et.alvor.value, regel=et.regel, da=et.ord.da, en=et.ord.en)


def _vaerdi(sted: Sted | None) -> str | None:
    if sted is None:
        return None
    return sted.vaerdi if isinstance(sted.vaerdi, str) else json.dumps(sted.vaerdi, ensure_ascii=False)
