"""Rules of a Dokument: obligations, cardinalities per role, BrevDato (OIO Dokument 3.0 in the index's reading)."""

# A table of rules, one entry each, reads better unwrapped:
# fmt: off

from __future__ import annotations

from typing import Any, Final

from schemas.regler.forhold import EfterRolle, Kun
from schemas.regler.krav import Antal, Hver, IngenOverlap, Interval, Laengde, NaarSaa, Paakraevet
from schemas.regler.regel import FJERN, Lag, Maal, Regel, regelsaet
from schemas.regler.relationer import (
    ER_DER,
    ER_UUID,
    antal,
    er_urn,
    fjern_rolle,
    indeks_unikt,
    reference,
    relation,
    roller,
    tilfoej,
)
from schemas.regler.sag import ER_ANSVARLIG, ER_EJER, KLASSEKODER, PARTSFORMER

BESKED: Final = "dk.faelleshub.dokument.DokumentRegistreret"
KILDE: Final = "OIO Dokument 3.0"
_E: Final = "beskeddata.egenskaber[0]"
_INDGAAENDE: Final = frozenset({"Brev, indgaaende"})

AKTOERER: Final = {"Ejer": "1", "Ansvarlig": "1", "PrimaerBehandler": "0..1", "FordeltTil": "0..1", "AndreBehandlere": "0..*"}
PARTER: Final = {"Part": "0..*", "Kopipart": "0..*", "PrimaerPart": "0..1", "SekundaerPart": "0..*"}
RELATIONER: Final = {"NyRevision": "0..1", "Besvarelser": "0..*", "Udgangspunkter": "0..*", "Kommentarer": "0..*", "Bilag": "0..*", "AndreDokumenter": "0..*", "Sag": "0..*"}
ITSYSTEMER: Final = {"Master": "1", "Afsender": "1"}


def _r(id_: str, sti: str, krav: Any, da: str, en: str, bryder: Any, *, lag: Lag = Lag.FORPLIGTELSER, holder: Any = None) -> Regel:
    return Regel(id_, "dokument.Dokument", sti, krav, da, en, KILDE, Maal.SAMMENHAENGENDE, lag, BESKED, bryder, holder or {})


def _antal(sti: str, rolle: str, kardinalitet: str, **felter: Any) -> Regel:
    mindst = 1 if kardinalitet == "1" else 0
    ref = "urn:oio:cvr-nr:12345678" if sti == "parter" else "7c1d9d0e-6b1f-4a7e-9a55-5a7a31a0c001"
    to = tilfoej(sti, relation(rolle, ref, indeks="91", **felter), relation(rolle, ref, indeks="92", **felter))
    return antal(f"OIO-DOK-{rolle.upper()}", "dokument.Dokument", sti, rolle, mindst, 1, KILDE, BESKED, fjern_rolle(sti, rolle) if mindst else to)


