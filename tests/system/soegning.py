"""A search for people: no CPR number may lie in the clear outside the messages, and no message outside its queues.

Give it a data directory whose hub has stopped, and what was written and asked for meanwhile. It reads every topic,
every table, every file and every name of one, and says where it found what, without repeating it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sqlite3
import urllib.parse
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from brokers import EmbeddedBroker, StoredRecord

KOEER: Final = re.compile(r"ind\.[^/]+|dueslag\.[^/]+|besked\.log|fejlkoe|konfig\.vaerdi")
"""Topics whose record values are messages, or the values of value lists."""

BUS: Final = "log.sqlite3"
"""The embedded bus: read by topic; of its tables, only the column that holds the records is left out."""
_RECORDS: Final = ("log_batch", "body")


class Fund(NamedTuple):
    """Where something was found that must not be there; `hvad` is its number among what was searched for."""

    hvor: str
    hvad: str


class Soegning:
    """What is searched for: CPR numbers in every way of writing them, and pieces of text from messages."""

    def __init__(self, cpr: Collection[str], indhold: Collection[str] = ()) -> None:
        self._ord: dict[bytes, str] = {}
        self._haslet: dict[bytes, str] = {}
        for nummer, tekst in enumerate(cpr):
            cifre = re.sub(r"\D", "", tekst)
            if not re.fullmatch(r"(6[1-9]|[78]\d|9[01])\d{8}", cifre):
                raise ValueError("not a synthetic CPR number: 60 is added to its day")
            for form in _cprformer(cifre):
                self._laeg(form, f"cpr {nummer}")
            for aftryk in _aftryk(cifre):
                self._haslet[aftryk] = f"plain hash of cpr {nummer}"
        for nummer, tekst in enumerate(indhold):
            self._laeg(tekst, f"content {nummer}")
        self._alle = _en_af(self._ord)
        self._aftryk = _en_af(self._haslet)

    def i(self, hvor: str, data: bytes | str) -> Iterator[Fund]:
        """What stands in some bytes."""
        raa = data.encode() if isinstance(data, str) else data
        for fundet in {match[0] for match in self._alle.finditer(raa)}:
            yield Fund(hvor, self._ord[fundet])

    def i_noegle(self, hvor: str, data: bytes | str) -> Iterator[Fund]:
        """What stands in bytes that tell things apart: there, a hash without a key is as good as the number."""
        raa = data.encode() if isinstance(data, str) else data
        yield from self.i(hvor, raa)
        for fundet in {match[0] for match in self._aftryk.finditer(raa)}:
            yield Fund(hvor, self._haslet[fundet])

    def _laeg(self, tekst: str, navn: str) -> None:
        for form in _skriveformer(tekst):
            self._ord[form] = navn


async def soeg(
    data: Path,
    soegning: Soegning,
    *,
    logs: Iterable[Path | str] = (),
    maalinger: str = "",
    adresser: Iterable[str] = (),
) -> list[Fund]:
    """Search everything. `logs`: files, or text; `maalinger`: the text of /metrics; `adresser`: URLs that were used."""
    fund: list[Fund] = []
    for nummer, log in enumerate(logs):
        fund += soegning.i_noegle(f"log {nummer}", log.read_bytes() if isinstance(log, Path) else log)
    fund += soegning.i_noegle("metrics", maalinger)
    for adresse in adresser:
        fund += soegning.i_noegle("URL", urllib.parse.unquote(adresse))
    fund += await soeg_bus(data / "bus", soegning)
    fund += soeg_filer(data, soegning)
    return sorted(set(fund))


async def soeg_bus(mappe: Path, soegning: Soegning) -> list[Fund]:
    """Search every record of every topic: keys and headers of all, values where no message belongs."""
    fund: list[Fund] = []
    async with EmbeddedBroker(mappe) as broker:
        for emne, spec in (await broker.topics()).items():
            fund += soegning.i_noegle("topic name", emne)
            for partition in range(spec.partitions):
                async with await broker.reader(emne, partition) as laeser:
                    while poster := await laeser.read(max_records=2_000):
                        for post in poster:
                            fund += _post(post, soegning)
    return fund


def _post(post: StoredRecord, soegning: Soegning) -> Iterator[Fund]:
    yield from soegning.i_noegle(f"key in {_slags(post.topic)}", post.key or b"")
    for navn, vaerdi in post.headers:
        yield from soegning.i_noegle(f"header in {_slags(post.topic)}", navn.encode() + b"=" + vaerdi)
    if not KOEER.fullmatch(post.topic):
        yield from soegning.i(f"value in {_slags(post.topic)}", post.value or b"")


def soeg_filer(data: Path, soegning: Soegning) -> list[Fund]:
    """Search every file's name and content; databases also column by column."""
    fund: list[Fund] = []
    for fil in sorted(data.rglob("*")):
        fund += soegning.i_noegle("file name", str(fil.relative_to(data)))
        if not fil.is_file():
            continue
        if fil.name == BUS or fil.suffix == ".sqlite":
            fund += soeg_database(fil, soegning)
        if not fil.name.startswith(BUS):
            fund += soegning.i(f"file {fil.relative_to(data)}", fil.read_bytes())
    return fund


