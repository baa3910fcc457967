"""Sager and dokumenter as a fagsystem registers them: OIO records with every obligation met. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from schemas.models import (
    Aktoerrelation,
    Del,
    DelEgenskaber,
    Dokument,
    DokumentEgenskaber,
    DokumentFremdrift,
    Filreference,
    ItSystemrelation,
    Journalpost,
    Klasserelation,
    Objektrelation,
    Part,
    Partrelation,
    Registrering,
    Sag,
    SagEgenskaber,
    SagFremdrift,
    Tidspunkt,
    UnikId,
    Variant,
    VariantEgenskaber,
    Virkning,
)

FOELSOMHED: Final = "FORTROLIGE_PERSONOPLYSNINGER"


@dataclass(frozen=True, slots=True)
class Sagsramme:
    """What all sager of one fagsystem have in common. `kle` is NN.NN.NN, `facet` such as G01."""

    kle: str
    facet: str
    systemnavn: str
    foelsomhed: str = FOELSOMHED


@dataclass(frozen=True, slots=True)
class Afsender:
    """Who registers: the system's id and the authority's CVR number."""

    system: str
    myndighed: str


def tid(tidspunkt: dt.datetime) -> Tidspunkt:
    """An instant as a contract holds it."""
    return Tidspunkt(tidsstempel=tidspunkt)


def unik(tekst: str) -> UnikId:
    """A UUID or URN as a contract holds it."""
    return UnikId.model_validate(tekst)


def fra(tidspunkt: dt.datetime) -> Virkning:
    """In effect from now on."""
    return Virkning(fra=tid(tidspunkt))


def ny_sag(
    ramme: Sagsramme, afsender: Afsender, *, sag_id: str, nummer: str, titel: str, part: Part, nu: dt.datetime
) -> Sag:
    """The first registration of a sag."""
    return Sag(
        sag_id=sag_id,
        registrering=Registrering(tidspunkt=tid(nu), livscyklus_kode="Opstaaet", bruger_ref=unik(afsender.system)),
        egenskaber=[
            SagEgenskaber(
                brugervendt_noegle=nummer,
                sagsnummer=nummer,
                titel=titel[:255],
                foelsomhed=ramme.foelsomhed,
                oprettet_tidspunkt=tid(nu),
                virkning=fra(nu),
            )
        ],
        fremdrift=[SagFremdrift(status="Opstaaet", virkning=fra(nu))],
        aktoerer=_aktoerer(afsender, nu),
        parter=[_part("PrimaerPart", None, part, nu)],
        klasser=[
            Klasserelation(rolle="PrimaerKlasse", brugervendt_noegle=ramme.kle, virkning=fra(nu)),
            Klasserelation(rolle="Handlingsklasse", brugervendt_noegle=ramme.facet, virkning=fra(nu)),
        ],
        it_systemer=_it_systemer(ramme, afsender, nu),
    )


def skift(sag: Sag, status: str, nu: dt.datetime) -> Sag:
    """The next registration: the step before is closed, `status` opened. The same step again changes nothing."""
    if sag.fremdrift[-1].status == status:
        return sag
    ny = _rettet(sag, nu)
    forrige = ny.fremdrift[-1]
    if forrige.virkning is not None:
        forrige.virkning.til = tid(nu)
    ny.fremdrift.append(SagFremdrift(status=status, virkning=fra(nu)))
    return ny


def tilakter(sag: Sag, dokument: Dokument, nu: dt.datetime) -> Sag:
    """The next registration, with the dokument filed; a dokument that is filed already changes nothing."""
    dokument_id = str(dokument.dokument_id)
    if any(post.reference is not None and post.reference.uuid == dokument_id for post in sag.journalposter):
        return sag
    ny = _rettet(sag, nu)
    ny.journalposter.append(
        Journalpost(
            rolle="Tilakteret",
            indeks=str(len(ny.journalposter) + 1),
            objekt_type="Dokument",
            reference=unik(dokument_id),
            dokumenttitel=dokument.egenskaber[-1].titel,
            virkning=fra(nu),
        )
    )
    return ny


def nyt_dokument(
    ramme: Sagsramme,
    afsender: Afsender,
    *,
    dokument_id: str,
    sag: Sag,
    titel: str,
    dokumenttype: str,
    part: Part,
    nu: dt.datetime,
    brev_dato: dt.date | None = None,
    filer: Sequence[Filreference] = (),
    version: int = 1,
) -> Dokument:
    """A registration of a dokument that belongs to a sag; version 1 opens it, a later one corrects it."""
    nummer = f"{sag.egenskaber[-1].sagsnummer}-{dokument_id[:8]}"
    return Dokument(
        dokument_id=dokument_id,
        registrering=Registrering(
            tidspunkt=tid(nu),
            livscyklus_kode="Opstaaet" if version == 1 else "Rettet",
            bruger_ref=unik(afsender.system),
        ),
        egenskaber=[
            DokumentEgenskaber(
                brugervendt_noegle=nummer,
                dokumentnummer=nummer,
                titel=titel[:255],
                dokumenttype=dokumenttype,
                brev_dato=brev_dato,
                version_identifikator=version,
                underversion_identifikator=0,
                foelsomhed=ramme.foelsomhed,
                virkning=fra(nu),
            )
        ],
        fremdrift=[
            DokumentFremdrift(status="Modtaget" if "indgaaende" in dokumenttype else "Endeligt", virkning=fra(nu))
        ],
        aktoerer=_aktoerer(afsender, nu),
        parter=[_part("Part", "1", part, nu)],
        klasser=[Klasserelation(rolle="PrimaerKlasse", brugervendt_noegle=ramme.kle, virkning=fra(nu))],
        dokumentrelationer=[
            Objektrelation(
                rolle="Sag", indeks="1", objekt_type="Sag", reference=unik(str(sag.sag_id)), virkning=fra(nu)
            )
        ],
        it_systemer=_it_systemer(ramme, afsender, nu),
        varianter=[_variant(filer, nu)] if filer else [],
    )


def partsnavn(part: Part) -> str:
    """The party's name, or what stands for it."""
    if part.person is not None:
        return part.person.navn or "Ukendt navn"
    return (part.virksomhed and part.virksomhed.navn) or "Ukendt navn"


