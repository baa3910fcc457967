"""`opsaetning.yaml`: names for ids, every error with its place, and a difference that is applied once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokers.embedded import EmbeddedBroker
from hub.konfiguration.kilde import Konfiguration, Slags
from hub.konfiguration.lager import Konfigurationslager
from hub.konfiguration.model import Tilstand
from hub.konfiguration.opsaetning import Opsaetningsfejl, Plan, anvend, laes_opsaetning
from hub.konfiguration.yamltrae import Yamlfejl, laes_yaml
from schemas.catalogue import Katalog

GOD = """\
organisation:
  - {cvr: 12345678, navn: Nordby Kommune, kommunekode: 0101}
systemer:
  - navn: byggesag
    myndighed: Nordby Kommune
    systemtype: fagsystem
  - {navn: esdh, myndighed: "12345678", afloeser: [byggesag]}
serviceaftaler:
  - navn: byggesag sender
    system: byggesag
    retning: afsend
    beskedtyper: [SagRegistreret, dk.faelleshub.byggeri.Byggeafgoerelse]
    kle: ["02.*"]
    foelsomhed: FORTROLIGE_PERSONOPLYSNINGER
    myndigheder: [Nordby Kommune]
    gyldig_fra: 2026-01-01T00:00:00+01:00
vaerdilister:
  - {navn: udvalgte sager, system: esdh}
abonnementer:
  - navn: sager til esdh
    system: esdh
    filter: {beskedtyper: [SagRegistreret], vaerdilister: [udvalgte sager], myndigheder: [Nordby Kommune]}
