"""Akten's own API in the words of the port: a sag is a mappe, a dokument an akt with versions."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from adapters.esdh.journal import Journaldokument, Journalfil, Journalsag
from adapters.sdk import YdreAfvisning, YdreSystem


class Aktendriver:
    """The product Akten."""

    def __init__(self, ydre: YdreSystem) -> None:
        self._ydre = ydre

    async def gem_sag(self, sag: Journalsag) -> None:
        """A mappe, found again by the sag's id."""
        kendt = await self.hent_sag(sag.sag_id)
        if kendt is not None and kendt.registreret > sag.registreret:
            return
        await self._ydre.saet(
            f"/mapper/{sag.sag_id}",
            {
                "journalnr": sag.sagsnummer,
                "emne": sag.titel,
                "plannr": sag.kle,
                "klasse": sag.foelsomhed,
                "trin": sag.fremdrift,
                "lukket": int(sag.lukket),
                "ejer": sag.ejer,
                "part": sag.part,
                "opdateret": sag.registreret.isoformat(),
            },
        )

    async def gem_dokument(self, dokument: Journaldokument) -> None:
        """An akt, with this version."""
        await self._ydre.saet(
            f"/akter/{dokument.dokument_id}",
            {
                "akttype": dokument.dokumenttype,
                "trin": dokument.fremdrift,
                "klasse": dokument.foelsomhed,
                "plannr": dokument.kle,
                "vedroerer": list(dokument.sager),
                "opdateret": dokument.registreret.isoformat(),
                "version": {
                    "nr": dokument.version,
                    "titel": dokument.titel,
                    "loebenr": dokument.dokumentnummer,
                    "brevdato": dokument.brev_dato.isoformat() if dokument.brev_dato else None,
                    "filer": [dataclasses.asdict(fil) for fil in dokument.filer],
                },
            },
        )

    async def bind(self, dokument_id: str, sag_id: str) -> bool:
        """The akt is laid into the mappe."""
        try:
            await self._ydre.saet(f"/mapper/{sag_id}/akter/{dokument_id}", {})
        except YdreAfvisning as fejl:
            if fejl.status == HTTPStatus.NOT_FOUND:
                return False
            raise
        return True

    async def hent_sag(self, sag_id: str) -> Journalsag | None:
        """The mappe as a sag."""
        mappe = await self._ydre.hent_hvis_findes(f"/mapper/{sag_id}")
        return (
            None
            if mappe is None
            else Journalsag(
                sag_id=mappe["fremmed_id"],
                sagsnummer=mappe["journalnr"],
                titel=mappe["emne"],
                kle=mappe["plannr"],
                foelsomhed=mappe["klasse"],
                fremdrift=mappe["trin"],
                ejer=mappe["ejer"],
                part=mappe["part"],
                registreret=dt.datetime.fromisoformat(mappe["opdateret"]),
            )
        )

    async def hent_dokumenter(self, sag_id: str) -> list[Journaldokument]:
        """The akter of the mappe, version by version."""
        return _dokumenter(await self._ydre.hent_hvis_findes(f"/mapper/{sag_id}/akter") or [])

    async def hent_loese(self) -> list[Journaldokument]:
        """The akter in the tray."""
        return _dokumenter(await self._ydre.hent("/bakke"))

    async def sager(self) -> list[str]:
        """Every mappe's id."""
        return list(await self._ydre.hent("/mapper"))


def _dokumenter(akter: Iterable[Mapping[str, Any]]) -> list[Journaldokument]:
    dokumenter = [_dokument(akt, version) for akt in akter for version in akt["versioner"]]
    return sorted(dokumenter, key=lambda dokument: (dokument.dokument_id, dokument.version))


def _dokument(akt: Mapping[str, Any], version: Mapping[str, Any]) -> Journaldokument:
    return Journaldokument(
        dokument_id=akt["fremmed_id"],
        dokumentnummer=version["loebenr"],
        version=version["nr"],
        titel=version["titel"],
        dokumenttype=akt["akttype"],
        brev_dato=dt.date.fromisoformat(version["brevdato"]) if version["brevdato"] else None,
        kle=akt["plannr"],
        foelsomhed=akt["klasse"],
        fremdrift=akt["trin"],
        registreret=dt.datetime.fromisoformat(akt["opdateret"]),
        filer=tuple(Journalfil(**fil) for fil in version["filer"]),
        sager=tuple(akt["vedroerer"]),
    )
