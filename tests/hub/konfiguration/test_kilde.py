"""A snapshot of the configuration with changes: what is taken out is out, whatever else the same changes do."""

from __future__ import annotations

from hub.konfiguration.kilde import Konfiguration, Slags
from hub.konfiguration.model import Myndighed

A, B = (Myndighed(cvr=cvr, navn=navn) for cvr, navn in (("58271713", "A"), ("29189846", "B")))


def test_den_sidste_af_sin_slags_er_vaek_ogsaa_naar_en_ny_kommer_i_samme_aendring() -> None:
    nu = Konfiguration.af(A).med([(Slags.MYNDIGHED, A.cvr, None), (Slags.MYNDIGHED, B.cvr, B)])
    assert list(nu.samling(Slags.MYNDIGHED)) == [B.cvr]


def test_en_aendring_roerer_ikke_det_gamle_billede() -> None:
    foer = Konfiguration.af(A)
    foer.med([(Slags.MYNDIGHED, A.cvr, None)])
    assert list(foer.samling(Slags.MYNDIGHED)) == [A.cvr]