def soeg_database(fil: Path, soegning: Soegning) -> Iterator[Fund]:
    """Search every column of every table."""
    with closing(sqlite3.connect(f"{fil.resolve().as_uri()}?mode=ro", uri=True)) as db:
        tabeller = [navn for (navn,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for tabel in tabeller:
            kolonner = [raekke[1] for raekke in db.execute(f"PRAGMA table_info({_navn(tabel)})")]
            for kolonne in kolonner:
                if (tabel, kolonne) == _RECORDS:
                    continue
                for (vaerdi,) in db.execute(f"SELECT {_navn(kolonne)} FROM {_navn(tabel)}"):  # noqa: S608 - names from the schema, quoted
                    tekst = vaerdi if isinstance(vaerdi, bytes) else str(vaerdi)
                    yield from soegning.i_noegle(f"column {fil.name}: {tabel}.{kolonne}", tekst)


def _slags(emne: str) -> str:
    """A topic without the id in its name, so that a finding reads the same in every run."""
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "*", emne)


def _navn(navn: str) -> str:
    return '"' + navn.replace('"', '""') + '"'


def _cprformer(cifre: str) -> Iterator[str]:
    for skille in ("", "-", " ", "\u2010", "\u2011", "\u2013"):
        yield cifre[:6] + skille + cifre[6:]


def _skriveformer(tekst: str) -> set[bytes]:
    """As it may be written down: as it is, as JSON escapes it, as an address does, in UTF-16, in base64 at any offset."""
    raa = tekst.encode()
    former = {
        raa,
        json.dumps(tekst)[1:-1].encode(),
        urllib.parse.quote(tekst, safe="").encode(),
        tekst.encode("utf-16-le"),
    }
    for foran in range(3):
        # The characters of base64 at either end also depend on the neighbours: only those between are searched for.
        kode = base64.b64encode(bytes(foran) + raa)
        former.add(kode[-(-8 * foran // 6) : 8 * (foran + len(raa)) // 6])
    return former


def _aftryk(cifre: str) -> Iterator[bytes]:
    for tekst in (cifre, f"{cifre[:6]}-{cifre[6:]}", f"urn:oio:cpr-nr:{cifre}"):
        raa = tekst.encode()
        for aftryk in (
            hashlib.sha256(raa),
            hashlib.sha512(raa),
            hashlib.sha1(raa, usedforsecurity=False),
            hashlib.md5(raa, usedforsecurity=False),
            hashlib.blake2b(raa),
            hashlib.blake2b(raa, digest_size=16),
        ):
            # Hubs cut hashes short: the first ten bytes are enough to know one by.
            yield aftryk.digest()[:10]
            yield aftryk.hexdigest()[:20].encode()


def _en_af(ord_: Mapping[bytes, str]) -> re.Pattern[bytes]:
    if not ord_:
        return re.compile(rb"(?!)")
    return re.compile(b"|".join(re.escape(et) for et in sorted(ord_, key=len, reverse=True)))
