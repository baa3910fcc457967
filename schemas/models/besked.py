"""The base of every message model: from beskeddata to a whole message with its envelope, and to and from the codec.

Where a message begins: an adapter's author fills in beskeddata, the catalogue knows the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

from pydantic import Field

from schemas.catalogue import Katalog, Katalogpost
from schemas.kodeliste import Kodelister
from schemas.models.grund import Vaerdi, snake
from schemas.models.kuvert import (
    Beskedkuvert,
    Filtreringsdata,
    Leveranceinformation,
    ObjektRegistrering,
    RelateretObjekt,
    Tidspunkt,
    UnikId,
)

BESKEDVERSION = "1.0"
"""The version of the envelope."""

Id = str | UUID | UnikId
"""An identifier as an author may write it: a UUID, a URN, or either as text."""


class Besked(Vaerdi):
    """A message. Its subclasses, one per contract, add `beskeddata`."""

    skema_navn: ClassVar[str] = ""
    beskedtype: ClassVar[str] = ""

    besked_id: UnikId = Field(description="The message's own id; the same id with other content is refused.")
    besked_version: str = Field(description="The version of the envelope, 1.0.")
    beskedkuvert: Beskedkuvert = Field(description="The envelope.")

    @classmethod
    def katalogpost(cls) -> Katalogpost:
        """The contract's entry in the servicekatalog."""
        return Katalog.standard().efter_navn(cls.skema_navn)

    @classmethod
    def ny(
        cls,
        beskeddata: Any,
        *,
        myndighed: str,
        kildesystem: Id,
        objekt_id: Id | None = None,
        handling: str | None = None,
        kle: str | None = None,
        foelsomhed: str | None = None,
        transaktions_id: Id | None = None,
        besked_id: Id | None = None,
        registrering_id: Id | None = None,
        nu: dt.datetime | None = None,
        relaterede: Iterable[tuple[str, Id]] = (),
        tilladt_modtager: Iterable[str] = (),
    ) -> Self:
        """A whole message around `beskeddata`.

        `myndighed` is a CVR number, `kildesystem` the it-system's UUID, `kle` a subject NN.NN.NN, `handling` and
        `foelsomhed` codes (the catalogue's first handling and its følsomhed when left out), `relaterede` pairs of
        objekttype and id, `tilladt_modtager` CVR numbers. The object's id is taken from beskeddata, else invented;
        ids and the time are made where they are not given. Raises ValueError for a code that does not exist; what
        the contract demands beyond that is the contract engine's to say.
        """
        post = cls.katalogpost()
        nu = nu or dt.datetime.now(dt.UTC)
        registrering = ObjektRegistrering(
            objekt_registrering_id=_ny_id(registrering_id),
            registreringstidspunkt=_tid(nu),
            objekt_ansvarlig_myndighed=_id(f"urn:oio:cvr-nr:{myndighed}"),
            objekt_id=_id(objekt_id) if objekt_id else _objekt_id(post, beskeddata),
            objekt_type=_kode_id("objekttype", post.objekttype) if post.objekttype else None,
            objekt_handling=_handling(post, handling),
            opgave_emne=_id(f"urn:oio:kle:{kle}") if kle else None,
        )
        filtreringsdata = Filtreringsdata(
            beskedtype=_id(cls.beskedtype),
            tilladt_modtager=[_id(f"urn:oio:cvr-nr:{cvr}") for cvr in tilladt_modtager],
            relateret_objekt=[_relateret(objekttype, ident) for objekttype, ident in relaterede],
            objekt_registrering=[registrering],
        )
        leveranceinformation = Leveranceinformation(
            dannelsestidspunkt=_tid(nu),
            transaktions_id=_ny_id(transaktions_id),
            kildesystem=_id(kildesystem),
            sikkerhedsklassificering=_kode_id("foelsomhed", foelsomhed or post.foelsomhed),
        )
        felter: dict[str, Any] = {
            "besked_id": _ny_id(besked_id),
            "besked_version": BESKEDVERSION,
            "beskedkuvert": Beskedkuvert(filtreringsdata=filtreringsdata, leveranceinformation=leveranceinformation),
            "beskeddata": beskeddata,
        }
        return cls(**felter)

    @property
    def registrering(self) -> ObjektRegistrering | None:
        """The first registration that the message tells of."""
        registreringer = self.beskedkuvert.filtreringsdata.objekt_registrering
        return registreringer[0] if registreringer else None

    def _registreret(self, felt: str) -> str | None:
        return _tekst(getattr(self.registrering, felt, None))

    @property
    def objekt_id(self) -> str | None:
        """The object's id, as text."""
        return self._registreret("objekt_id")

    @property
    def handling(self) -> str | None:
        """What happened to the object, as a code; its identifier where the code list does not know it."""
        ident = self._registreret("objekt_handling")
        kode = ident and Kodelister.standard()["objekthandling"].slaa_op(ident)
        return kode.kode if kode else ident

    @property
    def myndighed(self) -> str | None:
        """The CVR number of the authority that answers for the object."""
        ident = self._registreret("objekt_ansvarlig_myndighed")
        return ident.removeprefix("urn:oio:cvr-nr:") if ident else None

    @property
    def kle(self) -> str | None:
        """The KLE subject, NN.NN.NN."""
        ident = self._registreret("opgave_emne")
        return ident.removeprefix("urn:oio:kle:") if ident else None

    @property
    def transaktions_id(self) -> str | None:
        """What correlates the message with others, as text."""
        return _tekst(self.beskedkuvert.leveranceinformation.transaktions_id)

    @property
    def kildesystem(self) -> str | None:
        """The it-system in which the event arose, as text."""
        return _tekst(self.beskedkuvert.leveranceinformation.kildesystem)


def _tekst(ident: UnikId | None) -> str | None:
    return str(ident) if ident else None


def _id(ident: Id) -> UnikId:
    return UnikId.model_validate(ident)


def _ny_id(ident: Id | None) -> UnikId:
    return _id(ident or uuid4())


def _tid(tid: dt.datetime) -> Tidspunkt:
    return Tidspunkt.model_validate(tid)


def _kode_id(liste: str, kode: str) -> UnikId:
    koder = Kodelister.standard()[liste]
    if kode not in koder:
        naer = ", ".join(koder.naermeste(kode)) or ", ".join(sorted(koder.koder))
        raise ValueError(f"the code list {liste} has no such code; it has {naer}")
    return _id(koder[kode].id)


def _handling(post: Katalogpost, handling: str | None) -> UnikId | None:
    handling = handling or next(iter(post.handlinger), None)
    if handling and post.handlinger and handling not in post.handlinger:
        raise ValueError(f"{post.kort_navn} has the handlinger {', '.join(post.handlinger)} and no other")
    return _kode_id("objekthandling", handling) if handling else None


def _relateret(objekttype: str, ident: Id) -> RelateretObjekt:
    return RelateretObjekt(objekt_id=_id(ident), objekt_type=_kode_id("objekttype", objekttype))


def _objekt_id(post: Katalogpost, beskeddata: Any) -> UnikId:
    vaerdi = beskeddata
    for led in (post.objekt_id or "").split(".")[1:]:
        vaerdi = getattr(vaerdi, snake(led))
    return _ny_id(vaerdi if post.objekt_id else None)
