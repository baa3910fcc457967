"""Rules of the citizen events and of the small types that they share."""

# A table of rules, one entry each, reads better unwrapped:
# fmt: off

from __future__ import annotations

from typing import Any, Final

from schemas.identifikatorer import MOENSTER
from schemas.regler.forhold import Felt, Foer, MindstEn, Naar
from schemas.regler.krav import Antal, Interval, Laengde, Moenster, NaarSaa, Netop
from schemas.regler.regel import FJERN, Lag, Maal, Regel, regelsaet

_ENHVER_SUM: Final = 10**13
"""No payment of a kommune comes near this many øre."""


def _r(id_: str, type_: str, sti: str, krav: Any, da: str, en: str, kilde: str, besked: str, bryder: Any, *, lag: Lag = Lag.FORPLIGTELSER, holder: Any = None) -> Regel:
    return Regel(id_, type_, sti, krav, da, en, kilde, Maal.SAMMENHAENGENDE, lag, f"dk.faelleshub.{besked}", bryder, holder or {})


REGLER: Final = regelsaet(
    _r("PERIODE-INTERVAL", "faelles.Periode", "", Foer("fra", "til", "til"), "En periode går fra (inklusive) til (eksklusive): til skal være senere end fra.",
       "A period runs from (inclusive) to (exclusive): to must be later than from.", "OIO, intervaller", "ydelse.Sygemelding",
       {"beskeddata.fravaersperiode": {"fra": "2026-03-02", "til": "2026-03-02"}}, lag=Lag.BITEMPORALITET, holder={"beskeddata.fravaersperiode": {"fra": "2026-03-02", "til": "2026-03-03"}}),
    _r("PART-EN", "faelles.Part", "", Netop(("person", "virksomhed")), "En part er enten en person eller en virksomhed: sæt præcis én af dem.", "A party is a person or a company: set exactly one.",
       "Fælleshub, Part", "ydelse.Udbetaling", {"beskeddata.ydelsesmodtager": {"person": None, "virksomhed": None}}),
    _r("BELOEB-GRAENSE", "faelles.Beloeb", "oere", Interval(-_ENHVER_SUM, _ENHVER_SUM), "Beløbet er i hele øre; det angivne er større end nogen udbetaling: se, om det er ganget med 100 to gange.",
       "The amount is in whole øre; this one is beyond any payment: see whether it was multiplied by 100 twice.", "Fælleshub, Beloeb", "ydelse.Udbetaling", {"beskeddata.beloeb.oere": 10**13 + 1}, lag=Lag.FORM),
    _r("EJENDOM-ANGIVET", "faelles.Ejendom", "", MindstEn(("bfe", "esr", "adresse")), "En ejendom skal have BFE-nummer, ESR-nummer eller adresse.", "A property needs a BFE number, an ESR number or an address.",
       "Fælleshub, Ejendom", "byggeri.Byggeansoegning", {"beskeddata.ejendom": {"bfe": None, "esr": None, "adresse": None}}),
    _r("ADRESSE-POSTNUMMER", "faelles.Adresse", "", Naar("landekode", frozenset({"DK"}), Felt("postnummer", Moenster(MOENSTER["dansk-postnummer"]))), "En adresse i Danmark (landekode DK) har et postnummer på fire cifre.",
       "An address in Denmark (landekode DK) has a postnummer of four digits.", "standards: identifiers", "borger.Flytning", {"beskeddata.fraAdresse.postnummer": "850"}, lag=Lag.IDENTIFIKATORER,
       holder={"beskeddata.fraAdresse.postnummer": "SW1A 1AA", "beskeddata.fraAdresse.landekode": "GB"}),
    _r("PERSON-NAVN", "faelles.Person", "navn", Laengde(0, 255), "Et navn har højst 255 tegn.", "A name has at most 255 characters.", "Fælleshub, Person", "borger.Flytning",
       {"beskeddata.anmelder.navn": "n" * 256}, lag=Lag.FORM),
    _r("FIL-STOERRELSE", "faelles.Filreference", "stoerrelse", Interval(1, 2**40), "En fil er på mindst én byte og højst 1 TB.", "A file has at least one byte and at most 1 TB.", "Fælleshub, Filreference",
       "byggeri.Byggeansoegning", {"beskeddata.bilag": [{"filId": "0c2e14b9-d132-47c4-949e-e900dc55cc33", "filnavn": "plan.pdf", "mimetype": "application/pdf", "stoerrelse": 0, "sha256": "0" * 64}]}, lag=Lag.FORM),
    _r("FIL-NAVN", "faelles.Filreference", "filnavn", Moenster(MOENSTER["sikkert-filnavn"]), 'Et filnavn er 1-255 tegn uden sti og uden < > : " / \\ | ? *.', 'A file name is 1-255 characters without path and without < > : " / \\ | ? *.',
       "MeMo 1.2, filename", "byggeri.Byggeansoegning",
       {"beskeddata.bilag": [{"filId": "0c2e14b9-d132-47c4-949e-e900dc55cc33", "filnavn": "../plan.pdf", "mimetype": "application/pdf", "stoerrelse": 1, "sha256": "0" * 64}]}, lag=Lag.FORM),
    _r("FLYTNING-PERSONER", "borger.FlytningData", "flyttere[]", Antal(mindst=1), "En flytning skal nævne mindst én, der flytter.", "A move names at least one person who moves.", "Flytning", "borger.Flytning",
       {"beskeddata.flyttere": []}),
    _r("OPSKRIVNING-OENSKER", "dagtilbud.OpskrivningData", "institutionsoensker[]", Antal(hoejst=50), "En opskrivning har højst 50 institutionsønsker.", "An entry has at most 50 wishes for institutions.",
       "Dagtilbudsloven", "dagtilbud.Opskrivning", lambda besked: besked["beskeddata"].update(institutionsoensker=besked["beskeddata"]["institutionsoensker"][:1] * 51)),
    _r("PLADSTILBUD-FRIST", "dagtilbud.PladstilbudData", "", Foer("svarfrist", "startdato", "svarfrist", lige=True), "Svarfristen skal ligge senest på startdatoen.", "The answer is due on the starting date at the latest.", "Dagtilbudsloven",
       "dagtilbud.Pladstilbud", {"beskeddata.svarfrist": "2099-01-01"}, lag=Lag.BITEMPORALITET),
    _r("MANGEL-MINDST-EN", "byggeri.MangelmeddelelseData", "mangler[]", Antal(mindst=1), "En mangelmeddelelse skal nævne mindst én mangel.", "A notice names at least one thing that is lacking.", "Byggeloven",
       "byggeri.Mangelmeddelelse", {"beskeddata.mangler": []}),
    _r("BYGGEAFGOERELSE-KLAGEFRIST", "byggeri.ByggeafgoerelseData", "", Foer("afgoerelsesdato", "klagefrist", "klagefrist", lige=True), "Klagefristen kan ikke ligge før afgørelsen.", "The deadline for appeal cannot be before the decision.", "Byggeloven",
       "byggeri.Byggeafgoerelse", {"beskeddata.klagefrist": "1999-01-01"}, lag=Lag.BITEMPORALITET),
    _r("REFUSION-LOEN", "ydelse.RefusionsanmodningData", "udbetaltLoen.oere", Interval(0, 2**63 - 1), "Udbetalt løn kan ikke være negativ.", "Wages paid cannot be negative.", "Sygedagpengeloven", "ydelse.Refusionsanmodning",
       {"beskeddata.udbetaltLoen.oere": -1}),
    _r("REFUSION-FRAVAER", "ydelse.RefusionsanmodningData", "fravaerMinutter", Interval(1, 527_040), "Fraværet er i minutter: mindst 1, højst et år.", "Absence is in minutes: at least 1, at most a year.", "Sygedagpengeloven",
       "ydelse.Refusionsanmodning", {"beskeddata.fravaerMinutter": 0}, lag=Lag.FORM),
    _r("BEVILLING-BELOEB", "ydelse.BevillingData", "", NaarSaa("afgoerelse", frozenset({"Imoedekommet", "DelvistImoedekommet"}), "beloeb"), "En bevilling, der imødekommer, skal have et beløb.", "A grant that was allowed needs an amount.", "Ydelsesindeks, Bevilling", "ydelse.Bevilling",
       {"beskeddata.beloeb": FJERN}),
    _r("POST-TITEL", "post.PostAnmodningData", "titel", Laengde(1, 256), "Post skal have en titel på 1-256 tegn.", "Post needs a title of 1-256 characters.", "MeMo 1.2, label", "post.PostAnmodning", {"beskeddata.titel": ""}),
)
