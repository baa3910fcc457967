"""The verdict on a new version: whether it may stand beside the earlier ones, and every reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from schemas.compatibility.fejl import UgyldigtSkema
from schemas.compatibility.form import Skematype
from schemas.compatibility.forskel import Forskel, forskel
from schemas.compatibility.laesning import INGEN, laes_skema
from schemas.compatibility.niveau import Niveau, Retning
from schemas.compatibility.oploesning import oploes
from schemas.compatibility.referencer import find_definitioner
from schemas.compatibility.regler import REGLER, Alvor


@dataclass(frozen=True, eq=False)
class Udgave:
    """One version of a schema: its name (a version number, a file), its JSON data, and the schemas that it refers to.

    `referencer` maps the name by which it refers to each of them, in any order, to its JSON data. Keep the object where
    the same version is compared again: it is read into types once.
    """

    navn: str
    skema: Any = field(repr=False)
    referencer: Mapping[str, Any] = field(default_factory=lambda: INGEN, repr=False)

    @classmethod
    def med_typer(cls, navn: str, skema: Any, typer: Mapping[str, Any]) -> Self:
        """A version that may refer to any of `typer`, by full name; what it defines itself goes before those.

        For a contract in a folder of contracts. Raises UgyldigtSkema where a name in it is none.
        """
        egne = {navn for navn, _ in find_definitioner(skema)}
        return cls(navn, skema, {navn: type_ for navn, type_ in typer.items() if navn not in egne})

    @cached_property
    def type(self) -> Skematype:
        """The graph of its types. Raises UgyldigtSkema."""
        return laes_skema(self.skema, self.referencer)


@dataclass(frozen=True)
class Dom:
    """What was found at a level, in the order of the earlier versions."""

    niveau: Niveau
    forskelle: tuple[Forskel, ...]

    @cached_property
    def uforenelige(self) -> tuple[Forskel, ...]:
        """What makes it incompatible: messages that cannot be read."""
        return self._af(Alvor.UFORENELIG)

    @cached_property
    def betydninger(self) -> tuple[Forskel, ...]:
        """What can be read, but means something else."""
        return self._af(Alvor.BETYDNING)

    @cached_property
    def noter(self) -> tuple[Forskel, ...]:
        """What is worth knowing."""
        return self._af(Alvor.NOTE)

    @property
    def forenelig(self) -> bool:
        """Whether every message can be read as the level asks."""
        return not self.uforenelige

    def _af(self, alvor: Alvor) -> tuple[Forskel, ...]:
        return tuple(en for en in self.forskelle if en.alvor is alvor)


def proev(ny: Udgave, gamle: Sequence[Udgave], niveau: Niveau, *, skaerpede: Iterable[str] = frozenset()) -> Dom:
    """Try a new version against the earlier ones, which come oldest first.

    A level that is not transitive asks the last of them alone. Rules among `skaerpede` count as incompatible although
    Avro could read the message: a council that will not see a change of meaning names them here.
    Raises UgyldigtSkema when a schema is none, and ValueError for a rule that there is not.
    """
    haarde = frozenset(skaerpede)
    if ukendte := haarde - REGLER.keys():
        raise ValueError(f"no rule named {', '.join(sorted(ukendte))}; there are: {', '.join(REGLER)}")
    mod = gamle if niveau.transitivt else gamle[-1:]
    return Dom(
        niveau,
        tuple(en for gammel in mod for retning in niveau.retninger for en in forskelle(ny, gammel, retning, haarde)),
    )


def forskelle(ny: Udgave, gammel: Udgave, retning: Retning, skaerpede: frozenset[str] = frozenset()) -> list[Forskel]:
    """Every difference in one direction, notes too. Raises UgyldigtSkema."""
    laeser, skriver = (ny, gammel) if retning is Retning.BAGUD else (gammel, ny)
    try:
        fundene = oploes(laeser.type, skriver.type)
    except RecursionError:
        raise UgyldigtSkema("", "skemaerne er indlejret for dybt", "the schemas are nested too deeply") from None
    return [forskel(fund, retning, gammel.navn, skaerpede) for fund in fundene]
