"""The site's own words in Danish and English, and the words for what the catalogue says in codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from schemas.kodeliste import Kodelister

SPROG: Final = ("da", "en")

TEKSTER: Final[Mapping[str, tuple[str, str]]] = {
    "sprognavn": ("Dansk", "English"),
    "titel": ("Servicekatalog", "Service catalogue"),
    "site": ("Fælleshub", "Fælleshub"),
    "spring": ("Gå til indholdet", "Skip to the content"),
    "hovedmenu": ("Hovedmenu", "Main menu"),
    "vaelg_sprog": ("Sprog", "Language"),
    "paa_siden": ("På denne side", "On this page"),
    "broedkrumme": ("Du er her", "You are here"),
    "beskedtyper": ("Beskedtyper", "Beskedtyper"),
    "alle": ("Alle beskedtyper", "Every beskedtype"),
    "kodelister": ("Kodelister", "Code lists"),
    "emner": ("Bussen", "The bus"),
    "indledning": (
        ("Hver besked, der må sendes på bussen: hvem der ejer den, hvad den indeholder, og hvordan den læses i ethvert "
        "sprog."),
        "Every message that may be sent on the bus: who owns it, what it holds, and how to read it in any language.",
    ),
    "soeg": ("Søg", "Search"),
    "soeg_i": ("Søg i kataloget", "Search the catalogue"),
    "soeg_hjaelp": (
        "Navn, felt, kode eller ord i en beskrivelse.",
        "A name, a field, a code or a word of a description.",
    ),
    "soeg_uden": (
        "Søgningen kører i din egen browser. Uden JavaScript står alle beskedtyper her under.",
        "The search runs in your own browser. Without JavaScript, every beskedtype stands below.",
    ),
    "resultater": ("Søgeresultater", "Search results"),
    "fandt_ingen": ("Intet fundet. Prøv et kortere ord.", "Nothing found. Try a shorter word."),
    "fandt": ("fundet", "found"),
    "viser_foerste": ("de første vises", "the first are shown"),
    "slags_beskedtype": ("Beskedtype", "Beskedtype"),
    "slags_felt": ("Felt", "Field"),
    "slags_kodeliste": ("Kodeliste", "Code list"),
    "slags_kode": ("Kode", "Code"),
    "domaene": ("Domæne", "Domain"),
    "ejer": ("Ejer", "Owner"),
    "tilstand": ("Tilstand", "State"),
    "version": ("Version", "Version"),
    "versioner": ("Versioner", "Versions"),
    "registreret": ("Registreret", "Registered"),
    "fulgte_med": ("fulgte med hubben", "came with the hub"),
    "skema_id": ("Skema-id", "Schema id"),
    "kort_fortalt": ("Kort fortalt", "In short"),
    "uuid": ("Beskedtype (UUID)", "Beskedtype (UUID)"),
    "ogsaa": ("Bærer også", "Also carries"),
    "post": ("Avro-post", "Avro record"),
    "standardgrundlag": ("Standardgrundlag", "Standards"),
    "arkitekturmaal": ("Arkitekturmål", "Goal of the architecture"),
    "master": ("Master", "Master"),
    "objekttype": ("Objekttype", "Object type"),
    "handlinger": ("Handlinger", "Actions"),
    "kle": ("KLE-emne", "KLE subject"),
    "paakraevet": ("påkrævet", "required"),
    "valgfri": ("valgfrit", "optional"),
    "foelsomhed": ("Følsomhed, højst", "Sensitivity, at most"),
    "opbevaring": ("Opbevaring", "Retention"),
    "master_ejersystem": ("det system, der først registrerer objektet", "the system that first registers the object"),
    "master_enhver": ("enhver afsender med aftale", "any sender with an agreement"),
    "felter": ("Felter", "Fields"),
    "felter_hjaelp": (
        ("Et spørgsmålstegn betyder, at feltet må være null; [] er en liste, {} et opslag fra navn til værdi. "
        "Feltbeskrivelserne er kontraktens egne og står på engelsk."),
        "A question mark means that the field may be null; [] is a list, {} a map from name to value.",
    ),
    "kuvert": ("Kuverten, som alle beskeder begynder med", "The envelope that every message begins with"),
    "faelles_typer": ("Fælles typer", "Shared types"),
    "felt": ("Felt", "Field"),
    "type": ("Type", "Type"),
    "beskrivelse": ("Beskrivelse", "Description"),
    "krav": ("Krav", "Rules"),
    "kraevet": ("skal udfyldes", "must be given"),
    "standardvaerdi": ("ellers", "default"),
    "kodeliste": ("kodeliste", "code list"),
    "form": ("form", "form"),
    "personoplysning": ("personoplysning", "personal data"),
    "ingen_personoplysning": ("ingen personoplysning", "no personal data"),
    "symboler": ("Værdier", "Values"),
    "personoplysninger": ("Personoplysninger", "Personal data"),
    "personoplysninger_hjaelp": (
        "Hvad et felt kan rumme, og hvor. Et mærke på en post gælder alt under den.",
        "What a field may hold, and where. A tag on a record covers everything below it.",
    ),
    "ingen_maerker": ("Beskeden rummer ingen personoplysninger.", "The message holds no personal data."),
    "sted": ("Sted", "Place"),
    "slags": ("Slags", "Kind"),
    "eksempler": ("Eksempler", "Examples"),
    "eksempler_hjaelp": (
        "En hel besked, i hver af de former, den kan rejse i. Personer i eksemplerne er opdigtede.",
        "A whole message, in each of the forms that it travels in. People in the examples are invented.",
    ),
    "json_form": ("JSON, som API'et taler", "JSON, as the API speaks it"),
    "avrojson_form": ("Avro-JSON, som Avros egne værktøjer", "Avro JSON, as Avro's own tools speak it"),
    "xml_form": ("XML (Haendelsesbesked)", "XML (Haendelsesbesked)"),
    "skema_form": ("Avro-skemaet", "The Avro schema"),
    "hent": ("Hent", "Fetch"),
    "hent_filer": ("Hent filer", "Fetch files"),
    "avro_fil": ("Eksemplet som bytes i trådformatet", "The example as bytes in the wire format"),
    "dcat_fil": ("Posten til en dataportal (DCAT-AP)", "The entry for a data portal (DCAT-AP)"),
    "deltagere": ("Afsendere og modtagere", "Senders and receivers"),
    "afsendere": ("Må sende", "May send"),
    "modtagere": ("Må modtage", "May receive"),
    "system": ("System", "System"),
    "myndighed": ("Myndighed (CVR)", "Authority (CVR)"),
    "abonnerer": ("Abonnerer", "Subscribes"),
    "ja": ("ja", "yes"),
    "nej": ("nej", "no"),
    "ingen_aftaler": ("Ingen har en aftale om det.", "Nobody has an agreement on it."),
    "uden_hub": (
        ("Hvem der må sende og modtage, står i serviceaftalerne i den enkelte hub. Siden er skrevet ud fra kontrakterne "
        "alene, uden aftaler."),
        ("Who may send and receive stands in the serviceaftaler of each hub. This page was written from the contracts "
        "alone, without agreements."),
    ),
    "forskelle": ("Forskelle mellem versioner", "Differences between versions"),
    "en_version": ("Der er kun én version.", "There is only one version."),
    "fra_til": ("Fra {} til {}", "From {} to {}"),
    "bagud_ja": ("Den nye version læser den gamle", "The new version reads the old"),
    "bagud_nej": ("Den nye version kan ikke læse den gamle", "The new version cannot read the old"),
    "fremad_ja": ("Den gamle version læser den nye", "The old version reads the new"),
    "fremad_nej": ("Den gamle version kan ikke læse den nye", "The old version cannot read the new"),
    "aendring": ("Ændring", "Change"),
    "foer": ("Før", "Before"),
    "efter": ("Efter", "After"),
    "virkning": ("Hvad det betyder for læsere", "What it means to readers"),
    "ingen_aendring": ("Intet er ændret.", "Nothing was changed."),
    "beslutninger": ("Arkitekturrådets beslutninger", "Decisions of the architecture council"),
    "ingen_beslutninger": ("Ingen beslutning er offentliggjort.", "No decision has been published."),
    "tidspunkt": ("Tidspunkt", "When"),
    "udfald": ("Udfald", "Outcome"),
    "begrundelse": ("Begrundelse", "Reason"),
    "hvem": ("Hvem", "Who"),
    "kode": ("Kode", "Code"),
    "navn": ("Navn", "Name"),
    "identifikator": ("UUID eller URN", "UUID or URN"),
    "kilde": ("Kilde", "Source"),
    "antal": ("Koder", "Codes"),
    "bruges_af": ("Bruges af", "Used by"),
    "emner_indledning": (
        ("Bussens emner er de samme på begge slags mægler. Her står, hvem der læser hvert, og hvordan dets poster er "
        "skrevet."),
        ("The topics of the bus are the same on either broker. Here stands who reads each, and how its records are "
        "written."),
    ),
    "laes_enhver": ("Læs en besked i ethvert sprog", "Read a message in any language"),
    "alle_emner": ("Alle emner", "Every topic"),
    "emne": ("Emne", "Topic"),
    "indhold": ("Indhold", "Content"),
    "indhold_besked": ("besked i trådformatet", "message in the wire format"),
    "indhold_post": ("Avro-post uden ramme", "bare Avro record"),
    "indhold_json": ("JSON", "JSON"),
    "indhold_intern": ("kun hubbens egen", "the hub's own alone"),
    "skema": ("Skema", "Schema"),
    "hele_bussen": ("Hele bussen som ét dokument", "The whole bus as one document"),
    "asyncapi_fil": ("AsyncAPI 3-dokument", "AsyncAPI 3 document"),
    "dcat_katalog": ("Kataloget til en dataportal (DCAT-AP som JSON-LD)", "The catalogue for a data portal (DCAT-AP as JSON-LD)"),
    "katalog_fil": ("Kataloget som JSON", "The catalogue as JSON"),
    "skemaer_efter_id": ("Skemaer efter id", "Schemas by id"),
    "tabel": ("Tabel", "Table"),
    "fod": (
        "Siderne er skrevet ud fra kontrakterne selv: ret dem, ikke siderne.",
        "These pages are made from the contracts themselves: change those, not the pages.",
    ),
}  # fmt: skip

TILSTANDE: Final[Mapping[str, tuple[str, str]]] = {
    "udkast": ("Udkast", "Draft"),
    "hoering": ("I høring", "In hearing"),
    "blaastemplet": ("Blåstemplet", "Approved"),
    "udfaset": ("Udfaset", "Retired"),
    "trukket": ("Trukket tilbage", "Withdrawn"),
}

DOMAENER: Final[Mapping[str, tuple[str, str]]] = {
    "borger": ("Borger", "Citizen"),
    "byggeri": ("Byggeri", "Building"),
    "dagtilbud": ("Dagtilbud", "Day care"),
    "dokument": ("Dokument", "Dokument"),
    "faelles": ("Fælles", "Shared"),
    "grunddata": ("Grunddata", "Basic data"),
    "post": ("Post", "Post"),
    "sag": ("Sag", "Sag"),
    "ydelse": ("Ydelse", "Benefits"),
}

BESLUTNINGER: Final[Mapping[str, tuple[str, str]]] = {
    "blaastempling": ("Blåstempling", "Approval"),
    "afslag": ("Afslag", "Refusal"),
    "aktivering": ("Sat i kraft", "Put into force"),
    "udfasning": ("Udfasning", "Retirement"),
    "tilbagetraekning": ("Tilbagetrækning", "Withdrawal"),
}

PERSONKATEGORIER: Final[Mapping[str, tuple[str, str]]] = {
    "cpr": ("CPR-nummer", "CPR number"),
    "navn": ("navn", "name"),
    "adresse": ("adresse", "address"),
    "kontakt": ("kontaktoplysning", "contact details"),
    "familie": ("familieforhold", "family relations"),
    "helbred": ("helbred", "health"),
    "oekonomi": ("økonomi", "finances"),
    "ejendom": ("ejendom", "property"),
    "status": ("status", "status"),
    "fritekst": ("fritekst", "free text"),
    "fil": ("fil", "file"),
    "ingen": ("ingen", "none"),
}

AENDRINGER: Final[Mapping[str, tuple[str, str]]] = {
    "navn": ("navn ændret", "name changed"),
    "felt-tilfoejet": ("felt tilføjet", "field added"),
    "felt-fjernet": ("felt fjernet", "field removed"),
    "felt-omdoebt": ("felt omdøbt", "field renamed"),
    "feltorden": ("rækkefølge ændret", "order changed"),
    "type": ("type ændret", "type changed"),
    "symboler": ("værdier ændret", "values changed"),
    "stoerrelse": ("størrelse ændret", "size changed"),
    "default": ("standardværdi ændret", "default changed"),
    "doc": ("beskrivelse ændret", "description changed"),
    "egenskab": ("egenskab ændret", "attribute changed"),
}

_ENHEDER: Final = {"Y": (("år", "år"), ("year", "years")), "M": (("måned", "måneder"), ("month", "months")), "D": (("dag", "dage"), ("day", "days"))}  # fmt: skip


class Ordbog:
    """The words of one language."""

    def __init__(self, sprog: str, kodelister: Kodelister) -> None:
        self.sprog = sprog
        self._nummer = SPROG.index(sprog)
        self._kodelister = kodelister

    def __call__(self, noegle: str, *udfyld: object) -> str:
        """One of the site's own texts. Raises KeyError."""
        tekst = TEKSTER[noegle][self._nummer]
        return tekst.format(*udfyld) if udfyld else tekst

    def tilstand(self, tilstand: str) -> str:
        """Where a version stands with the council."""
        return self._af(TILSTANDE, tilstand)

    def beslutning(self, slags: str) -> str:
        """A kind of decision."""
        return self._af(BESLUTNINGER, slags)

    def domaene(self, domaene: str) -> str:
        """A domain."""
        return self._af(DOMAENER, domaene)

    def aendring(self, slags: str) -> str:
        """A kind of change."""
        return self._af(AENDRINGER, slags)

    def personoplysning(self, slags: str) -> str:
        """The kinds of personal data, with commas between them."""
        return ", ".join(self._af(PERSONKATEGORIER, led) for led in slags.split(", "))

    def kode(self, liste: str, kode: str) -> str:
        """What a code is called; the code itself where the list does not know it."""
        fundet = self._kodelister[liste].slaa_op(kode) if liste in self._kodelister else None
        return kode if fundet is None else (fundet.da, fundet.en)[self._nummer]

    def master(self, master: str) -> str:
        """Who decides about the object (RA-07)."""
        return self(f"master_{master}") if master in {"ejersystem", "enhver"} else self.kode("systemtype", master)

    def varighed(self, varighed: str) -> str:
        """An ISO 8601 duration of years, months and days."""
        led = re.findall(r"(\d+)([YMD])", varighed)
        return ", ".join(f"{antal} {_ENHEDER[enhed][self._nummer][antal != '1']}" for antal, enhed in led) or varighed

    def _af(self, ord_: Mapping[str, tuple[str, str]], noegle: str) -> str:
        return ord_[noegle][self._nummer] if noegle in ord_ else noegle
