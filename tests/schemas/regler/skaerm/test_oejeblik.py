"""Another way of writing an instant: what the screen takes for the same, the judge takes for the same."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

import pytest

from schemas.codec import pak
from schemas.formater import tid
from schemas.regler import REGLER
from schemas.regler.skaerm import byg_skaerm
from schemas.regler.tidsord import SammeOejeblik
from schemas.skema import Skema

pytestmark = pytest.mark.hurtig

SKEMA = Skema(
    901,
    {
        "type": "record",
        "name": "dk.faelleshub.proeve.Tidspunkt",
        "fields": [
            {"name": "tidsstempel", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]},
            {"name": "graense", "type": ["null", "boolean"]},
            {"name": "original", "type": ["null", "string"]},
        ],
    },
)
KRAV = SammeOejeblik()
SKRIVEMAADER = ("seconds", "milliseconds", "microseconds")


def skrevet(rng: random.Random) -> tuple[dt.datetime, str]:
    """An instant, and how somebody wrote it in a zone of theirs."""
    naar = dt.datetime(1890, 1, 1, tzinfo=dt.UTC) + dt.timedelta(
        days=rng.randrange(420_000), seconds=rng.randrange(86_400), microseconds=rng.choice((0, 0, 120_000, 123_456))
    )
    zone = dt.timezone(dt.timedelta(minutes=rng.choice((60, 120, 0, -210, 840, -840, rng.randrange(-839, 840)))))
    tekst = naar.astimezone(zone).isoformat(timespec=rng.choice(SKRIVEMAADER))
    if rng.random() < 0.3:
        sted = rng.randrange(len(tekst))
        tekst = tekst[:sted] + rng.choice("0123456789-+:.TZ ") + tekst[sted + rng.choice((0, 1)) :]
    return naar, tekst


def test_hvad_skaermen_tager_for_det_samme_oejeblik_er_det_samme() -> None:
    rng = random.Random(20260302)
    regel = replace(REGLER[0], type="proeve.Tidspunkt", sti="", krav=KRAV)
    skaerm = byg_skaerm(SKEMA, {SKEMA.navn: [regel]}, ())
    poster: list[dict[str, Any]] = []
    for _ in range(20_000):
        naar, tekst = skrevet(rng)
        forskudt = naar + dt.timedelta(microseconds=rng.choice((0, 0, 0, 1, -1_000_000, 3_600_000_000)))
        poster.append({"tidsstempel": forskudt, "graense": None, "original": tekst})
    poster.append({"tidsstempel": None, "graense": True, "original": "2026-03-02T08:15:00+01:00"})
    gode = passerede = 0
    for post, fund in zip(poster, skaerm.sigt([pak(SKEMA, post) for post in poster]), strict=True):
        kendt = not KRAV.brud(post)
        assert kendt or fund is None, post
        sikre_aar = post["tidsstempel"] is not None and 1901 <= post["tidsstempel"].year < 2999
        if kendt and sikre_aar and tid.har_zone(str(post["original"])) and "02-29" not in str(post["original"]):
            gode += 1
            passerede += fund is not None
    assert gode > 4_000
    assert passerede > 0.9 * gode
