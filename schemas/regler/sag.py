"""Rules of a Sag: obligations, cardinalities per role, references, effects (OIO Sag 3.0 in the index's reading).

Not checked here, since it needs other objects: that a related sag or dokument exists in the index.
"""

# A table of rules, one entry each, reads better unwrapped:
# fmt: off

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from schemas.identifikatorer import MOENSTER
from schemas.regler.forhold import EfterRolle, Ens, Felt, Findes, Henvisning
from schemas.regler.krav import Antal, Hver, IngenOverlap, Laengde, Moenster, Paakraevet
from schemas.regler.regel import FJERN, Lag, Maal, Regel, regelsaet
from schemas.regler.relationer import (
    ER_DER,
    ER_UUID,
    FOR_EVIGT,
    antal,
    er_urn,
    fjern_rolle,
    indeks_unikt,
    reference,
    relation,
    roller,
    tilfoej,
)

BESKED: Final = "dk.faelleshub.sag.SagRegistreret"
KILDE: Final = "OIO Sag 3.0"
_E: Final = "beskeddata.egenskaber[0]"

PARTSFORMER: Final = re.compile(
    r"urn:oio:(?:cpr-nr:[0-9]{10}|cvr-nr:[0-9]{8}|pnr:[0-9]{10}|us:personid:[0-9]{7}|udk:borgerid:[0-9]{12}|fuldtnavn:.+)", re.ASCII
)
GENSTANDSFORMER: Final = re.compile(r"urn:oio:(?:esr:ejendom:[0-9]{3}-[0-9]{5,6}|ejendom:bfe-nr:[0-9]{10})", re.ASCII)


ER_EJER: Final = Henvisning(urn=re.compile("urn:oio:cvr-nr:.*", re.DOTALL))
"""The reference is that of an organisation."""
ER_ANSVARLIG: Final = Henvisning(typer=frozenset({"OrganisationEnhed"}))
"""The reference is that of an OrganisationEnhed."""
KLASSEKODER: Final = {
    "PrimaerKlasse": Felt("brugervendtNoegle", Moenster(MOENSTER["kle-emne"], kraevet=True)),
    "Handlingsklasse": Felt("brugervendtNoegle", Moenster(MOENSTER["kle-facet"], kraevet=True)),
}
"""The code of PrimaerKlasse is a KLE subject, that of Handlingsklasse a facet."""


def _r(id_: str, sti: str, krav: Any, da: str, en: str, bryder: Any, *, lag: Lag = Lag.FORPLIGTELSER, holder: Any = None, type_: str = "sag.Sag") -> Regel:
    return Regel(id_, type_, sti, krav, da, en, KILDE, Maal.SAMMENHAENGENDE, lag, BESKED, bryder, holder or {})


def _journalnotat(**felter: str) -> dict[str, Any]:
    return {"rolle": "Journalnotat", "indeks": "1", "notat": {"titel": "Note", "notat": "VGVrc3Q=", **felter}, "virkning": FOR_EVIGT}


def _laengde(id_: str, felt: str, hoejst: int, da: str, en: str) -> Regel:
    regel = _r(id_, f"egenskaber[].{felt}", Laengde(0, hoejst), f"{da} har højst {hoejst} tegn.", f"{en} has at most {hoejst} characters.",
               {f"{_E}.{felt}": "x" * (hoejst + 1)}, lag=Lag.FORM, holder={f"{_E}.{felt}": "x" * hoejst})
    return replace(regel, dispensabel=True)


