"""With the screen or without, the hub decides the same: the whole engine over generated messages, both ways."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from hub.beskedfordeler.sigte import Sigte
from hub.kontrakter import Afgoerelse, Leveret, Miljoe, Register, afgoer
from hub.kontrakter.ruter import rutefelter
from hub.kontrakter.sekvens import registreret
from hub.kontrakter.sigtet import Sigtet, afgoer_sigtet
from schemas.codec import Uaabnet, laes
from tests.hub.kontrakter.mutationer import Mutator, skriv
from tests.hub.kontrakter.opstilling import NU, SAG, Hukommelse, besked
from tests.hub.kontrakter.test_orakel import AFSENDERE, FRI, verden

pytestmark = pytest.mark.hurtig

REGISTRE, _ = verden()


@pytest.fixture(scope="module")
def sigte() -> Sigte:
    sigte = Sigte(mindst=1)
    assert sigte.klargoer(REGISTRE[Miljoe.TEST]) == 22
    return sigte


def beskeder(antal: int, froe: int) -> list[bytes]:
    rng = random.Random(froe)
    mutator = Mutator(rng)
    ud: list[bytes] = []
    while len(ud) < antal:
        if (raa := skriv(*mutator.naeste())) is not None:
            ud.append(mutator.oedelagt(raa) if rng.random() < 0.05 else raa)
            if rng.random() < 0.03:
                ud.append(rng.choice(ud))
    return ud


def med_sigte(
    fundet: Sigtet | None, raa: bytes, register: Register, historik: Hukommelse, afsender: str
) -> tuple[Afgoerelse, bool]:
    """The decision as a partition makes it, and whether the judge was spared."""
    svar = None
    if fundet is not None:
        svar = afgoer_sigtet(fundet, raa, register, historik, afsender=afsender, nu=NU)
    return svar or afgoer(raa, register, historik, afsender=afsender, nu=NU), svar is not None


def ens(en: Afgoerelse, anden: Afgoerelse) -> bool:
    if isinstance(en, Leveret) and isinstance(anden, Leveret):
        samme = en.laest.indhold == anden.laest.indhold and en.laest.skema is anden.laest.skema
        return samme and (en.modtagere, en.ruter, en.spor, en.maerke) == (
            anden.modtagere,
            anden.ruter,
            anden.spor,
            anden.maerke,
        )
    return en == anden


@pytest.mark.timeout(600)
@pytest.mark.parametrize("miljoe", list(Miljoe))
def test_afgoerelsen_er_den_samme_med_og_uden_skaerm(sigte: Sigte, miljoe: Miljoe) -> None:
    register, rng = REGISTRE[miljoe], random.Random(7)
    historik, udfald = Hukommelse(), Counter[tuple[str, bool]]()
    for portion in range(4):
        raat = beskeder(400, portion)
        for raa, fundet in zip(raat, sigte.sigt(raat, register), strict=True):
            afsender = rng.choice(AFSENDERE)
            uden = afgoer(raa, register, historik, afsender=afsender, nu=NU)
            svar, sparet = med_sigte(fundet, raa, register, historik, afsender)
            assert ens(svar, uden), (raa.hex(), svar, uden)
            udfald[type(svar).__name__, sparet] += 1
            if isinstance(uden, Leveret):
                historik.husk(uden.spor)
    assert udfald["Afvist", True] == 0, "reasons come from the judge"
    assert udfald["Leveret", True] > 100, udfald
    assert udfald["Dublet", True] > 0, udfald


def test_rutefelter_og_registreringer_er_dem_som_kuverten_har(sigte: Sigte) -> None:
    """Several registrations, related objects, TilladtModtager and a period too, as generated messages have them."""
    register = REGISTRE[Miljoe.TEST]
    raat = beskeder(1_500, 99)
    flere = Counter[str]()
    for raa, fundet in zip(raat, sigte.sigt(raat, register), strict=True):
        if fundet is None:
            continue
        indhold = laes(raa, register.skemaer).indhold
        assert fundet.ruter == rutefelter(indhold)
        assert fundet.registreret == registreret(indhold)
        flere.update(navn for navn, sandt in {
            "registreringer": len(fundet.registreret.poster) > 1, "tilladt": bool(fundet.ruter.tilladt_modtager),
            "relaterede": len(fundet.ruter.objekter) > len(fundet.registreret.poster),
        }.items() if sandt)  # fmt: skip
    assert {"registreringer", "tilladt", "relaterede"} <= set(flere), flere


def test_en_antaget_besked_aabnes_foerst_naar_nogen_spoerger(sigte: Sigte) -> None:
    raa, register = besked(SAG), REGISTRE[Miljoe.TEST]
    [fundet] = sigte.sigt([raa], register)
    assert fundet is not None
    svar = afgoer_sigtet(fundet, raa, register, Hukommelse(), afsender=FRI, nu=NU)
    assert isinstance(svar, Leveret)
    assert isinstance(svar.laest, Uaabnet)
    assert svar.laest._indhold is None
    assert svar.laest.indhold == laes(raa, register.skemaer).indhold
