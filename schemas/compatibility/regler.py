"""Every rule that two versions can break, declared once: how much it weighs, and its words in Danish and English.

In the texts `L` is the version that reads and `S` the one that writes; `l` and `s` are what each of them has. The page
`docs/kompatibilitet.md` lists the rules; a test holds the two together.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final


class Alvor(enum.Enum):
    """How much a difference weighs."""

    UFORENELIG = "uforenelig"
    """There is a message of the writer that the reader cannot read."""
    BETYDNING = "betydning"
    """Every message can be read, but some mean something else to the reader, or to some readers."""
    NOTE = "note"
    """Worth knowing; nothing is lost that Avro's evolution does not mean to lose."""


@dataclass(frozen=True, slots=True)
class Regel:
    """A rule: `avro` is the word that schema registries use for it, where they have one."""

    id: str
    alvor: Alvor
    da: str
    en: str
    ret_da: str
    ret_en: str
    avro: str = ""


def _regler(*regler: Regel) -> dict[str, Regel]:
    return {regel.id: regel for regel in regler}


REGLER: Final = _regler(
    Regel(
        "TYPE",
        Alvor.UFORENELIG,
        "{L} læser {l}, hvor {S} skriver {s}.",
        "{L} reads {l} where {S} writes {s}.",
        "Behold typen, udvid den (int → long → float → double), eller tilføj et nyt felt med default ved siden af.",
        "Keep the type, widen it (int → long → float → double), or add a new field with a default beside it.",
        "TYPE_MISMATCH",
    ),
    Regel(
        "NAVN",
        Alvor.UFORENELIG,
        "{L} kalder typen {l}, og {S} kalder den {s}.",
        "{L} calls the type {l}, and {S} calls it {s}.",
        "Behold navnet, eller giv den læsende type det andet navn som alias.",
        "Keep the name, or give the reading type the other name as an alias.",
        "NAME_MISMATCH",
    ),
    Regel(
        "FIXED-STOERRELSE",
        Alvor.UFORENELIG,
        "{L} læser {l} bytes, hvor {S} skriver {s}.",
        "{L} reads {l} bytes where {S} writes {s}.",
        "Behold størrelsen; en anden størrelse er en anden type med et andet navn, i et nyt felt.",
        "Keep the size; another size is another type with another name, in a new field.",
        "FIXED_SIZE_MISMATCH",
    ),
    Regel(
        "ENUM-SYMBOL",
        Alvor.UFORENELIG,
        "{S} kan skrive {mangler}, som {L} ikke kender, og enumerationen har ingen default.",
        "{S} may write {mangler}, which {L} does not know, and the enum has no default.",
        "Behold symbolet, eller giv den læsende enumeration en default, før symbolerne ændres.",
        "Keep the symbol, or give the reading enum a default before its symbols change.",
        "MISSING_ENUM_SYMBOLS",
    ),
    Regel(
        "DEFAULT-MANGLER",
        Alvor.UFORENELIG,
        "{L} kræver feltet {navn}, som {S} ikke skriver, og feltet har ingen default.",
        "{L} wants the field {navn}, which {S} does not write, and the field has no default.",
        "Giv feltet en default, eller et alias, hvis det hed noget andet.",
        "Give the field a default, or an alias if it had another name.",
        "READER_FIELD_MISSING_DEFAULT_VALUE",
    ),
    Regel(
        "UNION-GREN",
        Alvor.UFORENELIG,
        "{S} kan skrive {s}, og ingen gren hos {L} ({l}) tager imod det.",
        "{S} may write {s}, and no branch of {L} ({l}) takes it.",
        "Behold grenen, eller lad den læsende union få den først, i en version, som alle har taget i brug.",
        "Keep the branch, or let the reading union have it first, in a version that everybody uses.",
        "MISSING_UNION_BRANCH",
    ),
    Regel(
        "FELT-TVETYDIGT",
        Alvor.UFORENELIG,
        "Feltet {navn} hos {L} passer ved navn og alias på flere felter hos {S}: {s}.",
        "The field {navn} of {L} fits several fields of {S} by name and alias: {s}.",
        "Lad navn og aliaser kun passe på ét felt i hver version.",
        "Let name and aliases fit one field only in each version.",
        "TYPE_MISMATCH",
    ),
    Regel(
        "FELT-DELT",
        Alvor.UFORENELIG,
        "Feltet {s} hos {S} passer på flere felter hos {L}: {l}; læsere vælger forskelligt, og {navn} har ingen default.",
        "The field {s} of {S} fits several fields of {L}: {l}; readers choose differently, and {navn} has no default.",
        "Lad kun ét felt bære navnet, eller giv felterne en default.",
        "Let one field only carry the name, or give the fields a default.",
        "READER_FIELD_MISSING_DEFAULT_VALUE",
    ),
    Regel(
        "FELT-DELT-DEFAULT",
        Alvor.BETYDNING,
        "Feltet {s} hos {S} passer på flere felter hos {L}: {l}; hvem der får værdien, er forskelligt fra læser til læser.",
        "The field {s} of {S} fits several fields of {L}: {l}; which of them gets the value differs from reader to reader.",
        "Lad kun ét felt bære navnet.",
        "Let one field only carry the name.",
    ),
    Regel(
        "LOGISK-TYPE",
        Alvor.BETYDNING,
        "{L} forstår værdien som {l}, {S} mente {s}.",
        "{L} takes the value for {l}, {S} meant {s}.",
        "Behold logicalType; tilføj et nyt felt, hvis en anden enhed eller betydning er nødvendig.",
        "Keep the logicalType; add a new field where another unit or meaning is needed.",
    ),
    Regel(
        "DECIMAL",
        Alvor.BETYDNING,
        "{L} læser tallet som {l}, {S} skrev det som {s}.",
        "{L} reads the number as {l}, {S} wrote it as {s}.",
        "Behold precision og scale; en anden skala flytter kommaet i alle gamle tal.",
        "Keep precision and scale; another scale moves the point in every old number.",
    ),
    Regel(
        "ENUM-DEFAULT",
        Alvor.BETYDNING,
        "{S} kan skrive {mangler}, som {L} ikke kender og læser som {l}.",
        "{S} may write {mangler}, which {L} does not know and reads as {l}.",
        "Behold symbolerne, eller sikr at modtagerne kan leve med defaulten.",
        "Keep the symbols, or make sure that the receivers can live with the default.",
    ),
    Regel(
        "ALIAS-FELT",
        Alvor.BETYDNING,
        "Feltet {s} hos {S} hedder {l} hos {L} og findes kun ved sit alias; læsere, der ikke kender aliaser, mister det.",
        "The field {s} of {S} is called {l} by {L} and found by its alias alone; readers that know no aliases lose it.",
        "Behold navnet, eller giv feltet en default, som en læser uden aliaser kan tage.",
        "Keep the name, or give the field a default for readers without aliases to take.",
    ),
    Regel(
        "ALIAS-TYPE",
        Alvor.BETYDNING,
        "Typen {s} hos {S} hedder {l} hos {L} og findes kun ved sit alias; læsere, der ikke kender aliaser, afviser den.",
        "The type {s} of {S} is called {l} by {L} and found by its alias alone; readers that know no aliases refuse it.",
        "Behold navnet, hvis der er modtagere, hvis læsere ikke kender aliaser.",
        "Keep the name where there are receivers whose readers know no aliases.",
    ),
    Regel(
        "NAVNERUM",
        Alvor.BETYDNING,
        "Typen hedder {s} hos {S} og {l} hos {L}; Avro ser kun på det sidste led, men nogle læsere på hele navnet.",
        "The type is called {s} by {S} and {l} by {L}; Avro looks at the last part alone, but some readers at the whole.",
        "Behold navnerummet, eller giv den læsende type det fulde navn som alias.",
        "Keep the namespace, or give the reading type the full name as an alias.",
    ),
    Regel(
        "PRAECISION",
        Alvor.BETYDNING,
        "{S} skriver {s}, og {L} læser {l}: store tal mister deres sidste cifre.",
        "{S} writes {s}, and {L} reads {l}: large numbers lose their last digits.",
        "Behold heltallet; penge er hele øre i en long.",
        "Keep the whole number; money is whole øre in a long.",
    ),
    Regel(
        "BYTES-TEKST",
        Alvor.BETYDNING,
        "{S} skriver bytes, og {L} læser tekst: bytes, der ikke er UTF-8, kan ikke læses overalt.",
        "{S} writes bytes, and {L} reads text: bytes that are no UTF-8 cannot be read everywhere.",
        "Behold bytes, eller sikr at afsenderne kun skriver UTF-8.",
        "Keep bytes, or make sure that the senders write nothing but UTF-8.",
    ),
    Regel(
        "MAERKE",
        Alvor.BETYDNING,
        "Værdierne læses efter {l} hos {L} og er skrevet efter {s} hos {S}.",
        "The values are read by {l} of {L} and were written by {s} of {S}.",
        "Behold kodelisten og formatet, eller tilføj et nyt felt.",
        "Keep the code list and the format, or add a new field.",
    ),
    Regel(
        "FORFREMMET",
        Alvor.NOTE,
        "{S} skriver {s}, og {L} læser {l} uden tab.",
        "{S} writes {s}, and {L} reads {l} without loss.",
        "Intet at gøre.",
        "Nothing to do.",
    ),
    Regel(
        "UNION-ORDEN",
        Alvor.NOTE,
        "Unionens grene står i en anden rækkefølge: {l} hos {L}, {s} hos {S}.",
        "The union's branches stand in another order: {l} for {L}, {s} for {S}.",
        "Intet at gøre; ældre læsere vil have, at en default er af den første gren.",
        "Nothing to do; older readers want a default to be of the first branch.",
    ),
    Regel(
        "SYMBOL-ORDEN",
        Alvor.NOTE,
        "Symbolerne står i en anden rækkefølge: {l} hos {L}, {s} hos {S}; det er den, Avro sorterer efter.",
        "The symbols stand in another order: {l} for {L}, {s} for {S}; it is the one that Avro sorts by.",
        "Tilføj nye symboler til sidst, hvis nogen sorterer efter dem.",
        "Add new symbols last if anybody sorts by them.",
    ),
    Regel(
        "DEFAULT-AENDRET",
        Alvor.NOTE,
        "Defaulten er {l} hos {L} og {s} hos {S}; den bruges kun, hvor feltet mangler.",
        "The default is {l} for {L} and {s} for {S}; it is taken only where the field is missing.",
        "Intet at gøre.",
        "Nothing to do.",
    ),
    Regel(
        "DEFAULT-BRUGT",
        Alvor.NOTE,
        "{S} skriver ikke feltet {navn}; {L} læser {l}.",
        "{S} does not write the field {navn}; {L} reads {l}.",
        "Intet at gøre, hvis defaulten er rigtig for gamle beskeder.",
        "Nothing to do if the default is right for old messages.",
    ),
    Regel(
        "FELT-UDELADT",
        Alvor.NOTE,
        "{S} skriver feltet {navn}, som {L} ikke læser.",
        "{S} writes the field {navn}, which {L} does not read.",
        "Intet at gøre, hvis ingen modtager savner feltet.",
        "Nothing to do if no receiver misses the field.",
    ),
)
"""Every rule by its id, the gravest first."""
