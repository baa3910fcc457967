"""The judge's two ways give one verdict, whatever is done to a message."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.catalogue import Katalog
from schemas.codec import laes, pak
from schemas.kodeliste import Kodelister
from schemas.regler import dommer, forklaring, standardlager
from schemas.regler.dommer import byg_dommer
from schemas.regler.krav import Antal, Enaf, IngenOverlap, Laengde
from schemas.regler.virkning import graenser, overlapper, samtidige
from schemas.skema import Skema
from tests.schemas.regler.eksempler import indhold

KATALOG = Katalog.standard()
DOMMERE = {post.navn: dommer(standardlager()[post.id], KATALOG, Kodelister.standard()) for post in KATALOG}
EKSEMPLER = {post.navn: indhold(post.navn) for post in KATALOG}

TEKSTER = st.sampled_from(
    [
        "",
        "x",
        "x" * 51,
        "x" * 256,
        "Ejer",
        "Opstaaet",
        "02.34.02",
        "urn:oio:cvr-nr:12345678",
        "urn:oio:cpr:6101901234",
        "7C1D",
    ]
) | st.text(max_size=12)
TIDER = st.integers(631_152_000, 3_786_912_000).map(lambda s: dt.datetime.fromtimestamp(s, dt.UTC))


def _steder(data: Any, sti: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a message: the paths of its values, records and items."""
    steder = [sti] if sti else []
    match data:
        case dict():
            for navn, vaerdi in data.items():
                steder += _steder(vaerdi, (*sti, navn))
        case list():
            for nummer, vaerdi in enumerate(data):
                steder += _steder(vaerdi, (*sti, nummer))
    return steder


@st.composite
def muterede(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A contract's example with up to four places changed, emptied, doubled or taken away, of the same Avro type."""
    navn = draw(st.sampled_from(sorted(EKSEMPLER)))
    data = copy.deepcopy(EKSEMPLER[navn])
    for _ in range(draw(st.integers(1, 4))):
        *vej, sidste = draw(st.sampled_from(_steder(data)))
        holder: Any = data
        for led in vej:
            holder = holder[led]
        vaerdi = holder[sidste]
        match vaerdi:
            case list() if vaerdi:
                holder[sidste] = draw(st.sampled_from([[], vaerdi * 2, vaerdi[:1]]))
            case dt.datetime():
                holder[sidste] = draw(TIDER)
            case bool():
                holder[sidste] = not vaerdi
            case int():
                holder[sidste] = draw(st.integers(-5, 2**31 - 1))
            case str():
                holder[sidste] = draw(TEKSTER)
            case None:
                holder[sidste] = draw(TEKSTER)
            case dict():
                holder[sidste] = None
    return navn, data


@settings(max_examples=600, deadline=None)
@given(muterede())
def test_de_to_veje_giver_samme_dom(besked: tuple[str, dict[str, Any]]) -> None:
    navn, data = besked
    skema = standardlager().nyeste(navn)
    try:
        raa = pak(skema, data)
    except ValueError:
        return  # not an instance of the schema: such a message cannot exist on the wire
    laest = laes(raa, standardlager()).indhold
    assert DOMMERE[navn].er_ren(laest) == (DOMMERE[navn].forklar(laest) == ())


def test_en_aarsag_gengiver_aldrig_beskedens_vaerdier() -> None:
    data = copy.deepcopy(EKSEMPLER["dk.faelleshub.sag.SagRegistreret"])
    data["beskeddata"]["egenskaber"][0]["foelsomhed"] = "HEMMELIG-VAERDI"
    data["beskeddata"]["parter"][0]["reference"]["urn"] = "urn:oio:cpr-nr:9999999999"
    aarsager = DOMMERE["dk.faelleshub.sag.SagRegistreret"].forklar(data)
    assert {aarsag.regel for aarsag in aarsager} >= {"RA-11", "ID-URN-TAL"}
    assert not any(v in repr(aarsager) for v in ("HEMMELIG-VAERDI", "9999999999"))


def test_alle_aarsager_naevnes_i_lagenes_orden_med_deres_sted() -> None:
    data = copy.deepcopy(EKSEMPLER["dk.faelleshub.sag.SagRegistreret"])
    data["beskeddata"]["aktoerer"] = []
    data["beskeddata"]["egenskaber"][0]["titel"] = ""
    data["beskeddata"]["fremdrift"][0]["status"] = "Ukendt"
    fundne = [(a.regel, a.sti) for a in DOMMERE["dk.faelleshub.sag.SagRegistreret"].forklar(data)]
    assert fundne[0] == ("RA-11", "beskeddata.fremdrift[0].status")
    assert ("OB1-SAG-TITEL", "beskeddata.egenskaber[0].titel") in fundne
    assert ("OIO-SAG-EJER", "beskeddata.aktoerer") in fundne
    assert ("OIO-SAG-ANSVARLIG", "beskeddata.aktoerer") in fundne


def _virkning(fra: int, til: int | None) -> dict[str, Any]:
    def tid(dag: int) -> dict[str, Any]:
        return {"tidsstempel": dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=dag)}

    return {"fra": tid(fra), "til": None if til is None else tid(til)}


