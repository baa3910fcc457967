"""The cells of `tabel`: which krav stand under a combination, in plain numbers side by side.

Open addressing: a combination, 64 bits, lies in the first free cell from the one its upper half points at. A cell is
its lower half made odd (`maerker`, 0 where nothing lies) and, elsewhere, its upper half above a number (`indhold`):
most look-ups find nothing, and touch one place among the marks, which stay in the processor's cache.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from hub.beskedfordeler.abonnementer.gruppe import Gruppe

HALV: Final = (1 << 32) - 1
"""The lower half of a combination, and the number in `indhold`."""
ER_GRUPPE: Final = 1 << 31
"""A number with this bit is of a group, otherwise of a krav."""

_FOERSTE: Final = 8
_INGEN: Final = Gruppe(())


@dataclass(slots=True)
class Celler:
    """Cells, a power of two of them and at most half in use. Changed only by `omskriv`, while a table is made."""

    maerker: array[int]
    indhold: array[int]
    grupper: list[Gruppe]
    i_brug: int = 0

    @classmethod
    def tomme(cls) -> Celler:
        """Cells with nothing in them."""
        return cls(array("I", bytes(4 * _FOERSTE)), array("Q", bytes(8 * _FOERSTE)), [])

    def kopi(self, flere: int) -> Celler:
        """The same, to be changed, with room for so many combinations more."""
        antal = len(self.maerker)
        while 2 * (self.i_brug + flere) > antal:
            antal *= 2
        if antal == len(self.maerker):
            return Celler(self.maerker[:], self.indhold[:], self.grupper.copy(), self.i_brug)
        kopi = Celler(array("I", bytes(4 * antal)), array("Q", bytes(8 * antal)), self.grupper.copy(), self.i_brug)
        for maerke, indhold in zip(self.maerker, self.indhold, strict=True):
            if maerke:
                celle = kopi.find(indhold >> 32, maerke)
                kopi.maerker[celle], kopi.indhold[celle] = maerke, indhold
        return kopi

    def find(self, oevre: int, nedre: int) -> int:
        """The cell of a combination, or the empty one where it would lie."""
        maske = len(self.maerker) - 1
        celle = oevre & maske
        while (maerke := self.maerker[celle]) and not (maerke == nedre and self.indhold[celle] >> 32 == oevre):
            celle = (celle + 1) & maske
        return celle

    def omskriv(self, kombination: int, bort: Collection[int], til: Sequence[int]) -> None:
        """Take krav away from a combination and give it others.

        Cells and groups are not given back when nothing is left, but used again when the combination is.
        """
        oevre, nedre = kombination >> 32 & HALV, kombination & HALV | 1
        celle = self.find(oevre, nedre)
        foer: tuple[int, ...] = ()
        gruppe = None
        if self.maerker[celle]:
            foer = (self.indhold[celle] & HALV,)
            if foer[0] & ER_GRUPPE:
                gruppe = foer[0] & ~ER_GRUPPE
                foer = self.grupper[gruppe].numre
        numre = (*(nummer for nummer in foer if nummer not in bort), *til)
        if gruppe is None and len(numre) == 1:
            nummer = numre[0]
        else:
            if gruppe is None:
                gruppe = len(self.grupper)
                self.grupper.append(_INGEN)
            self.grupper[gruppe] = Gruppe(numre)
            nummer = ER_GRUPPE | gruppe
        self.i_brug += not self.maerker[celle]
        self.maerker[celle], self.indhold[celle] = nedre, oevre << 32 | nummer
