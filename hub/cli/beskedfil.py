"""A message in a file, whatever its form: which form it is, read and written without a hub."""

from __future__ import annotations

import enum
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hub.cli.fejl import ULAESELIG, Clifejl
from hub.cli.oiofil import INGEN, Oiokuvert, i_kuvert, slags_af

if TYPE_CHECKING:
    from hub.kontrakter import Register
    from schemas.codec import Laest
    from schemas.skema import Skema

STOERST: Final = 10_000_000


class Form(enum.StrEnum):
    """The forms of a message."""

    AVRO = "avro"
    JSON = "json"
    XML = "xml"
    OIO = "oio"
    """OIO JSON: a sag or a dokument without an envelope."""

    @property
    def medietype(self) -> str:
        """The content type under which the hub takes it."""
        return {
            Form.AVRO: "application/vnd.faelleshub.avro",
            Form.JSON: "application/json",
            Form.XML: "application/xml",
            Form.OIO: "application/json",
        }[self]


@dataclass(frozen=True, slots=True)
class Grund:
    """One reason against a message, with its line and column where the form has such."""

    regel: str
    kode: str
    sti: str
    tekst: str
    text: str
    maal: str = ""
    linje: int | None = None
    kolonne: int | None = None


@dataclass(frozen=True, slots=True)
class Bedoemt:
    """What the contracts say of a file: read or not, and the reasons against it."""

    fil: Path
    laest: bool
    beskedtype: str | None = None
    grunde: Sequence[Grund] = ()


