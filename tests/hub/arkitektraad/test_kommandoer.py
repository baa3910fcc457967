"""The council on the command line, against a hub in a process of its own: a whole case, the verifier, the folder."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.cli.program import koer
from schemas.skema import AVRO_ROD
from tests.hub.arkitektraad.conftest import SAG, med_felt
from tests.hub.cli.conftest import Kommando, Proces, _start

pytestmark = pytest.mark.timeout(400)

MEDLEMMER = ("Anna", "Bo", "Cilla")


class Raad:
    """Calls the command as one of those who take part."""

    def __init__(self, hub: Proces) -> None:
        self.hub = hub
        self.tokens: dict[str, str] = {}

    def udsted(self) -> None:
        for hvem, navne in (("arkitektraad", MEDLEMMER), ("sekretaer", ("Sally",)), ("driftsrolle", ("Dorte",))):
            for navn in navne:
                svar = self("administrator", "adgang", "opret", navn, "--hvem", hvem, "-b", "rådet")
                self.tokens[navn] = svar.ud.strip()

    def __call__(self, hvem: str, *argumenter: object) -> Kommando:
        token = ("--token", self.tokens[hvem]) if hvem in self.tokens else ("--data", str(self.hub.data))
        return kald(*map(str, argumenter), "--hub", self.hub.url, *token)

    def lykkes(self, hvem: str, *argumenter: object) -> Kommando:
        svar = self(hvem, *argumenter)
        assert svar.kode == 0, svar.fejl + svar.ud
        return svar


def kald(*argumenter: str) -> Kommando:
    """Call the command here, with nothing of the environment's own."""
    egne = {navn for navn in os.environ if navn.startswith("FAELLESHUB_")}
    ud, fejl = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as miljoe, contextlib.redirect_stdout(ud), contextlib.redirect_stderr(fejl):
        for navn in egne:
            miljoe.delenv(navn)
        kode = koer(list(argumenter))
    return Kommando(kode, ud.getvalue(), fejl.getvalue())


@contextlib.contextmanager
def koerende(data: Path) -> Iterator[Raad]:
    hub = _start(data)
    try:
        raad = Raad(hub)
        raad.udsted()
        yield raad
    finally:
        if hub.proces.poll() is None:
            hub.stop()


@pytest.fixture
def raad(tmp_path: Path) -> Iterator[Raad]:
    """A council whose hub is the test's own."""
    with koerende(tmp_path / "data") as eget:
        yield eget


@pytest.fixture(scope="module")
def uroert(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Raad]:
    """A council in whose contracts nothing is changed."""
    with koerende(tmp_path_factory.mktemp("raad") / "data") as faelles:
        yield faelles


