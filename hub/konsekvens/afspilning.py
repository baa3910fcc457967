"""Real messages against a proposal: would this one be refused, and why? Pure; counted, and never shown.

A message is read as the proposal by Avro's resolution, as a receiver that has gone over would read it, and then judged
by the proposal's own judge: code lists, formats and obligations as it has them. Who sends and whether it may was decided
when the message came, and is not asked again.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import fastavro

from hub.konsekvens.egnethed import som_kontrakt
from hub.konsekvens.forslag import Kontraktforslag
from hub.konsekvens.kontrakter import Kontraktversion
from hub.konsekvens.ramt import ramte_steder
from hub.registry.kontrakter import Ubrugelig
from schemas.codec import HOVED
from schemas.compatibility import Alvor, Forskel, Retning, forskelle
from schemas.regler import Dommer
from schemas.skema import Skema

ANDET: Final = "AVRO"
"""The rule of a message that Avro cannot read as the proposal, where no difference between the schemas says why."""

_PLADS: Final = re.compile(r"\[\d+\]|\{[^}]*\}")


class Afspilningsgrund(NamedTuple):
    """Why messages would be refused: rule, reason code and field path, without the numbers of items; and words."""

    regel: str
    kode: str
    sti: str
    da: str
    en: str


@dataclass
class Optaelling:
    """What became of the messages: how many were tried and refused, why (a message counts once per reason), and whose."""

    proevet: int = 0
    afvist: int = 0
    grunde: Counter[Afspilningsgrund] = field(default_factory=Counter)
    efter_system: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Per sending system: tried and refused."""

    def tael(self, system: str, grunde: Iterable[Afspilningsgrund]) -> None:
        """One more message; without reasons it would pass."""
        fundne = set(grunde)
        self.proevet += 1
        self.afvist += bool(fundne)
        self.grunde.update(fundne)
        proevet, afvist = self.efter_system.get(system, (0, 0))
        self.efter_system[system] = proevet + 1, afvist + bool(fundne)


class Afspilning:
    """Holds messages of some contracts against what a proposal makes of these."""

    def __init__(self, forslag: Sequence[Kontraktforslag], versioner: Mapping[str, Sequence[Kontraktversion]]) -> None:
        self._efter_id = {version.skema.id: _Maalestok(en, version) for en in forslag for version in versioner[en.navn]}

    def kender(self, besked: bytes) -> bool:
        """Whether a message in the wire format is of one of the contracts."""
        return int.from_bytes(besked[1:HOVED], "big") in self._efter_id

    def proev(self, besked: bytes) -> tuple[Afspilningsgrund, ...]:
        """Every reason why a message that `kender` knows would be refused; empty when it would pass."""
        return self._efter_id[int.from_bytes(besked[1:HOVED], "big")].proev(besked)


class _Maalestok:
    """One proposal, for messages of one version."""

    def __init__(self, forslag: Kontraktforslag, version: Kontraktversion) -> None:
        self._skriver = version
        self._skema, self._dommer = _kontrakt(forslag)
        self._haarde = [
            en for en in forskelle(forslag.udgave, version.udgave, Retning.BAGUD) if en.alvor is Alvor.UFORENELIG
        ]

    def proev(self, besked: bytes) -> tuple[Afspilningsgrund, ...]:
        ramte = self._ramte(besked)
        if ramte:
            return tuple(ramte)
        try:
            indhold: Any = fastavro.schemaless_reader(_krop(besked), self._skriver.skema.parset, self._skema.parset)
        except Exception as fejl:  # noqa: BLE001 - whatever the reader stumbles over, its text may hold what it read
            # some readers compare what could stand in an empty list: then the difference is met by its schema alone
            egne = tuple(_af(forskel, forskel.sti) for forskel in self._haarde)
            return egne or (_ulaeselig(type(fejl).__name__),)
        if self._dommer is None or self._dommer.er_ren(indhold):
            return ()
        return tuple(
            Afspilningsgrund(en.regel, en.kode, _PLADS.sub(_uden_nummer, en.sti), en.tekst, en.text)
            for en in self._dommer.forklar(indhold)
        )

    def _ramte(self, besked: bytes) -> list[Afspilningsgrund]:
        if not self._haarde:
            return []
        indhold = fastavro.schemaless_reader(
            _krop(besked), self._skriver.skema.parset, None, return_record_name=True, return_named_type=True
        )
        rod = self._skriver.udgave.type
        return [_af(forskel, sti) for forskel in self._haarde for sti in ramte_steder(rod, indhold, forskel)]


def _kontrakt(forslag: Kontraktforslag) -> tuple[Skema, Dommer | None]:
    """The proposal to read as, and its judge; without one where the bus could not use it, which is said elsewhere."""
    try:
        return som_kontrakt(forslag)
    except Ubrugelig:
        return forslag.skema, None


def _krop(besked: bytes) -> io.BytesIO:
    ind = io.BytesIO(besked)
    ind.seek(HOVED)
    return ind


def _af(forskel: Forskel, sti: str) -> Afspilningsgrund:
    return Afspilningsgrund(forskel.regel, forskel.regel, sti, forskel.ord.da, forskel.ord.en)


def _ulaeselig(slags: str) -> Afspilningsgrund:
    return Afspilningsgrund(
        ANDET,
        ANDET,
        "",
        f"Beskeden kan ikke læses med forslaget ({slags}).",
        f"The message cannot be read as the proposal ({slags}).",
    )


def _uden_nummer(fundet: re.Match[str]) -> str:
    return "[]" if fundet[0].startswith("[") else "{}"
