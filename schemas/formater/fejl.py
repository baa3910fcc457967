"""What can be wrong with a message's form, seen from outside; every format reports with these.

Formatfejl(ValueError)             one thing wrong: where (sti, linje, kolonne), what to do (da, en), kode
├── Ulaeseligt(Formatfejl)         the bytes cannot be read as the format at all
├── OverGraense(Formatfejl)        larger, deeper or more than the hub takes
├── Formbrud(Formatfejl)           readable, but not what the contract says
└── FlereFejl(Formatfejl)          several of the above, in `.fejl`

No text ever repeats a value of the message; names that a sender chose are shortened and masked (`vis_navn`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from schemas.identifikatorer import maskeret

HOEJST: Final = 100
"""So many errors are collected from one message; a sender mends those and sees the rest the next time."""


class Formatfejl(ValueError):
    """One thing that is wrong with a message's form.

    `kode` is a stable word for programs, `sti` the field's path (`beskedkuvert.filtreringsdata.beskedtype`), `linje`
    and `kolonne` count from 1 and are None where unknown, `da` and `en` say what to mend. `fejl` holds all errors: for
    a single one just itself, so that a caller need not ask which it got.
    """

    def __init__(
        self, kode: str, da: str, en: str, *, sti: str = "", linje: int | None = None, kolonne: int | None = None
    ) -> None:
        super().__init__(en)
        self.kode = kode
        self.sti = sti
        self.linje = linje
        self.kolonne = kolonne
        self.da = da
        self.en = en

    @property
    def fejl(self) -> Sequence[Formatfejl]:
        """Every error, this one or those that it gathers."""
        return (self,)

    def __str__(self) -> str:
        sted = ", ".join(
            del_
            for del_ in (
                self.sti,
                f"line {self.linje}" if self.linje else "",
                f"column {self.kolonne}" if self.kolonne else "",
            )
            if del_
        )
        return f"{sted}: {self.en}" if sted else self.en


class Ulaeseligt(Formatfejl):
    """The bytes are not JSON, not XML, not UTF-8: nothing further can be said about them."""


class OverGraense(Formatfejl):
    """The message is larger, deeper or holds more errors than the hub takes."""


class Formbrud(Formatfejl):
    """The message can be read, but a field is not what its contract says."""


class FlereFejl(Formatfejl):
    """Several errors at once; `.fejl` lists them in the order in which they stand in the message."""

    def __init__(self, fejl: Sequence[Formatfejl]) -> None:
        foerste = fejl[0]
        super().__init__(
            foerste.kode, foerste.da, foerste.en, sti=foerste.sti, linje=foerste.linje, kolonne=foerste.kolonne
        )
        self._fejl = tuple(fejl)

    @property
    def fejl(self) -> Sequence[Formatfejl]:
        """The errors gathered."""
        return self._fejl

    def __str__(self) -> str:
        return f"{len(self._fejl)} errors; the first: {super().__str__()}"


class Fejlsamler:
    """Gathers what is wrong while a message is read on, up to `HOEJST` errors, and raises them together."""

    def __init__(self) -> None:
        self._fejl: list[Formatfejl] = []

    def __len__(self) -> int:
        return len(self._fejl)

    def tilfoej(self, fejl: Formatfejl) -> None:
        """Keep one more error. Raises FlereFejl when there are too many to be of use."""
        self._fejl.append(fejl)
        if len(self._fejl) >= HOEJST:
            self._fejl.append(
                OverGraense(
                    "for-mange-fejl",
                    f"Der er mindst {HOEJST} fejl; læsningen stoppede her. Ret dem, og prøv igen.",
                    f"There are at least {HOEJST} errors; reading stopped here. Mend them and try again.",
                )
            )
            self.rejs()

    def rejs(self) -> None:
        """Raise what was gathered: nothing, the only error, or all together."""
        if len(self._fejl) == 1:
            raise self._fejl[0]
        if self._fejl:
            raise FlereFejl(self._fejl)


Sti = tuple["Sti", str | int] | None
"""The path to a value as a chain `(above, step)`: it costs next to nothing until something is wrong there."""


def sti_tekst(sti: Sti) -> str:
    """A path as `beskeddata.aktoerer[0].rolle`."""
    led: list[str | int] = []
    while sti is not None:
        sti, trin = sti
        led.append(trin)
    tekst = ""
    for trin in reversed(led):
        if isinstance(trin, int):
            tekst += f"[{trin}]"
        else:
            tekst += f".{vis_navn(trin)}" if tekst else vis_navn(trin)
    return tekst


def vis_navn(navn: str) -> str:
    """A name that a sender chose, fit to be shown: masked, printable, at most 60 characters."""
    synlig = "".join(tegn if tegn.isprintable() else "\N{REPLACEMENT CHARACTER}" for tegn in navn[:61])
    return maskeret(synlig if len(navn) <= 60 else synlig[:60] + "…")
