"""A link that is written by hand is what an Avro library makes of the same link."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import fastavro
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hub.log
from hub.log.haendelse import Haendelse, Hopslags, Led, Logaarsag, Sted, UlaeseligtLed, laes_led, tid, us
from hub.log.kaede import Hoved, foej

SKEMA = fastavro.parse_schema(json.loads((Path(hub.log.__file__).parent / "Logled.avsc").read_bytes()))
TEKSTER = st.text(max_size=80)
TIDER = st.integers(-(2**52), 2**52).map(tid)
HAENDELSER = st.builds(
    Haendelse,
    tidspunkt=TIDER,
    slags=st.sampled_from(Hopslags),
    modtagelse=TEKSTER,
    sted=st.builds(Sted, TEKSTER, st.integers(0, 2**31 - 1), st.integers(-1, 2**62)),
    system=st.none() | TEKSTER,
    modtaget=st.none() | TIDER,
    besked_id=st.none() | TEKSTER,
    beskedtype=st.none() | TEKSTER,
    udfald=st.none() | TEKSTER,
    dueslag=st.lists(TEKSTER, max_size=70).map(tuple),
    aarsager=st.lists(st.builds(Logaarsag, TEKSTER, TEKSTER, TEKSTER), max_size=3).map(tuple),
    forsoeg=st.integers(0, 2**31 - 1),
    hvem=st.none() | TEKSTER,
    fejl=st.none() | TEKSTER,
    besked=st.none() | st.binary(max_size=300),
)


def med_biblioteket(aftryk: bytes, forrige: Hoved, h: Haendelse) -> bytes:
    data: dict[str, Any] = {
        "aftryk": aftryk,
        "forrige": forrige.aftryk,
        "sekvens": forrige.antal + 1,
        "tidspunkt": us(h.tidspunkt),
        "slags": h.slags.value,
        "modtagelse": h.modtagelse,
        "modtaget": None if h.modtaget is None else us(h.modtaget),
        "beskedId": h.besked_id,
        "beskedtype": h.beskedtype,
        "system": h.system,
        "udfald": h.udfald,
        "dueslag": h.dueslag,
        "aarsager": [aarsag._asdict() for aarsag in h.aarsager],
        "forsoeg": h.forsoeg,
        "hvem": h.hvem,
        "fejl": h.fejl,
        "emne": h.sted.emne,
        "partition": h.sted.partition,
        "offset": h.sted.offset,
        "besked": h.besked,
    }
    ud = io.BytesIO()
    fastavro.schemaless_writer(ud, SKEMA, data)
    return ud.getvalue()


@given(st.builds(Hoved, st.integers(0, 2**62), st.binary(min_size=32, max_size=32)), HAENDELSER)
def test_et_led_er_byte_for_byte_som_avro_biblioteket_skriver_det(forrige: Hoved, haendelse: Haendelse) -> None:
    hoved, led = foej(forrige, haendelse)
    assert led == med_biblioteket(hoved.aftryk, forrige, haendelse)
    assert laes_led(led) == Led(hoved.aftryk, forrige.aftryk, hoved.antal, haendelse)


@pytest.mark.parametrize("tidspunkt", [2**62, -(2**62)])
@pytest.mark.parametrize("felt", ["tidspunkt", "modtaget"])
def test_en_tid_som_ingen_kalender_har_er_et_ulaeseligt_led(felt: str, tidspunkt: int) -> None:
    _, led = foej(Hoved(0, bytes(32)), Haendelse(tid(0), Hopslags.AFGJORT, "m", Sted("e", 0, 0), modtaget=tid(0)))
    data: Any = fastavro.schemaless_reader(io.BytesIO(led), SKEMA, None)
    ud = io.BytesIO()
    fastavro.schemaless_writer(ud, SKEMA, {**data, felt: tidspunkt})
    with pytest.raises(UlaeseligtLed, match="calendar"):
        laes_led(ud.getvalue())
