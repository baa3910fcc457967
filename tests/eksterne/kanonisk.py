"""XML documents compared element for element: what counts, and what does not."""

from __future__ import annotations

from typing import Any

from lxml import etree


def kanonisk(data: bytes) -> Any:
    """The document as nested tuples: names with namespaces, attributes, text; comments and blank text left out."""
    return element(etree.fromstring(data, etree.XMLParser(remove_comments=True, remove_pis=True)))


def element(element_: etree._Element) -> Any:
    tekster = [element_.text, *(barn.tail for barn in element_)]
    return (
        element_.tag,
        sorted(element_.attrib.items()),
        [tekst for tekst in tekster if tekst and not tekst.isspace()],
        [element(barn) for barn in element_],
    )


def besked(data: bytes) -> Any:
    """The Haendelsesbesked in the document, with or without the ModtagBeskedInput that platforms push it in."""
    rod = kanonisk(data)
    return rod[3][0] if rod[0].endswith("}ModtagBeskedInput") else rod
