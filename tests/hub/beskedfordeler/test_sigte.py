"""When messages are screened, and when the judge has them all: few of a kind, no extra, a contract not known."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest

from hub.beskedfordeler.sigte import MINDST, Sigte
from hub.kontrakter import Register
from tests.hub.kontrakter.opstilling import DOKUMENT, FREMMED, SAG, besked, register

UDEN = """
import sys
sys.modules["wasmtime"] = None  # as where the extra is not installed
from hub.beskedfordeler.sigte import Sigte
from tests.hub.kontrakter.opstilling import SAG, besked, register
sigte, alt = Sigte(mindst=1), register(alt=True)
assert sigte.klargoer(alt) == 0
assert sigte.sigt([besked(SAG)] * 20, alt) == [None] * 20
print("the judge does all")
"""


@pytest.fixture(scope="module")
def alt() -> Register:
    return register(alt=True)


def test_uden_tilvalget_doemmer_dommeren_alt() -> None:
    svar = subprocess.run([sys.executable, "-c", UDEN], capture_output=True, text=True, timeout=100, check=False)
    assert svar.stdout.strip() == "the judge does all", svar.stderr


@pytest.mark.hurtig
def test_faa_af_en_slags_gaar_til_dommeren(alt: Register) -> None:
    sigte = Sigte()
    assert sigte.klargoer(alt) > 0
    sag, dokument = besked(SAG), besked(DOKUMENT)
    svar = sigte.sigt([dokument, *[sag] * MINDST, dokument], alt)
    assert [fundet is not None for fundet in svar] == [False, *[True] * MINDST, False]


@pytest.mark.hurtig
def test_en_skaerm_laves_foerst_naar_der_er_brug_for_den_og_uden_at_nogen_venter(alt: Register) -> None:
    sigte, sager = Sigte(mindst=1), [besked(SAG)] * 3
    assert sigte.sigt(sager, alt) == [None] * 3, "the first batch does not wait for it"
    frist = time.monotonic() + 60
    while None in sigte.sigt(sager, alt):
        assert time.monotonic() < frist, "the screen was never made"
        time.sleep(0.02)
    assert not [traad for traad in threading.enumerate() if traad.name.startswith("skaerm-")]
    assert sigte.sigt([besked(DOKUMENT)], alt) == [None], "another contract has a screen of its own"


@pytest.mark.hurtig
def test_hvad_ingen_kontrakt_har_gaar_til_dommeren(alt: Register) -> None:
    sigte = Sigte(mindst=1)
    sigte.klargoer(alt)
    sag = besked(SAG)
    ukendte = [
        b"",
        b"\x00",
        sag[:4],
        b"\x01" + sag[1:],
        b"\x00\x00\x00\x03\xe7" + sag[5:],
        b"\x00\x00\x00\x00\x02" + sag[5:],
    ]
    svar = sigte.sigt([*ukendte, sag, besked(FREMMED)], alt)
    assert [fundet is not None for fundet in svar] == [False] * len(ukendte) + [True, False]


@pytest.mark.hurtig
def test_en_skaerm_der_fejler_bruges_ikke_mere_og_dommeren_tager_over(alt: Register) -> None:
    sigte, sager = Sigte(mindst=1), [besked(SAG)] * 3
    sigte.klargoer(alt)
    assert None not in sigte.sigt(sager, alt)
    skaerm = sigte._faerdige[1].skaerm
    assert skaerm is not None
    skaerm.motor.luk()  # as when the runtime can no more
    assert sigte.sigt([*sager, besked(DOKUMENT)], alt)[:3] == [None] * 3
    assert sigte.sigt([besked(DOKUMENT)], alt) != [None], "the other screens go on"
