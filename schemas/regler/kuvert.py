"""Rules about the envelope and the types that every contract shares."""

# A table of rules, one entry each, reads better unwrapped:
# fmt: off

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from schemas.identifikatorer import er_sammenhaengende
from schemas.regler import raaxml
from schemas.regler.forhold import Foer, Sand
from schemas.regler.krav import Antal, Enaf, Foelges, Funktion, Hver, Laengde, Netop, Paakraevet
from schemas.regler.numre import CVR_URN, NormalUrn, UrnAf, UrnTal
from schemas.regler.regel import FJERN, IAvro, Lag, Maal, Regel, regelsaet
from schemas.regler.tidsord import SammeOejeblik

SAG: Final = "dk.faelleshub.sag.SagRegistreret"
FREMMED: Final = frozenset({"faelles.FremmedHaendelse"})
_FILTER: Final = "beskedkuvert.filtreringsdata"
_REGISTRERING: Final = f"{_FILTER}.objektRegistrering[0]"
_LEVERANCE: Final = "beskedkuvert.leveranceinformation"
_ET_CVR: Final = re.compile(f"{CVR_URN}.*", re.DOTALL)
"""What the number itself must be, ID-URN-TAL says."""
_VIRKNING: Final = "beskeddata.egenskaber[0].virkning"


def _uden(sti: str) -> dict[str, Any]:
    return {sti: FJERN}


def _original(unik_id: Any) -> Iterator[str]:
    if not er_sammenhaengende(unik_id):
        yield ".original"


