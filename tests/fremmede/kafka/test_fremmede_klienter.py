"""Any Kafka client takes part under the agreements: reads its own dueslag, writes its own input, and nothing else."""

from __future__ import annotations

import asyncio
import base64
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException

from hub.beskedfordeler import emner
from schemas.codec import pak
from schemas.formater.jsonform import fra_json
from schemas.regler import standardlager
from tests.fremmede.kafka import klienter
from tests.fremmede.kafka.conftest import BESKEDTYPE, Bus
from tests.system.vent import vent_til

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]

INGEN_ADGANG = {
    KafkaError.TOPIC_AUTHORIZATION_FAILED,
    KafkaError.GROUP_AUTHORIZATION_FAILED,
    KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
}


async def katalogpost(bus: Bus) -> Any:
    """All that a receiver is told of a kind of message."""
    return (await bus.scene.kald("GET", f"/api/v1/katalog/{BESKEDTYPE}", "esdh")).json


def gruppe(bus: Bus, bruger: str) -> str:
    return f"{emner.KLIENT}{bus.ider[bruger]}.{uuid.uuid4().hex[:8]}"


def avro(besked: dict[str, Any]) -> bytes:
    skema = standardlager().nyeste(f"dk.faelleshub.sag.{BESKEDTYPE}")
    return pak(skema, fra_json(json.dumps(besked).encode(), skema))


async def laes(bus: Bus, bruger: str, emne: str, antal: int, gruppe_: str | None = None) -> Any:
    return await asyncio.to_thread(
        klienter.laes_python, bus.bootstrap, bruger, emne, gruppe_ or gruppe(bus, bruger), antal
    )


async def skriv(bus: Bus, bruger: str, emne: str, vaerdi: bytes = b"", **mere: Any) -> Any:
    return await asyncio.to_thread(klienter.skriv_python, bus.bootstrap, bruger, emne, vaerdi, **mere)


async def test_python_laeser_sit_dueslag_med_katalogets_skema_alene(bus: Bus) -> None:
    besked_id = await bus.send()
    post_i_kataloget = await katalogpost(bus)
    fundet = await laes(bus, "esdh", emner.dueslag(bus.dueslag["esdh"]), 1)
    headers = dict(fundet[0].headers())
    indhold = klienter.pak_ud(fundet[0].value(), post_i_kataloget)
    assert indhold["beskedId"]["uuid"] == headers["ce_id"].decode()
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_type"] == post_i_kataloget["skema"]["namespace"].encode() + b"." + BESKEDTYPE.encode()
    assert headers["ce_source"] == f"urn:uuid:{bus.ider['afsender']}".encode()
    assert headers["content-type"] == b"application/vnd.faelleshub.avro"
    assert besked_id in [
        klienter.pak_ud(post.value(), post_i_kataloget)["beskedId"]["uuid"]
        for post in await laes(bus, "esdh", emner.dueslag(bus.dueslag["esdh"]), await antal(bus))
    ]


async def antal(bus: Bus) -> int:
    """How many messages lie in the dueslag of esdh."""
    svar = await bus.scene.hub.broker.end_offsets(emner.dueslag(bus.dueslag["esdh"]))
    async with await bus.scene.hub.broker.reader(emner.dueslag(bus.dueslag["esdh"])) as laeser:
        fundet = 0
        while laeser.offset < svar[0]:
            fundet += len(await laeser.read(timeout=1.0))
    return fundet


async def test_kcat_laeser_sit_dueslag_og_afvises_fra_et_andet(bus: Bus) -> None:
    await bus.send()
    post_i_kataloget = await katalogpost(bus)
    eget, andres = (emner.dueslag(bus.dueslag[bruger]) for bruger in ("esdh", "fremmed"))
    valg = ("-C", "-o", "beginning", "-c", "1", "-q")
    svar = await asyncio.to_thread(klienter.kcat, bus.bootstrap, "esdh", *valg, "-t", eget, "-D", "", "-f", "%s")
    assert svar.returncode == 0, svar.stderr
    assert klienter.pak_ud(svar.stdout, post_i_kataloget)["beskedId"]["uuid"]
    hoveder = await asyncio.to_thread(klienter.kcat, bus.bootstrap, "esdh", *valg, "-t", eget, "-f", "%h")
    assert b"ce_specversion=1.0" in hoveder.stdout
    svar = await asyncio.to_thread(klienter.kcat, bus.bootstrap, "esdh", *valg, "-e", "-t", andres)
    assert svar.returncode != 0
    assert b"authorization" in svar.stderr.lower()
    assert svar.stdout == b""


async def test_java_laeser_sit_dueslag_og_afvises_fra_et_andet(bus: Bus, tmp_path: Path) -> None:
    await bus.send()
    post_i_kataloget = await katalogpost(bus)
    eget, andres = (emner.dueslag(bus.dueslag[bruger]) for bruger in ("esdh", "fremmed"))
    fundet, afvist = [
        await asyncio.to_thread(
            klienter.laes_java, tmp_path, bus.bootstrap, "esdh", emne, gruppe(bus, "esdh"), post_i_kataloget["skema"]
        )
        for emne in (eget, andres)
    ]
    assert fundet["skemaId"] == post_i_kataloget["skemaId"]
    assert fundet["beskedId"] == fundet["ce_id"]
    assert fundet["ce_specversion"] == "1.0"
    assert afvist == {"afvist": "TopicAuthorizationException"}


