"""The way of one message as the demo shows it: sender, decision, receivers, receipts. Pure: from hops to a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from adapters.sdk import Kvittering
from schemas.identifikatorer import maskeret

ENDELIGE: Final = frozenset({"kvitteret", "afvist", "udloebet", "fejlkoe"})
"""Hops after which a dueslag has nothing more to do with a message."""

VENTER: Final = "venter"


@dataclass(frozen=True, slots=True)
class Modtaget:
    """One receiver's part: its name, and how far it has come (`venter` until it has answered)."""

    navn: str
    udfald: str
    leveringer: int = 0
    """How often the message was handed to it."""


@dataclass(frozen=True, slots=True)
class Grund:
    """Why a message was refused: rule, field path, what to do."""

    regel: str
    sti: str
    tekst: str


@dataclass(frozen=True, slots=True)
class Vej:
    """The way of one reception. `afgoerelse` is None until the router has decided."""

    tidspunkt: str
    """When the hub took it in, ISO 8601."""
    besked_id: str
    modtagelse_id: str
    slags: str
    afsender: str
    afgoerelse: str | None
    grunde: tuple[Grund, ...]
    modtagere: tuple[Modtaget, ...]
    kvitteringer: tuple[str, ...]
    """The statuses of the receipts that the sender has got, in order."""

    @property
    def afsluttet(self) -> bool:
        """Whether nothing more will happen: decided, answered by every receiver, and the sender told of each."""
        besvaret = all(modtager.udfald in ENDELIGE for modtager in self.modtagere)
        return self.afgoerelse is not None and besvaret and len(self.kvitteringer) > len(self.modtagere)

    @property
    def lykkedes(self) -> bool:
        """Whether it reached everyone it was for."""
        return self.afgoerelse == "Leveret" and all(m.udfald == "kvitteret" for m in self.modtagere)

    def som_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "tidspunkt": self.tidspunkt,
            "besked": self.slags,
            "beskedId": self.besked_id,
            "afsender": self.afsender,
            "afgoerelse": self.afgoerelse,
            "aarsager": [{"regel": grund.regel, "sti": grund.sti} for grund in self.grunde],
            "modtagere": [{"system": m.navn, "udfald": m.udfald, "leveringer": m.leveringer} for m in self.modtagere],
            "kvitteringer": list(self.kvitteringer),
        }


def veje(
    besked_id: str,
    slags: str,
    hop: Sequence[Mapping[str, Any]],
    kvitteringer: Iterable[Kvittering],
    navne: Mapping[str, str],
) -> list[Vej]:
    """The ways of a BeskedId, one for each reception, oldest first. `navne`: system and dueslag ids to names."""
    modtagelser = dict.fromkeys(et["modtagelseId"] for et in hop)
    kvitteringer = list(kvitteringer)
    return [
        _vej(
            besked_id,
            slags,
            [et for et in hop if et["modtagelseId"] == modtagelse],
            [kvittering for kvittering in kvitteringer if kvittering.modtagelse_id == modtagelse],
            navne,
        )
        for modtagelse in modtagelser
    ]


def ikke_set(besked_id: str, slags: str) -> Vej:
    """The way of a message that the hub has not told of at all: it was sent, and that is all that is known."""
    return Vej("", besked_id, "", slags, "ukendt", None, (), (), ())


def ulaeselig(kvittering: Kvittering, afsender: str) -> Vej:
    """The way of a message that the hub could not read: it has no id, so only its receipt tells of it."""
    return Vej(
        tidspunkt=kvittering.tidspunkt.isoformat(),
        besked_id="",
        modtagelse_id=str(kvittering.modtagelse_id),
        slags="(ulæselig)",
        afsender=afsender,
        afgoerelse=kvittering.status.value,
        grunde=_grunde([kvittering]),
        modtagere=(),
        kvitteringer=(kvittering.status.value,),
    )


def _grunde(kvitteringer: Iterable[Kvittering]) -> tuple[Grund, ...]:
    return tuple(
        Grund(aarsag.regel, aarsag.sti, maskeret(aarsag.tekst))
        for kvittering in kvitteringer
        for aarsag in kvittering.aarsager
    )


def _vej(
    besked_id: str,
    slags: str,
    hop: Sequence[Mapping[str, Any]],
    kvitteringer: Sequence[Kvittering],
    navne: Mapping[str, str],
) -> Vej:
    afsendere = [et.get("system") for et in hop if et["slags"] == "modtaget"]
    udfald = [et.get("udfald") for et in hop if et["slags"] == "afgjort"]
    dueslag = dict.fromkeys(et["dueslag"] for et in hop if et["slags"] == "lagt")
    return Vej(
        tidspunkt=str(hop[0]["tidspunkt"]),
        besked_id=besked_id,
        modtagelse_id=hop[0]["modtagelseId"],
        slags=slags,
        afsender=navne.get(str(afsendere[0]), "ukendt") if afsendere else "ukendt",
        afgoerelse=udfald[-1] if udfald else None,
        grunde=_grunde(kvitteringer),
        modtagere=tuple(_modtaget(et, hop, navne) for et in dueslag),
        kvitteringer=tuple(kvittering.status.value for kvittering in kvitteringer),
    )


def _modtaget(dueslag: str, hop: Sequence[Mapping[str, Any]], navne: Mapping[str, str]) -> Modtaget:
    egne = [et["slags"] for et in hop if et.get("dueslag") == dueslag]
    udfald = next((slags for slags in reversed(egne) if slags in ENDELIGE), VENTER)
    return Modtaget(navne.get(dueslag, "en anden modtager"), udfald, egne.count("leveret"))
