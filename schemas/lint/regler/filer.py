"""Lint rules on the files themselves: that they can be read, belong to a contract, and are laid out as the others."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.lint.fund import Alvor
from schemas.lint.laesning import YAML
from schemas.lint.materiale import Materiale
from schemas.lint.proeve import DATA, EKSEMPEL, KATALOG, MAPPE, Proeve, felt, som_tekst
from schemas.lint.regel import Brud, Lintregel, lintregler
from schemas.lint.skrift import ret_yaml, skriv_json


def _anden_form(materiale: Materiale) -> Iterator[Brud]:
    for kilde in materiale.kilder:
        if kilde.fil.suffix not in YAML and kilde.tekst != skriv_json(kilde.steder.vaerdi):
            yield Brud(kilde, (), "", {})


def _anden_luft(materiale: Materiale) -> Iterator[Brud]:
    for kilde in materiale.kilder:
        if kilde.fil.suffix in YAML and kilde.tekst != ret_yaml(kilde):
            yield Brud(kilde, (), "", {})


def _uden_mappe(proeve: Proeve) -> None:
    proeve.filer[MAPPE / "eksempler" / "Haandbad.json"] = {"beskeddata": {}}


def _kommentar(proeve: Proeve) -> None:
    proeve.filer[KATALOG] = "# Set af rådet.\n" + som_tekst(proeve.katalog, yaml_=True)


def _fire_mellemrum(proeve: Proeve) -> None:
    proeve.filer[DATA] = som_tekst(proeve.data).replace("  ", "    ")


def _anden_orden(proeve: Proeve) -> None:
    proeve.data["fields"][0] = dict(reversed(proeve.data["fields"][0].items()))


REGLER = lintregler(
    Lintregel(
        regel="FIL", kode="FIL-LAESES", kilde="S:547-552",
        da="Filen kan ikke læses: {da}.", en="The file cannot be read: {en}.",
        ret_da="Ret filen, så den kan læses; de øvrige regler prøves derefter.",
        ret_en="Mend the file; the other rules are tried then.",
        find=lambda materiale: iter(materiale.ulaeselige),
        bryder=lambda proeve: proeve.filer.update({MAPPE / "Saebe.avsc": '{"type": "record",}'}),
        holder=lambda proeve: proeve.post("Saebe", felt("skum")),
        ufravigelig=True,
    ),
    Lintregel(
        regel="FIL", kode="FIL-POST", kilde="S:547-552",
        da="Filen er ingen Avro-post: {da}.", en="The file is no Avro record: {en}.",
        ret_da="Lad filen rumme én post; et andet navngivet begreb får sin egen fil eller en kodeliste.",
        ret_en="Let the file hold one record; another named concept has a file of its own, or a code list.",
        find=lambda materiale: iter(materiale.uformelige),
        bryder=lambda proeve: proeve.filer.update({MAPPE / "Duft.avsc": '{"type": "enum"}\n'}),
        holder=lambda proeve: proeve.post("Duft", felt("skum")),
        ufravigelig=True,
    ),
    Lintregel(
        regel="FIL", kode="FIL-ALENE", kilde="S:634-638",
        da="Filen hører til en kontrakt, som ikke er her.", en="The file belongs to a contract that is not here.",
        ret_da="Giv filen kontraktens navn, eller tag den ud.", ret_en="Name the file as its contract, or take it out.",
        find=lambda materiale: (Brud(kilde, (), "", {}) for kilde in materiale.alene),
        bryder=_uden_mappe,
        holder=lambda proeve: proeve.filer.update({EKSEMPEL: som_tekst(proeve.eksempel)}),
    ),
    Lintregel(
        regel="SKRIFT", kode="SKRIFT-JSON", alvor=Alvor.ADVARSEL, kilde="egen",
        da="Filen er sat op på en anden måde end de øvrige.", en="The file is laid out in another way than the others.",
        ret_da="Kør lint med --ret: to mellemrum for hvert led, danske bogstaver som de er, ét linjeskift sidst.",
        ret_en="Run lint with --ret: two spaces a level, letters as they are, one line break at the end.",
        find=_anden_form, bryder=_fire_mellemrum, holder=_anden_orden, kan_rettes=True,
    ),
    Lintregel(
        regel="SKRIFT", kode="SKRIFT-YAML", alvor=Alvor.ADVARSEL, kilde="egen",
        da="Filen har luft sidst på en linje, fremmede linjeskift eller ikke ét linjeskift sidst.",
        en="The file has space at a line's end, foreign line ends, or not one line break at the end.",
        ret_da="Kør lint med --ret.", ret_en="Run lint with --ret.",
        find=_anden_luft,
        bryder=lambda proeve: proeve.filer.update({KATALOG: som_tekst(proeve.katalog, yaml_=True) + "\n \n"}),
        holder=_kommentar, kan_rettes=True,
    ),
)  # fmt: skip