AKTOERER: Final = {"Ejer": "1", "Ansvarlig": "1", "PrimaerBehandler": "0..1", "UdlaantTil": "0..1", "Bopaelskommune": "0..1", "AndreBehandlere": "0..*"}
PARTER: Final = {"PrimaerPart": "0..1", "SekundaerPart": "0..*", "Ydelsesmodtager": "0..1"}
KLASSER: Final = {"PrimaerKlasse": "1", "Handlingsklasse": "1", "Opgaveklasse": "0..1", "Kontoklasse": "0..1", "Sikkerhedsklasse": "0..1", "Foelsomhedsklasse": "0..1",
                  "Indsatsklasse": "0..1", "Ydelsesklasse": "0..1", "Afgoerelsesklasse": "0..1", "Kontroltema": "0..*", "Visningsklasse": "0..*"}
SAGER: Final = {"Oversag": "0..1", "Praecedens": "0..1", "AndreSager": "0..*"}
GENSTANDE: Final = {"Afgiftsobjekt": "0..1", "Ejendomsskat": "0..1", "Byggeri": "0..*", "Fredning": "0..*"}
ITSYSTEMER: Final = {"Master": "1", "Afsender": "1"}


def _antal(sti: str, rolle: str, kardinalitet: str) -> Regel:
    mindst = 1 if kardinalitet == "1" else 0
    felter: dict[str, Any] = {"PrimaerKlasse": {"brugervendtNoegle": "02.34.02"}, "Handlingsklasse": {"brugervendtNoegle": "G01"}}.get(rolle, {})
    ref = {"parter": "urn:oio:cvr-nr:12345678", "genstande": "urn:oio:esr:ejendom:101-123456"}.get(sti, "7c1d9d0e-6b1f-4a7e-9a55-5a7a31a0c001")
    if sti == "parter":
        felter = {"fuldtNavn": "Et Firma ApS"}
    if sti == "itSystemer":
        felter = {"systemNavn": "Et system"}
    to = tilfoej(sti, relation(rolle, ref, indeks="91", **felter), relation(rolle, ref, indeks="92", **felter))
    id_ = f"OIO-SAG-{rolle.upper()}"
    regel = antal(id_, "sag.Sag", sti, rolle, mindst, 1, f"{KILDE}, relationer", BESKED, fjern_rolle(sti, rolle) if mindst else to)
    return replace(regel, dispensabel=rolle == "Handlingsklasse")  # a kommune may not have gone over to the facets yet


