"""From a decision to what is written: tested alone, without a broker."""

from __future__ import annotations

import datetime as dt
from typing import Any

import orjson
import pytest

from brokers import Record
from hub.beskedfordeler import emner, fejlposter
from hub.beskedfordeler.aarsager import AARSAGER_MAKS, FLERE, bemaerkning, maskeret
from hub.beskedfordeler.genlaegning import genlaeg
from hub.beskedfordeler.indpost import Genafspil, Indpost
from hub.beskedfordeler.udskriv import udskriv
from hub.kontrakter.afgoerelse import Afvist, Dublet, Leveret, Modtager, Spor
from hub.kontrakter.ruter import rutefelter
from hub.log.haendelse import Hopslags, Logaarsag, Sted, laes_led
from hub.log.kaede import Hoved, eget_aftryk
from schemas.codec import laes
from schemas.identifikatorer import cvr_af
from schemas.regler import standardlager
from schemas.regler.regel import Aarsag

NU = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
MODTAGET = NU - dt.timedelta(seconds=1)
AFSENDER = "6fd9b292-9128-4d62-b8fb-f6c020f89549"
MODTAGELSE = "b0a1c7ad-90f5-4d38-a7a5-0f3f86f8d8f5"
AARSAG = Aarsag("RA-08", "MANGLER", "beskedkuvert", "Ret den.", "Mend it.", "sammenhængende it")


def ind(besked: bytes, **felter: Any) -> Indpost:
    standard: dict[str, Any] = {
        "noegle": b"n" * 16,
        "afsender": AFSENDER,
        "modtagelse": MODTAGELSE,
        "modtaget": MODTAGET,
        "sted": Sted(emner.INDGANG, 1, 17),
    }
    return Indpost(besked, **standard | felter)


def efter_emne(poster: tuple[Record, ...]) -> dict[str, Record]:
    assert len({post.topic for post in poster}) == len(poster)
    return {post.topic: post for post in poster}


def leveret(besked: bytes, *modtagere: Modtager) -> Leveret:
    laest = laes(besked, standardlager())
    ruter = rutefelter(laest.indhold)
    return Leveret(modtagere, laest, ruter, Spor(ruter.besked_id, b"h", ()))


def test_en_leveret_besked_skrives_byte_for_byte_til_hvert_dueslag(verden: Any) -> None:
    besked = verden.besked()
    udskrift = udskriv(ind(besked), leveret(besked, Modtager("d1"), Modtager("d2")), Hoved(0, bytes(32)), NU)
    poster = efter_emne(udskrift.poster)
    assert set(poster) == {"dueslag.d1", "dueslag.d2", emner.LOG, emner.kvittering(AFSENDER)}
    assert poster["dueslag.d1"].value == poster["dueslag.d2"].value == besked
    assert poster["dueslag.d1"].key == b"n" * 16
    led = laes_led(poster[emner.LOG].value or b"")
    assert led.haendelse.besked == besked
    assert led.haendelse.dueslag == ("d1", "d2")
    assert poster[emner.LOG].partition == 1
    assert udskrift.hoved == Hoved(1, eget_aftryk(poster[emner.LOG].value or b""))


def test_headers_er_cloudevents_og_holder_ingen_payload(verden: Any) -> None:
    besked = verden.besked()
    udskrift = udskriv(ind(besked, traceparent=b"00-ab-cd-01"), leveret(besked, Modtager("d")), Hoved(0, bytes(32)), NU)
    headers = dict(efter_emne(udskrift.poster)["dueslag.d"].headers)
    laest = laes(besked, standardlager())
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_id"].decode() == laest.indhold["beskedId"]["uuid"]
    assert headers["ce_source"].decode() == f"urn:uuid:{AFSENDER}"
    assert headers["ce_type"] == b"dk.faelleshub.borger.Flytning"
    assert headers["content-type"] == b"application/vnd.faelleshub.avro"
    assert headers["traceparent"] == b"00-ab-cd-01"
    assert headers[emner.MODTAGELSE].decode() == MODTAGELSE
    assert b"6101901234" not in b"".join(headers.values())


def test_et_besked_id_der_ikke_er_en_uuid_kommer_ikke_i_en_header(verden: Any) -> None:
    besked = verden.besked()
    et = leveret(besked, Modtager("d"))
    ruter = et.ruter._replace(besked_id="urn:8512610001")
    udskrift = udskriv(ind(besked), Leveret(et.modtagere, et.laest, ruter, et.spor), Hoved(0, bytes(32)), NU)
    headers = dict(efter_emne(udskrift.poster)["dueslag.d"].headers)
    assert headers["ce_id"].decode() == MODTAGELSE
    assert b"8512610001" not in b"".join(headers.values())


