"""Journalen's own API in the words of the port: everything is an entry in the journal, nothing is changed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from adapters.esdh.journal import Journaldokument, Journalfil, Journalsag
from adapters.sdk import YdreAfvisning, YdreSystem


class Journalendriver:
    """The product Journalen."""

    def __init__(self, ydre: YdreSystem) -> None:
        self._ydre = ydre

    async def gem_sag(self, sag: Journalsag) -> None:
        """An entry SAG with the sag as it now stands."""
        kendt = await self.hent_sag(sag.sag_id)
        if kendt is not None and kendt.registreret > sag.registreret:
            return
        indhold = {
            "nummer": sag.sagsnummer,
            "overskrift": sag.titel,
            "tilstand": sag.fremdrift,
            "afsluttet": sag.lukket,
            "ordning": {"kle": sag.kle, "beskyttelse": sag.foelsomhed},
            "deltagere": {"ejer": sag.ejer, "part": sag.part},
            "tid": sag.registreret.isoformat(),
        }
        await self._tilfoej("SAG", sag.sag_id, indhold)

    async def gem_dokument(self, dokument: Journaldokument) -> None:
        """An entry DOK with this version."""
        indhold = {
            "version": dokument.version,
            "nummer": dokument.dokumentnummer,
            "overskrift": dokument.titel,
            "art": dokument.dokumenttype,
            "dateret": dokument.brev_dato.isoformat() if dokument.brev_dato else None,
            "tilstand": dokument.fremdrift,
            "ordning": {"kle": dokument.kle, "beskyttelse": dokument.foelsomhed},
            "vedroerer": list(dokument.sager),
            "vedhaeftet": [dataclasses.asdict(fil) for fil in dokument.filer],
            "tid": dokument.registreret.isoformat(),
        }
        await self._tilfoej("DOK", dokument.dokument_id, indhold)

    async def bind(self, dokument_id: str, sag_id: str) -> bool:
        """An entry TILKNYT."""
        try:
            await self._tilfoej("TILKNYT", dokument_id, {"sag": sag_id})
        except YdreAfvisning as fejl:
            if fejl.status == HTTPStatus.NOT_FOUND:
                return False
            raise
        return True

    async def hent_sag(self, sag_id: str) -> Journalsag | None:
        """The sag out of the journal."""
        fundet = await self._ydre.hent_hvis_findes(f"/opslag/sag/{sag_id}")
        return (
            None
            if fundet is None
            else Journalsag(
                sag_id=sag_id,
                sagsnummer=fundet["nummer"],
                titel=fundet["overskrift"],
                kle=fundet["ordning"]["kle"],
                foelsomhed=fundet["ordning"]["beskyttelse"],
                fremdrift=fundet["tilstand"],
                ejer=fundet["deltagere"]["ejer"],
                part=fundet["deltagere"]["part"],
                registreret=dt.datetime.fromisoformat(fundet["tid"]),
            )
        )

    async def hent_dokumenter(self, sag_id: str) -> list[Journaldokument]:
        """The documents of the sag, version by version."""
        sag = await self._ydre.hent_hvis_findes(f"/opslag/sag/{sag_id}")
        return await self._dokumenter(sorted(set(sag["dokumenter"])) if sag else ())

    async def hent_loese(self) -> list[Journaldokument]:
        """Documents that wait for a sag."""
        return await self._dokumenter(await self._ydre.hent("/opslag/loese"))

    async def sager(self) -> list[str]:
        """Every sag's guid."""
        return list(await self._ydre.hent("/opslag/sager"))

    async def _dokumenter(self, guider: Iterable[str]) -> list[Journaldokument]:
        fundne = [(guid, await self._ydre.hent(f"/opslag/dokument/{guid}")) for guid in guider]
        return [_dokument(guid, version) for guid, fundet in fundne for version in fundet["versioner"]]

    async def _tilfoej(self, slags: str, guid: str, indhold: Mapping[str, Any]) -> None:
        await self._ydre.send("/journal", {"slags": slags, "guid": guid, "indhold": indhold})


def _dokument(guid: str, version: Mapping[str, Any]) -> Journaldokument:
    return Journaldokument(
        dokument_id=guid,
        dokumentnummer=version["nummer"],
        version=version["version"],
        titel=version["overskrift"],
        dokumenttype=version["art"],
        brev_dato=dt.date.fromisoformat(version["dateret"]) if version["dateret"] else None,
        kle=version["ordning"]["kle"],
        foelsomhed=version["ordning"]["beskyttelse"],
        fremdrift=version["tilstand"],
        registreret=dt.datetime.fromisoformat(version["tid"]),
        filer=tuple(Journalfil(**fil) for fil in version["vedhaeftet"]),
        sager=tuple(version["vedroerer"]),
    )
