"""Every rule has a message that keeps it and one that breaks it, and both ways through the judge agree."""

from __future__ import annotations

import pytest

from schemas.catalogue import Katalog, Katalogpost
from schemas.kodeliste import Kodelister
from schemas.regler import REGLER, Regel, dommer, standardlager
from schemas.regler.katalogregler import katalogregler
from tests.schemas.regler.eksempler import indhold

KATALOG = Katalog.standard()
ALLE = [*REGLER, *(regel for post in KATALOG for regel in katalogregler(post))]
DOMMERE = {
    skema.navn: dommer(skema, KATALOG, Kodelister.standard()) for skema in standardlager().values() if skema.er_besked
}


def _navn(regel: Regel) -> str:
    return f"{regel.id}-{regel.besked.rpartition('.')[2]}"


@pytest.mark.parametrize("post", KATALOG.poster, ids=lambda post: post.kort_navn)
def test_kontraktens_eget_eksempel_holder_alle_regler(post: Katalogpost) -> None:
    data = indhold(post.navn)
    assert DOMMERE[post.navn].forklar(data) == ()
    assert DOMMERE[post.navn].er_ren(data)


@pytest.mark.parametrize("regel", ALLE, ids=_navn)
def test_et_brud_paa_reglen_findes(regel: Regel) -> None:
    data = indhold(regel.besked, regel.bryder)
    aarsager = DOMMERE[regel.besked].forklar(data)
    assert regel.id in {aarsag.regel for aarsag in aarsager}
    assert not DOMMERE[regel.besked].er_ren(data)


@pytest.mark.parametrize("regel", ALLE, ids=_navn)
def test_en_besked_der_holder_reglen_anklages_ikke_for_den(regel: Regel) -> None:
    data = indhold(regel.besked, regel.holder)
    assert regel.id not in {aarsag.regel for aarsag in DOMMERE[regel.besked].forklar(data)}


@pytest.mark.parametrize("regel", ALLE, ids=_navn)
def test_reglens_ord_siger_hvad_der_skal_goeres(regel: Regel) -> None:
    assert regel.da.endswith(".")
    assert regel.en.endswith(".")
    assert regel.da != regel.en
    assert regel.kilde
