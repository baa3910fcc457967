"""Bytes that only look as if Avro forbade them are accepted; those that it forbids are not, wherever they hide."""

from __future__ import annotations

import pytest

from hub.kontrakter import Leveret
from schemas.strenglaesning import mistaenkelig
from tests.hub.kontrakter.opstilling import SAG, besked, doem, koder, register, steder

ALT = register(alt=True)
TITEL = "beskeddata.egenskaber[0].titel"
PAA_AA = "Byggeri ved Nørreå".encode()


@pytest.mark.parametrize("ende", ["å", "æ", "ø", "é", "€", "𝄞"])
def test_tekst_der_ender_paa_et_dansk_bogstav_foer_et_tomt_felt_er_aerlig(ende: str) -> None:
    raa = besked(SAG, {TITEL: f"Byggeri{ende}"})
    assert mistaenkelig(raa), "a letter of more bytes before the 00 of a null"
    assert koder(doem(raa, ALT)) == []


def test_et_tal_paa_flere_bytes_end_det_kraever_kan_ikke_gemme_sig_bag_en_saadan_tekst() -> None:
    raa = besked(SAG, {TITEL: PAA_AA.decode()})
    slut = raa.index(PAA_AA) + len(PAA_AA)
    assert raa[slut] == 0, "the null of the next field"
    polstret = raa[:slut] + b"\x80\x00" + raa[slut + 1 :]
    [(kode, [sted])] = steder(doem(polstret, ALT)).items()
    assert kode == "AVRO"
    assert sted.endswith(f"@{slut}")


def test_felter_i_to_blokke_den_ene_med_sin_laengde_er_ogsaa_avro() -> None:
    """Not as our own writer has it, but as any reader understands it."""
    raa = besked(SAG, {TITEL: PAA_AA.decode()})
    assert raa.endswith(b"\x00"), "the message ends with an empty map, udvidelser"
    en = b"\x0cdk.a/b" + b"\x02v"
    to_blokke = raa[:-1] + b"\x02" + en + b"\x01" + bytes([2 * len(en)]) + en.replace(b"a/b", b"a/c") + b"\x00"
    assert mistaenkelig(to_blokke)
    svar = doem(to_blokke, ALT)
    assert isinstance(svar, Leveret), koder(svar)
    assert svar.laest.indhold["beskeddata"]["udvidelser"] == {"dk.a/b": "v", "dk.a/c": "v"}
