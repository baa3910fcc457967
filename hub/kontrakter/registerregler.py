"""Rules that need to know the sender, its agreements or the past: what the content alone cannot tell.

Declared like the content rules, with id, goal, source and words; judged by the modules beside this one.
"""

# A table of rules, one entry each, reads better unwrapped:
# fmt: off

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from schemas.codec import Ulaeselig
from schemas.regler.regel import Aarsag, Lag, Maal


@dataclass(frozen=True, slots=True)
class Registerregel:
    """A rule whose predicate is a function of the register or the history.

    `sti` is where it points; `{}` in it stands for the number of the item.
    """

    id: str
    kode: str
    sti: str
    maal: Maal
    lag: Lag
    kilde: str
    da: str
    en: str

    def aarsag(self, nummer: int = 0) -> Aarsag:
        """The reason that this rule is broken, by item `nummer` where its path counts items."""
        return Aarsag(self.id, self.kode, self.sti.format(nummer), self.da, self.en, self.maal.value)


_F: Final = "beskedkuvert.filtreringsdata"
_R: Final = f"{_F}.objektRegistrering[{{}}]"

UKENDT_SYSTEM: Final = Registerregel("RA-01", "SYSTEM-UKENDT", "", Maal.DRIFTSSTABILITET, Lag.TRAAD, "S:640-644",
    "Afsendersystemet er ikke registreret på hubben eller er afsluttet. Bed administratoren oprette det.",
    "The sending system is not registered with the hub, or has ended. Ask the administrator to create it.")
SYSTEM_PAUSE: Final = Registerregel("RA-01", "SYSTEM-PAUSE", "", Maal.DRIFTSSTABILITET, Lag.TRAAD, "S:640-644",
    "Systemet er sat på pause og kan ikke sende imens. Bed administratoren åbne det igen, og send så beskeden på ny.",
    "The system is paused and cannot send meanwhile. Ask the administrator to open it again, then send the message anew.")
UKENDT_BESKEDTYPE: Final = Registerregel("RA-02", "BESKEDTYPE-UKENDT", f"{_F}.beskedtype", Maal.GENBRUG, Lag.TRAAD, "S:634-638",
    "Beskedtypen står ikke i servicekataloget for dette skema. Brug skemaets egen beskedtype, eller bind den fremmede beskedtype i hubbens opsætning.",
    "The beskedtype is not in the service catalogue for this schema. Use the schema's own beskedtype, or bind the foreign one in the hub's configuration.")
SKEMATILSTAND: Final = Registerregel("RA-03", "SKEMA-TILSTAND", "", Maal.FORANDRINGSROBUST, Lag.TRAAD, "S:586, E:246",
    "Skemaversionen er ikke blåstemplet. I produktion passerer kun blåstemplede versioner; brug en blåstemplet version, eller send til et testmiljø.",
    "This schema version is not approved (blåstemplet). Only approved versions pass in production; use one, or send to a test environment.")
TESTCVR_MYNDIGHED: Final = Registerregel("TESTCVR", "TESTCVR-MYNDIGHED", f"{_R}.objektAnsvarligMyndighed", Maal.DRIFTSSTABILITET, Lag.IDENTIFIKATORER, "standards: identifiers, CVR",
    "objektAnsvarligMyndighed er et af testens CVR-numre, som ingen myndighed har. I produktion skal her stå myndighedens eget; send prøver til et testmiljø.",
    "objektAnsvarligMyndighed is one of the test CVR numbers, which no authority has. In production this must be the authority's own; send trials to a test environment.")
TESTCVR_MODTAGER: Final = Registerregel("TESTCVR", "TESTCVR-MODTAGER", f"{_F}.tilladtModtager[{{}}]", Maal.DRIFTSSTABILITET, Lag.IDENTIFIKATORER, "standards: identifiers, CVR",
    "tilladtModtager nævner et af testens CVR-numre, som ingen myndighed har. Fjern det, eller send prøver til et testmiljø.",
    "tilladtModtager names one of the test CVR numbers, which no authority has. Take it out, or send trials to a test environment.")
