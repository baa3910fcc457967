"""Lint rules on personal data: what looks like it is tagged, and no example tells of a living person."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from schemas.formater.fejl import vis_navn
from schemas.lint.materiale import Kontrakt, Materiale
from schemas.lint.personslags import maa_tilhoere_en_levende, mindste_foelsomhed, slags
from schemas.lint.proeve import DATO, Proeve
from schemas.lint.regel import Brud, Kilde, Lintregel, lintregler
from schemas.lint.steder import Sti

_FOELSOMHED: Final = "foelsomhed"
_ANDRE_NUMRE: Final = frozenset({"pnummer", "bfe"})
"""Forms of ten digits that are no CPR number."""


def _maerkede(materiale: Materiale) -> Iterator[tuple[Kontrakt, Kilde, dict[str, Any]]]:
    """Every contract with an entry, and the entry's tags by the path they are about."""
    for kontrakt in materiale.kontrakter:
        if kontrakt.katalog:
            maerker = {sti.removesuffix("[]"): slags_ for sti, slags_ in kontrakt.maerker.items()}
            yield kontrakt, kontrakt.katalog, maerker


def _umaerkede(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt, kilde, maerker in _maerkede(materiale):
        for sti, slags_ in uden_maerke(materiale, kontrakt, maerker):
            yield Brud(kilde, ("personoplysninger",), sti, {"sti": sti, "slags": slags_})


def uden_maerke(materiale: Materiale, kontrakt: Kontrakt, maerker: Collection[str]) -> Iterator[tuple[str, str]]:
    """What looks like personal data in a message and is under no tag: its path for a reader, and the kind."""
    daekkede = set(maerker)
    for gang in materiale.gennemgaa(kontrakt.navn):
        if not gang.sti.startswith("beskeddata") or _over(gang.sti, daekkede):
            continue
        if slags_ := slags(gang.post, gang.felt):
            daekkede.add(gang.sti.removesuffix("[]"))  # what lies below is told by this one
            yield vis_sti(gang.sti), slags_


def _over(sti: str, maerker: set[str] | dict[str, Any]) -> str | None:
    """The tag that covers a path: its own, or the nearest one above it."""
    while sti:
        if (bar := sti.removesuffix("[]")) in maerker:
            return bar
        sti = sti.rpartition(".")[0]
    return None


def vis_sti(sti: str) -> str:
    """A path for a reader, each name fit to be shown."""
    return ".".join(vis_navn(led) for led in sti.split("."))


def _uden_felt(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt, kilde, _ in _maerkede(materiale):
        stier = {gang.sti.removesuffix("[]") for gang in materiale.gennemgaa(kontrakt.navn)}
        for maerke in kontrakt.maerker:
            if maerke.removesuffix("[]") not in stier:
                yield Brud(kilde, ("personoplysninger", maerke), vis_sti(maerke), {"sti": vis_sti(maerke)})


def _naegtede(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt, kilde, maerker in _maerkede(materiale):
        skrevne = {sti.removesuffix("[]"): sti for sti in kontrakt.maerker}
        for gang in materiale.gennemgaa(kontrakt.navn):
            over = _over(gang.sti, maerker)
            if over and maerker[over] == "ingen" and gang.felt.get("format") == "cpr":
                ord_ = {"sti": vis_sti(gang.sti)}
                yield Brud(kilde, ("personoplysninger", skrevne[over]), vis_sti(skrevne[over]), ord_)


def _for_lave(materiale: Materiale) -> Iterator[Brud]:
    liste = materiale.kodelister.get(_FOELSOMHED)
    for kontrakt, kilde, maerker in _maerkede(materiale):
        post = kontrakt.katalogpost
        mindst = mindste_foelsomhed(maerker.values())
        if not post or not mindst or liste is None or not {post.foelsomhed, mindst} <= liste.koder:
            continue
        if liste.orden(post.foelsomhed) < liste.orden(mindst):
            yield Brud(kilde, (_FOELSOMHED,), _FOELSOMHED, {"mindst": mindst})


def _levende(materiale: Materiale) -> Iterator[Brud]:
    andre = {
        felt["name"]
        for raa in materiale.typer.values()
        for felt in raa.get("fields", ())
        if felt.get("format") in _ANDRE_NUMRE
    }
    for kontrakt in materiale.kontrakter:
        for kilde in (kontrakt.kilde, kontrakt.katalog, kontrakt.eksempel):
            for sti, tekst in _tekster(kilde.steder.vaerdi, ()) if kilde else ():
                if not (sti and sti[-1] in andre) and maa_tilhoere_en_levende(tekst):
                    yield Brud(kilde, sti, kontrakt.post.hvor, {})  # type: ignore[arg-type] # there is a text, so there is a file


def _tekster(vaerdi: Any, sti: Sti) -> Iterator[tuple[Sti, str]]:
    match vaerdi:
        case str():
            yield sti, vaerdi
        case list():
            for i, en in enumerate(vaerdi):
                yield from _tekster(en, (*sti, i))
        case dict():
            for noegle, en in vaerdi.items():
                yield from _tekster(en, (*sti, noegle))


def _rigtigt_nummer(proeve: Proeve) -> None:
    foedt, resten = "010190", "1234"  # apart, so that no search through the source finds a number
    proeve.eksempel["beskeddata"]["person"]["cpr"] = foedt + resten


REGLER = lintregler(
    Lintregel(
        regel="PERSON", kode="PERSON-UMAERKET", kilde="databeskyttelsesforordningen art. 5 og 30",
        da="{sti} ligner en personoplysning ({slags}) og er ikke mærket.",
        en="{sti} looks like personal data ({slags}) and has no tag.",
        ret_da="Skriv «{sti}: {slags}» under personoplysninger; er det ingen personoplysning, så «{sti}: ingen».",
        ret_en="Write «{sti}: {slags}» under personoplysninger; if it is no personal data, «{sti}: ingen».",
        find=_umaerkede,
        bryder=lambda proeve: proeve.felt("allergi", vaerdi="skum"),
        holder=lambda proeve: proeve.felt("fodplejerNavn").maerk("beskeddata.fodplejerNavn", "navn"),
        ufravigelig=True,
    ),
    Lintregel(
        regel="PERSON", kode="PERSON-PEGER", kilde="databeskyttelsesforordningen art. 30",
        da="Mærket peger på {sti}, som kontrakten ikke har.",
        en="The tag points at {sti}, which the contract does not have.",
        ret_da="Ret stien, eller tag mærket ud.", ret_en="Mend the path, or take the tag out.",
        find=_uden_felt,
        bryder=lambda proeve: proeve.maerk("beskeddata.hund", "navn"),
        holder=lambda proeve: proeve.maerk("beskeddata.pris", "oekonomi"),
    ),
    Lintregel(
        regel="PERSON", kode="PERSON-INGEN", kilde="databeskyttelsesloven § 11",
        da="Mærket siger, at {sti} ingen personoplysning er, men der står et CPR-nummer.",
        en="The tag says that {sti} is no personal data, but a CPR number stands there.",
        ret_da="Mærk det cpr.", ret_en="Tag it cpr.",
        find=_naegtede,
        bryder=lambda proeve: proeve.maerk("beskeddata.person", "ingen"),
        holder=lambda proeve: proeve.felt("skolenavn").maerk("beskeddata.skolenavn", "ingen"),
        ufravigelig=True,
    ),
    Lintregel(
        regel="PERSON", kode="PERSON-FOELSOMHED", kilde="databeskyttelsesforordningen art. 9",
        da="Beskeden bærer mere følsomme oplysninger, end dens foelsomhed siger.",
        en="The message holds more sensitive data than its foelsomhed says.",
        ret_da="Sæt foelsomhed til mindst {mindst}.", ret_en="Set foelsomhed to at least {mindst}.",
        find=_for_lave,
        bryder=lambda proeve: proeve.felt("allergi").maerk("beskeddata.allergi", "helbred"),
        holder=lambda proeve: proeve.felt("badedag", DATO, vaerdi="2026-03-02").maerk("beskeddata.badedag", "status"),
        ufravigelig=True,
    ),
    Lintregel(
        regel="PERSON", kode="PERSON-LEVENDE", kilde="databeskyttelsesloven § 11",
        da="Her står noget, der kan være en levende persons CPR-nummer.",
        en="Something stands here that may be a living person's CPR number.",
        ret_da="Brug et opdigtet nummer: læg 60 til fødselsdagen.", ret_en="Use an invented number: add 60 to the day of birth.",
        find=_levende,
        bryder=_rigtigt_nummer,
        holder=lambda proeve: proeve.eksempel["beskeddata"]["person"].update(cpr="7206201236"),
        ufravigelig=True,
    ),
)  # fmt: skip
