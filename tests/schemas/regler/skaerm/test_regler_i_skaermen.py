"""Every rule is seen by the screen as well: what breaks it alone is a suspect, and what keeps it passes."""

from __future__ import annotations

import pytest

from schemas.catalogue import Katalog, Katalogpost
from schemas.codec import pak
from schemas.regler import REGLER, Regel, standardlager
from schemas.regler.katalogregler import katalogregler
from tests.schemas.regler.eksempler import indhold
from tests.schemas.regler.skaerm.verden import domm, passerer, skaerm, skaerm_med

pytestmark = pytest.mark.hurtig

ALLE = [*REGLER, *(regel for post in Katalog.standard() for regel in katalogregler(post))]
KUN_DOMMEREN = {
    "FORM-XML-ELEMENTER", "FORM-XML-SIGNATUR", "FORM-XML-DATA",  # XML is read by the judge alone
    "RA-25-ORIGINAL",  # and so is another way of writing an identifier
    "UDVIDELSE-REGISTRERING", "UDVIDELSE-LEVERANCE", "UDVIDELSE-RUTE",
}  # fmt: skip
"""Rules that the screen cannot tell: where they speak, the message is a suspect, whether it keeps them or not."""
NABOER = {"RA-25-URN": {"ID-URN-TAL"}}
"""Of a URN that is of no known kind, the screen cannot tell that its number is in order either."""
FREMMED = "dk.faelleshub.faelles.FremmedHaendelse"


def _navn(regel: Regel) -> str:
    return f"{regel.id}-{regel.besked.rpartition('.')[2]}"


def pakket(regel: Regel, *, brudt: bool) -> tuple[int, bytes]:
    skema = standardlager().nyeste(regel.besked)
    return skema.id, pak(skema, indhold(regel.besked, regel.bryder if brudt else regel.holder))


@pytest.mark.parametrize(
    "post", [post for post in Katalog.standard() if post.navn != FREMMED], ids=lambda p: p.kort_navn
)
def test_kontraktens_eget_eksempel_passerer(post: Katalogpost) -> None:
    assert passerer(skaerm(post.id), pak(standardlager()[post.id], indhold(post.navn))) == [True]


@pytest.mark.parametrize("regel", ALLE, ids=_navn)
def test_et_brud_paa_reglen_ses_af_begge(regel: Regel) -> None:
    skema_id, raa = pakket(regel, brudt=True)
    assert regel.id in {aarsag.regel for aarsag in domm(skema_id).forklar(indhold(regel.besked, regel.bryder))}
    assert passerer(skaerm(skema_id), raa) == [False]


@pytest.mark.parametrize("regel", [regel for regel in ALLE if regel.besked != FREMMED], ids=_navn)
def test_kun_reglen_selv_goer_sit_brud_mistaenkt(regel: Regel) -> None:
    """Without the rules that the judge names, the message passes; so the screen has each of them, and no other stops it."""
    skema_id, raa = pakket(regel, brudt=True)
    brudte = {aarsag.regel for aarsag in domm(skema_id).forklar(indhold(regel.besked, regel.bryder))}
    uden = {
        type_: [anden for anden in regler if anden.id not in brudte | KUN_DOMMEREN | NABOER.get(regel.id, set())]
        for type_, regler in domm(skema_id).efter_type.items()
    }
    assert passerer(skaerm_med(skema_id, uden), raa) == [True]


@pytest.mark.parametrize(
    "regel", [regel for regel in ALLE if regel.besked != FREMMED and regel.id not in KUN_DOMMEREN], ids=_navn
)
def test_en_besked_der_holder_alle_regler_paa_en_saerlig_maade_passerer(regel: Regel) -> None:
    skema_id, raa = pakket(regel, brudt=False)
    data = indhold(regel.besked, regel.holder)
    assert passerer(skaerm(skema_id), raa) == [domm(skema_id).er_ren(data)]


def test_listen_over_hvad_kun_dommeren_kan_er_ikke_laengere_end_noedvendigt() -> None:
    kendte = {regel.id for regel in ALLE}
    assert kendte >= KUN_DOMMEREN
    for regel in ALLE:
        if regel.id in KUN_DOMMEREN:
            skema_id, raa = pakket(regel, brudt=False)
            assert domm(skema_id).er_ren(indhold(regel.besked, regel.holder))
            alene = {
                type_: [anden for anden in regler if anden.id == regel.id]
                for type_, regler in domm(skema_id).efter_type.items()
            }
            if regel.holder:
                assert passerer(skaerm_med(skema_id, alene), raa) == [False], f"{regel.id} can be told now"