UDLOEBET: Final = Registerregel("GYLDIGHED", "UDLOEBET", "beskedkuvert.gyldighedTil", Maal.DRIFTSSTABILITET, Lag.BITEMPORALITET, "Beskedkuvert 1.0, GyldighedTil",
    "Beskedens gyldighedTil er passeret. Send en ny besked, hvis hændelsen stadig gælder.",
    "The message's gyldighedTil has passed. Send a new message if the event still holds.")
LIVSCYKLUS: Final = Registerregel("OIO-LIVSCYKLUS", "OVERGANG", "beskeddata.registrering.livscyklusKode", Maal.SAMMENHAENGENDE, Lag.BITEMPORALITET, "OIO SagDok 3.0, LivscyklusKode",
    "Objektets livscyklus kan ikke gå fra den seneste registrering til denne kode. Et nyt objekt begynder med Opstaaet eller Importeret; et kendt rettes med Rettet, Passiveret eller Slettet.",
    "The object's life cycle cannot go from its last registration to this code. A new object begins with Opstaaet or Importeret; a known one goes on with Rettet, Passiveret or Slettet.")
AFTALE_BESKEDTYPE: Final = Registerregel("AFTALE", "AFTALE-BESKEDTYPE", f"{_F}.beskedtype", Maal.DRIFTSSTABILITET, Lag.AFTALE, "Beskedfordeler, regel 1",
    "Afsenderen har ingen serviceaftale om at sende denne beskedtype. Bed myndigheden om en aftale.",
    "The sender has no serviceaftale to send this beskedtype. Ask the authority for one.")
AFTALE_PERIODE: Final = Registerregel("AFTALE", "AFTALE-PERIODE", f"{_F}.beskedtype", Maal.DRIFTSSTABILITET, Lag.AFTALE, "Beskedfordeler, regel 1",
    "Serviceaftalen om denne beskedtype gælder ikke nu. Se dens gyldighedsperiode og tilstand, eller bed om en ny.",
    "The serviceaftale on this beskedtype does not hold now. See its period and state, or ask for a new one.")
AFTALE_KLE: Final = Registerregel("AFTALE", "AFTALE-KLE", f"{_F}.objektRegistrering[].opgaveEmne", Maal.DRIFTSSTABILITET, Lag.AFTALE, "Beskedfordeler, regel 1",
    "KLE-emnet ligger uden for serviceaftalen. Ret opgaveEmne, eller få aftalen udvidet.",
    "The KLE subject lies outside the serviceaftale. Mend opgaveEmne, or have the agreement widened.")
AFTALE_FOELSOMHED: Final = Registerregel("AFTALE", "AFTALE-FOELSOMHED", "beskedkuvert.leveranceinformation.sikkerhedsklassificering", Maal.DRIFTSSTABILITET, Lag.AFTALE, "Beskedfordeler, regel 1",
    "Beskeden er mere følsom, end serviceaftalen omfatter. Få aftalen udvidet.",
    "The message is more sensitive than the serviceaftale covers. Have the agreement widened.")
TILLADT_MODTAGER: Final = Registerregel("TILLADT-MODTAGER", "TILLADT-V1", f"{_F}.tilladtModtager[{{}}]", Maal.DRIFTSSTABILITET, Lag.AFTALE, "Beskedfordeler, regel 2",
    "tilladtModtager nævner en myndighed uden for serviceaftalen. Fjern den, eller få aftalen udvidet.",
    "tilladtModtager names an authority outside the serviceaftale. Take it out, or have the agreement widened.")
MYNDIGHED: Final = Registerregel("MYNDIGHED", "MYNDIGHED-AFSENDER", f"{_R}.objektAnsvarligMyndighed", Maal.DRIFTSSTABILITET, Lag.MYNDIGHED, "Beskedfordeler, regel 3",
    "Afsenderen må ikke sende på vegne af denne objektAnsvarligMyndighed. Kun en myndighed i serviceaftalen kan stå her.",
    "The sender may not send on behalf of this objektAnsvarligMyndighed. Only an authority of the serviceaftale can stand here.")
MASTER: Final = Registerregel("RA-07", "MASTER", f"{_R}.objektId", Maal.FLERE_LEVERANDOERER, Lag.SEKVENS, "S:2032",
    "Objektet har et andet mastersystem; kun det må ændre objektet. Send ændringen til masteren, eller registrér dette system som dens afløser.",
    "The object has another master system, which alone may change it. Send the change to the master, or register this system as its successor.")
