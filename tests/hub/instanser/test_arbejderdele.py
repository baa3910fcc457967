"""The parts of worker processes that need no process: ports, addresses, and measurements put together."""

from __future__ import annotations

import itertools
import socket
from typing import Any

import pytest

from hub.api.soeskende import samlet
from hub.arbejdere import Arbejder
from hub.arbejdere.plads import reserveret
from hub.lytter import Lytter
from hub.settings import Indstillinger, Indstillingsfejl

DEL = """\
# HELP faelleshub_modtaget_total Messages taken in.
# TYPE faelleshub_modtaget_total counter
faelleshub_modtaget_total {modtaget}
# HELP faelleshub_ventetid Seconds.
# TYPE faelleshub_ventetid histogram
faelleshub_ventetid_bucket{{le="1.0"}} 2.0
faelleshub_ventetid_bucket{{le="+Inf"}} 3.0
faelleshub_ventetid_count 3.0
faelleshub_ventetid_sum 4.5
"""


def valg(**felter: Any) -> Indstillinger:
    return Indstillinger.model_validate({"port": 0, **felter})


def test_arbejdernes_maalinger_samles_med_hver_sit_nummer_og_den_doede_naevnes() -> None:
    tekst = samlet({1: DEL.format(modtaget=5.0), 3: DEL.format(modtaget=7.0), 2: None}).decode()
    linjer = tekst.splitlines()
    assert linjer.count("# TYPE faelleshub_modtaget_total counter") == 1
    assert linjer.count("# TYPE faelleshub_ventetid histogram") == 1
    for linje in (
        'faelleshub_modtaget_total{arbejder="1"} 5.0',
        'faelleshub_modtaget_total{arbejder="3"} 7.0',
        'faelleshub_ventetid_bucket{arbejder="1",le="+Inf"} 3.0',
        'faelleshub_arbejder_oppe{arbejder="2"} 0.0',
        'faelleshub_arbejder_oppe{arbejder="3"} 1.0',
    ):
        assert linje in linjer
    # A family's samples stand together, or Prometheus refuses the whole.
    familier = [linje.removeprefix("faelleshub_").split("_")[0] for linje in linjer if not linje.startswith("#")]
    assert [navn for navn, _ in itertools.groupby(familier)] == list(dict.fromkeys(familier))


def test_porte_holdes_uden_at_nogen_kan_forbinde_eller_tage_dem() -> None:
    with reserveret("127.0.0.1", 0, 3) as (port, egne):
        assert len({port, *egne}) == 4
        for holdt in (port, *egne):
            with socket.socket() as sok, pytest.raises(ConnectionRefusedError):
                sok.connect(("127.0.0.1", holdt))
            with socket.socket() as sok, pytest.raises(OSError, match="in use"):
                sok.bind(("127.0.0.1", holdt))
        arbejdere = [Lytter(valg(port=port), Arbejder(nummer, egne)) for nummer in (1, 2)]
        with arbejdere[0] as en, arbejdere[1] as to:
            assert en.url == to.url == f"http://127.0.0.1:{port}"
            assert (en.egen_url, to.egen_url) == tuple(f"http://127.0.0.1:{egne[nr]}" for nr in (0, 1))
            assert en.soeskende == {2: to.egen_url, 3: f"http://127.0.0.1:{egne[2]}"}


def test_faste_porte_foelger_efter_den_offentlige_og_maa_ikke_loebe_ud() -> None:
    with reserveret("127.0.0.1", 0, 1) as (fri, _):
        pass
    with reserveret("127.0.0.1", fri, 2) as (port, egne):
        assert (port, egne) == (fri, (fri + 1, fri + 2))
    with pytest.raises(Indstillingsfejl, match="lower --port"), reserveret("127.0.0.1", 65_535, 2):
        pass


ALLE = "0.0.0.0"  # noqa: S104 - the setting that is tried
KAFKA = {"broker": "kafka", "bootstrap": "k:9092", "hemmelighed": "x" * 40, "administrator_token": "x" * 40}


@pytest.mark.parametrize(
    ("felter", "ventet"),
    [
        ({}, "http://127.0.0.1:{port}"),
        ({"vaert": ALLE}, "http://127.0.0.1:{port}"),
        (KAFKA | {"vaert": ALLE}, f"http://{socket.gethostname()}:{{port}}"),
        (KAFKA, "http://127.0.0.1:{port}"),
        ({"egen_url": "http://hub-1.example:8080/"}, "http://hub-1.example:8080"),
    ],
)
def test_de_andre_instanser_faar_en_adresse_som_de_kan_naa(felter: dict[str, Any], ventet: str) -> None:
    with Lytter(valg(**felter)) as lytter:
        assert lytter.egen_url == ventet.format(port=lytter.url.rpartition(":")[2])


def test_en_arbejders_egen_adresse_har_dens_egen_port() -> None:
    with reserveret("127.0.0.1", 0, 2) as (port, egne):
        lytter = Lytter(valg(port=port, egen_url="https://hub-1.example"), Arbejder(2, egne))
        with lytter:
            assert lytter.egen_url == f"https://hub-1.example:{egne[1]}"
