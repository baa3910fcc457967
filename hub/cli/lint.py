"""`faelleshub skema lint`: what the architecture council would say of contracts on disk, before it has to."""

from __future__ import annotations

import datetime as dt
import difflib
import enum
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.cli.faelles import SomJson
from hub.cli.fejl import UGYLDIG, ULAESELIG, Clifejl
from hub.cli.lintudskrift import skriv_rapport
from hub.cli.udskrift import skriv_linje, skriv_note

if TYPE_CHECKING:
    from schemas.lint import Fund
    from schemas.lint.afvigelser import Anvendt
    from schemas.lint.filer import Udvalg
    from schemas.lint.gaeld import Gaeldspost
    from schemas.lint.rapport import Rapport


class Form(enum.Enum):
    """In which form the findings are written."""

    TEKST = "tekst"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


class Sprog(enum.Enum):
    """In which language the rules speak."""

    EN = "en"
    DA = "da"


Stier = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Folders of contracts, or single files; a file is judged with its entry, its example and the messages "
        "that hold it. Otherwise the contracts that ship.",
        show_default=False,
    ),
]
Baseline = Annotated[Path | None, typer.Option("--baseline", help="A file of known findings, which do not count.")]
Konfiguration = Annotated[
    Path | None, typer.Option("--konfiguration", help="A kommune's YAML: which rules it holds harder or looser.")
]
Dispensationer = Annotated[
    Path | None, typer.Option("--dispensationer", help="The council's YAML: how far a kommune may do so.")
]


def lint(
    stier: Stier = None,
    form: Annotated[Form, typer.Option("--format", help="How findings are written.")] = Form.TEKST,
    som_json: SomJson = False,
    sprog: Annotated[Sprog, typer.Option("--sprog", help="The language of the findings.")] = Sprog.EN,
    streng: Annotated[bool, typer.Option("--streng", help="A warning counts as an error.")] = False,
    ret: Annotated[bool, typer.Option("--ret", help="Mend what can be mended without changing what it says.")] = False,
    toerkoersel: Annotated[bool, typer.Option("--toerkoersel", help="With --ret: only show what it would do.")] = False,
    baseline: Baseline = None,
    skriv_baseline: Annotated[
        bool, typer.Option("--skriv-baseline", help="Write all findings into the file of known ones.")
    ] = False,
    konfiguration: Konfiguration = None,
    dispensationer: Dispensationer = None,
) -> None:
    """Say what the architecture council would say; exit code 0: nothing but warnings, 1: findings, 2: unreadable."""
    from schemas.lint.gaeld import skriv_gaeld

    if toerkoersel and not ret:
        raise Clifejl("--toerkoersel goes with --ret", kode=ULAESELIG)
    if skriv_baseline and baseline is None:
        raise Clifejl("--skriv-baseline needs --baseline FILE to say where", kode=ULAESELIG)
    koersel = _Koersel(_vaelg(stier), _afvigelser(konfiguration, dispensationer))
    if ret:
        rettede = koersel.rettede()
        if toerkoersel:
            _vis_forskel(koersel, rettede)
            raise typer.Exit(UGYLDIG if rettede else 0)
        for fil, tekst in rettede.items():
            fil.write_bytes(tekst.encode())
            skriv_note(f"mended {fil}")
        koersel = koersel.efter(rettede)
    rapport = koersel.rapport(baseline)
    if skriv_baseline and baseline is not None:
        alle = (*rapport.fund, *rapport.kendte)
        gammel = _gaeld(baseline)
        baseline.write_text(
            skriv_gaeld(alle, baseline.absolute().parent, gammel=gammel, lintede=koersel.udvalg.filer), encoding="utf-8"
        )
        skriv_note(f"{len(alle)} finding(s) of old debt in {baseline}")
        raise typer.Exit(rapport.kode() if rapport.kode() == ULAESELIG else 0)
    skriv_rapport(rapport, Form.JSON.value if som_json else form.value, sprog.value)
    if kode := rapport.kode(streng=streng):
        raise typer.Exit(kode)


@dataclass(frozen=True)
class _Afvigelser:
    """How a kommune wants the findings weighed, and how far it may."""

    konfiguration: Path
    dispensationer: Path | None

    def anvend(self, fund: list[Fund]) -> Anvendt:
        """The findings as they weigh there today. Raises Clifejl."""
        from schemas.lint import REGLER
        from schemas.lint.afvigelser import anvend
        from schemas.lint.afvigelsesfil import Afvigelsesfejl, laes_dispensationer, laes_konfiguration

        try:
            konfiguration = laes_konfiguration(self.konfiguration, _tekst(self.konfiguration), REGLER)
            givne = (
                laes_dispensationer(self.dispensationer, _tekst(self.dispensationer), REGLER)
                if self.dispensationer
                else ()
            )
        except Afvigelsesfejl as fejl:
            linjer = str(fejl).splitlines()
            raise Clifejl("the rules cannot be weighed", *linjer, kode=ULAESELIG) from None
        return anvend(fund, konfiguration, givne, REGLER, dt.datetime.now(tz=dt.UTC).date())


