"""What the distributor tells is read, or refused with what is wrong with it."""

from __future__ import annotations

import datetime as dt

import pytest

from adapters.digital_post.poststatus import laes_poststatus
from adapters.sdk import KanIkkeModtages
from adapters.simulatorer.poststatusbesked import Trin, skriv
from schemas.kodeliste import Kodelister

NU = dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC)


def trin(status: str, fejlkode: str = "", fejltekst: str = "") -> Trin:
    return Trin("7560a87e-5861-4e38-bfc9-cebe9612bfd2", "t-1", "DigitalPost", status, NU, fejlkode, fejltekst)


@pytest.mark.parametrize("status", sorted(Kodelister.standard()["poststatus"].koder))
def test_hvert_trin_laeses_som_det_blev_fortalt(status: str) -> None:
    laest = laes_poststatus(skriv(trin(status)).encode())
    assert (laest.status, laest.meddelelse, laest.transmission) == (status, trin(status).meddelelse, "t-1")
    assert (laest.tidspunkt, laest.fejlkode, laest.fejltekst) == (NU, None, None)


def test_en_fejl_har_kode_og_tekst() -> None:
    laest = laes_poststatus(skriv(trin("Fejlet", "mailbox.closed", "Postkassen er lukket")).encode())
    assert (laest.fejlkode, laest.fejltekst) == ("mailbox.closed", "Postkassen er lukket")


@pytest.mark.parametrize(
    ("foer", "efter", "grund"),
    [
        ("Base64", "Base65", "Base64"),
        ("f7161a89", "00000000", "ObjektHandling"),
        ("<bk:Haendelsesbesked", "<bk:Haendelsesbesked <", "cannot be read"),
    ],
)
def test_det_der_ikke_kan_forstaas_afvises_med_grunden(foer: str, efter: str, grund: str) -> None:
    xml = skriv(trin("AfleveretDigitalPost"))
    assert foer in xml
    with pytest.raises(KanIkkeModtages, match=grund):
        laes_poststatus(xml.replace(foer, efter).encode())
