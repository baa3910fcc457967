"""XML bytes to a tree, without what XML can be abused for: the first step of a message that comes as XML.

No DTD, no entities of the sender's, no network, limits on size, depth and attributes; comments and processing
instructions are dropped. Encodings that the XML declaration names are read by libxml2.
"""

from __future__ import annotations

import re
from typing import Final, cast

from lxml import etree

from schemas.formater.fejl import Formatfejl, OverGraense, Ulaeseligt

Element = etree._Element  # noqa: SLF001 - lxml's only name for the type of an element

HOEJST_BYTES: Final = 10_000_000
HOEJST_DYBDE: Final = 64
HOEJST_ATTRIBUTTER: Final = 64
"""Attributes on one element, namespace declarations not counted."""

_PROLOG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*(?P<naeste><!DOCTYPE|<[A-Za-z_:\x80-\xff])?", re.DOTALL
)
_BRED_TEGNKODNING = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<", b"\x00\x00")


def parse(data: bytes, *, hoejst: int = HOEJST_BYTES) -> Element:
    """The root element. Raises Ulaeseligt with line and column, or OverGraense.

    Above HOEJST_BYTES (a MeMo with its files) libxml2's own limits are off, and ours alone hold.
    """
    if len(data) > hoejst:
        raise OverGraense("for-stor", f"XML fylder mere end {hoejst} bytes.", f"The XML is larger than {hoejst} bytes.")
    stor = hoejst > HOEJST_BYTES
    _proev_prolog(data, stor=stor)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=stor,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
        collect_ids=False,
    )
    try:
        rod = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fejl:
        raise _syntaksfejl(fejl) from None
    except (ValueError, LookupError):  # an encoding that libxml2 does not know
        raise _doctype_eller_kodning() from None
    if rod.getroottree().docinfo.internalDTD is not None:
        raise _doctype()
    _proev_traeet(rod)
    return rod


def linje(element: Element) -> int | None:
    """The line on which the element starts, where libxml2 knows it."""
    return cast("int | None", element.sourceline)


def _proev_prolog(data: bytes, *, stor: bool) -> None:
    """Refuse a DOCTYPE before libxml2 sees it, and anything whose beginning cannot be judged as bytes when `stor`."""
    if data.startswith(_BRED_TEGNKODNING):
        if stor:
            raise Ulaeseligt("tegnkodning", "Send XML som UTF-8.", "Send XML as UTF-8.")
        return
    fund = _PROLOG.match(data)
    naeste = fund["naeste"] if fund else None
    if naeste == b"<!DOCTYPE":
        raise _doctype()
    if naeste is None:
        raise Ulaeseligt("xml-syntaks", "Dette er ikke XML.", "This is not XML.", linje=1, kolonne=1)


def _proev_traeet(rod: Element) -> None:
    dybde = 0
    for haendelse, element in etree.iterwalk(rod, events=("start", "end")):
        if haendelse == "end":
            dybde -= 1
            continue
        dybde += 1
        if dybde > HOEJST_DYBDE:
            raise OverGraense(
                "for-dyb",
                f"XML er indlejret dybere end {HOEJST_DYBDE} niveauer.",
                f"The XML is nested deeper than {HOEJST_DYBDE} levels.",
                linje=linje(element),
            )
        if len(element.attrib) > HOEJST_ATTRIBUTTER:
            raise OverGraense(
                "for-mange-attributter",
                f"Et element har mere end {HOEJST_ATTRIBUTTER} attributter.",
                f"An element has more than {HOEJST_ATTRIBUTTER} attributes.",
                linje=linje(element),
            )


def _doctype() -> Ulaeseligt:
    return Ulaeseligt(
        "doctype",
        "XML med DOCTYPE modtages ikke. Fjern den.",
        "XML with a DOCTYPE is not accepted. Remove it.",
    )


def _doctype_eller_kodning() -> Ulaeseligt:
    return Ulaeseligt(
        "tegnkodning",
        "XML-erklæringens tegnkodning kendes ikke. Send UTF-8.",
        "The encoding in the XML declaration is unknown. Send UTF-8.",
    )


def _syntaksfejl(fejl: etree.XMLSyntaxError) -> Formatfejl:
    paa_linje, kolonne = fejl.position
    # libxml2's message may quote the document; the name of its error type cannot
    slags = str(etree.ErrorTypes._getName(fejl.code, ""))  # type: ignore[attr-defined]  # noqa: SLF001 - lxml's only table from code to name
    if slags == "ERR_RESOURCE_LIMIT":
        return OverGraense(
            "for-stor",
            "XML er for dyb, eller et stykke tekst er for stort.",
            "The XML is too deep, or a piece of text too large.",
            linje=paa_linje or None,
        )
    hvad = slags.removeprefix("ERR_").replace("_", " ").lower() or "unknown"
    return Ulaeseligt(
        "xml-syntaks",
        "Her er XML-syntaksen forkert: se efter manglende sluttag, & og tegnkodning.",
        f"The XML syntax is wrong here ({hvad}).",
        linje=paa_linje or None,
        kolonne=kolonne or None,
    )