@dataclass(frozen=True)
class _Koersel:
    """One run over files that were read."""

    udvalg: Udvalg
    afvigelser: _Afvigelser | None

    def anvendt(self) -> Anvendt:
        """Every finding, weighed."""
        from schemas.lint import lint as lint_filer
        from schemas.lint.afvigelser import Anvendt

        filer, kodelister, kendte, katalog = self.udvalg
        fund = lint_filer(filer, kodelister=kodelister, kendte=kendte, katalog=katalog)
        return self.afvigelser.anvend(fund) if self.afvigelser else Anvendt(tuple(fund), (), ())

    def rettede(self) -> dict[Path, str]:
        """The files that can be mended, for the rules that are held."""
        from schemas.lint.ret import ret

        koder = {et.kode for et in self.anvendt().fund if et.kan_rettes}
        return ret(self.udvalg.filer, koder, kodelister=self.udvalg.kodelister, kendte=self.udvalg.kendte)

    def efter(self, rettede: dict[Path, str]) -> _Koersel:
        """The run over the mended files."""
        filer = {**self.udvalg.filer, **{fil: tekst.encode() for fil, tekst in rettede.items()}}
        return replace(self, udvalg=self.udvalg._replace(filer=filer))

    def rapport(self, baseline: Path | None) -> Rapport:
        """What it came to, against the known findings."""
        from schemas.lint.gaeld import opgoer
        from schemas.lint.rapport import Rapport

        fund, lettede, bemaerkninger = self.anvendt()
        rod = baseline.absolute().parent if baseline else Path.cwd()
        gaeld = _gaeld(baseline) if baseline else {}
        nye, kendte, forsvundne = opgoer(fund, gaeld, rod, self.udvalg.filer)
        alle = (*nye, *bemaerkninger)
        return Rapport(alle, Path.cwd(), len(self.udvalg.filer), kendte, forsvundne, rod, lettede)


def _vaelg(stier: list[Path] | None) -> Udvalg:
    from schemas.kodeliste import Kodelistefejl
    from schemas.lint.filer import vaelg
    from schemas.skema import AVRO_ROD

    valgte = stier or [AVRO_ROD]
    if mangler := [str(sti) for sti in valgte if not sti.exists()]:
        raise Clifejl(f"there is no {', '.join(mangler)}", kode=ULAESELIG)
    try:
        udvalg = vaelg(valgte)
    except Kodelistefejl as fejl:
        raise Clifejl(f"a code list beside the contracts cannot be read: {fejl}", kode=ULAESELIG) from None
    except OSError as fejl:
        raise Clifejl(f"{fejl.filename}: cannot be read ({fejl.strerror})", kode=ULAESELIG) from None
    if not any(fil.suffix == ".avsc" for fil in udvalg.filer):
        raise Clifejl(f"no contract (.avsc) in {', '.join(map(str, valgte))}", kode=ULAESELIG)
    return udvalg


def _afvigelser(konfiguration: Path | None, dispensationer: Path | None) -> _Afvigelser | None:
    if konfiguration is None:
        if dispensationer:
            raise Clifejl("--dispensationer only limits what --konfiguration FILE asks for; give both", kode=ULAESELIG)
        return None
    return _Afvigelser(konfiguration, dispensationer)


def _gaeld(baseline: Path) -> dict[Gaeldspost, int]:
    from schemas.lint.gaeld import Gaeldsfejl, laes_gaeld

    if not baseline.exists():
        return {}
    try:
        return laes_gaeld(_tekst(baseline))
    except Gaeldsfejl as fejl:
        raise Clifejl(f"{baseline}: {fejl}", kode=ULAESELIG) from None


def _tekst(fil: Path) -> str:
    try:
        return fil.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Clifejl(f"{fil} is not UTF-8", kode=ULAESELIG) from None
    except OSError as fejl:
        raise Clifejl(f"{fil}: cannot be read ({fejl.strerror})", kode=ULAESELIG) from None


def _vis_forskel(koersel: _Koersel, rettede: dict[Path, str]) -> None:
    for fil, tekst in rettede.items():
        foer = koersel.udvalg.filer[fil].decode().splitlines(keepends=True)
        linjer = difflib.unified_diff(foer, tekst.splitlines(keepends=True), f"{fil}", f"{fil} (mended)")
        skriv_linje("".join(linjer).rstrip("\n"))
    skriv_note(f"{len(rettede)} file(s) would be mended")
