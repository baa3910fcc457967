"""The API's own counter and histogram, as Prometheus' library reads them."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from hub.api.svarmaaler import Svarmaaler


def test_svar_taelles_efter_status_og_falder_i_de_spande_som_deres_tid_siger() -> None:
    register, maaler = CollectorRegistry(), Svarmaaler()
    register.register(maaler)
    for status, sekunder in ((200, 0.0004), (200, 0.001), (503, 0.3), (200, 100.0)):
        maaler.tael("visLed", status, sekunder)
    maaler.tael("andet", 404, 0.02)
    fundne = {
        (proeve.name, *(vaerdi for _, vaerdi in sorted(proeve.labels.items(), reverse=True))): proeve.value
        for familie in text_string_to_metric_families(generate_latest(register).decode())
        for proeve in familie.samples
    }
    assert fundne["faelleshub_http_svar_total", "200", "visLed"] == 3
    assert fundne["faelleshub_http_svar_total", "503", "visLed"] == 1
    assert fundne["faelleshub_http_svar_total", "404", "andet"] == 1
    spande = {
        navn[2]: antal for navn, antal in fundne.items() if navn[:2] == ("faelleshub_http_sekunder_bucket", "visLed")
    }
    assert [spande[graense] for graense in ("0.001", "0.25", "0.5", "60.0", "+Inf")] == [2, 2, 3, 3, 4]
    assert fundne["faelleshub_http_sekunder_count", "visLed"] == 4
    assert round(fundne["faelleshub_http_sekunder_sum", "visLed"], 4) == 100.3014
