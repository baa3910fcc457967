"""From files' texts to what the rules look at. A file that cannot be read becomes a breach, never an exception."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from schemas.catalogue import Katalogpost
from schemas.kodeliste import Kodelister
from schemas.lint.materiale import Kontrakt, Materiale
from schemas.lint.regel import Brud, Kilde
from schemas.lint.steder import Steder, Ulaeselig, laes_json
from schemas.lint.velformet import brud
from schemas.lint.yamlsteder import laes_yaml
from schemas.skema import RaaSkema

_KENDEMAERKER: Final = frozenset({"beskedtype", "objektId", "personoplysninger"})
YAML: Final = frozenset({".yaml", ".yml"})


def laes_materiale(
    filer: Mapping[Path, str | bytes],
    kodelister: Kodelister,
    kendte: Mapping[str, RaaSkema],
    katalog: Iterable[Katalogpost],
) -> Materiale:
    """The files as contracts with their entries and examples, and the breaches of those that are none."""
    laest: dict[Path, Kilde] = {}
    ulaeselige: dict[Path, Brud] = {}
    stammer = {fil.stem for fil in filer if fil.suffix == ".avsc"}
    for fil, indhold in sorted(filer.items()):
        kilde = _laes(fil, indhold)
        if isinstance(kilde, Kilde):
            laest[fil] = kilde
        elif fil.stem in stammer or fil.suffix not in YAML:  # other YAML is nobody's entry, and may be what it likes
            ulaeselige[fil] = kilde
    kontrakter, uformelige = [], []
    for fil, kilde in laest.items():
        if fil.suffix != ".avsc":
            continue
        if fejl := brud(kilde.steder.vaerdi):
            uformelige.append(Brud(kilde, fejl.sti, "", {"da": fejl.da, "en": fejl.en}))
        else:
            kontrakter.append(_med_det_ved_siden_af(kilde, laest, frozenset(ulaeselige)))
    brugte = {fil for kontrakt in kontrakter for fil in (kontrakt.katalogfil, kontrakt.eksempelfil)}
    uden_post = {brud_.kilde.fil.stem for brud_ in uformelige} | {fil.stem for fil in ulaeselige}
    return Materiale(
        kontrakter=tuple(kontrakter),
        kodelister=kodelister,
        kendte=kendte,
        katalog=tuple(katalog),
        ulaeselige=tuple(ulaeselige.values()),
        uformelige=tuple(uformelige),
        alene=tuple(
            kilde
            for fil, kilde in laest.items()
            if fil.suffix != ".avsc" and fil not in brugte and fil.stem not in uden_post and _er_vores(kilde)
        ),
    )


def _er_vores(kilde: Kilde) -> bool:
    """Whether a file without a contract is an example, or looks like an entry; other YAML may lie beside contracts."""
    vaerdi = kilde.steder.vaerdi
    return kilde.fil.suffix not in YAML or (isinstance(vaerdi, dict) and not _KENDEMAERKER.isdisjoint(vaerdi))


def _med_det_ved_siden_af(kilde: Kilde, laest: Mapping[Path, Kilde], ulaest: frozenset[Path]) -> Kontrakt:
    bar = Kontrakt(kilde)
    ved_siden_af = frozenset({bar.katalogfil, bar.eksempelfil})
    return Kontrakt(kilde, laest.get(bar.katalogfil), laest.get(bar.eksempelfil), ulaest & ved_siden_af)


def _laes(fil: Path, indhold: str | bytes) -> Kilde | Brud:
    try:
        tekst = indhold if isinstance(indhold, str) else indhold.decode("utf-8")
    except UnicodeDecodeError as fejl:
        tekst = fejl.object.decode("utf-8", "replace")
        offset = len(fejl.object[: fejl.start].decode("utf-8", "replace"))
        return _ulaeselig(fil, tekst, Ulaeselig(offset, "her er ikke UTF-8", "not UTF-8"))
    try:
        return Kilde(fil, tekst, (laes_yaml if fil.suffix in YAML else laes_json)(tekst))
    except Ulaeselig as fejl:
        return _ulaeselig(fil, tekst, fejl)


def _ulaeselig(fil: Path, tekst: str, fejl: Ulaeselig) -> Brud:
    her = min(fejl.offset, len(tekst))
    kilde = Kilde(fil, tekst, Steder(tekst, None, {(): (her, min(her + 1, len(tekst)))}))
    return Brud(kilde, (), "", {"da": fejl.da, "en": fejl.en})
