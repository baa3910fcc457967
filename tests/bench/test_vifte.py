"""The messages of the wide fan-out go where it says: to three of a thousand, or always to the same three."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from bench.embedded import AFSENDER
from bench.kontrakter import Hukommelse
from bench.sidevaerts.vifte import BREDE_IDER, FASTE_IDER, beskeder, bred_konfiguration
from hub.beskedfordeler.register import byg_register
from hub.kontrakter import Leveret, afgoer


@pytest.mark.parametrize("ider", [FASTE_IDER, BREDE_IDER])
def test_hver_besked_gaar_til_sine_tre(ider: tuple[str, ...]) -> None:
    konfiguration = bred_konfiguration()
    register, historik, nu = byg_register(konfiguration), Hukommelse(), dt.datetime.now(dt.UTC)
    oenskede = {id_ for id_, et in konfiguration.abonnementer.items() if set(et.filter.objekter) & set(ider)}
    ramte = set()
    for post in beskeder(40, ider, random.Random(1)):
        svar = afgoer(post.value or b"", register, historik, afsender=AFSENDER.id, nu=nu)
        assert isinstance(svar, Leveret)
        dueslag = {modtager.dueslag for modtager in svar.modtagere}
        assert len(dueslag) == 3
        assert dueslag <= oenskede
        ramte |= dueslag
    assert len(ramte) > 90 if ider is BREDE_IDER else len(ramte) == 3
