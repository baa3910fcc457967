"""The servicekatalog: what it finds, and how it says that an entry is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.catalogue import Katalog, Katalogfejl, UkendtBeskedtype, laes_post
from schemas.kodeliste import Kodelister

KATALOG = Katalog.standard()
SAG = KATALOG.efter_navn("SagRegistreret")
TEKST = SAG.fil.read_text(encoding="utf-8")
FIL = Path("sag/SagRegistreret.yaml")
UUID = "3f0c1f3c-5d2b-4a86-9c35-2f6a2b7e8d10"


def test_skema_id_er_entydige_og_taette_fra_en() -> None:
    assert [post.id for post in KATALOG] == list(range(1, len(KATALOG) + 1))


def test_hver_post_findes_ved_beskedtype_navn_og_id() -> None:
    for post in KATALOG:
        assert KATALOG.find(post.beskedtype) is post
        assert KATALOG.efter_navn(post.navn) is KATALOG.efter_navn(post.kort_navn) is post
        assert KATALOG.efter_id(post.id) is post


def test_en_post_har_sin_kontrakt_og_sit_eksempel_ved_siden_af() -> None:
    for post in KATALOG:
        assert post.skemafil.is_file()
        assert post.eksempelfil.is_file()
        assert post.skemafil.parent.name == post.domaene


def test_koder_i_kataloget_staar_i_kodelisterne() -> None:
    lister = Kodelister.standard()
    for post in KATALOG:
        assert post.foelsomhed in lister["foelsomhed"]
        assert post.arkitekturmaal in lister["arkitekturmaal"]
        assert post.objekttype is None or post.objekttype in lister["objekttype"]
        assert all(handling in lister["objekthandling"] for handling in post.handlinger)
        assert post.master in {"ejersystem", "enhver"} or post.master in lister["systemtype"]


def test_ukendte_opslag_siger_hvad_der_ikke_findes() -> None:
    assert KATALOG.find(UUID) is None
    with pytest.raises(UkendtBeskedtype):
        KATALOG.efter_beskedtype(UUID)
    with pytest.raises(UkendtBeskedtype, match="Findesikke"):
        KATALOG.efter_navn("Findesikke")
    with pytest.raises(UkendtBeskedtype, match="999"):
        KATALOG.efter_id(999)
    with pytest.raises(UkendtBeskedtype):
        KATALOG.efter_navn("dk.faelleshub.borger.SagRegistreret")


def test_en_fremmed_beskedtype_findes_under_sin_kontrakt() -> None:
    post = KATALOG.efter_navn("FremmedHaendelse")
    assert post.kontrakter
    assert all(KATALOG.find(fremmed.beskedtype) is post for fremmed in post.kontrakter)


def test_en_hub_kan_binde_en_beskedtype_mere_uden_at_kataloget_aendres() -> None:
    udvidet = KATALOG.bundet(UUID, "FremmedHaendelse")
    assert udvidet.efter_beskedtype(UUID).kort_navn == "FremmedHaendelse"
    assert KATALOG.find(UUID) is None
    with pytest.raises(Katalogfejl, match="belongs to"):
        udvidet.bundet(UUID, "Flytning")
    with pytest.raises(Katalogfejl, match="belongs to"):
        KATALOG.bundet(SAG.beskedtype, "FremmedHaendelse")


@pytest.mark.parametrize(
    ("foer", "efter", "sti", "linje"),
    [
        ("id: 1\n", "id: et\n", "id", 1),
        ("tilstand: blaastemplet", "tilstand: godkendt", "tilstand", 4),
        ('cvr: "11111111"', 'cvr: "1111111"', "ejer.cvr", 5),
        ("kle: paakraevet", "kle: maaske", "kle", None),
        ("opbevaring: P10Y", "opbevaring: ti aar", "opbevaring", None),
        ("opbevaring: P10Y", "opbevaring: P10Y\nopbevares: P10Y", "opbevares", None),
        ("objektId: beskeddata.sagId", "objektId: sagId", "objektId", None),
        ("master: ejersystem\n", "", "master", 1),
        (
            '"beskeddata.parter[].fuldtNavn": navn',
            '"beskeddata.parter[].fuldtNavn": hemmelig',
            "personoplysninger.",
            None,
        ),
    ],
)
def test_en_fejl_i_en_post_siger_fil_linje_og_felt(foer: str, efter: str, sti: str, linje: int | None) -> None:
    assert foer in TEKST
    tekst = TEKST.replace(foer, efter, 1)
    with pytest.raises(Katalogfejl) as fangst:
        laes_post(FIL, tekst)
    [(fil, fundet_linje, fejl)] = fangst.value.fejl
    ventet = linje or next(nr for nr, indhold in enumerate(tekst.splitlines(), 1) if efter.splitlines()[-1] in indhold)
    assert (fil, fundet_linje) == (FIL, ventet)
    assert fejl.startswith(sti)


def test_yaml_der_ikke_kan_laeses_siger_linjen() -> None:
    with pytest.raises(Katalogfejl, match=r"SagRegistreret.yaml:2: not YAML"):
        laes_post(FIL, "id: 1\n\tversion: 1\n")
    with pytest.raises(Katalogfejl, match="navn: the entry's name is its file's"):
        laes_post(FIL, TEKST + "navn: Noget\n")
    with pytest.raises(Katalogfejl, match="mapping"):
        laes_post(FIL, "- 1\n")


def test_alle_fejl_i_en_mappe_siges_paa_en_gang(tmp_path: Path) -> None:
    mappe = tmp_path / "sag"
    mappe.mkdir()
    (mappe / "En.yaml").write_text(TEKST.replace("tilstand: blaastemplet", "tilstand: x"), encoding="utf-8")
    (mappe / "To.yaml").write_text(TEKST.replace("id: 1\n", "id: 0\n"), encoding="utf-8")
    with pytest.raises(Katalogfejl) as fangst:
        Katalog.indlaes(tmp_path)
    assert [fil.name for fil, _, _ in fangst.value.fejl] == ["En.yaml", "To.yaml"]


def test_to_poster_kan_ikke_dele_id_navn_eller_beskedtype() -> None:
    anden = laes_post(Path("borger/SagRegistreret.yaml"), TEKST)
    with pytest.raises(Katalogfejl) as fangst:
        Katalog([SAG, anden])
    tekster = [tekst for _, _, tekst in fangst.value.fejl]
    assert [
        ord_ for ord_ in ("id 1", "the name", "beskedtype") if any(tekst.startswith(ord_) for tekst in tekster)
    ] == [
        "id 1",
        "the name",
        "beskedtype",
    ]
