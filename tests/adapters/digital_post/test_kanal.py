"""The channel is chosen here, and whoever is exempt always gets another delivery (RA-20, RA-21)."""

from __future__ import annotations

import itertools

import pytest

from adapters.digital_post.kanal import Kanal, modtager_af, vaelg
from adapters.sdk import KanIkkeModtages
from schemas.kodeliste import Kodelister
from schemas.models import Part, Person, Virksomhed


@pytest.mark.parametrize(
    ("posttype", "digital", "sms", "kanal"),
    [
        ("Brev", True, True, Kanal.DIGITAL_POST),
        ("Brev", False, True, Kanal.FYSISK_POST),
        ("NemSMS", True, True, Kanal.NEMSMS),
        ("NemSMS", True, False, Kanal.DIGITAL_POST),
        ("NemSMS", False, False, Kanal.FYSISK_POST),
    ],
)
def test_kanalen_foelger_af_hvor_modtageren_kan_naas(posttype: str, digital: bool, sms: bool, kanal: Kanal) -> None:
    assert vaelg(posttype, digital_post=digital, nemsms=sms) is kanal


def test_ingen_gaar_tomhaendet_og_enhver_kanal_staar_i_kodelisten() -> None:
    for posttype, digital, sms in itertools.product(("Brev", "NemSMS"), (True, False), (True, False)):
        kanal = vaelg(posttype, digital_post=digital, nemsms=sms)
        assert kanal in Kodelister.standard()["postkanal"]
        if not digital and not sms:
            assert kanal is Kanal.FYSISK_POST


def test_en_modtager_vises_aldrig_med_sit_nummer() -> None:
    modtager = modtager_af(Part(person=Person(cpr="6101901234", navn="Karen")))
    assert (modtager.slags, modtager.nummer) == ("CPR", "6101901234")
    assert "6101901234" not in repr(modtager)
    assert modtager_af(Part(virksomhed=Virksomhed(cvr="12345678"))).slags == "CVR"


def test_en_modtager_uden_nummer_afvises() -> None:
    with pytest.raises(KanIkkeModtages, match="neither a CPR nor a CVR"):
        modtager_af(Part())
