"""A receipt's bytes are those of its JSON, whichever way they are written."""

from __future__ import annotations

import datetime as dt

import orjson
from hypothesis import given
from hypothesis import strategies as st

from hub.beskedfordeler import kvitteringer
from hub.beskedfordeler.typer import Kvittering, Kvitteringsstatus
from schemas.regler.regel import Aarsag

TEKSTER = st.text(max_size=60)
AARSAGER = st.builds(Aarsag, TEKSTER, TEKSTER, TEKSTER, TEKSTER, TEKSTER, TEKSTER)
KVITTERINGER = st.builds(
    Kvittering,
    modtagelse_id=TEKSTER,
    status=st.sampled_from(Kvitteringsstatus),
    tidspunkt=st.datetimes(dt.datetime(1980, 1, 1), dt.datetime(2080, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001 - the strategy adds the zone
    besked_id=st.none() | TEKSTER,
    transaktions_id=st.none() | TEKSTER,
    modtager=st.none() | TEKSTER,
    dueslag=st.none() | TEKSTER,
    modtagere=st.integers(0, 100_000),
    aarsager=st.lists(AARSAGER, max_size=2).map(tuple),
    bemaerkning=st.none() | TEKSTER,
)


@given(KVITTERINGER)
def test_en_kvitterings_bytes_er_dens_json(kvittering: Kvittering) -> None:
    bytes_ = kvitteringer.skriv(kvittering)
    assert bytes_ == orjson.dumps(kvitteringer.til_json(kvittering))
    assert kvitteringer.fra_json(bytes_) == kvittering