VIRKNINGER = st.lists(
    st.tuples(st.integers(0, 20), st.none() | st.integers(1, 10)).map(
        lambda par: _virkning(par[0], par[1] and par[0] + par[1])
    ),
    max_size=6,
)


@given(VIRKNINGER)
def test_overlap_findes_netop_naar_to_virkninger_gaelder_samme_dag(virkninger: list[dict[str, Any]]) -> None:
    intervaller = [graenser(v) for v in virkninger]
    overlap = any(max(a[0], b[0]) < min(a[1], b[1]) for i, a in enumerate(intervaller) for b in intervaller[i + 1 :])
    assert bool(overlapper(virkninger)) == overlap
    assert bool(samtidige(virkninger, 1)) == overlap


@given(VIRKNINGER, st.integers(1, 3))
def test_samtidige_taeller_hvor_mange_der_gaelder_paa_een_gang(virkninger: list[dict[str, Any]], hoejst: int) -> None:
    intervaller = [graenser(v) for v in virkninger]
    flest = max((sum(fra <= start < til for fra, til in intervaller) for start, _ in intervaller), default=0)
    assert bool(samtidige(virkninger, hoejst)) == (flest > hoejst)


def test_en_ny_ejer_kan_foelge_en_lukket() -> None:
    antal = Antal("Ejer", 1, 1)
    assert not antal.brud(
        [{"rolle": "Ejer", "virkning": _virkning(0, 5)}, {"rolle": "Ejer", "virkning": _virkning(5, None)}]
    )
    assert antal.brud(
        [{"rolle": "Ejer", "virkning": _virkning(0, 6)}, {"rolle": "Ejer", "virkning": _virkning(5, None)}]
    ) == ("[1]",)


@given(st.none() | st.text(max_size=8), st.integers(0, 3), st.integers(3, 6))
def test_ordforraadets_to_sprog_siger_det_samme(vaerdi: str | None, mindst: int, hoejst: int) -> None:
    bundet: dict[str, Any] = {}

    def bind(ting: Any) -> str:
        bundet[f"b{len(bundet)}"] = ting
        return f"b{len(bundet) - 1}"

    for krav in (Laengde(mindst, hoejst), Enaf(frozenset({"a", "b"}))):
        udtryk = krav.udtryk("v", bind)
        assert eval(udtryk, {**bundet, "v": vaerdi}) == (not list(krav.brud(vaerdi)))  # noqa: S307 - our own source
    assert IngenOverlap(("a",)).brud([{"a": 1, "virkning": None}]) == ()


def test_et_fremmed_navn_i_en_kontrakt_bliver_aldrig_til_kode() -> None:
    navn = "a(v):\n    raise SystemExit('the name was run')\ndef b"
    raa = {"type": "record", "name": navn, "fields": [{"name": "cpr", "type": "string", "format": "cpr"}]}
    dom = byg_dommer(Skema(1, raa), (), Kodelister.standard().vaerdier)
    assert dom.er_ren({"cpr": "6101901234"})
    assert not dom.er_ren({"cpr": "x"})


def test_forklaringen_alene_siger_det_samme_som_dommeren() -> None:
    navn = "dk.faelleshub.sag.SagRegistreret"
    skema = standardlager()[KATALOG.efter_navn(navn).id]
    besked = copy.deepcopy(EKSEMPLER[navn])
    besked["beskeddata"]["egenskaber"][0]["titel"] = ""
    aarsager = forklaring(skema, KATALOG, Kodelister.standard())(besked)
    assert aarsager
    assert aarsager == DOMMERE[navn].forklar(besked)
