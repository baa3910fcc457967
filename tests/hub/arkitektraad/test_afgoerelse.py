"""The row of decisions: signed and chained so that no change of it, however small, goes unseen."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from hub.arkitektraad.afgoerelse import INTET, Afgoerelse, SigneretAfgoerelse, underskriv, verificer
from hub.arkitektraad.model import Stemme
from hub.arkitektraad.noegle import NOEGLEFIL, Noeglefejl, find_noegle, laes_offentlig, offentlig_pem
from hub.hemmeligheder import Indstillingsfejl

NOEGLE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ANDEN = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NU = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


def raekken(antal: int = 5) -> list[SigneretAfgoerelse]:
    ud: list[SigneretAfgoerelse] = []
    for nr in range(1, antal + 1):
        stemme = Stemme(medlem="Anna", stemme="for", begrundelse=f"grund {nr}", tidspunkt=NU)
        afgoerelse = Afgoerelse(
            nr=nr,
            forrige=ud[-1].aftryk if ud else INTET,
            tidspunkt=NU + dt.timedelta(days=nr),
            slags="blaastempling",
            begrundelse="rådet er enigt",
            af="sekretaer: Sally",
            subject="dk.faelleshub.sag.SagRegistreret",
            version=nr,
            stemmer=(stemme,),
            quorum=2,
        )
        ud.append(underskriv(afgoerelse, NOEGLE))
    return ud


def brud(raekke: list[SigneretAfgoerelse], **resten: Any) -> int | None:
    fundet = verificer(raekke, [NOEGLE.public_key()], **resten)
    return None if fundet.brud is None else fundet.brud.nr


def test_en_uroert_raekke_holder_ogsaa_efter_en_tur_som_json() -> None:
    igen = [SigneretAfgoerelse.model_validate_json(en.som_bytes()) for en in raekken()]
    assert igen == raekken()
    assert verificer(igen, [NOEGLE.public_key()], hoved=igen[-1].aftryk).antal == 5
    assert verificer([], [NOEGLE.public_key()]).hoved == INTET


@given(st.data())
def test_ingen_aendring_af_en_vaerdi_gaar_ubemaerket_hen(data: st.DataObject) -> None:
    raekke = raekken()
    nr = data.draw(st.integers(0, 4))
    raa = json.loads(raekke[nr].som_bytes())
    felt = data.draw(st.sampled_from(sorted(raa["afgoerelse"].keys() - {"stemmer", "slags", "tidspunkt"})))
    foer = raa["afgoerelse"][felt]
    raa["afgoerelse"][felt] = foer + 1 if isinstance(foer, int) else foer + data.draw(st.sampled_from("xæ0 "))
    raekke[nr] = SigneretAfgoerelse.model_validate(raa)
    assert brud(raekke) == nr + 1


def test_en_anden_stemme_en_anden_grund_og_et_andet_tidspunkt_ses() -> None:
    for sti, ny in (("stemme", "imod"), ("begrundelse", "noget andet"), ("medlem", "Bo")):
        raekke = raekken()
        raa = json.loads(raekke[2].som_bytes())
        raa["afgoerelse"]["stemmer"][0][sti] = ny
        raekke[2] = SigneretAfgoerelse.model_validate(raa)
        assert brud(raekke) == 3, sti


@given(st.permutations(range(5)))
def test_en_anden_raekkefoelge_ses(orden: list[int]) -> None:
    raekke = raekken()
    assert (brud([raekke[nr] for nr in orden]) is None) is (orden == [0, 1, 2, 3, 4])


@pytest.mark.parametrize("nr", range(5))
def test_en_der_er_taget_ud_ses_og_den_sidste_paa_hovedet(nr: int) -> None:
    raekke = raekken()
    hoved = raekke[-1].aftryk
    del raekke[nr]
    assert brud(raekke, hoved=hoved) == nr + 1
    assert brud(raekke) == (nr + 1 if nr < 4 else None)


def test_en_fremmed_underskrift_gaelder_ikke() -> None:
    raekke = raekken(1)
    fremmed = underskriv(raekke[0].afgoerelse, ANDEN)
    assert brud([fremmed]) == 1
    assert brud([fremmed.model_copy(update={"noegle": raekke[0].noegle})]) == 1
    assert verificer([fremmed], [NOEGLE.public_key(), ANDEN.public_key()]).i_orden


def test_noeglen_laves_en_gang_for_sin_ejer_alene_og_kan_gives_udefra(tmp_path: Path) -> None:
    lavet = find_noegle(None, tmp_path, b"x" * 32, delt=False)
    fil = tmp_path / NOEGLEFIL
    assert fil.stat().st_mode & 0o077 == 0
    assert offentlig_pem(find_noegle(None, tmp_path, b"y" * 32, delt=False)) == offentlig_pem(lavet)
    assert offentlig_pem(find_noegle(fil, tmp_path / "andet", b"", delt=True)) == offentlig_pem(lavet)
    assert offentlig_pem(lavet) == offentlig_pem_af(laes_offentlig(offentlig_pem(lavet).encode()))


def offentlig_pem_af(noegle: Any) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return str(noegle.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


def test_paa_en_delt_bus_foelger_noeglen_af_hemmeligheden(tmp_path: Path) -> None:
    en, samme, anden = (offentlig_pem(find_noegle(None, tmp_path, h * 32, delt=True)) for h in (b"a", b"a", b"b"))
    assert (en == samme, en == anden, list(tmp_path.iterdir())) == (True, False, [])


@pytest.mark.parametrize(
    "indhold", ["", "ikke en nøgle", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"]
)
def test_en_noegle_der_ikke_kan_bruges_siges_med_hvad_der_skal_til(tmp_path: Path, indhold: str) -> None:
    fil = tmp_path / "noegle.pem"
    fil.write_text(indhold, encoding="utf-8")
    with pytest.raises(Indstillingsfejl, match="openssl genpkey"):
        find_noegle(fil, tmp_path, b"", delt=False)
    with pytest.raises(Noeglefejl):
        laes_offentlig(fil.read_bytes())
