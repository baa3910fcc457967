"""OpretInput: a value list as clients of the real Beskedfordeler send one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formater.fejl import Formatfejl, Formbrud
from schemas.formater.xml.vaerdiliste import (
    Attributliste,
    Egenskab,
    OpretInput,
    Tomliste,
    Vaerdiliste,
    Virkning,
    fra_opret_input,
    til_opret_input,
)
from tests.schemas.formater.vilkaarlige import TEKST, TIDSPUNKTER, UNIK_IDER, fremmede_elementer

RUM = 'xmlns:v="urn:oio:sts:beskedfordeler:vaerdiliste:1.0.0" xmlns:s="urn:oio:sagdok:3.0.0"'


def _opret(indhold: str) -> bytes:
    return f"<v:OpretInput {RUM}>{indhold}</v:OpretInput>".encode()


def test_vaerdier_beholder_orden_og_gentagelser() -> None:
    oensket = fra_opret_input(
        _opret(
            "<s:NoteTekst>prøve</s:NoteTekst><v:AttributListe><v:Egenskab><v:Vaerdiliste><v:Navn>Borgere</v:Navn>"
            "<v:Vaerdi>b</v:Vaerdi><v:Vaerdi>a</v:Vaerdi><v:Vaerdi>b</v:Vaerdi></v:Vaerdiliste></v:Egenskab></v:AttributListe>"
        )
    )
    assert oensket.note_tekst == "prøve"
    assert oensket.attributliste is not None
    assert oensket.attributliste.egenskaber[0].vaerdiliste == Vaerdiliste("Borgere", ("b", "a", "b"))


def test_en_tom_udvidelse_er_ikke_en_manglende() -> None:
    tom = fra_opret_input(_opret("<v:TilstandListe><s:LokalUdvidelse/></v:TilstandListe>"))
    uden = fra_opret_input(_opret("<v:TilstandListe/>"))
    assert (tom.tilstandliste, uden.tilstandliste) == (Tomliste(()), Tomliste(None))
    assert fra_opret_input(til_opret_input(tom)) == tom


@pytest.mark.parametrize(
    ("indhold", "kode", "sti"),
    [
        ("<v:AttributListe><v:Egenskab/></v:AttributListe>", "mangler-felt", "AttributListe.Egenskab[0].Vaerdiliste"),
        ("<v:TilstandListe/><v:AttributListe/>", "forkert-raekkefoelge", "AttributListe"),
        ("<v:Andet/>", "ukendt-felt", "Andet"),
        (
            "<v:TilstandListe><s:LokalUdvidelse><s:x/></s:LokalUdvidelse></v:TilstandListe>",
            "udvidelse-navnerum", "TilstandListe.LokalUdvidelse[0]",
        ),
    ],
)  # fmt: skip
def test_brud_faar_deres_sti(indhold: str, kode: str, sti: str) -> None:
    with pytest.raises(Formatfejl) as fejl:
        fra_opret_input(_opret(indhold))
    assert [(et.kode, et.sti) for et in fejl.value.fejl] == [(kode, sti)]


def test_en_anden_rod_afvises() -> None:
    with pytest.raises(Formbrud) as fejl:
        fra_opret_input(b"<OpretInput/>")
    assert fejl.value.kode == "ikke-en-vaerdiliste"


def test_en_udvidelse_fra_sagdoks_eget_navnerum_kan_ikke_skrives() -> None:
    with pytest.raises(Formbrud) as fejl:
        til_opret_input(OpretInput(tilstandliste=Tomliste(('<x xmlns="urn:oio:sagdok:3.0.0"/>',))))
    assert fejl.value.kode == "udvidelse-navnerum"


_UDVIDELSER = st.none() | st.lists(
    fremmede_elementer().filter(lambda tekst: "<b:led" not in tekst[:6]), max_size=2
).map(tuple)
_EGENSKABER = st.builds(
    Egenskab,
    vaerdiliste=st.builds(Vaerdiliste, navn=TEKST, vaerdier=st.lists(TEKST, max_size=4).map(tuple)),
    brugervendt_noegle=st.none() | TEKST,
    virkning=st.none()
    | st.builds(
        Virkning,
        fra=st.none() | TIDSPUNKTER,
        til=st.none() | TIDSPUNKTER,
        aktoer_ref=st.none() | UNIK_IDER,
        aktoer_type_kode=st.none() | TEKST,
        note_tekst=st.none() | TEKST,
    ),
)


@given(
    st.builds(
        OpretInput,
        attributliste=st.none()
        | st.builds(
            Attributliste, egenskaber=st.lists(_EGENSKABER, max_size=2).map(tuple), lokal_udvidelse=_UDVIDELSER
        ),
        note_tekst=st.none() | TEKST,
        tilstandliste=st.none() | st.builds(Tomliste, lokal_udvidelse=_UDVIDELSER),
        relationliste=st.none() | st.builds(Tomliste, lokal_udvidelse=_UDVIDELSER),
    )
)
def test_enhver_liste_kommer_ud_som_den_kom_ind(oensket: OpretInput) -> None:
    assert fra_opret_input(til_opret_input(oensket)) == oensket
