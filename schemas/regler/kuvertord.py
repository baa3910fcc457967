"""The vocabulary, fourth part: what the envelope must say of the content, about a message as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from schemas.identifikatorer import kle_af, tekst_af
from schemas.regler.forhold import ved
from schemas.regler.virkning import gaelder_ved

REGISTRERINGER: Final = "beskedkuvert.filtreringsdata.objektRegistrering"
KLASSIFICERING: Final = "beskedkuvert.leveranceinformation.sikkerhedsklassificering"
_R0: Final = f"{REGISTRERINGER}[0]"


class _OmBeskeden:
    """A word about the whole message, whose source asks `brud`."""

    def brud(self, vaerdi: Any) -> Iterable[str]:
        """As `Krav.brud`."""
        raise NotImplementedError

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        """As `Krav.udtryk`."""
        return f"(not {bind(self.brud)}({navn}))"


@dataclass(frozen=True)
class ObjektIdFra(_OmBeskeden):
    """The first registration's objektId is the text at `sti`, where there is one."""

    sti: str

    def brud(self, vaerdi: Any) -> Iterable[str]:
        registrering, indholdets = _registrering(vaerdi), ved(vaerdi, self.sti)
        if registrering is None or indholdets is None or tekst_af(registrering["objektId"]) == indholdets:
            return ()
        return (f"{_R0}.objektId",)


@dataclass(frozen=True)
class EjerErMyndighed(_OmBeskeden):
    """The owner in the content is the first registration's objektAnsvarligMyndighed, where it is told by CVR number."""

    def brud(self, vaerdi: Any) -> Iterable[str]:
        registrering = _registrering(vaerdi)
        if registrering is None:
            return ()
        kuvertens = tekst_af(registrering["objektAnsvarligMyndighed"])
        for post in _gaeldende(vaerdi["beskeddata"]["aktoerer"], "Ejer", registrering):
            urn = post["reference"] and post["reference"]["urn"]
            if (urn and urn != kuvertens) or (post["cvr"] and f"urn:oio:cvr-nr:{post['cvr']}" != kuvertens):
                return (f"{_R0}.objektAnsvarligMyndighed",)
        return ()


@dataclass(frozen=True)
class PrimaerklasseErEmne(_OmBeskeden):
    """The first registration's opgaveEmne, where it is a KLE subject, is the content's PrimaerKlasse."""

    def brud(self, vaerdi: Any) -> Iterable[str]:
        registrering = _registrering(vaerdi)
        kle = registrering and kle_af(registrering["opgaveEmne"])
        if kle is None:
            return ()
        poster = _gaeldende(vaerdi["beskeddata"]["klasser"], "PrimaerKlasse", registrering)
        return (f"{_R0}.opgaveEmne",) if any(post["brugervendtNoegle"] != kle for post in poster) else ()


@dataclass(frozen=True)
class FoelsomhedDaekker(_OmBeskeden):
    """The envelope's sikkerhedsklassificering is no lower than the content's foelsomhed; `rang` has each degree's rank."""

    rang: Mapping[str, int]

    def brud(self, vaerdi: Any) -> Iterable[str]:
        egenskaber = vaerdi["beskeddata"]["egenskaber"]
        indholdets = max((self.rang.get(post["foelsomhed"], 0) for post in egenskaber), default=0)
        kuvertens = self.rang.get(tekst_af(ved(vaerdi, KLASSIFICERING)), indholdets)
        return (KLASSIFICERING,) if kuvertens < indholdets else ()


def _registrering(besked: Any) -> Any:
    registreringer = besked["beskedkuvert"]["filtreringsdata"]["objektRegistrering"]
    return registreringer[0] if registreringer else None


def _gaeldende(relationer: Any, rolle: str, registrering: Any) -> list[Any]:
    """The relations of a role that hold when the object was registered; all of the role, where none does.

    An earlier owner, or one to come, does not count; but nobody hides the owner behind dates.
    """
    poster = [post for post in relationer if post["rolle"] == rolle]
    tidspunkt = registrering["registreringstidspunkt"]
    naar = tidspunkt and tidspunkt["tidsstempel"]
    if len(poster) < 2 or naar is None:
        return poster
    gaelder = [post for post in poster if gaelder_ved(post["virkning"], naar)]
    return gaelder or poster