REGLER: Final = regelsaet(
    Regel(
        "KUVERT-VERSION", "besked", "beskedVersion", Enaf(frozenset({"1.0"})),
        da="BeskedVersion skal være 1.0.", en="BeskedVersion must be 1.0.",
        kilde="Beskedkuvert 1.0", maal=Maal.SAMMENHAENGENDE, lag=Lag.FORM,
        besked=SAG, bryder={"beskedVersion": "9.9"},
    ),
    Regel(
        "KUVERT-BESKEDID", "besked", "beskedId.uuid", Paakraevet(),
        da="BeskedId skal være et UUID: det står i adresser, logge og kvitteringer, hvor intet personnummer må stå.",
        en="BeskedId must be a UUID: it stands in addresses, logs and receipts, where no personal number may stand.",
        kilde="standards: identifiers; løfte 10", maal=Maal.DRIFTSSTABILITET, lag=Lag.IDENTIFIKATORER,
        besked=SAG, bryder={"beskedId": {"urn": "urn:oio:kle:01.01.01"}},
    ),
    Regel(
        "KUVERT-UNIKID", "faelles.UnikId", "", Netop(("uuid", "urn")),
        da="En identifikator er enten et UUID eller en URN: sæt præcis ét af felterne uuid og urn.",
        en="An identifier is a UUID or a URN: set exactly one of the fields uuid and urn.",
        kilde="OIO SagDok 3.0, UnikId", maal=Maal.SAMMENHAENGENDE, lag=Lag.IDENTIFIKATORER,
        besked=SAG, bryder=IAvro({"beskedId.urn": "urn:oio:kle:01.01.01"}),
    ),
    Regel(
        "RA-25-ORIGINAL", "faelles.UnikId", "", Funktion(_original, naar="original"),
        da="original skal være afsenderens egen skrivemåde af den samme identifikator; ellers udelad feltet.",
        en="original must be the sender's own way of writing the same identifier; otherwise leave it out.",
        kilde="E:226, E:252", maal=Maal.FLERE_LEVERANDOERER, lag=Lag.IDENTIFIKATORER,
        besked=SAG, bryder=IAvro({"beskedId.original": "urn:oio:cvr-nr:11111111"}),
    ),
    Regel(
        "RA-25-URN", "faelles.UnikId", "", NormalUrn(),
        da="Skriv URN'en i sin normale form: små bogstaver i skema og navnerum, og urn:oio:cvr-nr:, urn:oio:cpr-nr:, urn:oio:pnr: … i stedet for de andre skrivemåder.",
        en="Write the URN in its normal form: lower case in scheme and namespace, and urn:oio:cvr-nr:, urn:oio:cpr-nr:, urn:oio:pnr: … instead of the other ways of writing them.",
        kilde="E:226, E:252", maal=Maal.FLERE_LEVERANDOERER, lag=Lag.IDENTIFIKATORER,
        besked=SAG, bryder=IAvro({f"{_REGISTRERING}.registreringsAktoer": {"uuid": None, "urn": "urn:oio:cvr:11111111", "original": None}}),
    ),
    Regel(
        "ID-URN-TAL", "faelles.UnikId", "", UrnTal(),
        da="Nummeret i URN'en har ikke den form, som URN'ens slags kræver: CVR 8 cifre med kontrolciffer, CPR 10 cifre, der begynder med en dato (modulus 11 kræves ikke), P-nummer og BFE 10 cifre, ESR kommunekode, bindestreg og 5-6 cifre.",
        en="The number in the URN has not the form that this kind of URN needs: CVR 8 digits with a check digit, CPR 10 digits that begin with a date (modulus 11 is not demanded), P number and BFE 10 digits, ESR kommunekode, hyphen and 5-6 digits.",
        kilde="standards: identifiers", maal=Maal.SAMMENHAENGENDE, lag=Lag.IDENTIFIKATORER,
        besked=SAG, bryder={f"{_REGISTRERING}.registreringsAktoer": {"uuid": None, "urn": "urn:oio:cvr-nr:12345679", "original": None}},
    ),
    Regel(
        "KUVERT-TIDSPUNKT", "faelles.Tidspunkt", "", Netop(("tidsstempel", "graense")),
        da="Et tidspunkt er enten et tidsstempel eller mærket for uendelig: sæt præcis ét af dem.",
        en="A point in time is a timestamp or the mark of infinity: set exactly one of them.",
        kilde="OIO SagDok 3.0, Tidspunkt", maal=Maal.SAMMENHAENGENDE, lag=Lag.IDENTIFIKATORER,
        besked=SAG, bryder=IAvro({f"{_LEVERANCE}.dannelsestidspunkt.graense": True}),
    ),
    Regel(
        "KUVERT-GRAENSE", "faelles.Tidspunkt", "graense", Sand(),
        da="graense er sand (uendelig) eller udeladt, aldrig falsk.", en="graense is true (infinite) or left out, never false.",
        kilde="OIO SagDok 3.0, Tidspunkt", maal=Maal.SAMMENHAENGENDE, lag=Lag.IDENTIFIKATORER,
        besked=SAG, bryder=IAvro({f"{_VIRKNING}.til": {"tidsstempel": None, "graense": False, "original": None}}),
        holder=IAvro({f"{_VIRKNING}.til": {"tidsstempel": None, "graense": True, "original": None}}),
    ),
    Regel(
        "RA-25-TIDSPUNKT", "faelles.Tidspunkt", "", SammeOejeblik(),
        da="original skal være afsenderens egen skrivemåde af det samme øjeblik; ellers udelad feltet.",
        en="original must be the sender's own way of writing the same instant; otherwise leave it out.",
        kilde="E:226, E:252", maal=Maal.FLERE_LEVERANDOERER, lag=Lag.IDENTIFIKATORER,
        besked=SAG, bryder=IAvro({f"{_LEVERANCE}.dannelsestidspunkt.original": "2031-01-01T00:00:00+01:00"}),
        holder=IAvro({f"{_LEVERANCE}.dannelsestidspunkt.original": "2026-03-02T08:15:00+01:00"}),
    ),
    Regel(
        "RA-08-KILDESYSTEM", "faelles.Leveranceinformation", "kildesystem", Paakraevet(),
        da="Sæt kildesystem: det it-system, hændelsen opstod i.", en="Set kildesystem: the it-system in which the event arose.",
        kilde="S:1084-1087", maal=Maal.SAMMENHAENGENDE, lag=Lag.FORPLIGTELSER,
        besked=SAG, bryder=_uden(f"{_LEVERANCE}.kildesystem"), undtagen=FREMMED,
    ),
    Regel(
        "RA-19", "faelles.Leveranceinformation", "transaktionsId", Paakraevet(),
        da="Sæt transaktionsId: kvitteringer bærer det tilbage, så afsenderen kan genkende dem.",
        en="Set transaktionsId: receipts carry it back, so that the sender can recognise them.",
        kilde="S:807-812", maal=Maal.DRIFTSSTABILITET, lag=Lag.FORPLIGTELSER,
        besked=SAG, bryder=_uden(f"{_LEVERANCE}.transaktionsId"), undtagen=FREMMED,
    ),
    Regel(
        "RA-08-REGISTRERING", "faelles.Filtreringsdata", "objektRegistrering[]", Antal(mindst=1),
        da="Beskeden skal have mindst én ObjektRegistrering, der siger, hvad der skete med hvilket objekt.",
        en="The message needs at least one ObjektRegistrering that says what happened to which object.",
        kilde="S:1084-1087", maal=Maal.SAMMENHAENGENDE, lag=Lag.FORPLIGTELSER,
        besked="dk.faelleshub.faelles.FremmedHaendelse", bryder={f"{_FILTER}.objektRegistrering": []},
    ),
    Regel(
        "RA-08-MYNDIGHED", "faelles.ObjektRegistrering", "objektAnsvarligMyndighed", Paakraevet(),
        da="Sæt objektAnsvarligMyndighed: den myndighed, der har ansvaret for objektet, som urn:oio:cvr-nr:NNNNNNNN.",
        en="Set objektAnsvarligMyndighed: the authority that answers for the object, as urn:oio:cvr-nr:NNNNNNNN.",
        kilde="S:1084-1087", maal=Maal.SAMMENHAENGENDE, lag=Lag.FORPLIGTELSER,
        besked="dk.faelleshub.faelles.FremmedHaendelse", bryder=_uden(f"{_REGISTRERING}.objektAnsvarligMyndighed"),
    ),
    Regel(
        "KUVERT-MYNDIGHED-CVR", "faelles.ObjektRegistrering", "objektAnsvarligMyndighed", UrnAf(_ET_CVR),
        da="objektAnsvarligMyndighed angives som urn:oio:cvr-nr:NNNNNNNN.", en="objektAnsvarligMyndighed is given as urn:oio:cvr-nr:NNNNNNNN.",
        kilde="Beskedfordeler, regel 3", maal=Maal.SAMMENHAENGENDE, lag=Lag.IDENTIFIKATORER,
        besked="dk.faelleshub.faelles.FremmedHaendelse",
        bryder={f"{_REGISTRERING}.objektAnsvarligMyndighed": {"uuid": "3f6b7d0c-9a51-4a0e-8c57-0a2d7e5b1c44", "urn": None, "original": None}},
    ),
    Regel(
        "RA-08-TIDSPUNKT", "faelles.ObjektRegistrering", "registreringstidspunkt", Paakraevet(),
        da="Sæt registreringstidspunkt: hvornår kilden registrerede.", en="Set registreringstidspunkt: when the source registered.",
        kilde="S:1084-1087", maal=Maal.SAMMENHAENGENDE, lag=Lag.FORPLIGTELSER,
        besked=SAG, bryder=_uden(f"{_REGISTRERING}.registreringstidspunkt"),
    ),
    Regel(
        "RA-24-TIDSPUNKT", "faelles.ObjektRegistrering", "registreringstidspunkt.tidsstempel", Paakraevet(),
        da="registreringstidspunkt er et tidsstempel, aldrig uendeligt.", en="registreringstidspunkt is a timestamp, never infinite.",
        kilde="S:2097", maal=Maal.SAMMENHAENGENDE, lag=Lag.BITEMPORALITET,
        besked=SAG, bryder={f"{_REGISTRERING}.registreringstidspunkt": {"tidsstempel": None, "graense": True, "original": None}},
    ),
    Regel(
        "TILLADT-CVR", "faelles.Filtreringsdata", "tilladtModtager[]", Hver(UrnAf(_ET_CVR)),
        da="tilladtModtager nævner myndigheder som urn:oio:cvr-nr:NNNNNNNN.", en="tilladtModtager names authorities as urn:oio:cvr-nr:NNNNNNNN.",
        kilde="Beskedfordeler, regel 2", maal=Maal.SAMMENHAENGENDE, lag=Lag.IDENTIFIKATORER,
        besked=SAG, bryder={f"{_FILTER}.tilladtModtager": [{"uuid": None, "urn": "urn:oio:kle:01.01.01", "original": None}]},
        holder={f"{_FILTER}.tilladtModtager": [{"uuid": None, "urn": "urn:oio:cvr-nr:12345678", "original": None}]},
    ),
    Regel(
        "KUVERT-GYLDIGHED", "faelles.Beskedkuvert", "", Foer("gyldighedFra.tidsstempel", "gyldighedTil.tidsstempel", "gyldighedTil"),
        da="gyldighedTil skal være efter gyldighedFra.", en="gyldighedTil must be after gyldighedFra.",
        kilde="Beskedkuvert 1.0", maal=Maal.SAMMENHAENGENDE, lag=Lag.BITEMPORALITET,
        besked=SAG,
        bryder={"beskedkuvert.gyldighedFra": {"tidsstempel": "2026-03-02T00:00:00Z"}, "beskedkuvert.gyldighedTil": {"tidsstempel": "2026-03-01T00:00:00Z"}},
        holder={"beskedkuvert.gyldighedFra": {"tidsstempel": "2026-03-01T00:00:00Z"}, "beskedkuvert.gyldighedTil": {"tidsstempel": "2026-03-02T00:00:00Z"}},
    ),
    *raaxml.REGLER,
    Regel(
        "OB5-VIRKNING-FRA", "faelles.Virkning", "fra", Paakraevet(),
        da="En virkning skal sige fra hvornår.", en="An effect must say from when.",
        kilde="OIO SagDok 3.0, OB5", maal=Maal.SAMMENHAENGENDE, lag=Lag.FORPLIGTELSER,
        besked=SAG, bryder=_uden(f"{_VIRKNING}.fra"),
    ),
    Regel(
        "VIRKNING-FRA-ENDELIG", "faelles.Virkning", "fra.tidsstempel", Paakraevet(),
        da="En virknings fra-tidspunkt er aldrig uendeligt.", en="An effect's from time is never infinite.",
        kilde="OIO SagDok 3.0, Virkning", maal=Maal.SAMMENHAENGENDE, lag=Lag.BITEMPORALITET,
        besked=SAG, bryder={f"{_VIRKNING}.fra": {"tidsstempel": None, "graense": True, "original": None}},
    ),
    Regel(
        "VIRKNING-INTERVAL", "faelles.Virkning", "", Foer("fra.tidsstempel", "til.tidsstempel", "til"),
        da="En virkning går fra (inklusive) til (eksklusive): til skal være senere end fra.",
        en="An effect runs from (inclusive) to (exclusive): to must be later than from.",
        kilde="OIO SagDok 3.0, Virkning", maal=Maal.SAMMENHAENGENDE, lag=Lag.BITEMPORALITET,
        besked=SAG, bryder={f"{_VIRKNING}.fra": {"tidsstempel": "2026-03-01T00:00:00Z"}, f"{_VIRKNING}.til": {"tidsstempel": "2026-03-01T00:00:00Z"}},
        holder={f"{_VIRKNING}.fra": {"tidsstempel": "2026-03-01T00:00:00Z"}, f"{_VIRKNING}.til": {"tidsstempel": "2026-03-01T00:00:00.000001Z"}},
    ),
    Regel(
        "VIRKNING-NOTE", "faelles.Virkning", "noteTekst", Laengde(0, 1024),
        da="En note til en virkning har højst 1024 tegn.", en="A note on an effect has at most 1024 characters.",
        kilde="OIO SagDok 3.0, NoteTekst", maal=Maal.SAMMENHAENGENDE, lag=Lag.FORM,
        besked=SAG, bryder={f"{_VIRKNING}.noteTekst": "n" * 1025}, holder={f"{_VIRKNING}.noteTekst": "n" * 1024},
    ),
    Regel(
        "REGISTRERING-NOTE", "faelles.Registrering", "noteTekst", Laengde(0, 1024),
        da="En note til en registrering har højst 1024 tegn.", en="A note on a registration has at most 1024 characters.",
        kilde="OIO SagDok 3.0, NoteTekst", maal=Maal.SAMMENHAENGENDE, lag=Lag.FORM,
        besked=SAG, bryder={"beskeddata.registrering.noteTekst": "n" * 1025}, holder={"beskeddata.registrering.noteTekst": "n" * 1024},
    ),
    Regel(
        "OB2-TIDSPUNKT", "faelles.Registrering", "tidspunkt", Paakraevet(),
        da="En registrering skal sige, hvornår den er foretaget.", en="A registration must say when it was made.",
        kilde="OIO SagDok 3.0, OB2", maal=Maal.SAMMENHAENGENDE, lag=Lag.FORPLIGTELSER,
        besked=SAG, bryder=_uden("beskeddata.registrering.tidspunkt"),
    ),
    Regel(
        "OB2-TIDSPUNKT-ENDELIG", "faelles.Registrering", "tidspunkt.tidsstempel", Paakraevet(),
        da="En registrerings tidspunkt er et tidsstempel, aldrig uendeligt.", en="A registration's time is a timestamp, never infinite.",
        kilde="OIO SagDok 3.0, OB2", maal=Maal.SAMMENHAENGENDE, lag=Lag.BITEMPORALITET,
        besked=SAG, bryder={"beskeddata.registrering.tidspunkt": {"tidsstempel": None, "graense": True, "original": None}},
    ),
    Regel(
        "OB1-LIVSCYKLUS", "faelles.Registrering", "livscyklusKode", Paakraevet(),
        da="En registrering skal have en livscykluskode.", en="A registration needs a livscyklusKode.",
        kilde="OIO SagDok 3.0, OB1", maal=Maal.SAMMENHAENGENDE, lag=Lag.FORPLIGTELSER,
        besked=SAG, bryder=_uden("beskeddata.registrering.livscyklusKode"),
    ),
    Regel(
        "OB4-OFFENTLIGHED", "faelles.OffentlighedUndtaget", "", Foelges(("titelAlternativTekst", "hjemmelTekst")),
        da="Er en oplysning undtaget fra offentligheden, skal både alternativ titel og hjemmel være sat.",
        en="Where something is kept from the public, both the alternative title and the legal basis are set.",
        kilde="OIO SagDok 3.0, OB4", maal=Maal.SAMMENHAENGENDE, lag=Lag.FORPLIGTELSER,
        besked=SAG, bryder={"beskeddata.egenskaber[0].offentlighedUndtaget": {"titelAlternativTekst": "Lukket", "hjemmelTekst": None}},
        holder={"beskeddata.egenskaber[0].offentlighedUndtaget": {"titelAlternativTekst": "Lukket", "hjemmelTekst": "Offentlighedsloven § 30"}},
    ),
    Regel(
        "OFFENTLIGHED-TITEL", "faelles.OffentlighedUndtaget", "titelAlternativTekst", Laengde(0, 255),
        da="En alternativ titel har højst 255 tegn.", en="An alternative title has at most 255 characters.",
        kilde="OIO SagDok 3.0", maal=Maal.SAMMENHAENGENDE, lag=Lag.FORM,
        besked=SAG, bryder={"beskeddata.egenskaber[0].offentlighedUndtaget": {"titelAlternativTekst": "t" * 256, "hjemmelTekst": "Lov"}},
    ),
    Regel(
        "OFFENTLIGHED-HJEMMEL", "faelles.OffentlighedUndtaget", "hjemmelTekst", Laengde(0, 1024),
        da="En hjemmel har højst 1024 tegn.", en="A legal basis has at most 1024 characters.",
        kilde="OIO SagDok 3.0", maal=Maal.SAMMENHAENGENDE, lag=Lag.FORM,
        besked=SAG, bryder={"beskeddata.egenskaber[0].offentlighedUndtaget": {"titelAlternativTekst": "T", "hjemmelTekst": "h" * 1025}},
    ),
)
