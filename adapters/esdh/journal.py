"""What an ESDH product keeps of a Sag and a Dokument: the contract's records as they stand now. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from adapters.sdk import KanIkkeModtages
from schemas.models import Aktoerrelation, Dokument, Klasserelation, Registrering, Sag, Virkning

AFSLUTTET: Final = "Afsluttet"


@dataclass(frozen=True, slots=True)
class Journalsag:
    """A sag as an archive needs it. `registreret` orders registrations; `part` is a URN."""

    sag_id: str
    sagsnummer: str
    titel: str
    kle: str
    foelsomhed: str
    fremdrift: str
    ejer: str
    part: str | None
    registreret: dt.datetime

    @property
    def lukket(self) -> bool:
        """Whether the sag is closed."""
        return self.fremdrift == AFSLUTTET


@dataclass(frozen=True, slots=True)
class Journalfil:
    """A file of a document, by reference."""

    fil_id: str
    filnavn: str
    mimetype: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Journaldokument:
    """One version of a document. `sager` are the ids of the sager it belongs to."""

    dokument_id: str
    dokumentnummer: str
    version: int
    titel: str
    dokumenttype: str
    brev_dato: dt.date | None
    kle: str
    foelsomhed: str
    fremdrift: str
    registreret: dt.datetime
    filer: tuple[Journalfil, ...]
    sager: tuple[str, ...]


class _MedVirkning(Protocol):
    virkning: Virkning | None


V = TypeVar("V", bound=_MedVirkning)


def journalsag(sag: Sag) -> Journalsag:
    """The sag at its registration. Raises KanIkkeModtages when it lacks what a journal must have."""
    nu = _registreret(sag.registrering)
    egenskaber = _gaeldende(sag.egenskaber, nu, "egenskaber")
    parter = [part for part in sag.parter if part.rolle == "PrimaerPart" and _gaelder(part.virkning, nu)]
    return Journalsag(
        sag_id=_kraevet(sag.sag_id, "sagId"),
        sagsnummer=_kraevet(egenskaber.sagsnummer, "sagsnummer"),
        titel=_kraevet(egenskaber.titel, "titel"),
        kle=_kle(sag.klasser, nu),
        foelsomhed=_kraevet(egenskaber.foelsomhed, "foelsomhed"),
        fremdrift=_gaeldende(sag.fremdrift, nu, "fremdrift").status,
        ejer=_ejer(sag.aktoerer, nu),
        part=str(parter[0].reference) if parter else None,
        registreret=nu,
    )


def journaldokument(dokument: Dokument) -> Journaldokument:
    """The document at its registration. Raises KanIkkeModtages as `journalsag` does."""
    nu = _registreret(dokument.registrering)
    egenskaber = _gaeldende(dokument.egenskaber, nu, "egenskaber")
    filer = [del_.fil for variant in dokument.varianter for del_ in variant.dele if del_.fil is not None]
    sager = [
        str(relation.reference)
        for relation in dokument.dokumentrelationer
        if relation.rolle == "Sag" and _gaelder(relation.virkning, nu)
    ]
    return Journaldokument(
        dokument_id=_kraevet(dokument.dokument_id, "dokumentId"),
        dokumentnummer=_kraevet(egenskaber.dokumentnummer, "dokumentnummer"),
        version=egenskaber.version_identifikator or 1,
        titel=_kraevet(egenskaber.titel, "titel"),
        dokumenttype=_kraevet(egenskaber.dokumenttype, "dokumenttype"),
        brev_dato=egenskaber.brev_dato,
        kle=_kle(dokument.klasser, nu),
        foelsomhed=_kraevet(egenskaber.foelsomhed, "foelsomhed"),
        fremdrift=_gaeldende(dokument.fremdrift, nu, "fremdrift").status,
        registreret=nu,
        filer=tuple(Journalfil(fil.fil_id, fil.filnavn, fil.mimetype, fil.sha256) for fil in filer),
        sager=tuple(sager),
    )


def _gaelder(virkning: Virkning | None, nu: dt.datetime) -> bool:
    if virkning is None:
        return True
    fra = virkning.fra.tidsstempel if virkning.fra else None
    til = virkning.til.tidsstempel if virkning.til else None
    return (fra is None or fra <= nu) and (til is None or nu < til)


def _gaeldende(poster: Iterable[V], nu: dt.datetime, sti: str) -> V:
    """The entry in effect; before the first has begun, the first: a sag may be registered ahead of its time."""
    poster = list(poster)
    gaelder = [post for post in poster if _gaelder(post.virkning, nu)]
    if not (gaelder or poster):
        raise KanIkkeModtages(f"the record has no {sti}")
    return (gaelder or poster[:1])[-1]


def _kle(klasser: Iterable[Klasserelation], nu: dt.datetime) -> str:
    primaere = [klasse for klasse in klasser if klasse.rolle == "PrimaerKlasse"]
    return _kraevet(_gaeldende(primaere, nu, "PrimaerKlasse").brugervendt_noegle, "PrimaerKlasse")


def _ejer(aktoerer: Iterable[Aktoerrelation], nu: dt.datetime) -> str:
    ejere = [aktoer for aktoer in aktoerer if aktoer.rolle == "Ejer"]
    return _kraevet(str(_gaeldende(ejere, nu, "Ejer").reference or ""), "Ejer")


def _registreret(registrering: Registrering) -> dt.datetime:
    tidspunkt = registrering.tidspunkt
    if tidspunkt is None or tidspunkt.tidsstempel is None:
        raise KanIkkeModtages("the record has no registration time")
    return tidspunkt.tidsstempel


def _kraevet(tekst: str | None, sti: str) -> str:
    if not tekst:
        raise KanIkkeModtages(f"the record has no {sti}")
    return tekst
