"""The screen reads Avro as strictly as the codec: texts in UTF-8, numbers without waste, nothing after the last field."""

from __future__ import annotations

import random
from typing import Any

import pytest

from schemas.codec import HOVED, Ulaeselig, laes, pak
from schemas.formater.tegn import ULOVLIGE_TEGN
from schemas.regler import REGLER
from schemas.regler.felter import Tegn
from schemas.regler.regel import Regel
from schemas.regler.skaerm import Skaerm, Udtag, Uegnet, byg_skaerm
from schemas.regler.skaerm.typer import Post, laes_typer
from schemas.skema import Skema
from tests.schemas.regler.skaerm.avrobytes import tal

pytestmark = pytest.mark.hurtig

NUL = b"\x00\x00\x00\x00"


def skema(*felter: tuple[str, Any]) -> Skema:
    raa = {"type": "record", "name": "dk.faelleshub.proeve.Ting", "fields": [{"name": n, "type": t} for n, t in felter]}
    return Skema(1, raa)


def skaerm(skema: Skema, *regler: Regel, udtag: tuple[Udtag, ...] = ()) -> Skaerm:
    return byg_skaerm(skema, {skema.navn: regler}, udtag)


def kan_laeses(raa: bytes, skema: Skema) -> bool:
    try:
        laes(raa, {1: skema})
    except Ulaeselig:
        return False
    return True


def test_kun_utf_8_uden_tegn_som_xml_ikke_kan_baere_passerer() -> None:
    tekstskema = skema(("t", "string"))
    sigte = skaerm(
        tekstskema, Regel("T", "proeve.Ting", "t", Tegn(), "", "", "", REGLER[0].maal, REGLER[0].lag, "", {})
    )
    rng = random.Random(1)
    stykker = [b"a", b"Z" * 9, b"\t", b"\n", b"\r", b"\x00", b"\x0b", b"\x1f", b"\x7f", "æ".encode(), "ß€".encode(), b"\xef\xbf\xbd",
               b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"\xed\x9f\xbf", b"\xed\xa0\x80", b"\xee\x80\x80", b"\xe0\x9f\xbf", b"\xe0\xa0\x80",
               b"\xc1\xbf", b"\xc2\x80", b"\xc3", b"\xe2\x82", b"\x80", b"\xff", "😀".encode(), b"\xf0\x8f\xbf\xbf"]  # fmt: skip
    beskeder = [b"", *stykker, *(b"".join(rng.choices(stykker, k=rng.randrange(1, 7))) for _ in range(3_000))]
    beskeder += [rng.randbytes(rng.randrange(1, 12)) for _ in range(2_000)]
    svar = sigte.sigt([NUL + b"\x01" + tal(len(et)) + et for et in beskeder])
    passerede = [et for et, fund in zip(beskeder, svar, strict=True) if fund is not None]
    for et in passerede:
        assert ULOVLIGE_TEGN.search(et.decode()) is None
    gode = {et for et in beskeder if _er_god(et)}
    assert set(passerede) == {et for et in gode if all(ord(tegn) < 0x10000 for tegn in et.decode())}


def _er_god(raa: bytes) -> bool:
    try:
        return ULOVLIGE_TEGN.search(raa.decode()) is None
    except UnicodeDecodeError:
        return False


@pytest.mark.parametrize(
    "type_",
    ["int", "long", {"type": "int", "logicalType": "date"}, {"type": "long", "logicalType": "timestamp-micros"}],
    ids=str,
)
def test_tal_passerer_naar_de_kan_laeses_og_er_skrevet_kort(type_: Any) -> None:
    talskema = skema(("n", type_))
    sigte = skaerm(talskema, udtag=(Udtag("n"),))
    graenser = [0, 1, 63, 64, 8191, 8192, 2**31 - 1, 2**31, 2**61 - 1, 2**62, -719_162, -719_163, 2_932_896, 2_932_897,
                -62_135_596_800_000_000, -62_135_596_800_000_001, 253_402_300_799_999_999, 253_402_300_800_000_000]  # fmt: skip
    alle = sorted({fortegn * graense for graense in graenser for fortegn in (1, -1)})
    beskeder = [NUL + b"\x01" + tal(vaerdi) for vaerdi in alle]
    for vaerdi, raa, fund in zip(alle, beskeder, sigte.sigt(beskeder), strict=True):
        if fund is not None:
            assert fund == ((vaerdi,),)
            assert kan_laeses(raa, talskema)
            assert type_ != "int" or -(2**31) <= vaerdi < 2**31
        elif kan_laeses(raa, talskema):
            assert not -(2**31) <= vaerdi < 2**31 or abs(vaerdi) > 2**31, "only what is rare is left to the judge"
    assert sigte.sigt([NUL + b"\x01" + bytes([5 | 0x80, 0]), NUL + b"\x01" + b"\x80" * 9 + b"\x01"]) == [None, None]


