"""Rules of the relation records that Sag and Dokument share: effect, reference, index, names."""

# A table of rules, one entry each, reads better unwrapped:
# fmt: off

from __future__ import annotations

from typing import Any, Final

from schemas.regler.krav import Laengde, Paakraevet
from schemas.regler.regel import Lag, Maal, Regel, regelsaet
from schemas.regler.relationer import relation, tilfoej

BESKED: Final = "dk.faelleshub.sag.SagRegistreret"
_FIRMA: Final = "urn:oio:cvr-nr:12345678"

_TYPER: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    # relation record → the section of a Sag in which the example shows it, and a relation that keeps every rule
    "Aktoerrelation": ("aktoerer", relation("AndreBehandlere", indeks="8")),
    "Partrelation": ("parter", relation("SekundaerPart", _FIRMA, indeks="8", fuldtNavn="Et Firma ApS")),
    "Klasserelation": ("klasser", relation("Kontroltema", indeks="8")),
    "Objektrelation": ("sagsrelationer", relation("AndreSager", indeks="8")),
    "ItSystemrelation": ("itSystemer", relation("Afsender", indeks="8", systemNavn="Et system")),
}


def _regler(navn: str, sektion: str, god: dict[str, Any]) -> tuple[Regel, ...]:
    def r(id_: str, sti: str, krav: Any, da: str, en: str, daarlig: dict[str, Any], *, lag: Lag = Lag.FORPLIGTELSER) -> Regel:
        return Regel(f"{id_}-{navn.upper()}", f"faelles.{navn}", sti, krav, da, en, "OIO SagDok 3.0, relationer", Maal.SAMMENHAENGENDE, lag, BESKED,
                     tilfoej(sektion, {**god, **daarlig}), tilfoej(sektion, god) if navn != "ItSystemrelation" else {}, kode=id_)

    return (
        r("OB5-RELATION", "virkning", Paakraevet(), "En relation skal have en virkning.", "A relation needs a virkning.", {"virkning": None}),
        r("RELATION-INDEKS", "indeks", Laengde(0, 36), "Et indeks har højst 36 tegn.", "An index has at most 36 characters.", {"indeks": "i" * 37}, lag=Lag.FORM),
    )


REGLER: Final = regelsaet(
    *(regel for navn, (sektion, god) in _TYPER.items() for regel in _regler(navn, sektion, god)),
    Regel("OB3-REFERENCE-ITSYSTEM", "faelles.ItSystemrelation", "reference.uuid", Paakraevet(), "Et it-system angives med sit UUID.", "An it-system is given by its UUID.",
          "OIO SagDok 3.0, IT-system", Maal.SAMMENHAENGENDE, Lag.FORPLIGTELSER, BESKED,
          lambda besked: besked["beskeddata"]["itSystemer"][0].update(reference={"urn": "urn:oio:cvr-nr:12345678"})),
    Regel("OB3-REFERENCE-KRAEVET-ITSYSTEM", "faelles.ItSystemrelation", "reference", Paakraevet(), "Et it-system skal have en reference.", "An it-system needs a reference.",
          "OIO SagDok 3.0, IT-system", Maal.SAMMENHAENGENDE, Lag.FORPLIGTELSER, BESKED, lambda besked: besked["beskeddata"]["itSystemer"][0].pop("reference")),
    Regel("OB3-SYSTEMNAVN", "faelles.ItSystemrelation", "systemNavn", Laengde(1, 255), "Et it-system skal have et systemnavn.", "An it-system needs a systemNavn.",
          "OIO SagDok 3.0, IT-system", Maal.SAMMENHAENGENDE, Lag.FORPLIGTELSER, BESKED, lambda besked: besked["beskeddata"]["itSystemer"][0].pop("systemNavn")),
    Regel("RELATION-NAVN-AKTOER", "faelles.Aktoerrelation", "fuldtNavn", Laengde(0, 255), "Et navn har højst 255 tegn.", "A name has at most 255 characters.",
          "OIO SagDok 3.0, relationer", Maal.SAMMENHAENGENDE, Lag.FORM, BESKED, {"beskeddata.aktoerer[0].fuldtNavn": "n" * 256}),
    Regel("RELATION-TITEL-KLASSE", "faelles.Klasserelation", "klassetitel", Laengde(0, 255), "En klassetitel har højst 255 tegn.", "A class title has at most 255 characters.",
          "OIO SagDok 3.0, relationer", Maal.SAMMENHAENGENDE, Lag.FORM, BESKED, {"beskeddata.klasser[0].klassetitel": "n" * 256}),
)
