"""The oracle on XML: whether a message that came as Avro or JSON can be told in XML 1.0 too. See `orakel`.

A second way of writing canonical XML, from the events of expat instead of a tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from lxml import etree

TEGN = re.compile("[\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
"""XML 1.0, production 2."""
KUVERT = "urn:oio:besked:kuvert:1.0"
SIGNATUR = "{http://www.w3.org/2000/09/xmldsig#}Signature"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def ulovlige_tegn(data: Any) -> bool:
    """Whether any text anywhere, a name in a map too, holds what XML has no way of writing."""
    match data:
        case str():
            return TEGN.fullmatch(data) is None
        case dict():
            return any(ulovlige_tegn(del_) for par in data.items() for del_ in par)
        case list():
            return any(ulovlige_tegn(post) for post in data)
        case _:
            return False


class _Kanonisk:
    """Writes canonical XML while expat reads: declarations as they come, the default one where it is used."""

    def __init__(self) -> None:
        self.ud: list[str] = []
        self.rum: list[dict[str, str]] = [{"xml": "http://www.w3.org/XML/1998/namespace"}]
        self.skrevet = [""]
        self.dybest = 0
        self.flest = 0
        self.rod = ""
        self.standardrum_i_tekst = False

    def start(self, navn: str, liste: list[str]) -> None:
        attributter = dict(zip(liste[::2], liste[1::2], strict=True))
        erklaeret = {n.partition(":")[2]: v for n, v in attributter.items() if n == "xmlns" or n.startswith("xmlns:")}
        egne = {n: v for n, v in attributter.items() if n != "xmlns" and not n.startswith("xmlns:")}
        foer = self.rum[-1]
        rum = {**foer, **erklaeret}
        nye = {praefiks: uri for praefiks, uri in erklaeret.items() if praefiks and foer.get(praefiks) != uri}
        standard = self.skrevet[-1]
        if ":" not in navn and rum.get("", "") != standard:
            standard = nye[""] = rum.get("", "")
        if not self.rod:
            self.rod = _fuldt(navn, rum)
        for attribut, vaerdi in egne.items():
            if _fuldt(attribut, rum) == f"{{{XSI}}}type" and ":" in navn and ":" not in vaerdi and rum.get(""):
                self.standardrum_i_tekst = True
        self.rum.append(rum)
        self.skrevet.append(standard)
        self.dybest = max(self.dybest, len(self.rum) - 1)
        self.flest = max(self.flest, len(egne))
        dele = [f'xmlns{":" if praefiks else ""}{praefiks}="{_attribut(nye[praefiks])}"' for praefiks in sorted(nye)]
        dele += [f'{n}="{_attribut(egne[n])}"' for n in sorted(egne, key=lambda n: _orden(n, rum))]
        self.ud.append(f"<{' '.join([navn, *dele])}>")

    def slut(self, navn: str) -> None:
        self.rum.pop()
        self.skrevet.pop()
        self.ud.append(f"</{navn}>")

    def tekst(self, tekst: str) -> None:
        for tegn, skrevet in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#xD;")):
            tekst = tekst.replace(tegn, skrevet)
        self.ud.append(tekst)


def _fuldt(navn: str, rum: dict[str, str]) -> str:
    praefiks, _, lokalt = navn.rpartition(":")
    return f"{{{rum.get(praefiks, '')}}}{lokalt}" if rum.get(praefiks) else lokalt


def _orden(navn: str, rum: dict[str, str]) -> tuple[str, str]:
    praefiks, _, lokalt = navn.rpartition(":")
    return (rum[praefiks] if praefiks else "", lokalt)


def _attribut(vaerdi: str) -> str:
    par = (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;"), ("\t", "&#x9;"), ("\n", "&#xA;"), ("\r", "&#xD;"))
    for tegn, skrevet in par:
        vaerdi = vaerdi.replace(tegn, skrevet)
    return vaerdi


def rod(tekst: str) -> str | None:
    """The name of the root, `{namespace}name`; None unless the text is one element, canonical, and within the limits."""
    skriver = _Kanonisk()
    laeser = expat.ParserCreate("utf-8")
    laeser.ordered_attributes = True
    laeser.buffer_text = True
    laeser.StartElementHandler, laeser.EndElementHandler = skriver.start, skriver.slut
    laeser.CharacterDataHandler = skriver.tekst
    try:
        etree.fromstring(tekst.encode())  # for names without a namespace, which expat passes
        laeser.Parse(tekst.encode(), True)
    except (etree.XMLSyntaxError, expat.ExpatError, ValueError, KeyError):
        return None
    # a type named without a prefix leans on the default namespace, which is then declared further up: not told again here
    godt = "".join(skriver.ud) == tekst or skriver.standardrum_i_tekst
    return skriver.rod if godt and skriver.dybest <= 56 and skriver.flest <= 64 and len(tekst) <= 10**6 else None


def udvidelse(data: Any) -> Iterator[str]:
    """A local extension: elements of one's own namespaces, and a signature that is one."""
    for tekst in data["elementer"]:
        navn = rod(tekst)
        if navn is None or not navn.startswith("{") or navn.startswith(f"{{{KUVERT}}}"):
            yield "an extension that cannot stand there in XML"
    if data["signatur"] is not None and rod(data["signatur"]) != SIGNATUR:
        yield "a signature that is none"


def blok(data: Any) -> Iterator[str]:
    if any(rod(tekst) is None for tekst in data["elementer"]):
        yield "content that is not XML"


def uden(slags: str, data: Any) -> Iterator[str]:
    """One field of a local extension has no place in this one."""
    if data["lokalUdvidelse"] is not None and data["lokalUdvidelse"][slags] is not None:
        yield f"{slags} has no place here"