def skriv(fil: Path, skema: Any) -> Path:
    fil.parent.mkdir(parents=True, exist_ok=True)
    fil.write_text(json.dumps(skema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return fil


def til_i_kraft(raad: Raad, tmp_path: Path) -> None:
    fil = skriv(tmp_path / "SagRegistreret.avsc", med_felt())
    svar = raad.lykkes("Anna", "raad", "foreslaa", fil, "--udgave", "1.2", "-b", "der mangler et felt")
    assert "SagRegistreret:2 (1.2): udkast" in svar.ud
    assert raad.lykkes("Anna", "raad", "lint", "SagRegistreret:2").ud == "0 error(s), 0 warning(s)\n"
    raad.lykkes("Sally", "raad", "hoering", "SagRegistreret:2", "--frist", "14d", "-b", "til høring")
    for medlem in MEDLEMMER:
        raad.lykkes(medlem, "raad", "svar", "SagRegistreret:2", "--holdning", "for", "--tekst", "ingen indvendinger")
    for medlem in ("Bo", "Cilla"):
        raad.lykkes(medlem, "raad", "stem", "SagRegistreret:2", "--stemme", "for", "-b", "det er godt")
    assert "blaastemplet" in raad.lykkes("Sally", "raad", "afgoer", "SagRegistreret:2", "-b", "rådet er enigt").ud
    svar = raad.lykkes("Dorte", "raad", "aktiver", "SagRegistreret:2", "-b", "sættes i kraft")
    assert "blaastemplet, in force" in svar.ud


def test_en_sag_fra_forslag_til_kraft_og_raekken_kontrolleres_uden_hubben(raad: Raad, tmp_path: Path) -> None:
    til_i_kraft(raad, tmp_path)
    assert "SagRegistreret" in raad.lykkes("Anna", "raad", "list", "--tilstand", "blaastemplet").ud
    assert len(raad.lykkes("Anna", "raad", "vis", "SagRegistreret:2").json["hoering"]["svar"]) == 3
    raekken, noegle = tmp_path / "afgoerelser.jsonl", tmp_path / "raad.pem"
    raad.lykkes("Anna", "raad", "afgoerelser", "--ud", raekken)
    hoved = raad.lykkes("Anna", "raad", "noegle", "--ud", noegle, "--json").json["hoved"]
    raad.hub.stop()
    assert uden_hub(raekken, noegle).json == {"iOrden": True, "antal": 2, "hoved": hoved, "brud": None}
    assert uden_hub(raad.hub.data, noegle).json["antal"] == 2
    foer = raekken.read_text()
    raekken.write_text(foer.replace("det er godt", "det er skidt", 1))
    assert (uden_hub(raekken, noegle).kode, uden_hub(raekken, noegle).json["brud"]["nr"]) == (1, 1)
    raekken.write_text(foer.splitlines(keepends=True)[0])
    assert uden_hub(raekken, noegle).kode == 0
    assert uden_hub(raekken, noegle, "--hoved", hoved).kode == 1
    raekken.write_text("noget andet\n")
    assert uden_hub(raekken, noegle).kode == 2


def uden_hub(sted: Path, noegle: Path, *mere: str) -> Kommando:
    return kald("raad", "verificer", str(sted), "--noegle", str(noegle), "--json", *mere)


def test_den_forkerte_rolle_faar_at_vide_hvis_trinnet_er(uroert: Raad) -> None:
    svar = uroert("administrator", "raad", "hoering", "SagRegistreret:1", "--frist", "1t", "-b", "til høring")
    assert (svar.kode, "it is for sekretaer" in svar.fejl) == (1, True), svar.fejl
    svar = uroert("Sally", "raad", "hoering", "SagRegistreret:1", "--frist", "1t", "-b", "til høring")
    assert (svar.kode, "Only a draft" in svar.fejl) == (1, True), svar.fejl
    svar = uroert("Sally", "raad", "hoering", "SagRegistreret:7", "--frist", "1t", "-b", "til høring")
    assert (svar.kode, "no version 7" in svar.fejl) == (1, True), svar.fejl
    svar = uroert("Sally", "raad", "hoering", "SagRegistreret:1", "--frist", "snart", "-b", "til høring")
    assert (svar.kode, "14d" in svar.fejl) == (2, True), svar.fejl


def test_linterens_fejl_siges_og_trodses_kun_udtrykkeligt(raad: Raad, tmp_path: Path) -> None:
    fil = skriv(tmp_path / "SagRegistreret.avsc", med_felt("adresse"))
    raad.lykkes("Anna", "raad", "foreslaa", fil, "-b", "der mangler et felt")
    svar = raad("Anna", "raad", "lint", "SagRegistreret:2")
    assert (svar.kode, "fejl RA-09 BEGREB-TYPE dk.faelleshub.sag.Sag.adresse: " in svar.ud) == (1, True), svar.ud
    hoer = ("raad", "hoering", "SagRegistreret:2", "--frist", "14d", "-b", "til høring")
    svar = raad("Sally", *hoer)
    assert (svar.kode, "--trods-lint" in svar.fejl) == (1, True), svar.fejl
    assert "hoering" in raad.lykkes("Sally", *hoer, "--trods-lint").ud


def test_mappen_og_hubben_er_det_samme_og_eksporten_er_de_samme_bytes(uroert: Raad, tmp_path: Path) -> None:
    mappe = tmp_path / "kontrakter"
    assert "no differences" in uroert.lykkes("Anna", "skema", "plan", AVRO_ROD).ud
    uroert.lykkes("Anna", "skema", "eksport", mappe)
    for fil in AVRO_ROD.rglob("*.avsc"):
        assert (mappe / fil.relative_to(AVRO_ROD)).read_bytes() == fil.read_bytes(), fil
    assert "no differences" in uroert.lykkes("Anna", "skema", "plan", mappe).ud
    foer = {fil: fil.read_bytes() for fil in mappe.rglob("*.*")}
    assert uroert.lykkes("Anna", "skema", "eksport", mappe, "--json").json["skrevet"] == []
    assert {fil: fil.read_bytes() for fil in mappe.rglob("*.*")} == foer


def test_en_aendret_mappe_foreslaas_og_eksporteres_igen_som_den_er(raad: Raad, tmp_path: Path) -> None:
    mappe, igen = tmp_path / "kontrakter", tmp_path / "igen"
    raad.lykkes("Anna", "skema", "eksport", mappe)
    fil = mappe / "sag" / "Sag.avsc"
    sag = json.loads(fil.read_bytes())
    nyt = {"name": "supplement", "type": ["null", "string"], "doc": "Nyt.", "default": None}
    skriv(fil, {**sag, "fields": [*sag["fields"], nyt]})
    (trin,) = raad.lykkes("Anna", "skema", "plan", mappe, "--json").json
    assert (trin["kontrakt"], trin["handling"], trin["grunde"]) == (SAG, "version", [])
    assert "1 difference(s) made" in raad.lykkes("Anna", "skema", "anvend", mappe, "-b", "fra pull request").ud
    assert "no differences" in raad.lykkes("Anna", "skema", "plan", mappe).ud
    raad.lykkes("Anna", "skema", "eksport", igen)
    assert (igen / "sag" / "Sag.avsc").read_bytes() == fil.read_bytes()
    assert "tilstand: udkast" in (igen / "sag" / "SagRegistreret.yaml").read_text()
    raad.lykkes("Anna", "skema", "eksport", igen, "--i-kraft")
    assert json.loads((igen / "sag" / "Sag.avsc").read_bytes()) == sag


def test_en_uforenelig_mappe_goer_intet_og_siger_feltet(uroert: Raad, tmp_path: Path) -> None:
    mappe = tmp_path / "kontrakter"
    uroert.lykkes("Anna", "skema", "eksport", mappe)
    fil = mappe / "sag" / "Sag.avsc"
    sag = json.loads(fil.read_bytes())
    skriv(fil, {**sag, "fields": [*sag["fields"], {"name": "kraevet", "type": "string", "doc": "Nyt."}]})
    svar = uroert("Anna", "skema", "plan", mappe)
    assert (svar.kode, "beskeddata.kraevet" in svar.ud) == (1, True), svar.ud
    svar = uroert("Anna", "skema", "anvend", mappe, "-b", "fra pull request")
    assert (svar.kode, "nothing was done" in svar.fejl) == (1, True)
    assert len(uroert.lykkes("Anna", "raad", "list", "--kontrakt", "SagRegistreret", "--json").json) == 1


def test_en_delt_type_som_to_kontrakter_har_forskelligt_staar_hvor_den_bruges(raad: Raad, tmp_path: Path) -> None:
    mappe = tmp_path / "kontrakter"
    fil = skriv(tmp_path / "SagRegistreret.avsc", _med_laengere_periode())
    raad.lykkes("Anna", "raad", "foreslaa", fil, "-b", "der mangler et felt")
    raad.lykkes("Anna", "skema", "eksport", mappe)
    assert "no differences" in raad.lykkes("Anna", "skema", "plan", mappe).ud


def _med_laengere_periode() -> Any:
    """The contract with a further field in a type that other contracts have too."""
    raa = med_felt()

    def find(node: Any) -> Any:
        match node:
            case {"type": "record", "name": "Registrering"}:
                return node
            case dict():
                return next((fundet for inde in node.values() if (fundet := find(inde))), None)
            case list():
                return next((fundet for inde in node if (fundet := find(inde))), None)
        return None

    find(raa)["fields"].append({"name": "ekstra", "type": ["null", "string"], "doc": "Nyt.", "default": None})
    return raa


@pytest.mark.parametrize("indhold", ["{", '{"type": "record"}', "[]"])
def test_en_mappe_der_ikke_kan_laeses_siges_med_filen(uroert: Raad, tmp_path: Path, indhold: str) -> None:
    fil = tmp_path / "kontrakter" / "sag" / "Sag.avsc"
    fil.parent.mkdir(parents=True)
    fil.write_text(indhold)
    svar = uroert("Anna", "skema", "plan", tmp_path / "kontrakter")
    assert (svar.kode, "Traceback" in svar.fejl, "kontrakter" in svar.fejl) == (2, False, True), svar.fejl
