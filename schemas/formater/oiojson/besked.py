"""OIO JSON as a message: an object gets an envelope on the way in, and comes out of one on the way to its receiver.

OIO JSON says what a sag or a dokument is; it says neither who sends it, nor how sensitive it is, nor its KLE subject in
the clear. `Kuvertvalg` says that, and the object's record is completed with it, since the contracts want it there too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Final, get_args
from uuid import UUID, uuid5

from schemas.codec import Indhold
from schemas.formater.fejl import Formbrud
from schemas.formater.oiojson import HOEJST_BYTES, Oiojson, Post, Slags, fra_oiojson, til_oiojson
from schemas.identifikatorer import MOENSTER
from schemas.kodeliste import Kodelister
from schemas.models import Besked, Dokument, DokumentRegistreret, Sag, SagRegistreret
from schemas.skema import Skema

_NAVNERUM: Final = UUID("7c0c5b6e-3c3f-5a0e-9b59-6f0a3c6f4d10")
"""Messages' ids are made in this UUID namespace, so that the same object sent twice is the same message."""

_KONTRAKT: Final[dict[Slags, tuple[type[Besked], type[Sag | Dokument]]]] = {
    "sag": (SagRegistreret, Sag),
    "dokument": (DokumentRegistreret, Dokument),
}
_SLAGS_AF: Final[dict[str, Slags]] = {besked.skema_navn: slags for slags, (besked, _) in _KONTRAKT.items()}

_HANDLING: Final = {
    "Opstaaet": "Opret",
    "Importeret": "Opret",
    "Rettet": "Ret",
    "Passiveret": "Passiver",
    "Slettet": "Slet",
}
"""What happened to an object, by the step of its life cycle."""

_KLASSEFORM: Final = {"PrimaerKlasse": "kle-emne", "Handlingsklasse": "kle-facet"}


@dataclass(frozen=True, slots=True)
class Kuvertvalg:
    """What OIO JSON cannot say of an object, and its message must.

    `system` is the sending it-system's UUID, master of the object too; `myndighed` the CVR number of the authority
    that answers for the object; `foelsomhed` a code, the contract's own when left out. `kle` (NN.NN.NN) and `facet`
    (such as G01) stand in where the object's classes are named by UUID; `handling` where the life cycle says too little.
    """

    system: str
    myndighed: str
    systemnavn: str | None = None
    foelsomhed: str | None = None
    kle: str | None = None
    facet: str | None = None
    handling: str | None = None
    transaktions_id: str | None = None
    besked_id: str | None = None


def genkend(data: bytes) -> Slags | None:
    """Which kind of object in OIO JSON the bytes look like; None for anything else, a message in JSON among it."""
    if b'"beskedkuvert"' in data:
        return None
    return next((slags for slags in get_args(Slags) if f'"{slags}egenskaber"'.encode() in data), None)


def besked_fra_oiojson(
    data: bytes, slags: Slags, valg: Kuvertvalg, *, nu: dt.datetime, hoejst: int = HOEJST_BYTES
) -> tuple[str, Indhold]:
    """A message about the object: the contract's name, and the content as the codec packs it.

    Every id is made from the bytes and `valg`, and every time is the registration's own (`nu` where it has none): who
    sends the same thing again sends the same message. Raises Formatfejl with every error found, ValueError for a code
    that does not exist. What the contract demands beyond that is the contract engine's to say.
    """
    post = fra_oiojson(data, slags, hoejst=hoejst)
    klasse, model = _KONTRAKT[slags]
    _proev_kode("handling", valg.handling, klasse.katalogpost().handlinger)
    _proev_kode("foelsomhed", valg.foelsomhed, sorted(Kodelister.standard()["foelsomhed"].koder))
    foelsomhed = valg.foelsomhed or klasse.katalogpost().foelsomhed
    _fuldend(post, slags, valg, foelsomhed)
    ider = _ider(data, slags, valg)
    besked = klasse.ny(
        model.fra_indhold(post),
        myndighed=valg.myndighed,
        kildesystem=valg.system,
        handling=valg.handling or _HANDLING.get(post["registrering"]["livscyklusKode"]),
        kle=_kle(post),
        foelsomhed=foelsomhed,
        besked_id=valg.besked_id or next(ider),
        transaktions_id=valg.transaktions_id or next(ider),
        registrering_id=next(ider),
        objekt_id=post[f"{slags}Id"] or next(ider),
        nu=_tidsstempel(post) or nu,
    )
    return klasse.skema_navn, besked.til_indhold()