def laes_fil(fil: Path) -> tuple[bytes, Form]:
    """The bytes of a file (`-`: stdin), and the form they are in. Raises Clifejl."""
    try:
        raa = sys.stdin.buffer.read(STOERST + 1) if str(fil) == "-" else _laes(fil)
    except OSError as fejl:
        raise Clifejl(f"{fil} cannot be read: {fejl.strerror}", kode=ULAESELIG) from None
    if len(raa) > STOERST:
        raise Clifejl(f"{fil} is over {STOERST} bytes; no message is as large", kode=ULAESELIG)
    begyndelse = raa[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if raa[:1] == b"\0" and raa[1:2] != b"<":
        return raa, Form.AVRO
    if begyndelse == b"{":
        return raa, Form.OIO if slags_af(raa) else Form.JSON
    if begyndelse == b"<" or raa[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raa, Form.XML
    raise Clifejl(
        f"{fil} is no message: it begins neither with 0x00 (Avro in the Confluent wire format) nor with {{ (JSON, OIO "
        "JSON) nor with < (XML Haendelsesbesked)",
        kode=ULAESELIG,
    )


def bedoem(fil: Path, register: Register, *, kun: str | None = None) -> Bedoemt:
    """What the contracts say of the message in a file. `kun`: the beskedtype it must be of. Raises Clifejl.

    Of OIO JSON, which has no envelope, they say only what is wrong with the object.
    """
    from hub.kontrakter import valider
    from schemas.codec import Ulaeselig, laes
    from schemas.formater.fejl import Formatfejl, Ulaeseligt

    raa, form = laes_fil(fil)
    try:
        besked = raa if form is Form.AVRO else pak_fil(raa, form, register, INGEN)
        laest = laes(besked, register.skemaer)
    except Formatfejl as fejl:
        grunde = [Grund("FORM", en.kode, en.sti, en.da, en.en, linje=en.linje, kolonne=en.kolonne) for en in fejl.fejl]
        return Bedoemt(fil, not isinstance(fejl, Ulaeseligt), grunde=grunde)
    except Ulaeselig as fejl:
        return Bedoemt(fil, laest=False, grunde=[Grund("RA-04", fejl.kode, fejl.sti, fejl.da, fejl.en)])
    grunde = [Grund(en.regel, en.kode, en.sti, en.tekst, en.text, en.maal) for en in valider(besked, register)]
    if form is Form.OIO:
        grunde = [grund for grund in grunde if grund.sti.startswith("beskeddata")]
    beskedtype = beskedtype_af(laest)
    if kun is not None and not _er(beskedtype, laest, kun, register):
        grunde.insert(
            0,
            Grund(
                "RA-02",
                "ANDEN_BESKEDTYPE",
                "beskedkuvert.filtreringsdata.beskedtype",
                f"Beskeden er en {laest.skema.navn}; der blev bedt om {kun}.",
                f"The message is a {laest.skema.navn}; {kun} was asked for.",
            ),
        )
    return Bedoemt(fil, laest=True, beskedtype=laest.skema.navn, grunde=grunde)


def pak_fil(raa: bytes, form: Form, register: Register, kuvert: Oiokuvert) -> bytes:
    """A message in JSON or XML, or OIO JSON in an envelope, in the wire format. Raises Formatfejl, Clifejl."""
    from schemas.codec import pak
    from schemas.formater.fejl import Formbrud
    from schemas.formater.jsonform import fra_json_besked
    from schemas.formater.xml import fra_xml

    def find(beskedtype: str) -> Skema:
        post = register.katalog.find(beskedtype)
        if post is None:
            raise Formbrud(
                "ukendt-beskedtype",
                "Beskedtypen står ikke i servicekataloget (RA-02).",
                "The beskedtype is not in the service catalogue (RA-02).",
                sti="beskedkuvert.filtreringsdata.beskedtype",
            )
        return register.skemaer[post.id]

    if slags := slags_af(raa) if form is Form.OIO else None:
        skema, indhold = i_kuvert(raa, slags, register, kuvert)
    else:
        skema, indhold = fra_json_besked(raa, find) if form is Form.JSON else fra_xml(raa, find)
    try:
        return pak(skema, indhold)
    except ValueError:
        raise Formbrud(
            "passer-ikke",
            f"Beskeden passer ikke til {skema.navn}; sammenlign med eksemplet i kataloget.",
            f"The message does not fit {skema.navn}; compare it with the example in the catalogue.",
        ) from None


def skriv_form(laest: Laest, form: Form) -> bytes:
    """A message in another form. Raises Formatfejl."""
    from schemas.formater.jsonform import til_json
    from schemas.formater.oiojson.besked import oiojson_fra_besked
    from schemas.formater.xml import til_xml

    match form:
        case Form.AVRO:
            return laest.raa
        case Form.JSON:
            return til_json(laest.indhold, laest.skema)
        case Form.XML:
            return til_xml(laest.indhold, laest.skema)
        case Form.OIO:
            return oiojson_fra_besked(laest.indhold, laest.skema).data


def offline_register(opsaetning: Path | None = None) -> Register:
    """The contracts that ship with the hub, with the beskedtyper that a setup file binds. Raises Clifejl."""
    from hub.beskedfordeler.register import byg_register
    from hub.konfiguration.kilde import Konfiguration
    from hub.konfiguration.opsaetning import Opsaetningsfejl, laes_opsaetning

    konfiguration = Konfiguration()
    if opsaetning is not None:
        try:
            plan = laes_opsaetning(opsaetning, konfiguration)
        except Opsaetningsfejl as fejl:
            raise Clifejl(f"{opsaetning} cannot be used", *map(str, fejl.fund), kode=ULAESELIG) from None
        konfiguration = konfiguration.med((s.slags, s.id, s.ressource) for s in plan.skrivninger)
    return byg_register(konfiguration)


def beskedtype_af(laest: Laest) -> str:
    """The beskedtype that the envelope names."""
    beskedtype: dict[str, Any] = laest.indhold["beskedkuvert"]["filtreringsdata"]["beskedtype"]
    return str(beskedtype["uuid"] or beskedtype["urn"] or "")


def _er(beskedtype: str, laest: Laest, kun: str, register: Register) -> bool:
    post = register.katalog.find(beskedtype)
    navne = {beskedtype, laest.skema.navn, *((post.kort_navn,) if post else ())}
    return kun.lower() in {navn.lower() for navn in navne}


def _laes(fil: Path) -> bytes:
    with fil.open("rb") as ind:
        return ind.read(STOERST + 1)
