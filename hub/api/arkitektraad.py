"""The council's workbench: every version's case, and the steps that take it from draft to force and out again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import orjson
from pydantic import AwareDatetime, Field

from hub.api.kald import Kald
from hub.api.modeller import Begrundelse, Model, Side, Sidevalg
from hub.api.operation import Ruter, Svar
from hub.arkitektraad.foreslaa import foreslaa
from hub.arkitektraad.model import Behandling, Holdning, Medlem, Stemmetal
from hub.arkitektraad.optaelling import quorum
from hub.registry.forslag import Forslag
from schemas.catalogue import Tilstand
from schemas.identifikatorer import maskeret

ruter = Ruter("Arkitekturråd")

_LISTE = "forslag"

Tekst = Annotated[str, Field(min_length=3, max_length=2_000)]


class Forslagsvalg(Sidevalg):
    """Which cases of the list."""

    tilstand: Tilstand | None = None
    subject: Annotated[str, Field(max_length=300, description="A contract's full name, or its short one.")] | None = (
        None
    )


class Nytforslag(Model):
    """A version that is proposed. `skema` is the Avro schema, standing alone, as an object or as text."""

    subject: Annotated[str, Field(max_length=300)]
    skema: dict[str, Any] | Annotated[str, Field(max_length=500_000)]
    udgave: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$")] | None = None
    begrundelse: Begrundelse | None = None


class Hoeringsaabning(Model):
    """A hearing to be opened; `trodsLint` in spite of errors that the linter has found, with the reason for it."""

    frist: AwareDatetime
    trods_lint: bool = False
    begrundelse: Begrundelse | None = None


class Svarpaahoering(Model):
    """A member's answer in a hearing."""

    holdning: Holdning
    tekst: Tekst


class Stemmeseddel(Model):
    """A member's vote, with its reason."""

    stemme: Stemmetal
    begrundelse: Tekst


class Udfasningspunkt(Model):
    """A retirement to be put on the agenda; until `vindueTil` its messages still pass in production."""

    vindue_til: AwareDatetime
    begrundelse: Begrundelse | None = None


class Grund(Model):
    """Why."""

    begrundelse: Begrundelse | None = None


class Raadsvisning(Model):
    """The council as it sits: its members, and how many of them must have voted where all have a say."""

    medlemmer: Sequence[Medlem]
    quorum: int


@ruter.operation(
    "GET",
    "/api/v1/arkitektraad",
    id="visRaad",
    da="Vis rådets medlemmer og dets beslutningsdygtighed",
    en="Show the council's members and its quorum",
    svar=Raadsvisning,
)
async def vis_raad(kald: Kald) -> Raadsvisning:
    """A member is a token of the role arkitektraad, by its name."""
    medlemmer = kald.hub.sekretariat.medlemmer()
    return Raadsvisning(medlemmer=medlemmer, quorum=quorum(medlemmer))


@ruter.operation(
    "GET",
    "/api/v1/arkitektraad/forslag",
    id="listForslag",
    da="List sagen om hver version af hver kontrakt: tilstand, høring, stemmer",
    en="List the case of every version of every contract: state, hearing, votes",
    svar=Side[Behandling],
)
async def list_forslag(kald: Kald, soeg: Forslagsvalg) -> Side[Behandling]:
    """By contract and version. Every version has a case; one that was only registered is a draft."""
    sider = kald.hub.sider
    efter = str(sider.laes(_LISTE, soeg.efter)) if soeg.efter else ""
    await kald.hub.sekretariat.indhent()
    fundne = [
        sag
        for sag in kald.hub.sekretariat.sager()
        if _sted(sag) > efter
        and soeg.tilstand in {None, sag.tilstand}
        and soeg.subject in {None, sag.subject, sag.subject.rpartition(".")[2]}
    ]
    side = fundne[: soeg.maks]
    naeste = sider.pak(_LISTE, _sted(side[-1])) if len(fundne) > soeg.maks else None
    return Side[Behandling](poster=side, naeste=naeste)


@ruter.operation(
    "GET",
    "/api/v1/arkitektraad/forslag/{forslag}",
    id="visForslag",
    da="Vis sagen om en version",
    en="Show the case of a version",
    svar=Behandling,
    fejl=(404,),
)
async def vis_forslag(kald: Kald) -> Behandling:
    """One case."""
    return await kald.hub.sekretariat.find(kald.sti["forslag"])


@ruter.operation(
    "POST",
    "/api/v1/arkitektraad/forslag",
    id="foreslaaVersion",
    da="Foreslå en version af en kontrakt: den prøves mod de tidligere og registreres som udkast",
    en="Propose a version of a contract: it is tried against the earlier ones and registered as a draft",
    svar=Behandling,
    status=201,
    fejl=(404, 409, 422),
    ogsaa={200: Behandling},
)
async def opret_forslag(kald: Kald, krop: Nytforslag) -> Svar:
    """201 with the new case; 200 with the one there is, where the very schema is registered already."""
    tekst = krop.skema if isinstance(krop.skema, str) else orjson.dumps(krop.skema).decode()
    sag, ny = await foreslaa(
        kald.hub.sekretariat,
        kald.bruger,
        kald.udoever(krop.begrundelse),
        subject=krop.subject,
        forslag=Forslag(tekst),
        udgave=krop.udgave,
    )
    return Svar(sag, 201 if ny else 200, {"Location": f"/api/v1/arkitektraad/forslag/{sag.id}"})


