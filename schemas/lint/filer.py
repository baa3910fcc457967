"""Which files on disk the linter reads: folders whole, and single files together with what they cannot be judged without."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from schemas.catalogue import Katalogpost
from schemas.kodeliste import Kodelister, laes_liste
from schemas.lint.laesning import YAML, laes_materiale
from schemas.lint.materiale import Materiale
from schemas.skema import AVRO_ROD, RaaSkema

_SPRING_OVER: Final = frozenset({"node_modules", "__pycache__"})
_EKSEMPLER: Final = "eksempler"
_KODELISTER: Final = "kodelister"


class Udvalg(NamedTuple):
    """What is linted, and what it may refer to."""

    filer: Mapping[Path, bytes]
    kodelister: Kodelister
    kendte: Mapping[str, RaaSkema]
    katalog: tuple[Katalogpost, ...]


def vaelg(stier: Iterable[Path]) -> Udvalg:
    """The files that these files and folders mean, by absolute path.

    A single file is its contract: the `.avsc`, its entry and its example, and the messages in its folder that hold the
    record, whose tags are then judged too. Shared types and taken ids are those of the contracts that ship, and of the
    file's own folder. Raises OSError, and Kodelistefejl for a code list that cannot be read.
    """
    alle = [Path(os.path.normpath(sti.absolute())) for sti in stier]
    mapper = [sti for sti in alle if sti.is_dir()]
    enkelte = [sti for sti in alle if not sti.is_dir()]
    filer = laes_mapper(mapper)
    omgivelser = laes_mapper(dict.fromkeys(rod for sti in enkelte if (rod := _hjem(sti)) not in mapper))
    lister = Kodelister.standard()
    if enkelte:
        rundt = laes_materiale({**omgivelser, **filer}, lister, {}, ())
        filer = {**filer, **_med_foelge(enkelte, rundt, omgivelser)}
    rundt_om = laes_materiale({f: b for f, b in _vore().items() if f not in filer}, lister, {}, ())
    naboer = laes_materiale({f: b for f, b in omgivelser.items() if f not in filer}, lister, {}, ())
    return Udvalg(
        filer,
        lister.med(*(laes_liste(fil) for fil in _kodelistefiler({*mapper, *map(_hjem, enkelte)}))),
        {**rundt_om.typer, **naboer.typer},
        (*_poster(rundt_om), *_poster(naboer)),
    )


def laes_mapper(mapper: Iterable[Path]) -> dict[Path, bytes]:
    """Every contract below the folders, and what lies beside it as entry or example. Raises OSError."""
    filer: dict[Path, bytes] = {}
    for rod in mapper:
        for mappe, under, navne in os.walk(rod, onerror=_rejs):
            under[:] = sorted(navn for navn in under if navn[0] != "." and navn not in _SPRING_OVER)
            filer |= {fil: fil.read_bytes() for fil in _kontraktfiler(Path(mappe), navne)}
    return filer


def _rejs(fejl: OSError) -> None:
    raise fejl


def _kontraktfiler(mappe: Path, navne: Iterable[str]) -> Iterator[Path]:
    """The files of one folder that belong to contracts. YAML and JSON are only looked at where contracts are."""
    fundne = [mappe / navn for navn in sorted(navne)]
    if not any(fil.suffix == ".avsc" for fil in fundne):
        return
    yield from (fil for fil in fundne if fil.suffix == ".avsc" or fil.suffix in YAML)
    eksempler = mappe / _EKSEMPLER
    if eksempler.is_dir():
        yield from sorted(eksempler.glob("*.json"))


def _hjem(fil: Path) -> Path:
    """The folder of the contract that a file belongs to."""
    return fil.parent.parent if fil.parent.name == _EKSEMPLER else fil.parent


def _med_foelge(enkelte: Iterable[Path], rundt: Materiale, omgivelser: Mapping[Path, bytes]) -> dict[Path, bytes]:
    valgte = {(_hjem(fil), fil.stem) for fil in enkelte}
    navne = {kontrakt.navn for kontrakt in rundt.kontrakter if (kontrakt.fil.parent, kontrakt.fil.stem) in valgte}
    for kontrakt in rundt.kontrakter:
        if kontrakt.katalog and navne & {gang.post for gang in rundt.gennemgaa(kontrakt.navn)}:
            valgte.add((kontrakt.fil.parent, kontrakt.fil.stem))
    givne = {fil: fil.read_bytes() for fil in enkelte}
    return givne | {fil: tekst for fil, tekst in omgivelser.items() if (_hjem(fil), fil.stem) in valgte}


def _vore() -> dict[Path, bytes]:
    return laes_mapper([AVRO_ROD])


def _poster(materiale: Materiale) -> Iterator[Katalogpost]:
    return (kontrakt.katalogpost for kontrakt in materiale.kontrakter if kontrakt.katalogpost)


def _kodelistefiler(mapper: Iterable[Path]) -> Iterator[Path]:
    """The code lists that a vendor brings: in a folder `kodelister` in or beside the contracts' own."""
    for mappe in dict.fromkeys(under for en in sorted(mapper) for under in (en.parent / _KODELISTER, en / _KODELISTER)):
        if mappe.is_dir():
            yield from sorted(mappe.glob("*.yaml"))