def test_en_besked_der_er_kortere_eller_laengere_end_den_siger_er_mistaenkt() -> None:
    ting = skema(
        ("t", ["null", "string"]), ("b", "boolean"), ("l", {"type": "array", "items": "string"}), ("n", "long")
    )
    sigte = skaerm(ting)
    hel = pak(ting, {"t": "tekst", "b": True, "l": ["en", "to"], "n": 7})
    assert sigte.sigt([hel])[0] is not None
    korte = [hel[:laengde] for laengde in range(HOVED, len(hel))]
    assert sigte.sigt([*korte, hel + b"\x00", hel + hel, b"", b"\x00"]) == [None] * (len(korte) + 4)
    assert sigte.sigt([*korte, hel])[-1] is not None, "what stands beside a broken message is not touched by it"


def test_lister_i_flere_stykker_og_ukendte_grene_er_mistaenkte() -> None:
    ting = skema(("l", {"type": "array", "items": "long"}), ("t", ["null", "long"]), ("b", "boolean"))
    sigte = skaerm(ting)
    hoved = NUL + b"\x01"
    god, delt, baglaens = b"\x04\x02\x04\x00\x00\x01", b"\x02\x02\x02\x04\x00\x00\x01", b"\x03\x04\x02\x04\x00\x00\x01"
    gren, negativ, boolsk = b"\x00\x04\x02\x01", b"\x00\x01\x02\x01", b"\x00\x00\x02"
    for_mange, uendelig = b"\x7e\x02\x02", b"\xfe\xff\xff\xff\xff\xff\xff\x7f"
    svar = sigte.sigt([hoved + krop for krop in (god, delt, baglaens, gren, negativ, boolsk, for_mange, uendelig)])
    assert [fund is not None for fund in svar] == [True] + [False] * 7


def test_en_besked_der_ikke_kan_vaere_der_er_mistaenkt_og_de_andre_passerer() -> None:
    ting = skema(("l", {"type": "array", "items": "string"}))
    sigte = skaerm(ting)
    stor, lille = pak(ting, {"l": [""] * 400_000}), pak(ting, {"l": ["a"]})
    svar = sigte.sigt([lille, stor, lille])
    assert [fund is not None for fund in svar] == [True, False, True]


def test_der_siges_hvad_skaermen_ikke_kan_laese() -> None:
    sig_selv = {
        "type": "record",
        "name": "dk.faelleshub.proeve.Ting",
        "fields": [{"name": "ting", "type": ["null", "dk.faelleshub.proeve.Ting"]}],
    }
    for type_, ord_ in [("bytes", "bytes"), ("double", "double"), (["string", "null"], "union"), (["null", "string", "long"], "union"),
                        ({"type": "enum", "name": "E", "symbols": ["A"]}, "enum"), ({"type": "map", "values": "long"}, "map"),
                        ({"type": "long", "logicalType": "local-timestamp-micros"}, "long")]:  # fmt: skip
        with pytest.raises(Uegnet, match=ord_):
            skaerm(skema(("x", type_)))
    with pytest.raises(Uegnet, match="holds itself"):
        laes_typer(sig_selv)
    assert laes_typer(skema(("x", "string")).raa)[0] == Post("dk.faelleshub.proeve.Ting")


def test_der_fortaelles_hvad_der_staar_paa_stien() -> None:
    unik = {
        "type": "record",
        "name": "dk.faelleshub.faelles.UnikId",
        "fields": [{"name": n, "type": ["null", "string"]} for n in ("uuid", "urn")],
    }
    indre = {
        "type": "record",
        "name": "dk.faelleshub.proeve.Indre",
        "fields": [{"name": "id", "type": ["null", unik]}, {"name": "n", "type": ["null", "long"]}],
    }
    ting = skema(("t", ["null", "string"]), ("l", {"type": "array", "items": indre}))
    stier = (Udtag("t"), Udtag("l[].id"), Udtag("l[].id", alle=True), Udtag("l[].n"), Udtag("findes.ikke"))
    sigte = skaerm(ting, udtag=stier)
    poster = [
        {"id": {"uuid": "u1", "urn": None}, "n": -5},
        {"id": None, "n": None},
        {"id": {"uuid": None, "urn": "n2"}, "n": 2**40},
    ]
    svar = sigte.sigt([pak(ting, {"t": "tekst", "l": poster}), pak(ting, {"t": None, "l": []})])
    assert svar == [(("tekst",), ("u1", "n2"), ("u1", "", "n2"), (-5, 2**40), ()), ((), (), (), (), ())]
