"""Random messages: whatever a contract allows, in the normal form that the formats give."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from schemas.formater import tid
from schemas.formater.typer import Kodeliste, Liste, Opslag, Post, Simpel, Type, Valgfri
from schemas.formater.xml.raat import til_kanonisk
from schemas.formater.xml.sikker import parse
from schemas.identifikatorer import som_urn, som_uuid
from schemas.skema import PRAEFIKS

FAELLES = PRAEFIKS + "faelles."

TEKST = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r<>&\"'æøå "),
    max_size=12,
)
ZONER = st.sampled_from(["", "Z", "+01:00", "+02:00", "-05:30", "+00:00"])
OEJEBLIKKE = st.integers(-(10**16), 2 * 10**17).map(tid.fra_mikrosekunder)


@st.composite
def skrevne_tider(draw: st.DrawFn) -> str:
    """A timestamp as senders write it: any zone or none, any decimals."""
    tekst = draw(OEJEBLIKKE).replace(tzinfo=None).isoformat(timespec=draw(st.sampled_from(["seconds", "milliseconds"])))
    return draw(st.sampled_from(["", " ", "\n"])) + tekst + draw(ZONER)


TIDSPUNKTER: st.SearchStrategy[dict[str, Any]] = (
    OEJEBLIKKE.map(lambda oejeblik: {"tidsstempel": oejeblik, "graense": None, "original": None})
    | skrevne_tider().map(tid.tidspunkt)
    | st.booleans().map(lambda graense: {"tidsstempel": None, "graense": graense, "original": None})
)

UNIK_IDER: st.SearchStrategy[dict[str, Any]] = (
    st.uuids().map(lambda ident: som_uuid(str(ident)))
    | st.uuids().map(lambda ident: som_uuid(str(ident).upper()))
    | TEKST.map(som_uuid)
    | st.sampled_from(["urn:oio:cvr-nr:11111111", "URN:oio:cvr:11111111", "urn:oio:cpr:610190-1234", "urn:x"]).map(
        som_urn
    )
    | TEKST.map(som_urn)
)

NAVNE = st.sampled_from(["a:rod", "a:led", "b:led", "c:x-1"])


@st.composite
def fremmede_elementer(draw: st.DrawFn, dybde: int = 2) -> str:
    """An element of another namespace, with attributes, mixed content, and names inside attributes."""
    return til_kanonisk(parse(draw(_element(dybde, rod=True)).encode()))


@st.composite
def _element(draw: st.DrawFn, dybde: int, *, rod: bool = False) -> str:
    navn = draw(NAVNE)
    rum = (
        ' xmlns:a="urn:a" xmlns:b="urn:oio:sagdok:3.0.0" xmlns:c="urn:c" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        if rod
        else ""
    )
    attribut = draw(st.sampled_from(["", ' xsi:type="b:T"', ' v="&#10;&lt;"', ' a:v="c:y"']))
    tekst = draw(st.sampled_from(["", "x", "b:navn", "&amp;&#13;\n ", "æ"]))
    boern = "".join(draw(st.lists(_element(dybde - 1), max_size=2))) if dybde else ""
    return f"<{navn}{rum}{attribut}>{tekst}{boern}{tekst if boern else ''}</{navn}>"


SIGNATURER = st.sampled_from(
    [
        til_kanonisk(
            parse(b'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/></ds:Signature>')
        ),
        til_kanonisk(parse(b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="s1">x</Signature>')),
    ]
)

_SIMPLE: dict[str, st.SearchStrategy[Any]] = {
    "string": TEKST,
    "boolean": st.booleans(),
    "int": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "date": st.dates(),
    "timestamp-micros": OEJEBLIKKE,
}


def lokal_udvidelse(egen: str) -> st.SearchStrategy[dict[str, Any]]:
    """A local extension that has the one field of its own that its place allows."""
    return st.fixed_dictionaries(
        {
            "antalLeveranceforsoeg": st.none() | _SIMPLE["long"] if egen == "antalLeveranceforsoeg" else st.none(),
            "signatur": st.none() | SIGNATURER if egen == "signatur" else st.none(),
            "elementer": st.lists(fremmede_elementer(), max_size=2),
        }
    )


SAERLIGE: dict[str, st.SearchStrategy[Any]] = {
    FAELLES + "UnikId": UNIK_IDER,
    FAELLES + "Tidspunkt": TIDSPUNKTER,
    FAELLES + "Beskeddatablok": st.fixed_dictionaries({"elementer": st.lists(fremmede_elementer(), max_size=2)}),
}


def af_type(type_: Type, ejer: str = "") -> st.SearchStrategy[Any]:  # noqa: PLR0911 - a case per kind of type
    """Any value of the type; `ejer` is the record around it."""
    match type_:
        case Post(navn) if navn in SAERLIGE:
            return SAERLIGE[navn]
        case Post(navn) if navn == FAELLES + "LokalUdvidelse":
            return lokal_udvidelse("antalLeveranceforsoeg" if ejer.endswith("Leverancerute") else "signatur")
        case Post(navn, felter):
            return st.fixed_dictionaries({felt.navn: af_type(felt.type, navn) for felt in felter})
        case Simpel(slags):
            return _SIMPLE[slags]
        case Kodeliste(_, symboler):
            return st.sampled_from(symboler)
        case Valgfri(indre):
            return st.none() | af_type(indre, ejer)
        case Liste(element):
            return st.lists(af_type(element, ejer), max_size=2)
        case Opslag(indre):
            return st.dictionaries(TEKST, af_type(indre, ejer), max_size=2)
