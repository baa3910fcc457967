"""From request to MeMo: it always fits, always keeps the rules, and is the same message when it is sent again."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.digital_post.forsendelse import (
    RAMME_BYTES,
    Afsenderoplysninger,
    Pakkeliste,
    adressetekst,
    besked_uuid,
    byg_memo,
    pak,
)
from adapters.digital_post.kanal import Kanal, modtager_af
from adapters.sdk import KanIkkeModtages
from schemas.formater.memo import laes_memo, skriv_memo
from schemas.models import Adresse, Filreference, PostAnmodning, PostAnmodningData, Postdokument, eksempel

AFSENDER = Afsenderoplysninger("12345678", "Prøvekommune")
NU = dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC)


def fil(navn: str, stoerrelse: int) -> Postdokument:
    ident = f"0b6f0721-7df5-4ea9-84fc-{abs(hash(navn)) % 10**12:012d}"
    reference = Filreference(
        fil_id=ident, filnavn=f"{navn}.pdf", mimetype="application/pdf", stoerrelse=stoerrelse, sha256="0" * 64
    )
    return Postdokument(titel=navn, fil=reference)


def anmodning(*bilag: Postdokument) -> PostAnmodningData:
    data = eksempel(PostAnmodning).beskeddata
    data.bilag = list(bilag)
    return data


def memo(data: PostAnmodningData, kanal: Kanal) -> bytes:
    liste = pak(data, 1_000_000)
    indhold = {dokument.fil.fil_id: b"%PDF" for dokument in liste.filer() if dokument.fil}
    modtager = modtager_af(data.modtager)
    return skriv_memo(byg_memo(data, liste, indhold, kanal=kanal, modtager=modtager, afsender=AFSENDER, nu=NU))


@pytest.mark.parametrize("kanal", list(Kanal))
def test_enhver_kanals_memo_laeses_igen_uden_fund(kanal: Kanal) -> None:
    laest = laes_memo(memo(anmodning(fil("plan", 4)), kanal))
    assert laest.fund == ()
    hoved = laest.besked.message_header
    assert hoved.recipient.recipient_id == "6101901234"
    assert (laest.besked.message_body is None) == (kanal is Kanal.NEMSMS)
    if kanal is not Kanal.NEMSMS:
        assert [en.filename for en in laest.besked.filer()] == ["brev.txt", "plan.pdf"]


def test_samme_anmodning_ad_samme_kanal_er_samme_meddelelse() -> None:
    assert besked_uuid("a", Kanal.DIGITAL_POST) == besked_uuid("a", Kanal.DIGITAL_POST)
    assert besked_uuid("a", Kanal.DIGITAL_POST) != besked_uuid("a", Kanal.FYSISK_POST)
    assert besked_uuid("a", Kanal.DIGITAL_POST) != besked_uuid("b", Kanal.DIGITAL_POST)


@given(st.lists(st.integers(1, 200_000), max_size=8), st.integers(RAMME_BYTES + 5_000, 400_000))
@settings(max_examples=80, deadline=None)
def test_det_der_sendes_kan_altid_vaere_der_og_intet_forsvinder(stoerrelser: list[int], maks: int) -> None:
    bilag = [fil(f"bilag {nummer}", stoerrelse) for nummer, stoerrelse in enumerate(stoerrelser)]
    data = anmodning(*bilag)
    liste = pak(data, maks)
    sendt = [dokument for dokument in (liste.hoveddokument, *liste.bilag) if dokument.fil]
    raa = sum(dokument.fil.stoerrelse for dokument in sendt if dokument.fil)
    assert raa * 4 / 3 + RAMME_BYTES <= maks
    assert {dokument.titel for dokument in (*sendt, *liste.udeladte)} == {dokument.titel for dokument in bilag}
    if liste.udeladte:
        note = liste.bilag[-1].tekst or ""
        assert all(dokument.titel in note for dokument in liste.udeladte)
        mindst_udeladte = min(dokument.fil.stoerrelse for dokument in liste.udeladte if dokument.fil)
        assert all(dokument.fil.stoerrelse <= mindst_udeladte for dokument in sendt if dokument.fil)


def test_et_hoveddokument_der_er_for_stort_bliver_til_en_note_om_det() -> None:
    data = anmodning()
    data.hoveddokument = fil("Tegningsmappe", 500_000)
    liste = pak(data, 100_000)
    assert isinstance(liste, Pakkeliste)
    assert liste.hoveddokument.fil is None
    assert "Tegningsmappe" in (liste.hoveddokument.tekst or "")


def test_en_tekst_der_alene_er_for_stor_afvises_med_hvad_man_skal_goere() -> None:
    data = anmodning()
    data.hoveddokument = Postdokument(titel="Lang", tekst="x" * 100_000)
    with pytest.raises(KanIkkeModtages, match="send it as a file"):
        pak(data, 50_000)


def test_en_anmodning_der_bryder_memo_afvises_med_alle_grunde_og_uden_indhold() -> None:
    data = anmodning()
    data.titel = "6101901234" * 30
    with pytest.raises(KanIkkeModtages) as fejl:
        memo(data, Kanal.DIGITAL_POST)
    assert "label" in str(fejl.value)
    assert "6101901234" not in str(fejl.value)


def test_adressen_staar_paa_papir_og_kun_der() -> None:
    data = anmodning()
    data.postadresse = Adresse(
        vejnavn="Havnegade", husnummer="3A", etage="2", postnummer="9000", postdistrikt="Aalborg"
    )
    assert adressetekst(data.postadresse) == "Havnegade 3A 2, 9000 Aalborg"
    assert b"Havnegade" in memo(data, Kanal.FYSISK_POST)
    assert b"Havnegade" not in memo(data, Kanal.DIGITAL_POST)