@pytest.mark.parametrize("bruger", ["esdh", "afsender"])
async def test_et_andet_systems_dueslag_kan_ikke_laeses(bus: Bus, bruger: str) -> None:
    await bus.send()
    with pytest.raises(KafkaException) as fejl:
        await laes(bus, bruger, emner.dueslag(bus.dueslag["fremmed"]), 1)
    assert fejl.value.args[0].code() in INGEN_ADGANG


@pytest.mark.parametrize(
    "emne", [emner.LOG, emner.INDGANG, emner.FEJLKOE, emner.LEVERING, emner.HISTORIK, "konfig.system", "adgang.bevis"]
)
async def test_hubbens_egne_emner_kan_hverken_laeses_eller_skrives(bus: Bus, emne: str) -> None:
    with pytest.raises(KafkaException) as fejl:
        await laes(bus, "esdh", emne, 1)
    assert fejl.value.args[0].code() in INGEN_ADGANG | {KafkaError.UNKNOWN_TOPIC_OR_PART}
    assert (await skriv(bus, "esdh", emne)).code() in INGEN_ADGANG


async def test_en_gruppe_der_ikke_er_systemets_egen_afvises(bus: Bus) -> None:
    eget = emner.dueslag(bus.dueslag["esdh"])
    for fremmed_gruppe in (emner.GRUPPE_ROUTER, "min", gruppe(bus, "fremmed")):
        with pytest.raises(KafkaException) as fejl:
            await laes(bus, "esdh", eget, 1, fremmed_gruppe)
        assert fejl.value.args[0].code() == KafkaError.GROUP_AUTHORIZATION_FAILED


async def test_et_system_skriver_selv_og_laeser_sin_kvittering(bus: Bus) -> None:
    besked = bus.besked()
    assert await skriv(bus, "afsender", emner.direkte(bus.ider["afsender"]), avro(besked)) is None
    assert await skriv(bus, "afsender", emner.direkte(bus.ider["afsender"]), b"sludder") is None

    async def kvitteret() -> bool:
        fundet = [json.loads(post.value()) for post in await laes_alle_kvitteringer(bus)]
        statusser = {(k["beskedId"], k["status"]) for k in fundet}
        return {(besked["beskedId"], "Leveret"), (None, "Afvist")} <= statusser

    await vent_til("both receipts are there", kvitteret, 60)


async def laes_alle_kvitteringer(bus: Bus) -> Any:
    emne = emner.kvittering(bus.ider["afsender"])
    slut = (await bus.scene.hub.broker.end_offsets(emne))[0]
    async with await bus.scene.hub.broker.reader(emne) as laeser:
        tal = 0
        while laeser.offset < slut:
            tal += len(await laeser.read(timeout=1.0))
    return await laes(bus, "afsender", emne, tal)


async def test_en_transaktion_med_systemets_eget_id_gaar_og_med_et_andet_ikke(bus: Bus) -> None:
    emne, id_ = emner.direkte(bus.ider["afsender"]), f"{emner.KLIENT}{bus.ider['afsender']}.1"
    assert await skriv(bus, "afsender", emne, avro(bus.besked()), transactional_id=id_) is None
    for andet in ("router-ind.faelles-0", f"{emner.KLIENT}{bus.ider['esdh']}.1"):
        fejl = await skriv(bus, "afsender", emne, avro(bus.besked()), transactional_id=andet)
        assert fejl.code() in INGEN_ADGANG


async def test_ingen_skriver_paa_andres_vegne(bus: Bus) -> None:
    for bruger, emne in (
        ("esdh", emner.direkte(bus.ider["afsender"])),
        ("esdh", emner.dueslag(bus.dueslag["esdh"])),
        ("afsender", emner.kvittering(bus.ider["afsender"])),
    ):
        assert (await skriv(bus, bruger, emne, avro(bus.besked()))).code() in INGEN_ADGANG


async def test_naar_aftalen_ender_er_adgangen_vaek_og_kommer_igen_med_den(bus: Bus) -> None:
    emne = emner.direkte(bus.ider["fremmed"])
    assert await skriv(bus, "fremmed", emne, b"") is None
    aftaler = (await bus.scene.kald("GET", "/api/v1/serviceaftaler")).json
    (aftale,) = [a for a in aftaler[next(iter(aftaler))] if a["system"] == bus.ider["fremmed"]]
    for tilstand, maa in (("pause", False), ("aktiv", True)):
        svar = await bus.scene.kald(
            "PUT",
            f"/api/v1/serviceaftaler/{aftale['id']}",
            json={**aftale, "tilstand": tilstand, "begrundelse": "prøve"},
        )
        assert svar.status == 200, svar.raa

        async def som_ventet(maa: bool = maa) -> bool:
            # A broker hears of a rule a moment after the controller has taken it.
            fejl = await skriv(bus, "fremmed", emne, b"")
            return (fejl is None) == maa

        await vent_til(f"writing is {'allowed' if maa else 'refused'}", som_ventet, 30)
        if not maa:
            with pytest.raises(KafkaException):
                await laes(bus, "fremmed", emner.dueslag(bus.dueslag["fremmed"]), 1)


async def test_de_samme_bytes_ad_begge_veje(bus: Bus) -> None:
    """A foreign client reads what the API hands out."""
    besked_id = await bus.send()
    svar = await bus.scene.kald(
        "GET", f"/api/v1/dueslag/{bus.dueslag['esdh']}/beskeder?max=100&vent=10&format=avro", "esdh"
    )
    over_http = {base64.b64decode(et["avro"]) for et in svar.json["beskeder"]}
    over_kafka = {
        post.value() for post in await laes(bus, "esdh", emner.dueslag(bus.dueslag["esdh"]), await antal(bus))
    }
    assert over_http <= over_kafka
    assert any(besked_id.encode() in vaerdi for vaerdi in over_http)