REGLER: Final = regelsaet(
    _r("OB2-DOK-ID", "dokumentId", Paakraevet(), "Et dokument skal have sit UUID i dokumentId.", "A dokument needs its UUID in dokumentId.", {"beskeddata.dokumentId": FJERN}),
    _r("OB1-DOK-EGENSKABER", "egenskaber[]", Antal(mindst=1), "Et dokument skal have egenskaber.", "A dokument needs attributes (egenskaber).", {"beskeddata.egenskaber": []}),
    _r("DOK-EGENSKABER-OVERLAP", "egenskaber[]", IngenOverlap(), "Kun ét sæt egenskaber gælder ad gangen: virkningerne må ikke overlappe.", "Only one set of attributes holds at a time: their effects may not overlap.",
       lambda besked: besked["beskeddata"]["egenskaber"].append(besked["beskeddata"]["egenskaber"][0]), lag=Lag.BITEMPORALITET),
    _r("OB5-DOK-EGENSKABER", "egenskaber[].virkning", Paakraevet(), "Egenskaber skal have en virkning.", "Attributes need a virkning.", {f"{_E}.virkning": FJERN}),
    _r("OB1-DOK-NOEGLE", "egenskaber[].brugervendtNoegle", Laengde(1, 50), "Et dokument skal have en brugervendt nøgle på højst 50 tegn.", "A dokument needs a brugervendtNoegle of at most 50 characters.",
       {f"{_E}.brugervendtNoegle": "n" * 51}),
    _r("OB1-DOK-NUMMER", "egenskaber[].dokumentnummer", Laengde(1, 50), "Et dokument skal have et dokumentnummer på 1-50 tegn.", "A dokument needs a dokumentnummer of 1-50 characters.",
       {f"{_E}.dokumentnummer": FJERN}),
    _r("OB1-DOK-TITEL", "egenskaber[].titel", Laengde(1, 255), "Et dokument skal have en titel på højst 255 tegn.", "A dokument needs a title of at most 255 characters.",
       {f"{_E}.titel": FJERN}, holder={f"{_E}.titel": "t" * 255}),
    _r("OB1-DOK-FOELSOMHED", "egenskaber[].foelsomhed", Paakraevet(), "Et dokument skal have en følsomhed.", "A dokument needs a foelsomhed.", {f"{_E}.foelsomhed": FJERN}),
    _r("OB1-DOK-TYPE", "egenskaber[].dokumenttype", Paakraevet(), "Et dokument skal have en dokumenttype.", "A dokument needs a dokumenttype.", {f"{_E}.dokumenttype": FJERN}),
    _r("OB4-BREVDATO", "egenskaber[]", Hver(NaarSaa("dokumenttype", _INDGAAENDE, "brevDato")),
       "Et indgående brev skal have en brevdato.", "An incoming letter needs a brevDato.", {f"{_E}.dokumenttype": "Brev, indgaaende", f"{_E}.brevDato": FJERN},
       holder={f"{_E}.dokumenttype": "Brev, indgaaende", f"{_E}.brevDato": "2026-02-27"}),
    _r("OB4-BREVDATO-KUN", "egenskaber[]", Hver(Kun("brevDato", "dokumenttype", _INDGAAENDE)), "Kun et indgående brev har en brevdato; udelad den for andre dokumenttyper.",
       "Only an incoming letter has a brevDato; leave it out for other kinds of dokument.", {f"{_E}.dokumenttype": "Rapport", f"{_E}.brevDato": "2026-02-27"},
       holder={f"{_E}.dokumenttype": "Rapport", f"{_E}.brevDato": FJERN}),
    _r("DOK-BESKRIVELSE", "egenskaber[].beskrivelse", Laengde(0, 4096), "En beskrivelse har højst 4096 tegn.", "A description has at most 4096 characters.",
       {f"{_E}.beskrivelse": "x" * 4097}, lag=Lag.FORM, holder={f"{_E}.beskrivelse": "x" * 4096}),
    _r("DOK-KASSATION", "egenskaber[].kassationskode", Laengde(0, 50), "En kassationskode har højst 50 tegn.", "A kassationskode has at most 50 characters.", {f"{_E}.kassationskode": "x" * 51}, lag=Lag.FORM),
    _r("DOK-VERSION", "egenskaber[].versionIdentifikator", Interval(0, 2_000_000_000), "En version er et tal fra 0 og op.", "A version is a number from 0 upwards.", {f"{_E}.versionIdentifikator": -1}, lag=Lag.FORM),
    _r("DOK-UNDERVERSION", "egenskaber[].underversionIdentifikator", Interval(0, 2_000_000_000), "En underversion er et tal fra 0 og op.", "A subversion is a number from 0 upwards.",
       {f"{_E}.underversionIdentifikator": -1}, lag=Lag.FORM),
    _r("OB1-DOK-FREMDRIFT", "fremdrift[]", Antal(mindst=1), "Et dokument skal have en fremdrift.", "A dokument needs a fremdrift.", {"beskeddata.fremdrift": []}),
    _r("DOK-FREMDRIFT-OVERLAP", "fremdrift[]", IngenOverlap(), "Dokumentet har én fremdrift ad gangen: virkningerne må ikke overlappe.", "The dokument has one fremdrift at a time: their effects may not overlap.",
       lambda besked: besked["beskeddata"]["fremdrift"].append({**besked["beskeddata"]["fremdrift"][0], "status": "Fordelt"}), lag=Lag.BITEMPORALITET),
    _r("OB5-DOK-FREMDRIFT", "fremdrift[].virkning", Paakraevet(), "En fremdrift skal have en virkning.", "A fremdrift needs a virkning.", {"beskeddata.fremdrift[0].virkning": FJERN}),
    roller("OIO-DOK-AKTOERER", "dokument.Dokument", "aktoerer", AKTOERER, KILDE, BESKED, tilfoej("aktoerer", relation("UdlaantTil"))),
    *(_antal("aktoerer", rolle, kardinalitet) for rolle, kardinalitet in AKTOERER.items() if kardinalitet != "0..*"),
    indeks_unikt("DOK-AKTOER-INDEKS", "dokument.Dokument", "aktoerer", KILDE, BESKED, tilfoej("aktoerer", relation("AndreBehandlere", indeks="1"), relation("AndreBehandlere", indeks="1"))),
    reference("DOK-AKTOER-REFERENCE", "dokument.Dokument", "aktoerer", {**dict.fromkeys(AKTOERER, ER_DER), "Ejer": ER_EJER, "Ansvarlig": ER_ANSVARLIG},
              "Ejer er en organisation (UUID eller urn:oio:cvr-nr:), Ansvarlig en OrganisationEnhed (UUID); enhver aktør skal have en reference.",
              "Ejer is an organisation (UUID or urn:oio:cvr-nr:), Ansvarlig an OrganisationEnhed (UUID); every actor needs a reference.", KILDE, BESKED,
              tilfoej("aktoerer", {**relation("AndreBehandlere", indeks="9"), "reference": None})),
    roller("OIO-DOK-PARTER", "dokument.Dokument", "parter", PARTER, KILDE, BESKED, tilfoej("parter", relation("Ydelsesmodtager", "urn:oio:cvr-nr:12345678", fuldtNavn="Et Firma"))),
    _antal("parter", "PrimaerPart", "0..1", fuldtNavn="Et Firma ApS"),
    reference("DOK-PART-REFERENCE", "dokument.Dokument", "parter", dict.fromkeys(PARTER, er_urn(PARTSFORMER)),
              "En part angives som URN: cpr-nr, cvr-nr, pnr, us:personid, udk:borgerid eller fuldtnavn.",
              "A party is given as a URN: cpr-nr, cvr-nr, pnr, us:personid, udk:borgerid or fuldtnavn.", KILDE, BESKED,
              tilfoej("parter", relation("Part", indeks="1", fuldtNavn="Et Firma"))),
    roller("OIO-DOK-KLASSER", "dokument.Dokument", "klasser", {"PrimaerKlasse": "1"}, KILDE, BESKED, tilfoej("klasser", relation("Kontroltema"))),
    _antal("klasser", "PrimaerKlasse", "1"),
    _r("DOK-KLASSE-KODE", "klasser[]", EfterRolle(KLASSEKODER), "PrimaerKlasse har et KLE-emne NN.NN.NN i brugervendtNoegle.", "PrimaerKlasse has a KLE subject NN.NN.NN in brugervendtNoegle.",
       {"beskeddata.klasser[0].brugervendtNoegle": "ukendt"}, lag=Lag.IDENTIFIKATORER),
    roller("OIO-DOK-RELATIONER", "dokument.Dokument", "dokumentrelationer", RELATIONER, KILDE, BESKED, tilfoej("dokumentrelationer", relation("Oversag"))),
    _antal("dokumentrelationer", "NyRevision", "0..1"),
    reference("DOK-RELATION-REFERENCE", "dokument.Dokument", "dokumentrelationer", dict.fromkeys(RELATIONER, ER_UUID), "Et andet dokument eller en sag angives med sit UUID.",
              "Another dokument or a sag is given by its UUID.", KILDE, BESKED, tilfoej("dokumentrelationer", relation("Bilag", "urn:oio:kle:01.01.01", indeks="1"))),
    roller("OIO-DOK-SIKKERHED", "dokument.Dokument", "sikkerhedsprofiler", {"Adgang": "0..*"}, KILDE, BESKED, tilfoej("sikkerhedsprofiler", relation("Bilag"))),
    reference("DOK-SIKKERHED-REFERENCE", "dokument.Dokument", "sikkerhedsprofiler", {"Adgang": ER_UUID}, "En sikkerhedsprofil angives med sit UUID.", "An access profile is given by its UUID.",
              KILDE, BESKED, tilfoej("sikkerhedsprofiler", relation("Adgang", "urn:oio:kle:01.01.01"))),
    roller("OIO-DOK-ITSYSTEMER", "dokument.Dokument", "itSystemer", ITSYSTEMER, KILDE, BESKED, tilfoej("itSystemer", relation("Bilag", systemNavn="Et system"))),
    *(_antal("itSystemer", rolle, kardinalitet) for rolle, kardinalitet in ITSYSTEMER.items()),
    _r("DOK-VARIANT-VIRKNING", "varianter[].egenskaber[].virkning", Paakraevet(), "En variants egenskaber skal have en virkning.", "A variant's attributes need a virkning.",
       {"beskeddata.varianter": [{"varianttekst": "PDF", "egenskaber": [{"produktion": True}]}]}),
    _r("DOK-VARIANT-OVERLAP", "varianter[].egenskaber[]", IngenOverlap(), "En variant har ét sæt egenskaber ad gangen.", "A variant has one set of attributes at a time.",
       {"beskeddata.varianter": [{"varianttekst": "PDF", "egenskaber": [{"virkning": {"fra": {"tidsstempel": "2026-01-01T00:00:00Z"}}}] * 2}]}, lag=Lag.BITEMPORALITET),
    _r("DOK-DEL-VIRKNING", "varianter[].dele[].egenskaber[].virkning", Paakraevet(), "En dels egenskaber skal have en virkning.", "A part's attributes need a virkning.",
       {"beskeddata.varianter": [{"varianttekst": "PDF", "dele": [{"deltekst": "1", "egenskaber": [{"indeks": 1}]}]}]}),
)
