"""Dispensations: a kommune's leave to break one rule for a reason and a time (RA-27), asked for, voted on, decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import AwareDatetime, Field

from hub.api.arkitektraad import Grund, Stemmeseddel
from hub.api.kald import Kald
from hub.api.modeller import Begrundelse, Model, Side, Sidevalg
from hub.api.operation import Ruter, Svar
from hub.arkitektraad.dispensationskontor import Dispensationskontor
from hub.arkitektraad.model import Dispensation
from hub.konfiguration.model import Cvr
from hub.kontrakter.fritagelse import dispensable
from schemas.regler import REGLER

ruter = Ruter("Arkitekturråd")

_STI = "/api/v1/arkitektraad/dispensationer"
_LISTE = "dispensationer"


class Ansoegning(Model):
    """What is asked for: that messages of an authority may break a rule until a time."""

    myndighed: Cvr
    regel: Annotated[str, Field(max_length=100)]
    gyldig_fra: AwareDatetime | None = None
    udloeber: AwareDatetime
    begrundelse: Begrundelse | None = None


class Dispensabel(Model):
    """A rule that the council can dispense from."""

    regel: str
    tekst: str
    text: str


class Dispensable(Model):
    """All of them."""

    regler: Sequence[Dispensabel]


@ruter.operation(
    "GET",
    _STI,
    id="listDispensationer",
    da="List dispensationerne, ældste først",
    en="List the dispensations, oldest first",
    svar=Side[Dispensation],
)
async def list_dispensationer(kald: Kald, soeg: Sidevalg) -> Side[Dispensation]:
    """Those that were asked for, given, refused, ended; they are public."""
    efter = str(kald.hub.sider.laes(_LISTE, soeg.efter)) if soeg.efter else ""
    alle = [en for en in await _kontor(kald).alle() if _sted(en) > efter]
    naeste = kald.hub.sider.pak(_LISTE, _sted(alle[soeg.maks - 1])) if len(alle) > soeg.maks else None
    return Side[Dispensation](poster=alle[: soeg.maks], naeste=naeste)


@ruter.operation(
    "GET",
    "/api/v1/arkitektraad/dispensable",
    id="listDispensable",
    da="List de regler, rådet kan dispensere fra",
    en="List the rules that the council can dispense from",
    svar=Dispensable,
)
async def list_dispensable(_: Kald) -> Dispensable:
    """Few: rules that nothing else builds on."""
    fundne = sorted((regel for regel in REGLER if regel.id in dispensable()), key=lambda regel: regel.id)
    return Dispensable(regler=[Dispensabel(regel=en.id, tekst=en.da, text=en.en) for en in fundne])


@ruter.operation(
    "POST",
    _STI,
    id="ansoegDispensation",
    da="En myndighed søger om dispensation for sine egne beskeder, eller sekretæren på dens vegne",
    en="An authority asks for a dispensation for its own messages, or the secretary on its behalf",
    svar=Dispensation,
    status=201,
    fejl=(422,),
)
async def ansoeg(kald: Kald, krop: Ansoegning) -> Svar:
    """The members vote on it; the secretary calls the decision."""
    sag = await _kontor(kald).ansoeg(
        kald.bruger,
        kald.udoever(krop.begrundelse),
        myndighed=krop.myndighed,
        regel=krop.regel,
        fra=krop.gyldig_fra,
        udloeber=krop.udloeber,
    )
    return Svar(sag, 201, {"Location": f"{_STI}/{sag.id}"})


@ruter.operation(
    "GET",
    f"{_STI}/{{dispensation}}",
    id="visDispensation",
    da="Vis en dispensation",
    en="Show a dispensation",
    svar=Dispensation,
    fejl=(404,),
)
async def vis_dispensation(kald: Kald) -> Dispensation:
    """One of them."""
    return await _kontor(kald).find(kald.sti["dispensation"])


@ruter.operation(
    "POST",
    f"{_STI}/{{dispensation}}/stemme",
    id="stemDispensation",
    da="Et medlem stemmer, med en begrundelse",
    en="A member votes, with a reason",
    svar=Dispensation,
    fejl=(404, 409, 422),
)
async def stem_dispensation(kald: Kald, krop: Stemmeseddel) -> Dispensation:
    """Not a member who comes from the authority that asks."""
    udoever = kald.udoever(krop.begrundelse)
    return await _kontor(kald).stem(kald.sti["dispensation"], kald.bruger, krop.stemme, udoever.hvorfor, udoever)


@ruter.operation(
    "POST",
    f"{_STI}/{{dispensation}}/afgoerelse",
    id="afgoerDispensation",
    da="Sekretæren gør stemmerne op: afgørelsen underskrives og offentliggøres",
    en="The secretary calls the decision: it is counted, signed and published",
    svar=Dispensation,
    fejl=(404, 409, 422),
)
async def afgoer_dispensation(kald: Kald, krop: Grund) -> Dispensation:
    """Given, it holds from then until it expires; nobody has to end it."""
    udoever = kald.udoever(krop.begrundelse)
    return await _kontor(kald).afgoer(kald.sti["dispensation"], kald.bruger, udoever.hvorfor, udoever)


@ruter.operation(
    "POST",
    f"{_STI}/{{dispensation}}/ophaevelse",
    id="ophaevDispensation",
    da="Sekretæren eller myndigheden selv ophæver en dispensation før tid",
    en="The secretary, or the authority itself, ends a dispensation before its time",
    svar=Dispensation,
    fejl=(404, 409, 422),
)
async def ophaev_dispensation(kald: Kald, krop: Grund) -> Dispensation:
    """From then on the rule holds again."""
    udoever = kald.udoever(krop.begrundelse)
    return await _kontor(kald).ophaev(kald.sti["dispensation"], kald.bruger, udoever.hvorfor, udoever)


def _kontor(kald: Kald) -> Dispensationskontor:
    return Dispensationskontor(kald.hub.sekretariat)


def _sted(dispensation: Dispensation) -> str:
    return f"{dispensation.ansoegt.isoformat()}\0{dispensation.id}"
