"""The store behind the claim check: files too large for a message lie here, encrypted, beside the bus.

The key is given back once and travels in the message (Filreference.noegle); the hub keeps only its SHA-256. So whoever
can show the key has read the message, and nobody else, operators included, can read the file.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import hashlib
import hmac
import os
import re
import secrets
import shutil
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO, Final

import structlog
from pydantic import BaseModel, ConfigDict

from hub.api.filkryptering import HOVED, NOEGLE, SEGL, STYKKE, Aabner, Beskadiget, Forsegler

LOG = structlog.get_logger(__name__)

MINDST_LEDIG: Final = 256_000_000
"""Bytes of the disk that files never take: log and dueslag need them."""

_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class UkendtFil(LookupError):
    """No such file, or not the key to it: the same answer."""


class ForStorFil(ValueError):
    """More bytes than a file may have."""


class IngenPlads(OSError):
    """The disk has no room for further files."""


class Filoplysninger(BaseModel):
    """What is kept beside a file. Its name is not: file names may hold names of people."""

    model_config = ConfigDict(frozen=True)

    id: str
    system: str
    mimetype: str
    stoerrelse: int
    sha256: str
    noegleaftryk: str
    gemt: dt.datetime


class Fillager:
    """Files in `mappe`, each as `<id>` (sealed) and `<id>.json`; those older than `bevares` are taken away."""

    def __init__(
        self,
        mappe: Path,
        *,
        hoejst: int,
        bevares: dt.timedelta,
        ur: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._mappe, self._hoejst, self._bevares, self._ur = mappe, hoejst, bevares, ur

    async def start(self) -> None:
        """Make the folder, and take away what a crash left half written, or is too old."""
        await asyncio.to_thread(self._mappe.mkdir, mode=0o700, parents=True, exist_ok=True)
        await self.ryd_op()

    async def ryd_op(self) -> int:
        """Take away files that are past their time; returns how many."""
        return await asyncio.to_thread(self._ryd_op)

    async def gem(self, stykker: AsyncIterator[bytes], *, system: str, mimetype: str) -> tuple[Filoplysninger, bytes]:
        """Store a file as it comes; the second part of the answer is its key, which is kept nowhere.

        Durable when it returns. Raises ForStorFil, IngenPlads.
        """
        self._kraev_plads()
        fil_id, noegle = str(uuid.uuid4()), secrets.token_bytes(NOEGLE)
        halv = self._mappe / f"{fil_id}.halv"
        try:
            with await asyncio.to_thread(halv.open, "xb") as ud:
                stoerrelse, sha256 = await self._skriv(ud, stykker, Forsegler(noegle, fil_id))
                await asyncio.to_thread(_fsync, ud)
            oplysninger = Filoplysninger(
                id=fil_id,
                system=system,
                mimetype=mimetype,
                stoerrelse=stoerrelse,
                sha256=sha256,
                noegleaftryk=hashlib.sha256(noegle).hexdigest(),
                gemt=self._ur(),
            )
            await asyncio.to_thread(self._faerdig, halv, oplysninger)
        except BaseException:
            halv.unlink(missing_ok=True)
            raise
        return oplysninger, noegle

    async def aabn(self, fil_id: str, noegle: bytes) -> tuple[Filoplysninger, AsyncIterator[bytes]]:
        """A file in the clear, as it is read. Raises UkendtFil, and Beskadiget on the way."""
        oplysninger = await asyncio.to_thread(self._find, fil_id)
        passer = hmac.compare_digest(hashlib.sha256(noegle).hexdigest(), oplysninger.noegleaftryk)
        if not passer or oplysninger.gemt + self._bevares < self._ur():
            raise UkendtFil(fil_id)
        return oplysninger, self._laes(fil_id, noegle)

    async def _skriv(self, ud: BinaryIO, stykker: AsyncIterator[bytes], forsegler: Forsegler) -> tuple[int, str]:
        sha256, stoerrelse, rest = hashlib.sha256(), 0, bytearray()
        await asyncio.to_thread(ud.write, forsegler.hoved)
        async for stykke in stykker:
            stoerrelse += len(stykke)
            if stoerrelse > self._hoejst:
                raise ForStorFil(str(self._hoejst))
            sha256.update(stykke)
            rest += stykke
            while len(rest) > STYKKE:  # one byte more than a chunk: this one is not the last
                await asyncio.to_thread(ud.write, forsegler.forsegl(bytes(rest[:STYKKE]), sidste=False))
                del rest[:STYKKE]
        await asyncio.to_thread(ud.write, forsegler.forsegl(bytes(rest), sidste=True))
        return stoerrelse, sha256.hexdigest()

    async def _laes(self, fil_id: str, noegle: bytes) -> AsyncIterator[bytes]:
        with await asyncio.to_thread((self._mappe / fil_id).open, "rb") as ind:
            aabner = Aabner(noegle, fil_id, await asyncio.to_thread(ind.read, HOVED))
            forseglet = await asyncio.to_thread(ind.read, STYKKE + SEGL)
            while forseglet:
                naeste = await asyncio.to_thread(ind.read, STYKKE + SEGL)
                yield aabner.aabn(forseglet, sidste=not naeste)
                forseglet = naeste

    def _find(self, fil_id: str) -> Filoplysninger:
        if not _ID.fullmatch(fil_id):
            raise UkendtFil(fil_id)
        try:
            return Filoplysninger.model_validate_json((self._mappe / f"{fil_id}.json").read_bytes())
        except FileNotFoundError:
            raise UkendtFil(fil_id) from None

    def _faerdig(self, halv: Path, oplysninger: Filoplysninger) -> None:
        """The sealed file first, what makes it known last: a crash between the two leaves nothing half known."""
        halv.rename(self._mappe / oplysninger.id)
        beskrivelse = self._mappe / f"{oplysninger.id}.json.halv"
        with beskrivelse.open("xb") as ud:
            ud.write(oplysninger.model_dump_json().encode())
            _fsync(ud)
        beskrivelse.rename(self._mappe / f"{oplysninger.id}.json")
        mappe = os.open(self._mappe, os.O_RDONLY)
        try:
            os.fsync(mappe)
        finally:
            os.close(mappe)

    def _kraev_plads(self) -> None:
        if shutil.disk_usage(self._mappe).free < MINDST_LEDIG + self._hoejst:
            raise IngenPlads("the disk is nearly full; take away what is not needed, or give the hub a larger disk")

    def _ryd_op(self) -> int:
        graense = (self._ur() - self._bevares).timestamp()
        fjernet = 0
        for fil in self._mappe.iterdir():
            if fil.name.startswith("."):  # the folder's own mark
                continue
            with contextlib.suppress(FileNotFoundError):
                alder = fil.stat().st_mtime
                if alder < graense or (fil.suffix == ".halv" and alder < self._ur().timestamp() - 3_600):
                    fil.unlink()
                    fjernet += 1
        if fjernet:
            LOG.info("files past their time were taken away", files=fjernet)
        return fjernet


def _fsync(fil: BinaryIO) -> None:
    fil.flush()
    os.fsync(fil.fileno())


__all__ = ["Beskadiget", "Fillager", "Filoplysninger", "ForStorFil", "IngenPlads", "UkendtFil"]
