"""A dispensation (RA-27): from application to expiry, and what it does and does not do to messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hub.kontrakter.fritagelse import Fritagelse, dispensable, uden_fritagne
from schemas.regler import REGLER
from schemas.regler.regel import Aarsag
from tests.hub.api.conftest import MYNDIGHED_A, MYNDIGHED_B
from tests.hub.arkitektraad.conftest import ROD, Raadsscene, Ur, om, raadsscene

REGEL = "SAG-LOKATION"
NU = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


async def ansoegt(s: Raadsscene, hvem: str = "myndighed_a", **felter: Any) -> Any:
    krop = {"myndighed": MYNDIGHED_A, "regel": REGEL, "udloeber": om(timer=24), "begrundelse": "lange stednavne"}
    return await s.lykkes("/dispensationer", hvem, **krop | felter)


async def givet(s: Raadsscene, **felter: Any) -> Any:
    sag = await ansoegt(s, **felter)
    sti = f"/dispensationer/{sag['id']}"
    for medlem in ("Anna", "Bo"):
        await s.lykkes(f"{sti}/stemme", medlem, stemme="for", begrundelse="det er rimeligt")
    return await s.lykkes(f"{sti}/afgoerelse", "sekretaer", begrundelse="rådet er enigt")


async def regler(s: Raadsscene, **egenskaber: Any) -> set[str]:
    """The rules that refuse a sag of authority A with these attributes."""
    besked = s.besked()
    besked["beskeddata"]["egenskaber"][0] |= egenskaber
    svar = (await s.kald("POST", "/api/v1/beskeder?vent=20", "a", json=besked)).json
    return {aarsag["regel"] for aarsag in svar.get("aarsager", ())}


async def test_en_givet_dispensation_gaelder_til_den_udloeber_af_sig_selv(tmp_path: Path) -> None:
    ur, lang = Ur(), {"lokation": "x" * 256}
    async with raadsscene(tmp_path, ur) as s:
        assert await regler(s, **lang) == {REGEL}
        sag = await ansoegt(s)
        assert (sag["tilstand"], await regler(s, **lang)) == ("ansoegt", {REGEL})
        sag = await givet(s)
        assert (sag["tilstand"], sag["regel"], sag["myndighed"]) == ("givet", REGEL, MYNDIGHED_A)
        assert await regler(s, **lang) == set()
        assert await regler(s, **lang, sagskategori="x" * 256) == {"SAG-KATEGORI"}
        (svar,) = (await s.kald("GET", f"{ROD}/afgoerelser", "b")).json["poster"]
        assert svar["afgoerelse"]["dispensation"]["udloeber"][:10] == sag["udloeber"][:10]
        ur.frem = dt.timedelta(hours=25)
        assert await regler(s, **lang) == {REGEL}


async def test_en_ophaevet_dispensation_gaelder_ikke_laengere(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        sag = await givet(s)
        assert await regler(s, lokation="x" * 256) == set()
        svar = await s.post(f"/dispensationer/{sag['id']}/ophaevelse", "myndighed_b", begrundelse="ikke vores")
        assert svar.status == 403
        await s.lykkes(f"/dispensationer/{sag['id']}/ophaevelse", "myndighed_a", begrundelse="ikke mere brug for den")
        assert await regler(s, lokation="x" * 256) == {REGEL}


async def test_en_andens_dispensation_hjaelper_ikke(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        await givet(s, hvem="myndighed_b", myndighed=MYNDIGHED_B)
        assert await regler(s, lokation="x" * 256) == {REGEL}


async def test_myndighedens_eget_medlem_stemmer_ikke_og_der_skal_vaere_nok(tmp_path: Path) -> None:
    async with raadsscene(tmp_path) as s:
        sti = f"/dispensationer/{(await ansoegt(s))['id']}"
        assert (await s.post(f"{sti}/stemme", "Cilla", stemme="for", begrundelse="vores egen")).status == 403
        await s.lykkes(f"{sti}/stemme", "Anna", stemme="imod", begrundelse="nej")
        svar = await s.post(f"{sti}/afgoerelse", "sekretaer", begrundelse="for tidligt")
        assert (svar.status, "no quorum" in svar.json["detail"]) == (409, True)
        await s.lykkes(f"{sti}/stemme", "Bo", stemme="for", begrundelse="det går")
        assert (await s.lykkes(f"{sti}/afgoerelse", "sekretaer", begrundelse="lige delt"))["tilstand"] == "afslaaet"
        assert await regler(s, lokation="x" * 256) == {REGEL}


@pytest.mark.parametrize(
    ("hvem", "felter", "status"),
    [
        ("myndighed_a", {"regel": "OB1-SAG-TITEL"}, 422),
        ("myndighed_a", {"regel": "MYNDIGHED"}, 422),
        ("myndighed_a", {"udloeber": "2020-01-01T00:00:00Z"}, 422),
        ("myndighed_a", {"udloeber": "2099-01-01T00:00:00Z"}, 422),
        ("myndighed_a", {"myndighed": MYNDIGHED_B}, 403),
        ("sekretaer", {"myndighed": "87654321"}, 422),
        ("Anna", {}, 403),
    ],
)
async def test_hvad_der_ikke_kan_soeges_om(tmp_path: Path, hvem: str, felter: dict[str, str], status: int) -> None:
    async with raadsscene(tmp_path) as s:
        krop = {"myndighed": MYNDIGHED_A, "regel": REGEL, "udloeber": om(timer=24), "begrundelse": "prøve"}
        svar = await s.post("/dispensationer", hvem, **krop | felter)
        assert (svar.status, svar.er_problem) == (status, True), svar.raa
        assert (await s.kald("GET", f"{ROD}/dispensationer", "a")).json["poster"] == []


class Ruter:
    def __init__(self, *myndigheder: str) -> None:
        self.myndigheder = myndigheder


def aarsag(regel: str) -> Aarsag:
    return Aarsag(regel, regel, "sti", "tekst", "text", "maal")


def fritagne(ruter: Any, *fritagelser: Fritagelse, regler: Sequence[str] = (REGEL, "OB1-SAG-TITEL")) -> set[str]:
    return {en.regel for en in uden_fritagne(tuple(map(aarsag, regler)), ruter, fritagelser, NU)}


def fritagelse(myndighed: str = MYNDIGHED_A, regel: str = REGEL, dage: int = 1) -> Fritagelse:
    return Fritagelse(myndighed, regel, NU - dt.timedelta(days=1), NU + dt.timedelta(days=dage))


def test_kun_regler_der_er_erklaeret_dispensable_kan_fritages() -> None:
    alle = [regel.id for regel in REGLER]
    givet_alt = [fritagelse(regel=regel) for regel in alle]
    assert fritagne(Ruter(MYNDIGHED_A), *givet_alt, regler=alle) == set(alle) - dispensable()
    assert dispensable() <= set(alle)
    assert len(dispensable()) < 10


def test_hver_myndighed_i_beskeden_skal_vaere_fritaget() -> None:
    assert fritagne(Ruter(MYNDIGHED_A), fritagelse()) == {"OB1-SAG-TITEL"}
    assert REGEL in fritagne(Ruter(MYNDIGHED_A, MYNDIGHED_B), fritagelse())
    begge = (fritagelse(), fritagelse(MYNDIGHED_B))
    assert REGEL not in fritagne(Ruter(MYNDIGHED_A, MYNDIGHED_B), *begge)
    assert REGEL in fritagne(Ruter(), *begge)


def test_tiden_er_halvaaben() -> None:
    assert REGEL in fritagne(Ruter(MYNDIGHED_A), fritagelse(dage=0))
    lige = Fritagelse(MYNDIGHED_A, REGEL, NU, NU + dt.timedelta(seconds=1))
    assert REGEL not in fritagne(Ruter(MYNDIGHED_A), lige)
