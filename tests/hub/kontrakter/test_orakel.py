"""The engine against an independent oracle: it never passes what the oracle refuses, nor refuses what it would pass."""

from __future__ import annotations

import datetime as dt
import os
import random
from collections import Counter

import pytest

from hub.beskedfordeler.register import byg_register
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import Serviceaftale, System, Tilstand
from hub.kontrakter import Afvist, Dublet, Leveret, Miljoe, Register, afgoer
from hub.kontrakter.beskriv import alle_regler
from hub.kontrakter.registerregler import REGISTERREGLER, TRAADREGLER
from schemas.catalogue import Katalog
from schemas.codec import laes, pak
from schemas.formater.xml import fra_xml, til_xml
from tests.hub.kontrakter.mutationer import Mutator, skriv
from tests.hub.kontrakter.opstilling import ABONNEMENT, MODTAGER, MODTAGERAFTALE, NU, Hukommelse
from tests.hub.kontrakter.orakel import Aftale, Dom, Orakel
from tests.hub.kontrakter.orakel_felter import er_kanonisk
from tests.hub.kontrakter.orakel_felter import laes as laes_orakel

FORHOLD = {regel.kode for regel in (*TRAADREGLER, *REGISTERREGLER)}
"""Reason codes that do not speak of the content."""
NY_HISTORIE = 300
"""So many messages share one history, so that objects are known and BeskedIds seen."""

SYSTEMER = [
    System(navn="Frit", myndighed="58271713", systemtype="grunddata"),
    System(navn="Snævert", myndighed="58271713", systemtype="digital_post"),
    System(navn="Afløser", myndighed="58271713", afloeser=(System(navn="Frit", myndighed="58271713").id,)),
    System(navn="For tidligt", myndighed="12345678"),
    System(navn="Kun kvitteringer", myndighed="12345678"),
    System(navn="På pause", myndighed="12345678", tilstand=Tilstand.PAUSE),
]
FRI, SNAEVER, AFLOESER, TIDLIGT, KVITTERER, PAUSE = (system.id for system in SYSTEMER)
UKENDT = System(navn="Ukendt", myndighed="12345678").id
AFSENDERE = [FRI] * 12 + [AFLOESER] * 3 + [SNAEVER] * 4 + [TIDLIGT, KVITTERER, PAUSE, UKENDT]
SIDEN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

AFTALER = [
    Aftale(FRI, None, ["*"], "VIP_SAGER", None, None, False, SIDEN, None),
    Aftale(AFLOESER, None, ["*"], "VIP_SAGER", None, None, False, SIDEN, None),
    Aftale(SNAEVER, None, ["02.34.*", "27.*"], "FORTROLIGE_PERSONOPLYSNINGER", ["58271713"], ["58271713"], False, SIDEN, None),
    Aftale(SNAEVER, ["sag.SagRegistreret"], ["*"], "VIP_SAGER", ["58271713"], ["58271713"], True, SIDEN, NU),
    Aftale(SNAEVER, ["sag.SagRegistreret", "dokument.DokumentRegistreret"], ["0*"], "VIP_SAGER", None, ["12345678"], True, SIDEN, None),
    Aftale(KVITTERER, ["faelles.Kvittering"], ["*"], "VIP_SAGER", None, None, False, SIDEN, None),
    Aftale(TIDLIGT, None, ["*"], "VIP_SAGER", None, None, False, NU + dt.timedelta(microseconds=1), None),
]  # fmt: skip


def verden() -> tuple[dict[Miljoe, Register], Orakel]:
    """The same world twice: for the engine, in trials and in production, and for the oracle."""
    aftaler = [_som_model(nummer, aftale) for nummer, aftale in enumerate(AFTALER)]
    konfiguration = Konfiguration.af(*SYSTEMER, *aftaler, MODTAGER, MODTAGERAFTALE, ABONNEMENT)
    typer = {s.id: s.systemtype for s in SYSTEMER if s.id != PAUSE}
    registre = {miljoe: byg_register(konfiguration, miljoe=miljoe) for miljoe in Miljoe}
    return registre, Orakel(typer, {AFLOESER: {FRI}}, AFTALER, pause={PAUSE})


def _som_model(nummer: int, aftale: Aftale) -> Serviceaftale:
    alle = list(Katalog.standard().beskedtyper())
    return Serviceaftale.model_validate(
        {
            "navn": f"Aftale {nummer}",
            "system": aftale.system,
            "retning": "afsend",
            "beskedtyper": ["*"]
            if aftale.kontrakter is None
            else [type_ for type_, post in alle if post.navn.removeprefix("dk.faelleshub.") in aftale.kontrakter],
            "kle": aftale.kle,
            "foelsomhed": aftale.foelsomhed,
            "myndigheder": aftale.myndigheder or ["*"],
            "modtagere": aftale.modtagere or ["*"],
            "tilladt_modtager": "trim" if aftale.trim else "afvis",
            "gyldig_fra": aftale.fra,
            "gyldig_til": aftale.til,
        }
    )


