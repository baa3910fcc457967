"""What every ESDH product must do to take part: one suite, inherited by each product's own tests.

Everything here is asked through the bus and seen through the product's own API, so that a third vendor's product is
tested by subclassing and naming its adapter, its driver and its simulator.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import pytest

from adapters.esdh import Esdhprodukt, Journaldokument, Journalsag
from adapters.fagsystem import sagsdata
from adapters.fagsystem.sagsdata import Afsender, Sagsramme
from adapters.sdk import Adapter, YdreSystem
from adapters.sdk.proeve import MYNDIGHED, Modpart, Proevehub
from adapters.simulatorer import Driftstilstand, Simulator
from schemas.models import Dokument, DokumentRegistreret, Filreference, Part, Person, Sag, SagRegistreret
from tests.adapters.vent import vent_til

RAMME = Sagsramme(kle="02.34.02", facet="P19", systemnavn="Prøve")
PART = Part(person=Person(cpr="6101901234", navn="Karen Nørgaard"))
FIL = Filreference(fil_id=str(uuid4()), filnavn="plan.pdf", mimetype="application/pdf", stoerrelse=3, sha256="0" * 64)


class Fagsystem:
    """A fagsystem that registers sager and dokumenter on the bus, ever later in time."""

    def __init__(self, bus: Modpart) -> None:
        self._bus = bus
        self._afsender = Afsender(bus.tilslutning.system, MYNDIGHED)
        self._nu = dt.datetime(2026, 3, 1, 8, 0, tzinfo=dt.UTC)

    def sag(self, nummer: str) -> Sag:
        return sagsdata.ny_sag(
            RAMME, self._afsender, sag_id=str(uuid4()), nummer=nummer, titel=f"Sag {nummer}", part=PART, nu=self._tid()
        )

    def skift(self, sag: Sag, status: str) -> Sag:
        return sagsdata.skift(sag, status, self._tid())

    def dokument(self, sag: Sag, *, ident: str | None = None, version: int = 1, titel: str = "Ansøgning") -> Dokument:
        nu = self._tid()
        return sagsdata.nyt_dokument(
            RAMME,
            self._afsender,
            dokument_id=ident or str(uuid4()),
            sag=sag,
            titel=titel,
            dokumenttype="Brev, indgaaende",
            part=PART,
            nu=nu,
            brev_dato=nu.date(),
            filer=[FIL],
            version=version,
        )

    async def send(self, *poster: Sag | Dokument) -> None:
        for post in poster:
            slags = SagRegistreret if isinstance(post, Sag) else DokumentRegistreret
            tidspunkt = post.registrering.tidspunkt
            nu = tidspunkt.tidsstempel if tidspunkt else None
            ny = post.registrering.livscyklus_kode == "Opstaaet"
            besked = slags.ny(
                post.model_copy(deep=True),
                myndighed=MYNDIGHED,
                kildesystem=self._bus.tilslutning.system,
                kle=RAMME.kle,
                handling="Opret" if ny else "Ret",
                nu=nu,
            )
            await self._bus.send(besked)

    def _tid(self) -> dt.datetime:
        self._nu += dt.timedelta(minutes=1)
        return self._nu


class ESDHKontrakt:
    """Subclass, and name the product."""

    adapter: ClassVar[Adapter]
    simulator: ClassVar[type[Simulator]]

    @staticmethod
    def byg(ydre: YdreSystem) -> Esdhprodukt:
        """The driver of the product."""
        raise NotImplementedError

    @pytest.fixture
    async def system(self) -> AsyncIterator[Simulator]:
        async with self.simulator() as system:
            yield system

    @pytest.fixture
    async def produkt(self, system: Simulator) -> AsyncIterator[Esdhprodukt]:
        async with YdreSystem("the product", system.url) as ydre:
            yield self.byg(ydre)

    @pytest.fixture
    async def fagsystem(self, hub: Proevehub, system: Simulator, tmp_path: Path) -> AsyncIterator[Fagsystem]:
        async with hub.med(self.adapter, ydre=system.url, data=tmp_path / "adapter") as bus:
            yield Fagsystem(bus)

    async def test_en_sag_og_dens_dokument_journaliseres_og_hoerer_sammen(
        self, produkt: Esdhprodukt, fagsystem: Fagsystem
    ) -> None:
        sag = fagsystem.sag("2026-1")
        dokument = fagsystem.dokument(sag)
        await fagsystem.send(sag, dokument)
        (journaliseret,) = await dokumenter(produkt, sag, 1)
        assert (journaliseret.dokument_id, journaliseret.sager) == (dokument.dokument_id, (sag.sag_id,))
        assert (journaliseret.titel, journaliseret.version) == ("Ansøgning", 1)
        assert journaliseret.brev_dato == dt.date(2026, 3, 1)
        assert [fil.filnavn for fil in journaliseret.filer] == ["plan.pdf"]
        fundet = await produkt.hent_sag(str(sag.sag_id))
        assert fundet is not None
        assert (fundet.sagsnummer, fundet.titel, fundet.kle) == ("2026-1", "Sag 2026-1", "02.34.02")
        assert (fundet.fremdrift, fundet.lukket, fundet.part) == ("Opstaaet", False, "urn:oio:cpr-nr:6101901234")

    async def test_et_dokument_der_kommer_foer_sin_sag_bliver_bundet_naar_sagen_kommer(
        self, produkt: Esdhprodukt, fagsystem: Fagsystem
    ) -> None:
        sag = fagsystem.sag("2026-2")
        dokument = fagsystem.dokument(sag)
        await fagsystem.send(dokument)
        await fagsystem.send(sag)
        (journaliseret,) = await dokumenter(produkt, sag, 1)
        assert journaliseret.dokument_id == dokument.dokument_id

    async def test_en_ny_version_staar_ved_siden_af_den_gamle(self, produkt: Esdhprodukt, fagsystem: Fagsystem) -> None:
        sag = fagsystem.sag("2026-3")
        foerste = fagsystem.dokument(sag, titel="Udkast")
        anden = fagsystem.dokument(sag, ident=foerste.dokument_id, version=2, titel="Endelig")
        await fagsystem.send(sag, foerste, anden)
        versioner = await dokumenter(produkt, sag, 2)
        assert [(en.version, en.titel) for en in versioner] == [(1, "Udkast"), (2, "Endelig")]

    async def test_en_sag_lukkes_og_beholder_sine_dokumenter(self, produkt: Esdhprodukt, fagsystem: Fagsystem) -> None:
        sag = fagsystem.sag("2026-4")
        await fagsystem.send(sag, fagsystem.dokument(sag))
        for status in ("Oplyst", "Afgjort", "Afsluttet"):
            sag = fagsystem.skift(sag, status)
            await fagsystem.send(sag)
        lukket = await vent_til(lambda: _lukket(produkt, sag))
        assert lukket.fremdrift == "Afsluttet"
        assert len(await dokumenter(produkt, sag, 1)) == 1

    async def test_et_produkt_der_er_nede_mister_ingenting(
        self, produkt: Esdhprodukt, fagsystem: Fagsystem, system: Simulator
    ) -> None:
        system.drift = Driftstilstand.NEDE
        sag = fagsystem.sag("2026-5")
        dokument = fagsystem.dokument(sag)
        await fagsystem.send(sag, dokument)
        foer = system.kald

        async def proevet() -> bool:
            return system.kald > foer

        await vent_til(proevet)
        system.drift = Driftstilstand.NORMAL
        (journaliseret,) = await dokumenter(produkt, sag, 1)
        assert journaliseret.dokument_id == dokument.dokument_id

    async def test_det_samme_to_gange_er_kun_en_gang(self, produkt: Esdhprodukt) -> None:
        sag, dokument = _journalsag(), _journaldokument()
        for _ in range(2):
            await produkt.gem_sag(sag)
            await produkt.gem_dokument(dokument)
            assert await produkt.bind(dokument.dokument_id, sag.sag_id)
        assert await produkt.hent_sag(sag.sag_id) == sag
        assert await produkt.hent_dokumenter(sag.sag_id) == [dokument]
        assert await produkt.sager() == [sag.sag_id]

    async def test_en_aeldre_registrering_gaelder_ikke_over_en_nyere(self, produkt: Esdhprodukt) -> None:
        ny = _journalsag()
        await produkt.gem_sag(ny)
        await produkt.gem_sag(_journalsag(titel="Forældet", minut=-1))
        assert await produkt.hent_sag(ny.sag_id) == ny

    async def test_en_ukendt_sag_er_ingen_sag_og_binder_intet(self, produkt: Esdhprodukt) -> None:
        dokument = _journaldokument()
        await produkt.gem_dokument(dokument)
        assert await produkt.hent_sag(str(uuid4())) is None
        assert await produkt.hent_dokumenter(str(uuid4())) == []
        assert not await produkt.bind(dokument.dokument_id, str(uuid4()))


async def dokumenter(produkt: Esdhprodukt, sag: Sag, antal: int) -> list[Journaldokument]:
    """The documents of a sag, once there are so many."""

    async def spoerg() -> list[Journaldokument]:
        fundne = await produkt.hent_dokumenter(str(sag.sag_id))
        return fundne if len(fundne) >= antal else []

    return await vent_til(spoerg)


async def _lukket(produkt: Esdhprodukt, sag: Sag) -> Journalsag | None:
    fundet = await produkt.hent_sag(str(sag.sag_id))
    return fundet if fundet is not None and fundet.lukket else None


def _journalsag(titel: str = "Sagen", minut: int = 0) -> Journalsag:
    return Journalsag(
        sag_id="08bc9336-a960-4903-9a32-c5456a875298",
        sagsnummer="2026-9",
        titel=titel,
        kle="02.34.02",
        foelsomhed="IKKE_FORTROLIGE_DATA",
        fremdrift="Opstaaet",
        ejer="urn:oio:cvr-nr:12345678",
        part=None,
        registreret=dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC) + dt.timedelta(minutes=minut),
    )


def _journaldokument() -> Journaldokument:
    return Journaldokument(
        dokument_id="6b7b8db5-fed3-4a7a-a831-62d0f68aee95",
        dokumentnummer="2026-9-1",
        version=1,
        titel="Notat",
        dokumenttype="Internt Notat",
        brev_dato=None,
        kle="02.34.02",
        foelsomhed="IKKE_FORTROLIGE_DATA",
        fremdrift="Endeligt",
        registreret=dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC),
        filer=(),
        sager=("08bc9336-a960-4903-9a32-c5456a875298",),
    )