FORAELDET: Final = Registerregel("RA-24", "FORAELDET", f"{_R}.registreringstidspunkt", Maal.SAMMENHAENGENDE, Lag.SEKVENS, "S:2097",
    "Registreringen er ældre end den seneste om samme objekt. Hent objektets nyeste tilstand, og registrér på ny.",
    "The registration is older than the newest one of the same object. Fetch the object's newest state and register anew.")
FREMTID: Final = Registerregel("RA-24", "FREMTID", f"{_R}.registreringstidspunkt", Maal.SAMMENHAENGENDE, Lag.SEKVENS, "S:2097",
    "registreringstidspunkt ligger mere end 24 timer efter hubbens ur; enhver senere registrering af objektet ville være ældre. Ret kildens ur, eller send, når registreringen er sket.",
    "registreringstidspunkt lies more than 24 hours after the hub's clock; every later registration of the object would be older. Mend the source's clock, or send once it is registered.")
ANDET_INDHOLD: Final = Registerregel("BESKEDID", "BESKEDID-GENBRUGT", "beskedId", Maal.DRIFTSSTABILITET, Lag.SEKVENS, "Beskedfordeler, regel 4",
    "En anden besked med dette BeskedId er allerede modtaget. Giv hver besked sit eget BeskedId.",
    "Another message with this BeskedId was received before. Give each message its own BeskedId.")

TRAADREGLER: Final = (
    Registerregel("RA-04", "RAMME", "@{}", Maal.FLERE_LEVERANDOERER, Lag.TRAAD, "S:547-552",
        "Beskeden begynder med 0x00 og et skema-id på fire bytes. Pak den i Confluents trådformat.",
        "The message begins with 0x00 and a four-byte schema id. Frame it in the Confluent wire format."),
    Registerregel("RA-01", "SKEMA_ID", "@{}", Maal.DRIFTSSTABILITET, Lag.TRAAD, "S:640-644",
        "Skema-id'et er registreret. Brug id'et fra servicekataloget.", "The schema id is registered. Use the id from the service catalogue."),
    Registerregel("RA-04", "AVRO", "@{}", Maal.FLERE_LEVERANDOERER, Lag.FORM, "S:547-552",
        "Beskeden kan læses med det skema, som id'et siger. Årsagen nævner feltet og den byte, hvor den brød sammen.",
        "The message can be read with the schema that its id names. The reason tells the field and the byte where it broke."),
    Registerregel("RA-04", "RESTBYTES", "@{}", Maal.FLERE_LEVERANDOERER, Lag.FORM, "S:547-552",
        "Der er ingen bytes efter beskedens sidste felt. Send præcis én post pr. besked.",
        "There are no bytes after the message's last field. Send exactly one record per message."),
)
"""What the codec judges; its own words, with the place, go into the reason."""

REGISTERREGLER: Final = (UKENDT_SYSTEM, SYSTEM_PAUSE, UKENDT_BESKEDTYPE, SKEMATILSTAND, TESTCVR_MYNDIGHED, TESTCVR_MODTAGER, UDLOEBET, LIVSCYKLUS,
                         AFTALE_BESKEDTYPE, AFTALE_PERIODE, AFTALE_KLE, AFTALE_FOELSOMHED, TILLADT_MODTAGER, MYNDIGHED, MASTER, FORAELDET, FREMTID,
                         ANDET_INDHOLD)

LAG: Final = {regel.kode: regel.lag for regel in (*TRAADREGLER, *REGISTERREGLER)}
"""The layer of each of these reasons, by its code."""


_EFTER_KODE: Final = {regel.kode: regel for regel in TRAADREGLER}


def ulaeselig_aarsag(fejl: Ulaeselig) -> Aarsag:
    """The reason for a message that cannot be read; its path ends with the byte where it broke."""
    regel = _EFTER_KODE[fejl.kode]
    sted = f"{fejl.sti}{regel.sti.format(fejl.position)}"
    return Aarsag(regel.id, fejl.kode, sted, f"{fejl.da} (Byte {fejl.position}.)", f"{fejl.en} (Byte {fejl.position}.)", regel.maal.value)