class Proeve:
    """One run of the engine beside the oracle over generated messages."""

    def __init__(self, froe: int) -> None:
        self.rng = random.Random(froe)
        self.mutator = Mutator(self.rng)
        self.registre, self.orakel = verden()
        self.historik = Hukommelse()
        self.udfald: Counter[str] = Counter()
        self.regler: Counter[str] = Counter()
        self.foer: list[tuple[bytes, str]] = []

    def koer(self, antal: int, *, raat: bool) -> None:
        for nummer in range(antal):
            if nummer % NY_HISTORIE == 0:
                self.historik, self.foer = Hukommelse(), []
                self.orakel.sete, self.orakel.objekter = {}, {}
            raa, afsender = self._besked(raat=raat)
            self._sammenlign(raa, afsender, nummer)

    def _besked(self, *, raat: bool) -> tuple[bytes, str]:
        if self.foer and self.rng.random() < 0.02:
            raa, afsender = self.rng.choice(self.foer)
            return raa, self.rng.choice((afsender, afsender, FRI))
        ny: bytes | None = None
        while ny is None:  # what fits no schema cannot be sent
            ny = skriv(*self.mutator.naeste())
        return (self.mutator.oedelagt(ny) if raat else ny), self.rng.choice(AFSENDERE)

    def _sammenlign(self, raa: bytes, afsender: str, nummer: int) -> None:
        miljoe = self.rng.choice((Miljoe.TEST, Miljoe.TEST, Miljoe.TEST, Miljoe.PRODUKTION))
        register = self.registre[miljoe]
        svar = afgoer(raa, register, self.historik, afsender=afsender, nu=NU)
        dom = self.orakel.doem(raa, afsender, NU, produktion=miljoe is Miljoe.PRODUKTION)
        self.udfald[type(svar).__name__] += 1
        koder = [aarsag.kode for aarsag in svar.aarsager] if isinstance(svar, Afvist) else []
        self.regler.update(set(koder))
        enige = (
            isinstance(svar, Dublet) == dom.dublet
            and bool(set(koder) - FORHOLD) == bool(dom.indhold)
            and bool(set(koder) & FORHOLD) == bool(dom.forhold)
        )
        if "AVRO" in koder and laes_orakel(raa) is not None:
            # the one exception: fastavro, which the oracle reads by, forgives a branch -1, a boolean 2, a padded number;
            # the engine need not
            assert not er_kanonisk(raa), self._uenighed(raa, afsender, nummer, koder, dom)
            self.udfald["tilgivet af fastavro"] += 1
            return
        assert enige, self._uenighed(raa, afsender, nummer, koder, dom)
        if isinstance(svar, Leveret):
            assert laes(pak(svar.laest.skema, svar.laest.indhold), register.skemaer).indhold == svar.laest.indhold
            _, tilbage = fra_xml(til_xml(svar.laest.indhold, svar.laest.skema), lambda _type: svar.laest.skema)
            assert {**tilbage, "beskeddata": None} == {**svar.laest.indhold, "beskeddata": None}
            self.historik.husk(svar.spor)
            self.orakel.husk(raa, afsender)
            self.foer.append((raa, afsender))

    def _uenighed(self, raa: bytes, afsender: str, nummer: int, koder: list[str], dom: Dom) -> str:
        return (
            f"message {nummer} from {afsender}: the engine says {koder}, the oracle says {dom.indhold} and {dom.forhold}"
            f"\n{raa.hex()}"
        )


def koer(antal: int, *, raat: bool) -> Proeve:
    """A run; its seed is in the error, and can be given again in the environment (ORAKEL_FROE)."""
    froe = int(os.environ.get("ORAKEL_FROE", "20260302"))
    proeve = Proeve(froe)
    try:
        proeve.koer(antal, raat=raat)
    except Exception as fejl:
        fejl.add_note(f"seed {froe}, raat={raat}: ORAKEL_FROE={froe}")
        raise
    return proeve


def test_motoren_og_oraklet_er_enige_om_aendrede_beskeder() -> None:
    proeve = koer(3_000, raat=False)
    assert proeve.udfald["Leveret"] > 300, proeve.udfald
    assert proeve.udfald["Afvist"] > 1_000, proeve.udfald
    assert proeve.udfald["Dublet"] > 0, proeve.udfald
    assert len(proeve.regler) > 100, "the messages break many different rules"


def test_motoren_og_oraklet_er_enige_om_oedelagte_bytes() -> None:
    proeve = koer(1_000, raat=True)
    assert proeve.regler["AVRO"] > 300, proeve.regler


@pytest.mark.lang
@pytest.mark.timeout(3600)
def test_hundrede_tusind_aendrede_og_oedelagte_beskeder() -> None:
    proever = [koer(80_000, raat=False), koer(40_000, raat=True)]
    print(*(f"{proeve.udfald}\n{proeve.regler}" for proeve in proever), sep="\n")  # noqa: T201 - the long form's result
    sete = {kode for proeve in proever for kode in proeve.regler}
    alle = {regel.kode for regel in alle_regler()}
    assert alle - sete == {"SKEMA-TILSTAND"}, (
        "but for the state of the contracts, which are all approved, each rule was broken"
    )
