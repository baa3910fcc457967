"""What the linter says of a version that is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from hub.api.kald import Kald
from hub.api.modeller import Model
from hub.api.operation import Ruter
from hub.arkitektraad.lint import fejl_i
from schemas.lint import Fund

ruter = Ruter("Arkitekturråd")


class Lintfund(Model):
    """One finding: its weight, its rule and code, the place in the contract, what is wrong and how to mend it."""

    alvor: Literal["fejl", "advarsel"]
    regel: str
    kode: str
    hvor: str
    da: str
    en: str
    ret_da: str
    ret_en: str


class Lintvisning(Model):
    """What the linter says of a version. With errors it is not heard, unless the secretary says why."""

    fejl: int
    advarsler: int
    fund: Sequence[Lintfund]

    @classmethod
    def af(cls, fundne: Sequence[Fund]) -> Lintvisning:
        """The linter's own findings."""
        fejl = len(fejl_i(fundne))
        vist = [
            Lintfund(alvor=fund.alvor.value, regel=fund.regel, kode=fund.kode, hvor=fund.hvor, **fund.ord._asdict())
            for fund in fundne
        ]
        return cls(fejl=fejl, advarsler=len(fundne) - fejl, fund=vist)


@ruter.operation(
    "GET",
    "/api/v1/arkitektraad/forslag/{forslag}/lint",
    id="lintForslag",
    da="Vis hvad linteren siger om en version, fejl først",
    en="Show what the linter says of a version, errors first",
    svar=Lintvisning,
    fejl=(404,),
)
async def lint_forslag(kald: Kald) -> Lintvisning:
    """What only a folder of contracts has (entries, examples, layout) is not asked for; `faelleshub skema lint` does."""
    fundne = await kald.hub.sekretariat.lint(kald.sti["forslag"])
    return Lintvisning.af(fundne)
