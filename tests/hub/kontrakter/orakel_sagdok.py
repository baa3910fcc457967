"""The oracle on Sag and Dokument: the standard's own tables, and a count of what holds at each moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.hub.kontrakter.orakel_felter import EVIG, kort, passer, spaend, urn, uuid

Tabel = dict[str, dict[str, tuple[int, int | None]]]
"""Section → role → (at least, at most at any one time); None: any number."""

SAG: Tabel = {
    "aktoerer": {"Ejer": (1, 1), "Ansvarlig": (1, 1), "PrimaerBehandler": (0, 1), "UdlaantTil": (0, 1),
                 "Bopaelskommune": (0, 1), "AndreBehandlere": (0, None)},
    "parter": {"PrimaerPart": (0, 1), "SekundaerPart": (0, None), "Ydelsesmodtager": (0, 1)},
    "klasser": {"PrimaerKlasse": (1, 1), "Handlingsklasse": (1, 1), "Opgaveklasse": (0, 1), "Kontoklasse": (0, 1),
                "Sikkerhedsklasse": (0, 1), "Foelsomhedsklasse": (0, 1), "Indsatsklasse": (0, 1),
                "Ydelsesklasse": (0, 1), "Afgoerelsesklasse": (0, 1), "Kontroltema": (0, None),
                "Visningsklasse": (0, None)},
    "sagsrelationer": {"Oversag": (0, 1), "Praecedens": (0, 1), "AndreSager": (0, None)},
    "genstande": {"Afgiftsobjekt": (0, 1), "Ejendomsskat": (0, 1), "Byggeri": (0, None), "Fredning": (0, None)},
    "itSystemer": {"Master": (1, 1), "Afsender": (1, 1)},
    "sikkerhedsprofiler": {"Adgang": (0, None)},
}  # fmt: skip
DOKUMENT: Tabel = {
    "aktoerer": {"Ejer": (1, 1), "Ansvarlig": (1, 1), "PrimaerBehandler": (0, 1), "FordeltTil": (0, 1),
                 "AndreBehandlere": (0, None)},
    "parter": {"PrimaerPart": (0, 1), "SekundaerPart": (0, None), "Part": (0, None), "Kopipart": (0, None)},
    "klasser": {"PrimaerKlasse": (1, 1)},
    "dokumentrelationer": {"NyRevision": (0, 1), "Besvarelser": (0, None), "Udgangspunkter": (0, None),
                           "Kommentarer": (0, None), "Bilag": (0, None), "AndreDokumenter": (0, None), "Sag": (0, None)},
    "itSystemer": {"Master": (1, 1), "Afsender": (1, 1)},
    "sikkerhedsprofiler": {"Adgang": (0, None)},
}  # fmt: skip

PART = r"urn:oio:(cpr-nr:\d{10}|cvr-nr:\d{8}|pnr:\d{10}|us:personid:\d{7}|udk:borgerid:\d{12}|fuldtnavn:.+)"
GENSTAND = r"urn:oio:(esr:ejendom:\d{3}-\d{5,6}|ejendom:bfe-nr:\d{10})"


def flest(poster: list[Any]) -> int:
    """How many hold at once, at most: counted at each beginning. One that runs backwards counts where it begins."""
    alle = [spaend(post["virkning"]) for post in poster]
    return max(
        (
            sum(fra <= start < til or nr == her for nr, (fra, til) in enumerate(alle))
            for her, (start, _) in enumerate(alle)
        ),
        default=0,
    )


def uafbrudt(poster: list[Any]) -> bool:
    """Whether one holds at each moment from the first beginning on, for ever: at each end another holds."""
    alle = [spaend(post["virkning"]) for post in poster]
    return all(til == EVIG or any(fra <= til < slut for fra, slut in alle) for _, til in alle)


def sektion(data: Any, navn: str, tabel: dict[str, tuple[int, int | None]]) -> Iterator[str]:
    for rolle in {post["rolle"] for post in data[navn]} - set(tabel):
        yield f"{navn}: {rolle!r} has no place here"
    for rolle, (mindst, hoejst) in tabel.items():
        poster = [post for post in data[navn] if post["rolle"] == rolle]
        if len(poster) < mindst or (mindst and not uafbrudt(poster)):
            yield f"{navn}: {rolle} is missing, or was for a time"
        if hoejst is not None and flest(poster) > hoejst:
            yield f"{navn}: more than {hoejst} {rolle} at a time"


def samme_noegle(data: Any, navn: str) -> Iterator[str]:
    """Two relations of one role and index at the same time."""
    for noegle in {(post["rolle"], post["indeks"]) for post in data[navn]}:
        if _overlap([post for post in data[navn] if (post["rolle"], post["indeks"]) == noegle]):
            yield f"{navn}: two relations of one role and index"


def _overlap(poster: list[Any]) -> bool:
    alle = sorted(spaend(post["virkning"]) for post in poster)
    return any(tidligere[1] > senere[0] for nr, senere in enumerate(alle) for tidligere in alle[:nr])


def referencer(data: Any, navn: str, god: Callable[[Any], bool]) -> Iterator[str]:
    if not all(god(post) for post in data[navn]):
        yield f"{navn}: wrong kind of reference"


def _aktoer(post: Any) -> bool:
    if post["rolle"] == "Ejer":
        return bool(uuid(post["reference"])) or urn(post["reference"]).startswith("urn:oio:cvr-nr:")
    if post["rolle"] == "Ansvarlig":
        return bool(uuid(post["reference"])) and post["objektType"] in {None, "OrganisationEnhed"}
    return post["reference"] is not None


def _har(moenster: str, roller: Any) -> Callable[[Any], bool]:
    return lambda post: post["rolle"] not in roller or bool(re.fullmatch(moenster, urn(post["reference"]), re.ASCII))


def _har_uuid(roller: Any) -> Callable[[Any], bool]:
    """By UUID. An empty text in the field is wrong by its form already, but it is the field that is set."""
    return lambda post: (
        post["rolle"] not in roller or (post["reference"] is not None and post["reference"]["uuid"] is not None)
    )


def _egenskaber(data: Any, nummer: str) -> Iterator[str]:
    if not data["egenskaber"]:
        yield "OB1: no egenskaber"
    if _overlap(data["egenskaber"]):
        yield "two sets of attributes at a time"
    for post in data["egenskaber"]:
        if post["virkning"] is None:
            yield "OB5: attributes without virkning"
        for felt, hoejst in (("brugervendtNoegle", 50), (nummer, 50), ("titel", 255)):
            if not post[felt] or len(post[felt]) > hoejst:
                yield f"OB1: {felt}"
        if not post["foelsomhed"]:
            yield "OB1: foelsomhed"
        yield from kort(post, beskrivelse=4096, kassationskode=50)


def _fremdrift(data: Any) -> Iterator[str]:
    if _overlap(data["fremdrift"]):
        yield "two fremdrift at a time"
    if any(post["virkning"] is None for post in data["fremdrift"]):
        yield "OB5: fremdrift without virkning"


def _klassekoder(data: Any) -> Iterator[str]:
    for post in data["klasser"]:
        form = {"PrimaerKlasse": "kle-emne", "Handlingsklasse": "kle-facet"}.get(post["rolle"])
        if form and not passer(form, post["brugervendtNoegle"] or ""):
            yield f"{post['rolle']} without a KLE code"


def sag(data: Any) -> Iterator[str]:
    if not data["sagId"]:
        yield "OB2: no sagId"
    yield from _egenskaber(data, "sagsnummer")
    for post in data["egenskaber"]:
        if post["brugervendtNoegle"] != post["sagsnummer"]:
            yield "brugervendtNoegle is not the sagsnummer"
        yield from kort(post, hjemmelSpecifikation=1024, sagsstatus=255, sagskategori=255, lokation=255)
    yield from _fremdrift(data)
    if "Opstaaet" not in [post["status"] for post in data["fremdrift"]]:
        yield "a sag never lacks Opstaaet"
    for navn, tabel in SAG.items():
        yield from sektion(data, navn, tabel)
    yield from samme_noegle(data, "aktoerer")
    yield from samme_noegle(data, "parter")
    yield from referencer(data, "aktoerer", lambda post: post["rolle"] not in SAG["aktoerer"] or _aktoer(post))
    yield from referencer(data, "parter", _har(PART, SAG["parter"]))
    yield from referencer(data, "sagsrelationer", _har_uuid(SAG["sagsrelationer"]))
    yield from referencer(data, "genstande", _har(GENSTAND, SAG["genstande"]))
    yield from referencer(data, "sikkerhedsprofiler", _har_uuid({"Adgang"}))
    if not all(1 <= len(post["fuldtNavn"] or "") <= 255 for post in data["parter"]):
        yield "a party needs its full name"
    yield from _klassekoder(data)
    for post in data["journalposter"]:
        yield from _journalpost(post)


def _journalpost(post: Any) -> Iterator[str]:
    if post["virkning"] is None:
        yield "a journal entry without virkning"
    if post["rolle"] == "Journalnotat":
        if post["notat"] is None:
            yield "a journal note without notat"
    elif post["reference"] is None or post["reference"]["uuid"] is None:
        yield "a filed dokument is given by its UUID"
    if (notat := post["notat"]) is not None:
        if not 1 <= len(notat["notat"] or "") <= 136_536 or not passer("base64", notat["notat"] or ""):
            yield "a note of at most 100 KB in base64"
        if not 1 <= len(notat["titel"] or "") <= 255:
            yield "title of a note"
        yield from kort(notat, format=50)


def dokument(data: Any) -> Iterator[str]:
    if not data["dokumentId"]:
        yield "OB2: no dokumentId"
    yield from _egenskaber(data, "dokumentnummer")
    for post in data["egenskaber"]:
        if not post["dokumenttype"]:
            yield "OB1: dokumenttype"
        elif (post["dokumenttype"] == "Brev, indgaaende") != (post["brevDato"] is not None):
            yield "OB4: brevDato with an incoming letter and with no other"
        for felt in ("versionIdentifikator", "underversionIdentifikator"):
            if not 0 <= (post[felt] or 0) <= 2_000_000_000:
                yield f"{felt} is no version"
    yield from _fremdrift(data)
    if not data["fremdrift"]:
        yield "OB1: no fremdrift"
    for navn, tabel in DOKUMENT.items():
        yield from sektion(data, navn, tabel)
    yield from samme_noegle(data, "aktoerer")
    yield from referencer(data, "aktoerer", lambda post: post["rolle"] not in DOKUMENT["aktoerer"] or _aktoer(post))
    yield from referencer(data, "parter", _har(PART, DOKUMENT["parter"]))
    yield from referencer(data, "dokumentrelationer", _har_uuid(DOKUMENT["dokumentrelationer"]))
    yield from referencer(data, "sikkerhedsprofiler", _har_uuid({"Adgang"}))
    yield from _klassekoder(data)
    for variant in data["varianter"]:
        yield from _variant(variant)


def _variant(variant: Any) -> Iterator[str]:
    if any(post["virkning"] is None for post in variant["egenskaber"]):
        yield "OB5: a variant's attributes without virkning"
    if _overlap(variant["egenskaber"]):
        yield "two sets of a variant's attributes at a time"
    if any(post["virkning"] is None for del_ in variant["dele"] for post in del_["egenskaber"]):
        yield "OB5: a part's attributes without virkning"
