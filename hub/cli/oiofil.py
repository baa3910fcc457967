"""OIO JSON in a file: a sag or a dokument without an envelope, and the envelope that options put around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from hub.cli.fejl import ULAESELIG, Clifejl

if TYPE_CHECKING:
    from hub.kontrakter import Register
    from schemas.codec import Laest
    from schemas.formater.oiojson import Slags
    from schemas.skema import Skema


@dataclass(frozen=True, slots=True)
class Oiokuvert:
    """What the envelope is to say: who sends for which authority, and what the object itself leaves open."""

    myndighed: str | None = None
    kildesystem: str | None = None
    systemnavn: str | None = None
    kle: str | None = None
    facet: str | None = None
    foelsomhed: str | None = None


INGEN: Final = Oiokuvert("11111111", "00000000-0000-4000-8000-000000000000", "OIO JSON")
"""An envelope for when only the object is to be judged."""


def slags_af(raa: bytes) -> Slags | None:
    """Which kind of object the OIO JSON is about; None for everything else."""
    from schemas.formater.oiojson.besked import genkend

    return genkend(raa)


def i_kuvert(raa: bytes, slags: Slags, register: Register, kuvert: Oiokuvert) -> tuple[Skema, Any]:
    """The object in an envelope: schema and content. Raises Formatfejl, Clifejl."""
    import datetime as dt

    from schemas.formater.oiojson.besked import Kuvertvalg, besked_fra_oiojson
    from schemas.identifikatorer import MOENSTER

    felter = asdict(kuvert)
    for valg, form, hvad in (("myndighed", "cvr", "the authority's CVR number"), ("kildesystem", "uuid", "a UUID")):
        if not MOENSTER[form].fullmatch(felter[valg] or ""):
            raise Clifejl(
                f"OIO JSON has no envelope: say with --{valg} ({hvad}) what it is to hold; "
                "see also --systemnavn, --kle, --facet and --foelsomhed",
                kode=ULAESELIG,
            )
    indpakning = Kuvertvalg(system=felter.pop("kildesystem"), **felter)
    navn, indhold = besked_fra_oiojson(raa, slags, indpakning, nu=dt.datetime.now(dt.UTC))
    return register.skemaer[register.katalog.efter_navn(navn).id], indhold


def udeladt(laest: Laest) -> Sequence[str]:
    """The fields of a message's object that OIO JSON has no place for. Raises Formatfejl."""
    from schemas.formater.oiojson.besked import oiojson_fra_besked

    return oiojson_fra_besked(laest.indhold, laest.skema).udeladt
