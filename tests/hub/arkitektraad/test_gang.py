"""The state machine as a whole: every step by every role in every state is either in the table, or refused in words."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

import pytest

from hub.adgang.bruger import Hvem
from hub.arkitektraad import skridt
from hub.arkitektraad.fejl import ForkertTilstand, IkkeDenRolle, Raadsfejl, Ugyldig
from hub.arkitektraad.gang import GANG, Handling
from hub.arkitektraad.model import Afstemning, Aktoer, Behandling, Forslagsstiller, Hoering, Medlem, Stemme
from hub.arkitektraad.optaelling import optael, quorum, tael
from schemas.catalogue import Tilstand

NU = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
SENERE = NU + dt.timedelta(days=14)
MEDLEMMER = tuple(Medlem(navn=navn) for navn in ("Anna", "Bo", "Cilla"))
TILSTANDE: tuple[Tilstand, ...] = ("udkast", "hoering", "blaastemplet", "udfaset", "trukket")
SYSTEM = "00000000-0000-4000-8000-000000000001"


def sag(tilstand: Tilstand = "udkast", **felter: object) -> Behandling:
    stemme = {"stemme": "for", "begrundelse": "ja tak", "tidspunkt": NU}
    hoering = Hoering(aabnet=NU, frist=NU)
    afstemning = Afstemning(
        om="udfasning" if tilstand == "blaastemplet" else "blaastempling",
        stemmer=tuple(Stemme.model_validate({"medlem": en.navn, **stemme}) for en in MEDLEMMER),
        vindue_til=SENERE,
    )
    grund: dict[str, object] = {
        "id": "x", "subject": "dk.faelleshub.sag.SagRegistreret", "version": 2, "skema_id": 23, "tilstand": tilstand,
        "stiller": Forslagsstiller(hvem=f"system:{SYSTEM}", system=SYSTEM), "foreslaaet": NU,
        "hoering": hoering, "afstemning": afstemning,
    }  # fmt: skip
    return Behandling.model_validate(grund | felter)


def aktoer(rolle: Hvem, navn: str = "Anna") -> Aktoer:
    return Aktoer(rolle=rolle, navn=navn, system=SYSTEM if rolle is Hvem.SYSTEM else None)


SKRIDT: dict[Handling, Callable[[Behandling, Aktoer], object]] = {
    Handling.HOERING: lambda s, a: skridt.aabn_hoering(s, a, SENERE, NU),
    Handling.SVAR: lambda s, a: skridt.svar(
        s.model_copy(update={"hoering": Hoering(aabnet=NU, frist=SENERE)}), a, "for", "ja tak", NU
    ),
    Handling.STEM: lambda s, a: skridt.stem(s, a, "for", "ja tak", NU, MEDLEMMER, None),
    Handling.AFGOER: lambda s, a: optael(s, a, MEDLEMMER, None),
    Handling.AKTIVER: lambda s, a: skridt.aktiver(s, a, NU),
    Handling.UDFAS: lambda s, a: skridt.saet_paa_dagsorden(s.model_copy(update={"aktiveret": NU}), a, SENERE, NU),
    Handling.TRAEK: skridt.traek,
}


@pytest.mark.parametrize(("handling", "rolle", "tilstand"), list(itertools.product(SKRIDT, Hvem, TILSTANDE)))
def test_kun_det_der_staar_i_tabellen_kan_ske(handling: Handling, rolle: Hvem, tilstand: Tilstand) -> None:
    krav = GANG[handling]
    if rolle in krav.roller and tilstand in krav.tilstande:
        if (handling, rolle) != (Handling.TRAEK, Hvem.ARKITEKTRAAD):  # only the proposer, who is a system here
            SKRIDT[handling](sag(tilstand), aktoer(rolle))
        return
    with pytest.raises(IkkeDenRolle if rolle not in krav.roller else ForkertTilstand) as fanget:
        SKRIDT[handling](sag(tilstand), aktoer(rolle))
    ventet = str(rolle) if rolle not in krav.roller else tilstand
    assert ventet in fanget.value.en
    assert ventet in fanget.value.da


def test_tabellen_naevner_hver_handling() -> None:
    assert set(GANG) == set(Handling) == {*SKRIDT, Handling.FORESLAA}


def test_en_frist_ligger_forude() -> None:
    with pytest.raises(Ugyldig):
        skridt.aabn_hoering(sag(), aktoer(Hvem.SEKRETAER), NU, NU)


@pytest.mark.parametrize(("antal", "kraevet"), [(0, 2), (1, 2), (2, 2), (3, 2), (4, 3), (7, 4), (8, 5)])
def test_quorum_er_mere_end_halvdelen_og_mindst_to(antal: int, kraevet: int) -> None:
    assert quorum([Medlem(navn=str(nr)) for nr in range(antal)]) == kraevet


@pytest.mark.parametrize(
    ("stemmer", "ja"),
    [("for for", True), ("for imod", False), ("for for imod", True), ("for undlader", True), ("imod undlader", False)],
)
def test_flere_for_end_imod_er_ja(stemmer: str, ja: bool) -> None:
    afgivne = [
        Stemme.model_validate({"medlem": medlem.navn, "stemme": stemme, "begrundelse": "grund", "tidspunkt": NU})
        for medlem, stemme in zip(MEDLEMMER, stemmer.split(), strict=False)
    ]
    assert tael(afgivne, MEDLEMMER)[1] is ja


def test_en_stemme_fra_en_der_ikke_laengere_sidder_taeller_ikke() -> None:
    _, talte, ja, _ = optael(sag("hoering"), aktoer(Hvem.SEKRETAER), MEDLEMMER[:2], None)
    assert (ja, {en.medlem for en in talte.stemmer}) == (True, {"Anna", "Bo"})
    with pytest.raises(Raadsfejl, match="no quorum"):
        optael(sag("hoering"), aktoer(Hvem.SEKRETAER), MEDLEMMER[:1], None)


def test_en_ny_stemme_traeder_i_stedet_for_den_foer() -> None:
    en = skridt.stem(
        sag("hoering"), aktoer(Hvem.ARKITEKTRAAD, "Bo"), "imod", "jeg har skiftet mening", NU, MEDLEMMER, None
    )
    assert en.afstemning is not None
    assert [(s.medlem, s.stemme) for s in en.afstemning.stemmer if s.medlem == "Bo"] == [("Bo", "imod")]
    assert len(en.afstemning.stemmer) == 3


def test_det_vedtagne_er_ikke_i_kraft_foer_det_er_sat_i_kraft() -> None:
    ny, _, _, _ = optael(sag("hoering"), aktoer(Hvem.SEKRETAER), MEDLEMMER, None)
    assert (ny.tilstand, ny.bustilstand, ny.i_kraft) == ("blaastemplet", "hoering", False)
    sat = skridt.aktiver(ny, aktoer(Hvem.DRIFTSROLLE), NU)
    assert (sat.bustilstand, sat.i_kraft) == ("blaastemplet", True)
    with pytest.raises(ForkertTilstand):
        skridt.traek(sat, aktoer(Hvem.SYSTEM))