def test_tilladt_modtager_trimmes_pr_dueslag_og_resten_er_uroert(verden: Any) -> None:
    def to_modtagere(kuvert: dict[str, Any]) -> None:
        kuvert["filtreringsdata"]["tilladtModtager"] = [
            {"urn": "urn:oio:cvr-nr:12345678"},
            {"urn": "urn:oio:cvr-nr:58271713"},
        ]

    besked = verden.besked(kuvert=to_modtagere)
    et = leveret(besked, Modtager("hel"), Modtager("trim", ("58271713",)))
    poster = efter_emne(udskriv(ind(besked), et, Hoved(0, bytes(32)), NU).poster)
    assert poster["dueslag.hel"].value == besked
    trimmet = laes(poster["dueslag.trim"].value or b"", standardlager())
    navne = trimmet.indhold["beskedkuvert"]["filtreringsdata"]["tilladtModtager"]
    assert [cvr_af(navn) for navn in navne] == ["58271713"]
    hel = laes(besked, standardlager()).indhold
    hel["beskedkuvert"]["filtreringsdata"]["tilladtModtager"] = navne
    assert trimmet.indhold == hel


def test_en_afvist_besked_ligger_i_fejlkoeen_med_alt_hvad_der_skal_til(verden: Any) -> None:
    besked = verden.besked()
    ruter = rutefelter(laes(besked, standardlager()).indhold)
    udskrift = udskriv(ind(besked), Afvist((AARSAG,), ruter), Hoved(6, b"x" * 32), NU)
    poster = efter_emne(udskrift.poster)
    assert set(poster) == {emner.FEJLKOE, emner.LOG, emner.kvittering(AFSENDER)}
    fejl = fejlposter.laes(poster[emner.FEJLKOE].value or b"")
    assert fejl.besked == besked
    assert fejl.sted == Sted(emner.INDGANG, 1, 17)
    assert fejl.skema_id == int.from_bytes(besked[1:5], "big")
    assert fejl.aarsager == (AARSAG,)
    assert (fejl.afsender, fejl.modtagelse, fejl.modtaget, fejl.tidspunkt) == (AFSENDER, MODTAGELSE, MODTAGET, NU)
    led = laes_led(poster[emner.LOG].value or b"")
    assert led.sekvens == 7
    assert led.haendelse.besked is None, "the bytes of a refused message lie in the fejlkø alone"
    assert led.haendelse.aarsager == (Logaarsag("RA-08", "MANGLER", "beskedkuvert"),)
    kvittering = orjson.loads(poster[emner.kvittering(AFSENDER)].value or b"")
    assert kvittering["status"] == "Afvist"
    assert kvittering["aarsager"][0]["tekst"] == "Ret den."


def test_en_dublet_kvitteres_og_gaar_ikke_videre(verden: Any) -> None:
    besked = verden.besked()
    ruter = rutefelter(laes(besked, standardlager()).indhold)
    poster = efter_emne(udskriv(ind(besked), Dublet(ruter), Hoved(0, bytes(32)), NU).poster)
    assert set(poster) == {emner.LOG, emner.kvittering(AFSENDER)}


@pytest.mark.parametrize("antal", [0, 1, 100_000])
def test_fjendtligt_mange_aarsager_og_lange_id_er_bliver_smaa(antal: int, verden: Any) -> None:
    besked = verden.besked()
    ruter = rutefelter(laes(besked, standardlager()).indhold)
    lang = ruter._replace(besked_id="x" * 1_000_000)
    langsti = Aarsag("R", "K", "s" * 100_000, "t", "t", "m")
    udskrift = udskriv(ind(besked), Afvist((langsti,) * antal, lang), Hoved(0, bytes(32)), NU)
    for post in udskrift.poster:
        assert len(post.value or b"") < 500_000
    kvittering = udskrift.kvittering
    assert kvittering is not None
    assert len(kvittering.aarsager) == min(antal, AARSAGER_MAKS + 1)
    assert (FLERE in kvittering.aarsager) == (antal > AARSAGER_MAKS)


def test_en_afsender_uden_id_faar_ingen_kvittering_men_alt_andet_skrives() -> None:
    poster = efter_emne(udskriv(ind(b"", afsender=""), Afvist((AARSAG,)), Hoved(0, bytes(32)), NU).poster)
    assert set(poster) == {emner.FEJLKOE, emner.LOG}


def test_en_genafspillet_levering_gaar_kun_til_sit_eget_dueslag(verden: Any) -> None:
    besked = verden.besked()
    ruter = rutefelter(laes(besked, standardlager()).indhold)
    genafspil = Genafspil("fejl", "drift", "d")
    udskrift = genlaeg(
        ind(besked, genafspil=genafspil), genafspil, "d", ruter, Hoved(0, bytes(32)), NU, "dk.proeve.Navn"
    )
    poster = efter_emne(udskrift.poster)
    assert set(poster) == {"dueslag.d", emner.LOG}
    headers = dict(poster["dueslag.d"].headers)
    assert headers[emner.GENAFSPILLET] == b"fejl"
    assert headers["ce_type"] == b"dk.proeve.Navn"
    haendelse = laes_led(poster[emner.LOG].value or b"").haendelse
    assert (haendelse.slags, haendelse.hvem, haendelse.dueslag) == (Hopslags.GENAFSPILLET, "drift", ("d",))


def test_en_bemaerkning_maskeres_og_afkortes() -> None:
    assert bemaerkning("Borger 851261-0001 findes\x00ikke") == "Borger ******-**** findes ikke"
    assert bemaerkning("x" * 5000) == "x" * 1024
    assert bemaerkning("  ") is None
    assert maskeret("8512610001 og 851261 0001 men ikke 12345678") == "******-**** og ******-**** men ikke 12345678"
