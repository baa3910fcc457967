"""Random registers and messages, drawn from so few values that they often meet."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from hypothesis import strategies as st

from hub.konfiguration.model import (
    FOELSOMHEDER,
    Abonnement,
    Filter,
    Retning,
    Serviceaftale,
    System,
    TilladtModtagerTilstand,
    Tilstand,
)
from hub.kontrakter.afgoerelse import Rutefelter

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def uid(slags: str, nummer: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{slags} {nummer}"))


TYPER = tuple(uid("beskedtype", nr) for nr in range(3))
MYNDIGHEDER = ("11111111", "12345678", "99999999")
EMNER = ("27.12.00", "27.12.05", "27.15.00", "28.12.00", "32.03.12")
OMRAADER = ("*", "2*", "27.*", "27.1*", "27.12.*", "27.12.0*", "27.12.05", "32.03.12", "9*")
OBJEKTER = ("urn:oio:cpr-nr:6101901234", "urn:oio:cpr-nr:6202924321", uid("objekt", 1), uid("objekt", 2))
LISTER = tuple(uid("liste", nr) for nr in range(3))
TYPER_AF_OBJEKT = (uid("objekttype", 1), "urn:oio:objekttype:sag")
HANDLINGER = (uid("handling", 1), uid("handling", 2), "urn:oio:handling:ret")
SYSTEMER = tuple(uid("system", nr) for nr in range(3))

tilstande = st.sampled_from([Tilstand.AKTIV] * 6 + [Tilstand.PAUSE, Tilstand.AFSLUTTET])
dage = st.integers(0, 5).map(lambda dag: START + dt.timedelta(days=dag))


def nogle(vaerdier: tuple[str, ...], mindst: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    """Some of these; most often none where that is allowed, so that filters hold now and then."""
    del_ = st.lists(st.sampled_from(vaerdier), min_size=max(1, mindst), max_size=3, unique=True).map(tuple)
    return del_ if mindst else st.one_of(st.just(()), del_)


filtre = st.builds(
    Filter,
    beskedtyper=nogle(TYPER),
    objekttyper=nogle(TYPER_AF_OBJEKT),
    handlinger=nogle(HANDLINGER),
    kle=nogle(OMRAADER),
    myndigheder=nogle(MYNDIGHEDER),
    objekter=nogle(OBJEKTER),
    vaerdilister=nogle(LISTER),
    foelsomhed=nogle(FOELSOMHEDER),
)
systemer = st.builds(
    lambda id_, myndighed, tilstand: System(id=id_, navn="et system", myndighed=myndighed, tilstand=tilstand),
    st.sampled_from(SYSTEMER),
    st.sampled_from(MYNDIGHEDER),
    tilstande,
)
abonnementer = st.builds(
    lambda nr, system, filter_, tilstand: Abonnement(
        id=uid("abonnement", nr), navn="et abonnement", system=system, filter=filter_, tilstand=tilstand
    ),
    st.integers(0, 400),
    st.sampled_from(SYSTEMER),
    filtre,
    tilstande,
)
aftaler = st.builds(
    lambda nr, fra, laengde, **resten: Serviceaftale(
        id=uid("aftale", nr),
        navn="en aftale",
        gyldig_fra=fra,
        gyldig_til=fra + dt.timedelta(days=laengde) if laengde else None,
        **resten,
    ),
    st.integers(0, 400),
    dage,
    st.integers(0, 4),
    system=st.sampled_from(SYSTEMER),
    retning=st.sampled_from([Retning.MODTAG, Retning.BEGGE, Retning.AFSEND]),
    beskedtyper=st.one_of(st.just(("*",)), nogle(TYPER, 1)),
    kle=nogle(OMRAADER, 1),
    foelsomhed=st.sampled_from(FOELSOMHEDER),
    myndigheder=st.one_of(st.just(("*",)), nogle(MYNDIGHEDER, 1)),
    modtagere=st.one_of(st.just(("*",)), nogle(MYNDIGHEDER, 1)),
    tilladt_modtager=st.sampled_from(TilladtModtagerTilstand),
    tilstand=tilstande,
)
beskeder = st.builds(
    Rutefelter,
    besked_id=st.just(uid("besked", 1)),
    beskedtype=st.sampled_from(TYPER),
    transaktions_id=st.none(),
    objekttyper=nogle(TYPER_AF_OBJEKT),
    handlinger=nogle(HANDLINGER),
    kle=nogle(EMNER),
    myndigheder=nogle(MYNDIGHEDER),
    objekter=nogle((*OBJEKTER, LISTER[0], uid("objekt", 3))),
    foelsomhed=st.integers(0, len(FOELSOMHEDER)),
    tilladt_modtager=nogle(MYNDIGHEDER),
    gyldig_fra=st.none(),
    gyldig_til=st.none(),
)
tidspunkter = st.integers(-1, 10).map(lambda halve: START + dt.timedelta(hours=12 * halve))


@dataclass(frozen=True)
class FasteVaerdier:
    """Value lists from a dict."""

    lister: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def lister_med(self, objekt_id: str) -> tuple[str, ...]:
        return tuple(liste for liste, vaerdier in self.lister.items() if objekt_id in vaerdier)


vaerdilister = st.dictionaries(st.sampled_from(LISTER), nogle(OBJEKTER), max_size=3)
