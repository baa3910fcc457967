"""Elements that the hub carries without understanding them: kept as canonical XML, put back as they came.

Exclusive canonicalisation, with every namespace that the element declares itself or names inside attributes and text
(`xsi:type="ns5:T"`), so that the piece means the same wherever it is put.
"""

from __future__ import annotations

import re

from lxml import etree

from schemas.formater.fejl import Formatfejl, Formbrud, Sti, sti_tekst
from schemas.formater.xml.navnerum import XSI
from schemas.formater.xml.sikker import Element, parse

_XSI_TYPE = f"{{{XSI}}}type"
_QNAVN = re.compile(r"\s*([\w.-]+):[\w.-]+\s*")
_HOEJST_QNAVN = 512
"""Longer text is content, not a name."""


def til_kanonisk(element: Element) -> str:
    """The element and all in it as canonical XML, without what comes after it."""
    if _bruger_standardrum(element):
        kanonisk = etree.tostring(element, method="c14n", exclusive=False, with_comments=False)
    else:
        kanonisk = etree.tostring(
            element,
            method="c14n",
            exclusive=True,
            with_comments=False,
            inclusive_ns_prefixes=sorted(_praefikser(element)),
        )
    return kanonisk.decode()


def fra_kanonisk(tekst: str, sti: Sti) -> tuple[Element, str]:
    """The element that a record holds as XML, and its canonical form: what came in through Avro may be anything.

    Raises Formbrud where it is not one whole element.
    """
    try:
        element = parse(tekst.encode("utf-8", "surrogatepass"))
    except Formatfejl as fejl:
        raise Formbrud(
            "ikke-xml",
            f"Skal være ét XML-element. {fejl.da}",
            f"Must be one XML element. {fejl.en}",
            sti=sti_tekst(sti),
        ) from None
    return element, til_kanonisk(element)


def _praefikser(element: Element) -> set[str]:
    """The prefixes that exclusive canonicalisation would lose: declared inside, or named in attributes and text."""
    ud: set[str] = set()
    for led in element.iter(etree.Element):
        rum = led.nsmap
        ovenfra = led.getparent()
        arvet = {} if ovenfra is None else ovenfra.nsmap
        ud.update(praefiks for praefiks, uri in rum.items() if praefiks and arvet.get(praefiks) != uri)
        for tekst in (*led.attrib.values(), led.text or ""):
            if len(tekst) <= _HOEJST_QNAVN and (fund := _QNAVN.fullmatch(str(tekst))) and fund[1] in rum:
                ud.add(fund[1])
    return ud


def _bruger_standardrum(element: Element) -> bool:
    """Whether an unprefixed xsi:type leans on a default namespace that its own element does not show."""
    return any(
        ":" not in (led.get(_XSI_TYPE) or ":") and led.prefix is not None and None in led.nsmap
        for led in element.iter(etree.Element)
    )
