"""The adapter of Digital Post: look up, choose the channel, send, tell; and tell again at each step of the shipment."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import NAMESPACE_URL, uuid5

from pydantic import Field

from adapters.digital_post.forsendelse import Afsenderoplysninger, Pakkeliste, byg_memo, pak
from adapters.digital_post.kanal import Kanal, modtager_af, vaelg
from adapters.digital_post.poststatus import Forsendelsesstatus, laes_poststatus
from adapters.digital_post.sf1601 import Sf1601
from adapters.sdk import Adapter, IkkeKlar, Indstillinger, Kontekst
from adapters.sdk.feed import Haendelse
from adapters.sdk.lager import Raekke
from schemas.formater.memo import HOEJST_BYTES
from schemas.models import (
    DigitalPostAfsendt,
    DigitalPostAfsendtData,
    PostAnmodning,
    PostAnmodningData,
    PostStatus,
    PostStatusData,
    Tidspunkt,
)

FORSENDELSER: Final = """
CREATE TABLE forsendelse (
    meddelelse TEXT PRIMARY KEY, forsendelse TEXT NOT NULL, anmodning TEXT NOT NULL, kanal TEXT NOT NULL,
    kle TEXT, transaktions_id TEXT, indhold TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX forsendelse_anmodning ON forsendelse (anmodning);
"""

UDELADTE: Final = "dk.faelleshub.digitalpost/udeladteFiler"
"""The private field that names files too large for the shipment: their filId, separated by blanks."""

FEJLET: Final = "Fejlet"


class Postindstillinger(Indstillinger):
    """Settings of the Digital Post adapter."""

    afsendernavn: Annotated[str, Field(min_length=1, max_length=256)] = "Kommunen"
    """The authority's name, as the receiver sees it."""
    forsendelse_maks: Annotated[int, Field(gt=0, le=HOEJST_BYTES)] = HOEJST_BYTES
    """Bytes in one shipment."""


digital_post = Adapter(
    "digital_post",
    systemtype="digital_post",
    sender=(DigitalPostAfsendt, PostStatus),
    kle=("*",),
    foelsomhed="FORTROLIGE_PERSONOPLYSNINGER",
    tabeller=[FORSENDELSER],
    indstillinger=Postindstillinger,
)


@digital_post.modtager(PostAnmodning)
async def send_post(besked: PostAnmodning, kontekst: Kontekst) -> None:
    """A request: by the channel on which its receiver can be reached. The same request again sends nothing."""
    data = besked.beskeddata
    if await kontekst.lager.hent("SELECT 1 FROM forsendelse WHERE anmodning = ?", data.post_anmodning_id):
        return
    modtager, sf1601 = modtager_af(data.modtager), Sf1601(kontekst.ydre)
    nemsms = data.posttype == "NemSMS" and await sf1601.tilmeldt(modtager, nemsms=True)
    digital = nemsms or await sf1601.tilmeldt(modtager)
    kanal = vaelg(data.posttype, digital_post=digital, nemsms=nemsms)
    await _afsend(data, kanal, kontekst, fritaget=not digital, kle=besked.kle)


@digital_post.haendelse("poststatus")
async def meld_status(haendelse: Haendelse, kontekst: Kontekst) -> None:
    """The distributor tells of a step; a letter that could not be delivered digitally is sent on paper."""
    status = laes_poststatus(haendelse["xml"].encode())
    raekke = await kontekst.lager.hent_en("SELECT * FROM forsendelse WHERE meddelelse = ?", status.meddelelse)
    if raekke is None:
        raise IkkeKlar("the distributor tells of a shipment that is not this adapter's")
    kontekst.transaktions_id = raekke["transaktions_id"]
    data = PostAnmodningData.model_validate_json(raekke["indhold"])
    await _meld(status, raekke, data, kontekst)
    if status.status == FEJLET and raekke["kanal"] != Kanal.FYSISK_POST:
        await _afsend(data, Kanal.FYSISK_POST, kontekst, fritaget=False, kle=raekke["kle"])


async def _afsend(
    data: PostAnmodningData, kanal: Kanal, kontekst: Kontekst, *, fritaget: bool, kle: str | None
) -> None:
    indstillinger, modtager = kontekst.egne(Postindstillinger), modtager_af(data.modtager)
    liste = (
        pak(data, indstillinger.forsendelse_maks)
        if kanal is not Kanal.NEMSMS
        else Pakkeliste(data.hoveddokument, (), ())
    )
    memo = byg_memo(
        data,
        liste,
        {dokument.fil.fil_id: await kontekst.hent_fil(dokument.fil) for dokument in liste.filer() if dokument.fil},
        kanal=kanal,
        modtager=modtager,
        afsender=Afsenderoplysninger(indstillinger.myndighed, indstillinger.afsendernavn),
        nu=kontekst.nu(),
    )
    _, stoerrelse = await Sf1601(kontekst.ydre).afsend(memo, kanal, indstillinger.forsendelse_maks)
    afsendt = DigitalPostAfsendtData(
        forsendelse_id=str(uuid5(NAMESPACE_URL, f"forsendelse/{data.post_anmodning_id}/{kanal}")),
        post_anmodning_id=data.post_anmodning_id,
        meddelelses_id=memo.message_header.message_uuid,
        modtager=data.modtager,
        postkanal=kanal.value,
        fritaget=fritaget,
        titel=data.titel,
        sag_id=data.sag_id,
        dokument_id=data.dokument_id,
        stoerrelse=stoerrelse,
        afsendt_tidspunkt=Tidspunkt(tidsstempel=kontekst.nu()),
        udvidelser=_udeladte(liste),
    )
    await kontekst.send(kontekst.ny(DigitalPostAfsendt, afsendt, kle=kle, relaterede=_sag(data)))
    await kontekst.lager.skriv(
        "INSERT OR IGNORE INTO forsendelse VALUES (?, ?, ?, ?, ?, ?, ?)",
        afsendt.meddelelses_id,
        afsendt.forsendelse_id,
        data.post_anmodning_id,
        kanal.value,
        kle,
        kontekst.transaktions_id,
        data.model_dump_json(),
    )


async def _meld(status: Forsendelsesstatus, raekke: Raekke, data: PostAnmodningData, kontekst: Kontekst) -> None:
    poststatus = PostStatusData(
        forsendelse_id=raekke["forsendelse"],
        post_anmodning_id=raekke["anmodning"],
        meddelelses_id=status.meddelelse,
        transmissions_id=status.transmission,
        postkanal=raekke["kanal"],
        poststatus=status.status,
        sag_id=data.sag_id,
        fejlkode=status.fejlkode if status.status == FEJLET else None,
        fejltekst=status.fejltekst if status.status == FEJLET else None,
        statustidspunkt=Tidspunkt(tidsstempel=status.tidspunkt),
    )
    await kontekst.send(kontekst.ny(PostStatus, poststatus, kle=raekke["kle"], relaterede=_sag(data)))


def _udeladte(liste: Pakkeliste) -> dict[str, str]:
    filer = [dokument.fil.fil_id for dokument in liste.udeladte if dokument.fil is not None]
    return {UDELADTE: " ".join(filer)} if filer else {}


def _sag(data: PostAnmodningData) -> list[tuple[str, str]]:
    return [("Sag", data.sag_id)] if data.sag_id else []