def _rettet(sag: Sag, nu: dt.datetime) -> Sag:
    ny = sag.model_copy(deep=True)
    ny.registrering.tidspunkt = tid(nu)
    ny.registrering.livscyklus_kode = "Rettet"
    return ny


def _aktoerer(afsender: Afsender, nu: dt.datetime) -> list[Aktoerrelation]:
    enhed = uuid5(NAMESPACE_URL, f"urn:oio:cvr-nr:{afsender.myndighed}/ansvarlig")
    ejer = unik(f"urn:oio:cvr-nr:{afsender.myndighed}")
    return [
        Aktoerrelation(
            rolle="Ejer", objekt_type="Organisation", reference=ejer, cvr=afsender.myndighed, virkning=fra(nu)
        ),
        Aktoerrelation(
            rolle="Ansvarlig", objekt_type="OrganisationEnhed", reference=unik(str(enhed)), virkning=fra(nu)
        ),
    ]


def _part(rolle: str, indeks: str | None, part: Part, nu: dt.datetime) -> Partrelation:
    if part.person is not None:
        slags, reference = "Person", f"urn:oio:cpr-nr:{part.person.cpr}"
    elif part.virksomhed is not None:
        slags, reference = "Virksomhed", f"urn:oio:cvr-nr:{part.virksomhed.cvr}"
    else:
        raise ValueError("a party is a person or a company")
    return Partrelation(
        rolle=rolle,
        indeks=indeks,
        objekt_type=slags,
        reference=unik(reference),
        fuldt_navn=partsnavn(part)[:255],
        virkning=fra(nu),
    )


def _it_systemer(ramme: Sagsramme, afsender: Afsender, nu: dt.datetime) -> list[ItSystemrelation]:
    return [
        ItSystemrelation(rolle=rolle, reference=unik(afsender.system), system_navn=ramme.systemnavn, virkning=fra(nu))
        for rolle in ("Master", "Afsender")
    ]


def _variant(filer: Sequence[Filreference], nu: dt.datetime) -> Variant:
    return Variant(
        varianttekst="Original",
        egenskaber=[VariantEgenskaber(produktion=True, virkning=fra(nu))],
        dele=[
            Del(
                deltekst=fil.filnavn,
                egenskaber=[DelEgenskaber(indeks=nummer, mimetype=fil.mimetype, virkning=fra(nu))],
                fil=fil,
            )
            for nummer, fil in enumerate(filer, 1)
        ],
    )
