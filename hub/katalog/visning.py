"""Puts a beskedtype's page together from what the contracts, the registry, the configuration and the council say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.katalog.beslutninger import INGEN, Beslutningskilde
from hub.katalog.deltagere import deltagere
from hub.katalog.eksempler import alle_former, som_json
from hub.katalog.felter import Felt, felttabel
from hub.katalog.forskel import forloeb
from hub.katalog.model import (
    Beslutning,
    Ejervisning,
    Feltvisning,
    Katalogoversigt,
    Katalogvisning,
    Kode,
    Kodelistevisning,
    Tekst,
    Versionsvisning,
)
from hub.katalog.versioner import Version, versioner
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import Retning
from schemas.catalogue import Katalog, Katalogpost
from schemas.kodeliste import Kodelister
from schemas.skema import Skemalager


class UkendtVersion(LookupError):
    """The contract has no version of that name; `kendte` are those it has."""

    def __init__(self, soegt: str, kendte: Sequence[str]) -> None:
        super().__init__(f"no version {soegt}; there are: {', '.join(kendte)}")
        self.kendte = tuple(kendte)


@dataclass(frozen=True)
class Grundlag:
    """All that the pages are made from, at one moment."""

    katalog: Katalog
    skemaer: Skemalager
    tid: dt.datetime
    konfiguration: Konfiguration = field(default_factory=Konfiguration)
    kodelister: Kodelister = field(default_factory=Kodelister.standard)
    tilstande: Mapping[int, str] = field(default_factory=dict)
    registreret: Mapping[int, dt.datetime] = field(default_factory=dict)
    beslutninger: Beslutningskilde = INGEN

    def versioner(self, post: Katalogpost) -> tuple[Version, ...]:
        """The versions of a contract, oldest first."""
        return versioner(post, self.skemaer, self.tilstande, self.registreret)

    def version(self, post: Katalogpost, navn: str | None) -> Version:
        """A version by its name; without one, what new messages go by: the newest approved, else the catalogue's own.

        Raises UkendtVersion.
        """
        alle = self.versioner(post)
        if navn is None:
            godkendte = [en for en in alle if en.tilstand == "blaastemplet"]
            return godkendte[-1] if godkendte else next(en for en in alle if en.skema.id == post.id)
        for en in alle:
            if en.navn == navn:
                return en
        raise UkendtVersion(navn, [en.navn for en in alle])


def oversigt(grundlag: Grundlag, post: Katalogpost) -> Katalogoversigt:
    """A beskedtype as the list shows it."""
    return Katalogoversigt(**_hoved(post, grundlag.version(post, None), grundlag.versioner(post)))


def visning(grundlag: Grundlag, post: Katalogpost, version: str | None = None) -> Katalogvisning:
    """A beskedtype in full, with the schema and the fields of one version. Raises UkendtVersion."""
    valgt = grundlag.version(post, version)
    alle = grundlag.versioner(post)
    typer = [type_ for type_, under in grundlag.katalog.beskedtyper() if under is post]
    felter = felttabel(valgt.skema.raa, post.personoplysninger)
    nu, tid = grundlag.konfiguration, grundlag.tid
    return Katalogvisning(
        **_hoved(post, valgt, alle),
        beskrivelse=Tekst(**post.beskrivelse.model_dump()),
        standardgrundlag=post.standardgrundlag,
        arkitekturmaal=post.arkitekturmaal,
        master=post.master,
        objekttype=post.objekttype,
        handlinger=post.handlinger,
        kle=post.kle,
        foelsomhed=post.foelsomhed,
        opbevaring=post.opbevaring,
        personoplysninger=post.personoplysninger,
        beskedtyper=typer,
        skema=valgt.skema.raa,
        eksempel=som_json(post.eksempelfil),
        eksempler=alle_former(post.eksempelfil, grundlag.skemaer[post.id]),
        felter=[feltvisning(felt) for felt in felter],
        kodelister=list(_kodelister(felter, grundlag.kodelister)),
        versioner=[
            Versionsvisning(
                version=en.navn,
                skema_id=en.skema.id,
                tilstand=en.tilstand,
                registreret=en.registreret,
                skema=None if en == valgt else en.skema.raa,
            )
            for en in alle
        ],
        forskelle=list(forloeb([(en.navn, en.skema) for en in alle])),
        beslutninger=beslutninger(grundlag, post),
        afsendere=list(deltagere(nu, typer, Retning.AFSEND, tid)),
        modtagere=list(deltagere(nu, typer, Retning.MODTAG, tid)),
    )


def beslutninger(grundlag: Grundlag, post: Katalogpost) -> list[Beslutning]:
    """What the council decided about a contract, each version by the name that the catalogue has for it."""
    navne = {en.skema.id: en.navn for en in grundlag.versioner(post)}
    return [
        en.model_copy(update={"version": navne[en.skema_id]}) if en.skema_id in navne else en
        for en in grundlag.beslutninger.beslutninger(post.navn)
    ]


def feltvisning(felt: Felt) -> Feltvisning:
    """A field as the table shows it."""
    return Feltvisning(**{navn: getattr(felt, navn) for navn in Feltvisning.model_fields})


def kodelistevisning(liste_id: str, kodelister: Kodelister) -> Kodelistevisning:
    """A code list, whole. Raises UkendtKodeliste."""
    liste = kodelister[liste_id]
    return Kodelistevisning(
        id=liste.id,
        version=liste.version,
        da=liste.da,
        en=liste.en,
        kilde=liste.kilde,
        koder=[Kode(kode=kode.kode, da=kode.da, en=kode.en, uuid=kode.uuid, urn=kode.urn) for kode in liste],
    )


def _kodelister(felter: Sequence[Felt], kodelister: Kodelister) -> list[Kodelistevisning]:
    brugte = sorted({felt.kodeliste for felt in felter if felt.kodeliste is not None} & kodelister.keys())
    return [kodelistevisning(liste_id, kodelister) for liste_id in brugte]


def _hoved(post: Katalogpost, valgt: Version, alle: Sequence[Version]) -> dict[str, Any]:
    return {
        "beskedtype": post.beskedtype,
        "navn": post.navn,
        "version": valgt.navn,
        "tilstand": valgt.tilstand,
        "titel": Tekst(**post.titel.model_dump()),
        "ejer": Ejervisning(**post.ejer.model_dump()),
        "skema_id": valgt.skema.id,
        "domaene": post.domaene,
        "skema_ider": [en.skema.id for en in alle],
    }