def oiojson_fra_besked(indhold: Indhold, skema: Skema) -> Oiojson:
    """The object that a message tells of, as OIO JSON. Raises Formbrud for a message about something else."""
    slags = _SLAGS_AF.get(skema.navn)
    if slags is None:
        navne = " and ".join(_SLAGS_AF)
        raise Formbrud(
            "ikke-oiojson",
            f"OIO JSON findes kun for {navne.replace(' and ', ' og ')}.",
            f"OIO JSON exists for {navne} alone.",
            sti="beskeddata",
        )
    return til_oiojson(indhold["beskeddata"], slags)


def _proev_kode(felt: str, kode: str | None, koder: Sequence[str]) -> None:
    if kode is not None and kode not in koder:
        raise Formbrud(
            "ukendt-kode",
            f"Koden skal være en af {', '.join(koder)}.",
            f"The code must be one of {', '.join(koder)}.",
            sti=felt,
        )


def _fuldend(post: Post, slags: Slags, valg: Kuvertvalg, foelsomhed: str) -> None:
    """Put into the record what OIO JSON has no key for."""
    for egenskaber in post["egenskaber"]:
        egenskaber["foelsomhed"] = foelsomhed
        if slags == "dokument":
            egenskaber["dokumentnummer"] = egenskaber["brugervendtNoegle"]
    for klasse in post["klasser"]:
        klasse["brugervendtNoegle"] = _klassenoegle(klasse, valg)
    fra = next((e["virkning"]["fra"] for e in post["egenskaber"] if e["virkning"] and e["virkning"]["fra"]), None)
    post["itSystemer"] = [_itsystem(rolle, valg, fra) for rolle in ("Master", "Afsender")]


def _klassenoegle(klasse: Post, valg: Kuvertvalg) -> str | None:
    """A class's key: the end of its URN (`urn:oio:kle:27.12.00`), or what the sender says where it has a UUID."""
    form = _KLASSEFORM.get(klasse["rolle"])
    if form is None:
        return None
    urn = (klasse["reference"] or {}).get("urn") or ""
    ende = urn.rpartition(":")[2]
    sagt = {"PrimaerKlasse": valg.kle, "Handlingsklasse": valg.facet}[klasse["rolle"]]
    return ende if MOENSTER[form].fullmatch(ende) else sagt


def _itsystem(rolle: str, valg: Kuvertvalg, fra: Any) -> Post:
    til = {"tidsstempel": None, "graense": True, "original": None}
    virkning = {"fra": fra, "til": til, "aktoerRef": None, "aktoerTypeKode": None, "noteTekst": None}
    return {
        "rolle": rolle,
        "indeks": None,
        "objektType": None,
        "reference": {"uuid": valg.system, "urn": None, "original": None},
        "systemNavn": valg.systemnavn,
        "systemUri": None,
        "virkning": virkning,
    }


def _kle(post: Post) -> str | None:
    noegler = (klasse["brugervendtNoegle"] for klasse in post["klasser"] if klasse["rolle"] == "PrimaerKlasse")
    return next((noegle for noegle in noegler if noegle), None)


def _tidsstempel(post: Post) -> dt.datetime | None:
    tidspunkt = post["registrering"]["tidspunkt"]
    tidsstempel: dt.datetime | None = tidspunkt and tidspunkt["tidsstempel"]
    return tidsstempel


def _ider(data: bytes, slags: Slags, valg: Kuvertvalg) -> Iterator[UUID]:
    """Ids without end, the same for the same object sent in the same way."""
    aftryk = hashlib.sha256(repr((slags, astuple(valg))).encode() + data).hexdigest()
    nummer = 0
    while True:
        yield uuid5(_NAVNERUM, f"{aftryk}/{nummer}")
        nummer += 1