REGLER: Final = regelsaet(
    _r("OB2-SAG-ID", "sagId", Paakraevet(), "En sag skal have sit UUID i sagId.", "A sag needs its UUID in sagId.", {"beskeddata.sagId": FJERN}),
    _r("OB1-SAG-EGENSKABER", "egenskaber[]", Antal(mindst=1), "En sag skal have egenskaber.", "A sag needs attributes (egenskaber).", {"beskeddata.egenskaber": []}),
    _r("SAG-EGENSKABER-OVERLAP", "egenskaber[]", IngenOverlap(), "Kun ét sæt egenskaber gælder ad gangen: virkningerne må ikke overlappe.",
       "Only one set of attributes holds at a time: their effects may not overlap.",
       lambda besked: besked["beskeddata"]["egenskaber"].append(besked["beskeddata"]["egenskaber"][0]), lag=Lag.BITEMPORALITET),
    _r("OB5-SAG-EGENSKABER", "egenskaber[].virkning", Paakraevet(), "Egenskaber skal have en virkning.", "Attributes need a virkning.", {f"{_E}.virkning": FJERN}),
    _r("OB1-SAG-NOEGLE", "egenskaber[].brugervendtNoegle", Laengde(1, 50), "En sag skal have en brugervendt nøgle på højst 50 tegn.", "A sag needs a brugervendtNoegle of at most 50 characters.",
       {f"{_E}.brugervendtNoegle": "n" * 51, f"{_E}.sagsnummer": "n" * 51}),
    _r("OB1-SAG-NUMMER", "egenskaber[].sagsnummer", Laengde(1, 50), "En sag skal have et sagsnummer på 1-50 tegn.", "A sag needs a sagsnummer of 1-50 characters.",
       {f"{_E}.sagsnummer": "", f"{_E}.brugervendtNoegle": ""}),
    _r("SAG-NOEGLE-NUMMER", "egenskaber[]", Hver(Ens("brugervendtNoegle", "sagsnummer")),
       "En sags brugervendte nøgle er sagsnummeret.", "A sag's brugervendtNoegle is its sagsnummer.", {f"{_E}.brugervendtNoegle": "noget andet"}),
    _r("OB1-SAG-TITEL", "egenskaber[].titel", Laengde(1, 255), "En sag skal have en titel på højst 255 tegn.", "A sag needs a title of at most 255 characters.",
       {f"{_E}.titel": "t" * 256}, holder={f"{_E}.titel": "t" * 255}),
    _r("OB1-SAG-FOELSOMHED", "egenskaber[].foelsomhed", Paakraevet(), "En sag skal have en følsomhed.", "A sag needs a foelsomhed.", {f"{_E}.foelsomhed": FJERN}),
    _laengde("SAG-BESKRIVELSE", "beskrivelse", 4096, "En beskrivelse", "A description"),
    _laengde("SAG-HJEMMEL", "hjemmelSpecifikation", 1024, "En hjemmel", "A legal basis"),
    _laengde("SAG-KASSATION", "kassationskode", 50, "En kassationskode", "A kassationskode"),
    _laengde("SAG-STATUS", "sagsstatus", 255, "En sagsstatus", "A sagsstatus"),
    _laengde("SAG-KATEGORI", "sagskategori", 255, "En sagskategori", "A sagskategori"),
    _laengde("SAG-LOKATION", "lokation", 255, "En lokation", "A lokation"),
    _r("OB1-SAG-FREMDRIFT", "fremdrift[]", Findes("status", "Opstaaet"), "En sag mangler aldrig fremdriften Opstaaet.", "A sag never lacks the fremdrift Opstaaet.",
       {"beskeddata.fremdrift": []}),
    _r("SAG-FREMDRIFT-OVERLAP", "fremdrift[]", IngenOverlap(), "Sagen har én fremdrift ad gangen: virkningerne må ikke overlappe.", "The sag has one fremdrift at a time: their effects may not overlap.",
       lambda besked: besked["beskeddata"]["fremdrift"].append({**besked["beskeddata"]["fremdrift"][0], "status": "Oplyst"}), lag=Lag.BITEMPORALITET),
    _r("OB5-SAG-FREMDRIFT", "fremdrift[].virkning", Paakraevet(), "En fremdrift skal have en virkning.", "A fremdrift needs a virkning.", {"beskeddata.fremdrift[0].virkning": FJERN}),
    # Sagsaktoer
    roller("OIO-SAG-AKTOERER", "sag.Sag", "aktoerer", AKTOERER, KILDE, BESKED, tilfoej("aktoerer", relation("FordeltTil"))),
    *(_antal("aktoerer", rolle, kardinalitet) for rolle, kardinalitet in AKTOERER.items() if kardinalitet != "0..*"),
    indeks_unikt("SAG-AKTOER-INDEKS", "sag.Sag", "aktoerer", KILDE, BESKED, tilfoej("aktoerer", relation("AndreBehandlere", indeks="1"), relation("AndreBehandlere", indeks="1"))),
    reference("SAG-AKTOER-REFERENCE", "sag.Sag", "aktoerer", {**dict.fromkeys(AKTOERER, ER_DER), "Ejer": ER_EJER, "Ansvarlig": ER_ANSVARLIG},
              "Ejer er en organisation (UUID eller urn:oio:cvr-nr:), Ansvarlig en OrganisationEnhed (UUID); enhver aktør skal have en reference.",
              "Ejer is an organisation (UUID or urn:oio:cvr-nr:), Ansvarlig an OrganisationEnhed (UUID); every actor needs a reference.", KILDE, BESKED,
              tilfoej("aktoerer", {**relation("AndreBehandlere", indeks="9"), "reference": None})),
    # Sagspart
    roller("OIO-SAG-PARTER", "sag.Sag", "parter", PARTER, KILDE, BESKED, tilfoej("parter", relation("Kopipart", "urn:oio:cvr-nr:12345678", fuldtNavn="Et Firma"))),
    *(_antal("parter", rolle, kardinalitet) for rolle, kardinalitet in PARTER.items() if kardinalitet != "0..*"),
    indeks_unikt("SAG-PART-INDEKS", "sag.Sag", "parter", KILDE, BESKED,
                 tilfoej("parter", *[relation("SekundaerPart", "urn:oio:cvr-nr:12345678", indeks="1", fuldtNavn="Et Firma")] * 2)),
    reference("SAG-PART-REFERENCE", "sag.Sag", "parter", dict.fromkeys(PARTER, er_urn(PARTSFORMER)),
              "En part angives som URN: cpr-nr, cvr-nr, pnr, us:personid, udk:borgerid eller fuldtnavn.",
              "A party is given as a URN: cpr-nr, cvr-nr, pnr, us:personid, udk:borgerid or fuldtnavn.", KILDE, BESKED,
              tilfoej("parter", relation("SekundaerPart", indeks="1", fuldtNavn="Et Firma"))),
    _r("SAG-PART-NAVN", "parter[].fuldtNavn", Laengde(1, 255), "En part skal have et fuldt navn på højst 255 tegn.", "A party needs a fuldtNavn of at most 255 characters.",
       tilfoej("parter", relation("SekundaerPart", "urn:oio:cvr-nr:12345678", indeks="1"))),
    # Sagsklasse
    roller("OIO-SAG-KLASSER", "sag.Sag", "klasser", KLASSER, KILDE, BESKED, tilfoej("klasser", relation("Ukendtklasse"))),
    *(_antal("klasser", rolle, kardinalitet) for rolle, kardinalitet in KLASSER.items() if kardinalitet != "0..*"),
    _r("SAG-KLASSE-KODE", "klasser[]", EfterRolle(KLASSEKODER), "PrimaerKlasse har et KLE-emne NN.NN.NN, Handlingsklasse en facet som G01, i brugervendtNoegle.",
       "PrimaerKlasse has a KLE subject NN.NN.NN, Handlingsklasse a facet such as G01, in brugervendtNoegle.",
       lambda besked: next(k for k in besked["beskeddata"]["klasser"] if k["rolle"] == "Handlingsklasse").update(brugervendtNoegle="ukendt"), lag=Lag.IDENTIFIKATORER),
    # Sagsrelation, Sagsgenstande, Sikkerhedsprofil
    roller("OIO-SAG-RELATIONER", "sag.Sag", "sagsrelationer", SAGER, KILDE, BESKED, tilfoej("sagsrelationer", relation("Bilag"))),
    *(_antal("sagsrelationer", rolle, kardinalitet) for rolle, kardinalitet in SAGER.items() if kardinalitet != "0..*"),
    reference("SAG-RELATION-REFERENCE", "sag.Sag", "sagsrelationer", dict.fromkeys(SAGER, ER_UUID), "En anden sag angives med sit UUID.", "Another sag is given by its UUID.", KILDE, BESKED,
              tilfoej("sagsrelationer", relation("AndreSager", "urn:oio:kle:01.01.01", indeks="1"))),
    roller("OIO-SAG-GENSTANDE", "sag.Sag", "genstande", GENSTANDE, KILDE, BESKED, tilfoej("genstande", relation("Bilag", "urn:oio:esr:ejendom:101-123456"))),
    *(_antal("genstande", rolle, kardinalitet) for rolle, kardinalitet in GENSTANDE.items() if kardinalitet != "0..*"),
    reference("SAG-GENSTAND-REFERENCE", "sag.Sag", "genstande", dict.fromkeys(GENSTANDE, er_urn(GENSTANDSFORMER)),
              "En genstand angives som urn:oio:esr:ejendom:NNN-NNNNNN eller urn:oio:ejendom:bfe-nr:NNNNNNNNNN (ti cifre).",
              "An object is given as urn:oio:esr:ejendom:NNN-NNNNNN or urn:oio:ejendom:bfe-nr:NNNNNNNNNN (ten digits).", KILDE, BESKED,
              tilfoej("genstande", relation("Byggeri", indeks="1"))),
    roller("OIO-SAG-SIKKERHED", "sag.Sag", "sikkerhedsprofiler", {"Adgang": "0..*"}, KILDE, BESKED, tilfoej("sikkerhedsprofiler", relation("Bilag"))),
    reference("SAG-SIKKERHED-REFERENCE", "sag.Sag", "sikkerhedsprofiler", {"Adgang": ER_UUID}, "En sikkerhedsprofil angives med sit UUID.", "An access profile is given by its UUID.", KILDE, BESKED,
              tilfoej("sikkerhedsprofiler", relation("Adgang", "urn:oio:kle:01.01.01"))),
    # Journalpost
    _r("SAG-JOURNALPOST", "journalposter[]", EfterRolle({"Journalnotat": Felt("notat", Paakraevet())}, ellers=ER_UUID), "Et journaliseret eller vedlagt dokument angives med sit UUID; et journalnotat har et notat.",
       "A filed or enclosed dokument is given by its UUID; a journal note has a notat.", tilfoej("journalposter", {"rolle": "Journalnotat", "indeks": "1", "virkning": FOR_EVIGT})),
    _r("SAG-JOURNALPOST-VIRKNING", "journalposter[].virkning", Paakraevet(), "En journalpost skal have en virkning.", "A journal entry needs a virkning.",
       tilfoej("journalposter", {"rolle": "Tilakteret", "indeks": "1", "reference": {"uuid": "7c1d9d0e-6b1f-4a7e-9a55-5a7a31a0c001"}})),
    _r("SAG-NOTAT", "journalposter[].notat.notat", Laengde(1, 136_536), "Et journalnotat har en tekst på højst 100 KB (base64).", "A journal note has a text of at most 100 KB (base64).",
       tilfoej("journalposter", {"rolle": "Journalnotat", "indeks": "1", "notat": {"titel": "Note"}, "virkning": FOR_EVIGT})),
    _r("SAG-NOTAT-TITEL", "journalposter[].notat.titel", Laengde(1, 255), "Et journalnotat har en titel på 1-255 tegn.", "A journal note has a title of 1-255 characters.",
       tilfoej("journalposter", {"rolle": "Journalnotat", "indeks": "1", "notat": {"notat": "VGVrc3Q="}, "virkning": FOR_EVIGT})),
    _r("SAG-NOTAT-BASE64", "journalposter[].notat.notat", Moenster(MOENSTER["base64"]), "Et journalnotats tekst er skrevet i base64.", "A journal note's text is written in base64.",
       tilfoej("journalposter", _journalnotat(notat="Ikke base64!")), lag=Lag.FORM, holder=tilfoej("journalposter", _journalnotat(notat="VGVrc3Q="))),
    _r("SAG-NOTAT-FORMAT", "journalposter[].notat.format", Laengde(0, 50), "Et journalnotats format har højst 50 tegn.", "A journal note's format has at most 50 characters.",
       tilfoej("journalposter", _journalnotat(format="f" * 51)), lag=Lag.FORM, holder=tilfoej("journalposter", _journalnotat(format="f" * 50))),
    # IT-system
    roller("OIO-SAG-ITSYSTEMER", "sag.Sag", "itSystemer", ITSYSTEMER, KILDE, BESKED, tilfoej("itSystemer", relation("Bilag", systemNavn="Et system"))),
    *(_antal("itSystemer", rolle, kardinalitet) for rolle, kardinalitet in ITSYSTEMER.items()),
)
