"""The hash chain and its verifier: whatever is done to a log is found, and the first bad place is named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.beskedfordeler.emner import HOVEDER, LEVERINGSLOG, LOG
from hub.log import hoveder
from hub.log.eksport import Eksportpost, Eksportskriver
from hub.log.haendelse import Haendelse, Hopslags, Logaarsag, Sted, UlaeseligtLed, laes_led, tid
from hub.log.kaede import TOM, Hoved, foej
from hub.log.kaedetjek import Brudslags
from hub.log.verificer import Verificeringsfejl, verificer, verificer_fil, verificer_poster

NU = dt.datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=dt.UTC)

tekster = st.text(max_size=20)
tider = st.integers(0, 2**52).map(tid)
haendelser = st.builds(
    Haendelse,
    tidspunkt=tider,
    slags=st.sampled_from(Hopslags),
    modtagelse=tekster,
    sted=st.builds(Sted, tekster, st.integers(0, 100), st.integers(0, 2**40)),
    system=st.none() | tekster,
    modtaget=st.none() | tider,
    besked_id=st.none() | tekster,
    beskedtype=st.none() | tekster,
    udfald=st.none() | tekster,
    dueslag=st.lists(tekster, max_size=3).map(tuple),
    aarsager=st.lists(st.builds(Logaarsag, tekster, tekster, tekster), max_size=3).map(tuple),
    forsoeg=st.integers(0, 1000),
    hvem=st.none() | tekster,
    fejl=st.none() | tekster,
    besked=st.none() | st.binary(max_size=50),
)


def haendelse(nummer: int) -> Haendelse:
    return Haendelse(
        NU + dt.timedelta(seconds=nummer), Hopslags.AFGJORT, f"modtagelse {nummer}", Sted("ind.faelles", 0, nummer)
    )


def en_log(antal: int) -> tuple[list[bytes], list[Hoved]]:
    hoved, led, hovederne = TOM, [], []
    for nummer in range(antal):
        hoved, vaerdi = foej(hoved, haendelse(nummer))
        led.append(vaerdi)
        hovederne.append(hoved)
    return led, hovederne


def poster(led: list[bytes], hoved: Hoved | None, emne: str = LOG) -> list[Eksportpost]:
    """The records as an export has them: heads, links, heads."""
    hovedpost = []
    if hoved is not None:
        hovedpost = [Eksportpost(HOVEDER, 0, 0, hoveder.kaedenavn(emne, 0).encode(), hoveder.skriv(hoved))]
    return [*hovedpost, *(Eksportpost(emne, 0, nr, None, vaerdi) for nr, vaerdi in enumerate(led)), *hovedpost]


@given(haendelser)
def test_et_led_laeses_som_det_blev_skrevet(en: Haendelse) -> None:
    hoved, vaerdi = foej(Hoved(41, b"x" * 32), en)
    led = laes_led(vaerdi)
    assert led.haendelse == en
    assert (led.sekvens, led.forrige, led.aftryk) == (42, b"x" * 32, hoved.aftryk)


def test_en_uroert_log_er_i_orden() -> None:
    led, hovederne = en_log(20)
    rapport = verificer_poster(poster(led, hovederne[-1]), {"besked.log-0": hovederne[12]})
    assert rapport.i_orden
    assert rapport.led == 20
    assert rapport.kaeder[0].hoved == hovederne[-1].aftryk.hex()


@given(st.data())
def test_en_hvilken_som_helst_aendret_byte_findes_der_hvor_den_er(data: st.DataObject) -> None:
    led, hovederne = en_log(8)
    nummer = data.draw(st.integers(0, 7))
    byte = data.draw(st.integers(0, len(led[nummer]) - 1))
    maske = data.draw(st.integers(1, 255))
    aendret = bytearray(led[nummer])
    aendret[byte] ^= maske
    led[nummer] = bytes(aendret)
    brud = verificer_poster(poster(led, hovederne[-1])).kaeder[0].brud
    assert brud is not None
    assert brud.offset == nummer
    assert brud.sekvens == nummer + 1


@given(fra=st.integers(0, 9), antal=st.integers(1, 9))
def test_slettede_led_findes(fra: int, antal: int) -> None:
    led, hovederne = en_log(10)
    del led[fra : fra + antal]
    brud = verificer_poster(poster(led, hovederne[-1])).kaeder[0].brud
    assert brud is not None
    assert brud.sekvens == fra + 1
    assert brud.slags is (Brudslags.AFKORTET if fra + antal >= 10 else Brudslags.MANGLER)


@given(st.permutations(range(6)).filter(lambda orden: orden != list(range(6))))
def test_enhver_ombytning_findes(orden: list[int]) -> None:
    led, hovederne = en_log(6)
    brud = verificer_poster(poster([led[nr] for nr in orden], hovederne[-1])).kaeder[0].brud
    assert brud is not None
    assert brud.offset == next(nr for nr in range(6) if orden[nr] != nr)


@given(st.integers(0, 9))
def test_et_gentaget_led_findes(nummer: int) -> None:
    led, hovederne = en_log(10)
    led.insert(nummer, led[nummer])
    brud = verificer_poster(poster(led, hovederne[-1])).kaeder[0].brud
    assert brud is not None
    assert brud.slags is Brudslags.ORDEN


@given(st.integers(0, 9))
def test_en_afkortet_log_findes_af_hovedet_i_bussen(tilbage: int) -> None:
    led, hovederne = en_log(10)
    brud = verificer_poster(poster(led[:tilbage], hovederne[-1])).kaeder[0].brud
    assert brud is not None
    assert (brud.slags, brud.sekvens) == (Brudslags.AFKORTET, tilbage + 1)


@given(st.integers(0, 9))
def test_er_baade_log_og_hoved_i_bussen_skaaret_af_findes_det_af_hovedet_i_filen(tilbage: int) -> None:
    led, hovederne = en_log(10)
    bus_hoved = hovederne[tilbage - 1] if tilbage else None
    brud = verificer_poster(poster(led[:tilbage], bus_hoved), {"besked.log-0": hovederne[9]}).kaeder[0].brud
    assert brud is not None
    assert brud.slags is Brudslags.AFKORTET


def test_en_kaede_der_er_skrevet_om_findes_af_hovedet_i_filen() -> None:
    _, hovederne = en_log(10)
    hoved, led = TOM, []
    for nummer in range(10):
        hoved, vaerdi = foej(hoved, haendelse(nummer + (nummer == 4)))
        led.append(vaerdi)
    assert verificer_poster(poster(led, hoved)).i_orden, "without a copy elsewhere a forger of everything is not seen"
    brud = verificer_poster(poster(led, hoved), {"besked.log-0": hovederne[6]}).kaeder[0].brud
    assert brud is not None
    assert (brud.slags, brud.sekvens) == (Brudslags.HOVED, 7)


def test_led_som_hubben_ikke_skrev_findes() -> None:
    led, hovederne = en_log(10)
    brud = verificer_poster(poster(led, hovederne[7])).kaeder[0].brud
    assert brud is not None
    assert (brud.slags, brud.sekvens) == (Brudslags.UDEN_HOVED, 9)


def test_fjernes_hovederne_fra_bussen_findes_det() -> None:
    led, _ = en_log(3)
    brud = verificer_poster(poster(led, None)).kaeder[0].brud
    assert brud is not None
    assert brud.slags is Brudslags.UDEN_HOVED


def test_hver_kaede_faar_sin_egen_dom() -> None:
    led, hovederne = en_log(5)
    god = poster(led, hovederne[-1], LEVERINGSLOG)
    daarlig = poster([*led[:2], *led[3:]], hovederne[-1])
    rapport = verificer_poster([*god, *daarlig])
    assert not rapport.i_orden
    assert [(kaede.emne, kaede.brud is None) for kaede in rapport.kaeder] == [(LOG, False), (LEVERINGSLOG, True)]


@given(st.binary(max_size=300))
def test_vilkaarlige_bytes_er_aldrig_et_led_og_rejser_kun_det_lovede(raa: bytes) -> None:
    try:
        led = laes_led(raa)
    except UlaeseligtLed:
        return
    assert led.aftryk == raa[:32]


def test_en_eksport_kan_verificeres_og_en_afskaaret_fil_afvises(tmp_path: Path) -> None:
    led, hovederne = en_log(50)
    fil = tmp_path / "log.avro"
    with Eksportskriver(fil) as skriver:
        for post in poster(led, hovederne[-1]):
            skriver.skriv(post)
    assert skriver.antal == 52
    assert verificer_fil(fil).led == 50
    fil.write_bytes(fil.read_bytes()[:-20])
    with pytest.raises(Verificeringsfejl, match="cut off"):
        verificer_fil(fil)


def test_en_mappe_uden_bus_siger_hvad_der_mangler(tmp_path: Path) -> None:
    with pytest.raises(Verificeringsfejl, match="no directory `bus`"):
        verificer(tmp_path)


def test_et_hoved_der_ikke_kan_laeses_er_en_fejl_og_ikke_et_tomt_hoved(tmp_path: Path) -> None:
    (tmp_path / "besked.log-0.json").write_bytes(b'{"antal": "x"}')
    led, hovederne = en_log(3)
    fil = tmp_path / "log.avro"
    with Eksportskriver(fil) as skriver:
        for post in poster(led, hovederne[-1]):
            skriver.skriv(post)
    with pytest.raises(Verificeringsfejl, match="head"):
        verificer_fil(fil, tmp_path)
