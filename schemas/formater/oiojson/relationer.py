"""Relations in OIO JSON: an object of lists by role (`ejer`, `andrebehandlere`), which the record holds by section.

A role that the standard knows and our record has no section for (archives) is kept word for word in `udvidelser`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from schemas.formater.fejl import Fejlsamler, Sti
from schemas.formater.jsonform.objekter import entydig, er_objekt, ukendte
from schemas.formater.jsonform.vaerdier import vaelg_kode
from schemas.formater.oiojson.form import TEKST, Felt, Form, Ident, Indeks, Liste, Objekt, Tid, Udeladt

VIRKNING = Objekt(
    Felt("from", "fra", Tid("-infinity")),
    Felt("to", "til", Tid("infinity")),
    Felt("aktoerref", "aktoerRef", Ident()),
    Felt("aktoertypekode", "aktoerTypeKode", TEKST),
    Felt("notetekst", "noteTekst", TEKST),
)

OFFENTLIGHED_UNDTAGET = Objekt(
    Felt("alternativtitel", "titelAlternativTekst", TEKST), Felt("hjemmel", "hjemmelTekst", TEKST)
)

_FAELLES = (
    Felt("objekttype", "objektType", TEKST),
    Felt("indeks", "indeks", Indeks()),
    Felt("virkning", "virkning", VIRKNING),
)

AKTOER = Objekt(*_FAELLES, reference="reference", uden={"brugervendtNoegle": None, "fuldtNavn": None, "cvr": None})
PART = Objekt(
    *_FAELLES,
    # no key of LoRa's: a party's name, without which the index takes no sag (OB3)
    Felt("fuldtnavn", "fuldtNavn", TEKST),
    reference="reference",
    uden={"brugervendtNoegle": None},
)
KLASSE = Objekt(*_FAELLES, reference="reference", uden={"brugervendtNoegle": None, "klassetitel": None})
OBJEKT = Objekt(*_FAELLES, reference="reference", uden={"fuldtNavn": None})


JOURNALPOSTKODER: Final = {
    "journalnotat": "Journalnotat",
    "vedlagtdokument": "VedlagtDokument",
    "tilakteretdokument": "Tilakteret",
}
"""The kinds of journal entry: OIO JSON's code and our role."""


class _Journalpostkode:
    """The kind of a journal entry, which OIO JSON and our code list spell differently."""

    _UD: Final = {vores: oio for oio, vores in JOURNALPOSTKODER.items()}

    def laes(self, vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> str | None:
        tekst = TEKST.laes(vaerdi, sti, fejl)
        kode = None if tekst is None else vaelg_kode(tuple(JOURNALPOSTKODER), tekst, sti, fejl)
        return None if kode is None else JOURNALPOSTKODER[kode]

    def skriv(self, vaerdi: str, sti: Sti, udeladt: Udeladt) -> str:  # noqa: ARG002 - other roles are left out as a whole
        return self._UD[vaerdi]


JOURNALPOST = Objekt(
    *_FAELLES,
    Felt(
        "journalpostkode",
        "rolle",
        _Journalpostkode(),
        kraevet=True,
    ),
    Felt(
        "journalnotat",
        "notat",
        Objekt(Felt("titel", "titel", TEKST), Felt("notat", "notat", TEKST), Felt("format", "format", TEKST)),
    ),
    Felt(
        "journaldokument",
        "journaldokument",
        Objekt(
            Felt("dokumenttitel", "dokumenttitel", TEKST),
            Felt("offentlighedundtaget", "offentlighedUndtaget", OFFENTLIGHED_UNDTAGET),
        ),
    ),
    reference="reference",
)


class Journalposter:
    """Journal entries, whose document's title and exception lie in an object of their own in OIO JSON."""

    _FELTER = ("dokumenttitel", "offentlighedUndtaget")

    def laes(self, vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> dict[str, Any] | None:
        """The Journalpost."""
        post = JOURNALPOST.laes(vaerdi, sti, fejl)
        if post is None:
            return None
        dokument = post.pop("journaldokument") or dict.fromkeys(self._FELTER)
        return {**post, **dokument}

    def skriv(self, vaerdi: dict[str, Any], sti: Sti, udeladt: Udeladt) -> dict[str, Any]:
        """The journal entry."""
        dokument = {navn: vaerdi[navn] for navn in self._FELTER}
        har_dokument = any(led is not None for led in dokument.values())
        return JOURNALPOST.skriv({**vaerdi, "journaldokument": dokument if har_dokument else None}, sti, udeladt)


@dataclass(frozen=True, slots=True)
class Relation:
    """A key under `relationer`: the record's section, and the roles that relations under the key have.

    A single role is not said again in each relation; with several, the relation's own Form reads and writes it.
    """

    noegle: str
    sektion: str
    roller: tuple[str, ...]
    form: Form


class Relationer:
    """The object `relationer`, as the record's sections."""

    def __init__(self, *relationer: Relation, bevares: tuple[str, ...] = ()) -> None:
        self._efter_noegle = {relation.noegle: relation for relation in relationer}
        self._efter_rolle = {
            (relation.sektion, rolle): relation for relation in relationer for rolle in relation.roller
        }
        self.sektioner = tuple(dict.fromkeys(relation.sektion for relation in relationer))
        self.bevares = bevares

    def laes(self, vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> dict[str, list[Any]]:
        """The sections; what stands under the keys of `bevares` is only proved fit to be kept."""
        ud: dict[str, list[Any]] = {sektion: [] for sektion in self.sektioner}
        if not er_objekt(vaerdi, sti, fejl):
            return ud
        ukendte(vaerdi, [*self._efter_noegle, *self.bevares], sti, fejl)
        for noegle, led in vaerdi.items():
            if (relation := self._efter_noegle.get(noegle)) is not None:
                ud[relation.sektion].extend(self._laes_en(relation, led, (sti, noegle), fejl))
            elif noegle in self.bevares:
                entydig(led, (sti, noegle), fejl)
        return ud

    @staticmethod
    def _laes_en(relation: Relation, vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> list[Any]:
        fundne = Liste(relation.form).laes(vaerdi, sti, fejl)
        if len(relation.roller) > 1:
            return fundne
        return [None if fundet is None else {"rolle": relation.roller[0], **fundet} for fundet in fundne]

    def skriv(self, post: dict[str, Any], sti: Sti, udeladt: Udeladt) -> dict[str, Any]:
        """The object, from a record's sections; notes the relations whose role OIO JSON lacks."""
        ud: dict[str, Any] = {}
        for sektion in self.sektioner:
            for nummer, led in enumerate(post[sektion]):
                her = ((sti, sektion), nummer)
                relation = self._efter_rolle.get((sektion, led["rolle"]))
                if relation is None:
                    udeladt.tilfoej(her)
                else:
                    ud.setdefault(relation.noegle, []).append(relation.form.skriv(led, her, udeladt))
        return ud