"""


@pytest.fixture
def fil(tmp_path: Path) -> Path:
    return tmp_path / "opsaetning.yaml"


def laes(fil: Path, tekst: str, nu: Konfiguration | None = None) -> Plan:
    fil.write_text(tekst, encoding="utf-8")
    return laes_opsaetning(fil, nu or Konfiguration())


def anvendt(plan: Plan, nu: Konfiguration | None = None) -> Konfiguration:
    return (nu or Konfiguration()).med((s.slags, s.id, s.ressource) for s in plan.skrivninger)


def fund(fil: Path, tekst: str) -> list[str]:
    with pytest.raises(Opsaetningsfejl) as fejl:
        laes(fil, tekst)
    return [str(et) for et in fejl.value.fund]


def test_navne_bliver_til_ider(fil: Path) -> None:
    nu = anvendt(laes(fil, GOD))
    (aftale,) = nu.serviceaftaler.values()
    byggesag, esdh = (next(s for s in nu.systemer.values() if s.navn == navn) for navn in ("byggesag", "esdh"))
    (liste,) = nu.vaerdilister.values()
    (abonnement,) = nu.abonnementer.values()
    katalog = Katalog.standard()
    assert aftale.system == byggesag.id
    assert aftale.beskedtyper == tuple(
        katalog.efter_navn(navn).beskedtype for navn in ("SagRegistreret", "Byggeafgoerelse")
    )
    assert aftale.myndigheder == ("12345678",)
    assert esdh.afloeser == (byggesag.id,)
    assert nu.myndigheder["12345678"].kommunekode == "0101"
    assert abonnement.filter.vaerdilister == (liste.id,)
    assert abonnement.filter.myndigheder == ("12345678",)


def test_samme_fil_igen_aendrer_intet(fil: Path) -> None:
    nu = anvendt(laes(fil, GOD))
    assert laes(fil, GOD, nu).trin == ()


def test_forskellen_er_oprettet_rettet_og_afsluttet(fil: Path) -> None:
    nu = anvendt(laes(fil, GOD))
    ny = GOD.replace("systemtype: fagsystem", "systemtype: byggesag").replace("udvalgte sager", "andre sager")
    trin = {str(et) for et in laes(fil, ny, nu).trin}
    assert trin == {
        "ret system byggesag (systemtype)",
        "opret vaerdiliste andre sager",
        "fjern vaerdiliste udvalgte sager",
        "ret abonnement sager til esdh (filter)",
    }


def test_hvad_der_ikke_laengere_staar_i_en_sektion_afsluttes(fil: Path) -> None:
    nu = anvendt(laes(fil, GOD))
    plan = laes(fil, "organisation: []\nsystemer: []\nserviceaftaler: []\nabonnementer: []\nvaerdilister: []\n", nu)
    efter = anvendt(plan, nu)
    assert {s.tilstand for s in efter.systemer.values()} == {Tilstand.AFSLUTTET}
    assert {a.tilstand for a in efter.serviceaftaler.values()} == {Tilstand.AFSLUTTET}
    assert {a.tilstand for a in efter.abonnementer.values()} == {Tilstand.AFSLUTTET}
    assert efter.myndigheder.keys() == {"12345678"}  # what ended resources refer to stays known
    assert laes(fil, "systemer: []\n", efter).trin == ()


def test_en_udeladt_sektion_roeres_ikke(fil: Path) -> None:
    nu = anvendt(laes(fil, GOD))
    assert laes(fil, "organisation:\n  - {cvr: 12345678, navn: Nordby Kommune, kommunekode: 0101}\n", nu).trin == ()
    assert laes(fil, "", nu).trin == ()


@pytest.mark.parametrize(
    ("fra", "til", "ventet"),
    [
        ("cvr: 12345678,", "cvr: 1234567,", "2:11: organisation[0].cvr: must be a CVR number: eight digits"),
        ("    myndighed: Nordby Kommune\n", "", "4:5: systemer[0].myndighed: is missing; add it"),
        ("myndighed: Nordby Kommune\n", "myndighed: Nordby Komune\n",
         "5:16: systemer[0].myndighed: there is no myndighed named Nordby Komune; did you mean Nordby Kommune?"),
        ("systemtype:", "systemtyp:", "6:5: systemer[0].systemtyp: is not known here; did you mean systemtype?"),
        ("afloeser: [byggesag]", "afloeser: [bygesag]",
         "7:52: systemer[1].afloeser[0]: there is no system named bygesag; did you mean byggesag?"),
        ("retning: afsend", "retning: send", "11:14: serviceaftaler[0].retning: must be 'afsend', 'modtag' or 'begge'"),
        ("[SagRegistreret, dk", "[SagRegistret, dk",
         "12:19: serviceaftaler[0].beskedtyper[0]: there is no beskedtype named SagRegistret; did you mean SagRegistreret?"),
        ('["02.*"]', '["2.*"]',
         "13:11: serviceaftaler[0].kle[0]: must be *, a KLE number NN.NN.NN, or one of its wildcard forms such as 27.* or 27.12.*"),
        ("+01:00", "", "9:5: serviceaftaler[0]: gyldig_fra and gyldig_til need a time zone, e.g. 2026-01-01T00:00:00+01:00"),
        ("systemer:", "systmer:", "3:1: systmer: is not known here; did you mean systemer?"),
        ("filter: {beskedtyper", "filter: {besktyper", "22:14: abonnementer[0].filter.besktyper: is not known here; did you mean beskedtyper?"),
    ],
)  # fmt: skip
def test_hver_fejl_har_linje_kolonne_sti_og_raad(fil: Path, fra: str, til: str, ventet: str) -> None:
    assert fra in GOD
    assert ventet in fund(fil, GOD.replace(fra, til, 1))


def test_alle_fejl_meldes_paa_en_gang(fil: Path) -> None:
    tekst = (
        GOD.replace("cvr: 12345678,", "cvr: 1,")
        .replace("retning: afsend", "retning: op")
        .replace("esdh, ", "esdh, x: 1, ")
    )
    assert len(fund(fil, tekst)) >= 3


def test_det_samme_to_gange_i_en_fil_er_en_fejl(fil: Path) -> None:
    tekst = GOD.replace("  - {navn: udvalgte sager, system: esdh}\n", "  - {navn: udvalgte sager, system: esdh}\n" * 2)
    assert fund(fil, tekst) == ["19:5: vaerdilister[1]: is vaerdilister[0] once more; keep one"]


def test_brud_paa_sammenhaengen_har_sted(fil: Path) -> None:
    assert fund(fil, "systemer:\n  - {navn: x, myndighed: '87654321'}\n") == [
        "2:5: systemer[0].myndighed: there is no myndighed 87654321; create it first, or correct the reference"
    ]


@pytest.mark.parametrize(
    ("tekst", "ventet"),
    [
        ("a: [1", "not YAML"),
        ("a: 1\na: 2\n", "2:1: the key a stands twice; keep one"),
        ("- 1\n", "the file is a mapping"),
        ("organisation: 3\n", "1:15: organisation:"),
        ("? [a]\n: 1\n", "1:3: a key must be plain text"),
        ("a: &a [*a]\n", ""),
        ("a: \0", "not YAML"),
    ],
)
def test_hvad_der_ikke_er_en_opsaetning_siges_med_sted(fil: Path, tekst: str, ventet: str) -> None:
    assert any(ventet in et for et in fund(fil, tekst))


def test_en_fil_der_ikke_findes_siges(tmp_path: Path) -> None:
    with pytest.raises(Opsaetningsfejl, match="cannot be read"):
        laes_opsaetning(tmp_path / "findes-ikke.yaml", Konfiguration())


def test_en_bombe_af_aliaser_standses() -> None:
    lag = "\n".join(f"l{nr}: &l{nr} [{', '.join([f'*l{nr - 1}'] * 10)}]" for nr in range(1, 12))
    with pytest.raises(Yamlfejl, match="parts"):
        laes_yaml(f"l0: &l0 [x]\n{lag}\n".encode())


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_ingen_bytes_giver_andet_end_et_trae_eller_en_fejl_med_sted(raa: bytes) -> None:
    try:
        steder = laes_yaml(raa).vaerdier.values()
    except Yamlfejl as fejl:
        steder = {(): fejl.sted}.values()
    assert all(sted.linje >= 1 and sted.kolonne >= 1 for sted in steder)


@pytest.fixture
def god_fil(fil: Path) -> Path:
    fil.write_text(GOD, encoding="utf-8")
    return fil


async def test_filen_anvendes_i_et_hug_og_staar_i_revisionen(tmp_path: Path, god_fil: Path) -> None:
    async with EmbeddedBroker(tmp_path / "bus") as broker:
        lager = Konfigurationslager(broker)
        await lager.start()
        plan = await anvend(lager, god_fil)
        assert {trin.slags for trin in plan.trin} == set(Slags) - {Slags.BESKEDTYPEBINDING, Slags.LAESESKEMAER}
        assert lager.nu.samling(Slags.SYSTEM).keys() == {t.id for t in plan.trin if t.slags is Slags.SYSTEM}
        aendringer = await lager.aendringer()
        assert {en.udoever.hvorfor for en in aendringer} == {"opsætning fra opsaetning.yaml"}
        assert (await anvend(lager, god_fil)).trin == ()
        assert len(await lager.aendringer()) == len(aendringer)
        await lager.stop()