@ruter.operation(
    "POST",
    "/api/v1/arkitektraad/forslag/{forslag}/hoering",
    id="aabnHoering",
    da="Sekretæren sender et udkast i høring med en frist",
    en="The secretary opens the hearing of a draft, with a deadline",
    svar=Behandling,
    fejl=(404, 409, 422),
)
async def aabn_hoering(kald: Kald, krop: Hoeringsaabning) -> Behandling:
    """Everyone who sends or receives under the contract gets a notice. Refused while the linter has errors."""
    udoever = kald.udoever(krop.begrundelse)
    return await kald.hub.sekretariat.aabn_hoering(
        kald.sti["forslag"], kald.bruger, krop.frist, udoever.hvorfor, udoever, trods_lint=krop.trods_lint
    )


@ruter.operation(
    "POST",
    "/api/v1/arkitektraad/forslag/{forslag}/svar",
    id="svarHoering",
    da="Et medlem svarer i høringen",
    en="A member answers in the hearing",
    svar=Behandling,
    fejl=(404, 409, 422),
)
async def svar_hoering(kald: Kald, krop: Svarpaahoering) -> Behandling:
    """Every answer is kept."""
    return await kald.hub.sekretariat.svar(
        kald.sti["forslag"],
        kald.bruger,
        krop.holdning,
        maskeret(krop.tekst.strip()),
        kald.udoever("answer in a hearing"),
    )


@ruter.operation(
    "POST",
    "/api/v1/arkitektraad/forslag/{forslag}/stemme",
    id="stemForslag",
    da="Et medlem stemmer, med en begrundelse, når høringen er slut",
    en="A member votes, with a reason, once the hearing is over",
    svar=Behandling,
    fejl=(404, 409, 422),
)
async def stem_forslag(kald: Kald, krop: Stemmeseddel) -> Behandling:
    """A member's later vote takes the place of the earlier; nobody votes on a proposal of their own."""
    udoever = kald.udoever(krop.begrundelse)
    return await kald.hub.sekretariat.stem(kald.sti["forslag"], kald.bruger, krop.stemme, udoever.hvorfor, udoever)


@ruter.operation(
    "POST",
    "/api/v1/arkitektraad/forslag/{forslag}/afgoerelse",
    id="afgoerForslag",
    da="Sekretæren gør stemmerne op: afgørelsen underskrives og offentliggøres",
    en="The secretary calls the decision: it is counted, signed and published",
    svar=Behandling,
    fejl=(404, 409, 422),
)
async def afgoer_forslag(kald: Kald, krop: Grund) -> Behandling:
    """Needs a quorum; more votes for than against say yes."""
    udoever = kald.udoever(krop.begrundelse)
    return await kald.hub.sekretariat.afgoer(kald.sti["forslag"], kald.bruger, udoever.hvorfor, udoever)


@ruter.operation(
    "POST",
    "/api/v1/arkitektraad/forslag/{forslag}/aktivering",
    id="aktiverForslag",
    da="Driftsrollen sætter en blåstemplet version i kraft",
    en="The driftsrolle puts an approved version in force",
    svar=Behandling,
    fejl=(404, 409, 422),
)
async def aktiver_forslag(kald: Kald, krop: Grund) -> Behandling:
    """It is tried once more against the versions in force."""
    udoever = kald.udoever(krop.begrundelse)
    return await kald.hub.sekretariat.aktiver(kald.sti["forslag"], kald.bruger, udoever.hvorfor, udoever)


@ruter.operation(
    "POST",
    "/api/v1/arkitektraad/forslag/{forslag}/udfasning",
    id="udfasForslag",
    da="Sekretæren sætter udfasningen af en version i kraft på dagsordenen",
    en="The secretary puts the retirement of a version in force on the agenda",
    svar=Behandling,
    fejl=(404, 409, 422),
)
async def udfas_forslag(kald: Kald, krop: Udfasningspunkt) -> Behandling:
    """Refused while someone subscribes (RA-31); the answer names who."""
    udoever = kald.udoever(krop.begrundelse)
    return await kald.hub.sekretariat.udfas(kald.sti["forslag"], kald.bruger, krop.vindue_til, udoever)


@ruter.operation(
    "POST",
    "/api/v1/arkitektraad/forslag/{forslag}/tilbagetraekning",
    id="traekForslag",
    da="Forslagsstilleren eller sekretæren trækker en version, der ikke er i kraft",
    en="The proposer, or the secretary, withdraws a version that is not in force",
    svar=Behandling,
    fejl=(404, 409, 422),
)
async def traek_forslag(kald: Kald, krop: Grund) -> Behandling:
    """What is withdrawn passes nowhere."""
    udoever = kald.udoever(krop.begrundelse)
    return await kald.hub.sekretariat.traek(kald.sti["forslag"], kald.bruger, udoever.hvorfor, udoever)


def _sted(sag: Behandling) -> str:
    """A case's place in the list."""
    return f"{sag.subject}\0{sag.version:010d}"
