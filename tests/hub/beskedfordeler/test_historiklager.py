"""What routing remembers: seen within a batch, kept by a commit, dropped by an abort, the same after a restart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokers import Broker, Record
from hub.beskedfordeler import emner
from hub.beskedfordeler.historiklager import Historiklager, genskab
from hub.kontrakter.afgoerelse import Objektpost, Spor

NOEGLE = b"hemmelig"
NU = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def lager(*, dage: int = 7, maks: int = 1000) -> Historiklager:
    return Historiklager(NOEGLE, 0, dage=dage, maks=maks)


def spor(nummer: int, objekt: str | None = None) -> Spor:
    objekter = () if objekt is None else ((objekt, Objektpost(nummer, "Rettet", "master")),)
    return Spor(f"besked {nummer}", nummer.to_bytes(32, "big"), objekter)


def gem(et: Historiklager, nu: dt.datetime, *sporene: Spor) -> Sequence[Record]:
    for enkelt in sporene:
        et.husk(enkelt, nu)
    aendringer = et.aendringer(nu)
    et.bekraeft()
    return aendringer


def genlaest(aendringer: Sequence[Record], **valg: int) -> Historiklager:
    nyt = lager(**valg)
    nyt.genindlaes((post.key, post.value) for post in aendringer if post.key is not None)
    nyt.afslut_genindlaesning()
    return nyt


def test_det_samme_batch_ser_hvad_det_selv_har_besluttet() -> None:
    et = lager()
    et.husk(spor(1, "objekt"), NU)
    assert et.besked("besked 1") == (1).to_bytes(32, "big")
    assert et.objekt("objekt") == Objektpost(1, "Rettet", "master")


def test_et_afbrudt_batch_er_glemt_og_det_foer_staar_ved_magt() -> None:
    et = lager()
    gem(et, NU, spor(1, "objekt"))
    et.husk(spor(2, "objekt"), NU)
    et.fortryd()
    assert et.besked("besked 2") is None
    assert et.objekt("objekt") == Objektpost(1, "Rettet", "master")
    assert et.besked("besked 1") is not None


def test_et_objekt_uden_livscyklus_og_master_er_det_samme_igen() -> None:
    et = lager()
    gem(et, NU, Spor("b", b"h", (("o", Objektpost(-5, None, None)),)))
    assert et.objekt("o") == Objektpost(-5, None, None)


def test_ingen_id_staar_i_klartekst_i_aendringsloggen() -> None:
    aendringer = gem(lager(), NU, Spor("8512610001", b"h", (("urn:oio:cpr-nr:8512610001", Objektpost(1, None, None)),)))
    alt = b"".join((post.key or b"") + (post.value or b"") for post in aendringer)
    assert len(aendringer) == 2
    assert b"8512610001" not in alt


def test_gamle_besked_id_er_glemmes_og_fjernes_ogsaa_fra_aendringsloggen() -> None:
    et = lager(dage=7)
    gem(et, NU, spor(1), spor(2, "objekt"))
    aendringer = gem(et, NU + dt.timedelta(days=8), spor(3))
    assert [post.value is None for post in aendringer] == [False, True, True]
    assert et.besked("besked 1") is None
    assert et.besked("besked 3") is not None
    assert et.objekt("objekt") is not None, "an object's newest registration is kept"


def test_antallet_af_huskede_beskeder_er_begraenset() -> None:
    et = lager(maks=10)
    for nummer in range(100):
        gem(et, NU, spor(nummer))
    assert sum(et.besked(f"besked {nummer}") is not None for nummer in range(100)) == 10
    assert et.besked("besked 99") is not None


@given(
    st.lists(
        st.tuples(
            st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["a", "b", "c"])), max_size=5),
            st.booleans(),
            st.integers(0, 3),
        ),
        max_size=25,
    )
)
def test_genindlaest_fra_aendringsloggen_er_det_samme_lager(
    batches: list[tuple[list[tuple[int, str]], bool, int]],
) -> None:
    et = lager(dage=5, maks=8)
    log: list[Record] = []
    nu = NU
    for sporene, bekraeft, dage in batches:
        nu += dt.timedelta(days=dage)
        for nummer, objekt in sporene:
            if et.besked(f"besked {nummer}") is None:  # what is remembered is a Dublet, and never accepted again
                et.husk(spor(nummer, objekt), nu)
        aendringer = et.aendringer(nu)
        if bekraeft:
            et.bekraeft()
            log += aendringer
        else:
            et.fortryd()
    nyt = genlaest(log, dage=5, maks=8)
    assert nyt._beskeder == et._beskeder
    assert nyt._objekter == et._objekter
    assert list(nyt._raekkefoelge) == list(et._raekkefoelge)


@pytest.mark.parametrize("antal", [0, 1, 12_000])
async def test_lageret_genskabes_fra_bussen(bus: Broker, antal: int) -> None:
    await bus.ensure_topics(*emner.faste(2))
    et = Historiklager(NOEGLE, 1, dage=7, maks=100_000)
    await bus.send(
        *gem(et, NU, *(spor(nummer) for nummer in range(antal))),
        Record(emner.HISTORIK, b"x" * 9, b"banden", partition=0),
    )
    nyt = Historiklager(NOEGLE, 1, dage=7, maks=100_000)
    await genskab(nyt, bus, 1)
    assert nyt._beskeder == et._beskeder
    assert len(nyt._beskeder) == antal
