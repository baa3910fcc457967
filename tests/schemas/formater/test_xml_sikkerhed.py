"""What XML can be abused for, and that none of it gets through."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formater.fejl import Formatfejl, OverGraense, Ulaeseligt
from schemas.formater.xml import parse
from schemas.formater.xml.sikker import HOEJST_ATTRIBUTTER, HOEJST_BYTES, HOEJST_DYBDE

LATTER = b"<!DOCTYPE a [<!ENTITY l0 'ha'>" + b"".join(
    b"<!ENTITY l%d '%s'>" % (trin, b"&l%d;" % (trin - 1) * 10) for trin in range(1, 10)
)


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE a><a/>",
        b'<?xml version="1.0"?>\n<!-- x --><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://localhost:1/x.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        LATTER + b"]><a>&l9;</a>",
        LATTER + b"]><a b='&l9;'/>",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
        "<!DOCTYPE a><a/>".encode("utf-32"),
        b"\xef\xbb\xbf<!DOCTYPE a><a/>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("hoejst", [HOEJST_BYTES, 10 * HOEJST_BYTES])
def test_en_doctype_afvises_foer_den_koster_noget(data: bytes, hoejst: int) -> None:
    fra = time.process_time()
    with pytest.raises(Ulaeseligt) as fejl:
        parse(data, hoejst=hoejst)
    assert fejl.value.kode in {"doctype", "tegnkodning", "xml-syntaks"}
    assert time.process_time() - fra < 1


def test_en_doctype_inde_i_tekst_er_bare_tekst() -> None:
    assert parse(b"<a><![CDATA[<!DOCTYPE b>]]></a>").text == "<!DOCTYPE b>"


@pytest.mark.parametrize("navn", ["utf8", "UTF-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_erklaeringens_tegnkodning_foelges(navn: str) -> None:
    data = f'<?xml version="1.0" encoding="{navn}"?><a>æøå</a>'.encode(navn)
    assert parse(data).text == "æøå"


@pytest.mark.parametrize(
    ("data", "kode"),
    [
        (b"", "xml-syntaks"),
        (b"  ", "xml-syntaks"),
        (b"x<a/>", "xml-syntaks"),
        (b"<a>", "xml-syntaks"),
        (b"<a></b>", "xml-syntaks"),
        (b"<a/><b/>", "xml-syntaks"),
        (b"<a>&ukendt;</a>", "xml-syntaks"),
        (b"<a>\xff</a>", "xml-syntaks"),
        (b"<a b='1' b='2'/>", "xml-syntaks"),
        (b"<p:a/>", "xml-syntaks"),
        (b"<a>\x01</a>", "xml-syntaks"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "xml-syntaks"),
        (b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a+AD4APA-a/+AD4-', "xml-syntaks"),
    ],
)
def test_det_der_ikke_er_xml_faar_sin_grund(data: bytes, kode: str) -> None:
    with pytest.raises(Ulaeseligt) as fejl:
        parse(data)
    assert fejl.value.kode == kode


def test_en_syntaksfejl_faar_linje_og_kolonne_og_gentager_ikke_teksten() -> None:
    with pytest.raises(Ulaeseligt) as fejl:
        parse(b"<a>\n<c6101901234>\n</b></a>")
    assert fejl.value.linje == 3
    assert fejl.value.kolonne is not None
    assert "6101901234" not in str(fejl.value) + fejl.value.da


@pytest.mark.parametrize("dybde", [HOEJST_DYBDE + 1, 300, 100_000])
@pytest.mark.parametrize("hoejst", [HOEJST_BYTES, 10 * HOEJST_BYTES])
def test_dyb_indlejring_afvises(dybde: int, hoejst: int) -> None:
    assert parse(b"<a>" * HOEJST_DYBDE + b"</a>" * HOEJST_DYBDE) is not None
    with pytest.raises(OverGraense):
        parse(b"<a>" * dybde + b"</a>" * dybde, hoejst=hoejst)


def test_mange_attributter_afvises() -> None:
    attributter = " ".join(f"a{nummer}='1'" for nummer in range(HOEJST_ATTRIBUTTER + 1))
    with pytest.raises(OverGraense) as fejl:
        parse(f"<a>\n<b {attributter}/></a>".encode())
    assert (fejl.value.kode, fejl.value.linje) == ("for-mange-attributter", 2)


def test_et_for_stort_dokument_afvises() -> None:
    with pytest.raises(OverGraense) as fejl:
        parse(b"<a>" + b"x" * 100 + b"</a>", hoejst=100)
    assert fejl.value.kode == "for-stor"


def test_et_meget_langt_stykke_tekst_laeses_hvor_store_filer_er_tilladt() -> None:
    stor = b"<a>" + b"x" * (HOEJST_BYTES + 100) + b"</a>"
    assert len(parse(stor, hoejst=2 * HOEJST_BYTES).text or "") == HOEJST_BYTES + 100


@given(st.binary(max_size=80) | st.text("<>a/&;!?[]x='\" \x00æ", max_size=80).map(str.encode))
def test_vilkaarlige_bytes_giver_et_element_eller_en_formatfejl(data: bytes) -> None:
    try:
        rod = parse(data)
    except Formatfejl:
        return
    assert isinstance(rod.tag, str)
