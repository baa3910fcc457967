"""The benchmark measures what it says: messages that are accepted, all of them, by a register in which some subscribe."""

from __future__ import annotations

from typing import Any

from bench.kontrakter import BESKEDER, NU, en_sag, maal, opstil
from hub.kontrakter import Leveret, afgoer, valider


def test_maalingen_giver_et_forhold_pr_runde() -> None:
    resultat = maal(runder=3)
    assert len(resultat.forhold) == 3
    assert min(resultat.forhold) > 1, "deciding includes decoding"
    assert resultat.modtagere >= 3
    assert 600 < resultat.bytes_pr_besked < 2_000


def test_hver_af_maalingens_beskeder_er_ny_og_leveres() -> None:
    hub = opstil()
    svar = [afgoer(raa, hub.register, hub.historik, afsender=hub.afsender, nu=NU) for raa in hub.beskeder]
    assert len({et.ruter.besked_id for et in svar if isinstance(et, Leveret)}) == BESKEDER
    assert valider(hub.beskeder[0], hub.register) == ()


def test_maalingens_sag_er_en_rettet_sag_midt_i_sit_liv() -> None:
    relation: dict[str, Any] = {"virkning": {"fra": {"tidsstempel": "2026-01-01T00:00:00Z"}}}
    kuvert: dict[str, Any] = {"filtreringsdata": {"objektRegistrering": [{}]}}
    grund: dict[str, Any] = {"beskedkuvert": kuvert, "beskeddata": {"registrering": {}, "aktoerer": [relation]}}
    sag = en_sag(grund, "s", "b")["beskeddata"]
    assert (sag["sagId"], sag["registrering"]["livscyklusKode"], len(sag["aktoerer"])) == ("s", "Rettet", 2)
    assert grund["beskeddata"]["registrering"] == {}, "the example itself is left as it was"
