"""Classification: the code lists that messages are checked against, and KLE look-up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hub.api.kald import Kald
from hub.api.modeller import Model
from hub.api.operation import Ruter
from hub.api.problem import ikke_fundet
from schemas.kodeliste import Kode, Kodeliste, Kodelister

ruter = Ruter("Klassifikation")

_KLE = "kle"


class Listeoversigt(Model):
    """A code list."""

    id: str
    version: str
    da: str
    en: str
    kilde: str
    antal: int

    @classmethod
    def af(cls, liste: Kodeliste) -> Listeoversigt:
        """What is listed of a code list."""
        return cls(id=liste.id, version=liste.version, da=liste.da, en=liste.en, kilde=liste.kilde, antal=len(liste))


class Listeoversigter(Model):
    """Every code list there is."""

    poster: Sequence[Listeoversigt]


class Kodevisning(Model):
    """One code, and the UUID or URN that stands for it in an id field."""

    kode: str
    da: str
    en: str
    uuid: str | None = None
    urn: str | None = None
    orden: int | None = None
    gyldig_fra: dt.date | None = None
    gyldig_til: dt.date | None = None

    @classmethod
    def af(cls, kode: Kode) -> Kodevisning:
        """What is shown of a code."""
        return cls(**{felt: getattr(kode, felt) for felt in cls.model_fields})


class Listevisning(Listeoversigt):
    """A code list with its codes."""

    koder: Sequence[Kodevisning]


class Emner(Model):
    """The KLE subjects at or under a number."""

    emner: Sequence[Kodevisning]


@ruter.operation(
    "GET",
    "/api/v1/klassifikation",
    id="listKodelister",
    da="List kodelisterne",
    en="List the code lists",
    svar=Listeoversigter,
)
async def list_kodelister(_: Kald) -> Listeoversigter:
    """Every code list, by id."""
    return Listeoversigter(poster=[Listeoversigt.af(liste) for liste in Kodelister.standard().values()])


@ruter.operation(
    "GET",
    "/api/v1/klassifikation/{liste}",
    id="visKodeliste",
    da="Vis en kodeliste med dens koder",
    en="Show a code list with its codes",
    svar=Listevisning,
    fejl=(404,),
)
async def vis_kodeliste(kald: Kald) -> Listevisning:
    """One code list."""
    lister = Kodelister.standard()
    if kald.sti["liste"] not in lister:
        raise ikke_fundet()
    liste = lister[kald.sti["liste"]]
    return Listevisning(**Listeoversigt.af(liste).model_dump(), koder=[Kodevisning.af(kode) for kode in liste])


@ruter.operation(
    "GET",
    "/api/v1/klassifikation/kle/{emne}",
    id="visKle",
    da="Slå et KLE-nummer op: emnet selv, eller emnerne under en gruppe eller hovedgruppe",
    en="Look a KLE number up: the subject itself, or the subjects under a group or main group",
    svar=Emner,
    fejl=(404,),
)
async def vis_kle(kald: Kald) -> Emner:
    """By number, NN, NN.NN or NN.NN.NN."""
    soegt = kald.sti["emne"]
    fundne = [kode for kode in Kodelister.standard()[_KLE] if kode.kode == soegt or kode.kode.startswith(f"{soegt}.")]
    if not fundne:
        raise ikke_fundet()
    return Emner(emner=[Kodevisning.af(kode) for kode in fundne])
