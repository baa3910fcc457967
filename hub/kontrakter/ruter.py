"""What routing looks at, taken out of the envelope once. Nothing routes by anything the envelope does not say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from hub.konfiguration.model import FOELSOMHEDER, KRITERIER
from hub.kontrakter.afgoerelse import Rutefelter
from schemas.codec import Indhold
from schemas.identifikatorer import cvr_af, kle_af, tekst_af
from schemas.regler.katalogregler import foelsomheder

MEST_FOELSOM: Final = len(FOELSOMHEDER) - 1
"""A message that does not say how sensitive it is counts as this."""

_STIER: Final = tuple(tuple(kriterium.sti.replace("[]", "").split(".")) for _, kriterium in KRITERIER)


def rutefelter(indhold: Indhold) -> Rutefelter:
    """The routing fields of a message whose envelope can be read, whatever its content."""
    kuvert = indhold["beskedkuvert"]
    filtrering, levering = kuvert["filtreringsdata"], kuvert["leveranceinformation"]
    registreringer = filtrering["objektRegistrering"]
    rang = foelsomheder()
    objekter = [tekst_af(post["objektId"]) for post in registreringer if post["objektId"] is not None]
    objekter += [tekst_af(post["objektId"]) for post in filtrering["relateretObjekt"]]
    return Rutefelter(
        besked_id=tekst_af(indhold["beskedId"]),
        beskedtype=tekst_af(filtrering["beskedtype"]),
        transaktions_id=tekst_af(levering["transaktionsId"]) or None,
        kriterier=tuple([tuple(_vaerdier(kuvert, sti)) for sti in _STIER]),
        kle=tuple([kle for post in registreringer if (kle := kle_af(post["opgaveEmne"]))]),
        myndigheder=tuple([cvr for post in registreringer if (cvr := cvr_af(post["objektAnsvarligMyndighed"]))]),
        objekter=tuple(objekter),
        foelsomhed=rang.get(tekst_af(levering["sikkerhedsklassificering"]), MEST_FOELSOM),
        tilladt_modtager=tuple([cvr for unik_id in filtrering["tilladtModtager"] if (cvr := cvr_af(unik_id))]),
        gyldig_fra=_tid(kuvert["gyldighedFra"]),
        gyldig_til=_tid(kuvert["gyldighedTil"]),
    )


def cvr_numre(ider: Iterable[Mapping[str, str | None] | None]) -> Iterator[tuple[int, str]]:
    """The CVR numbers among these UnikIds, each with its place in the message, where others may be malformed."""
    return ((nummer, cvr) for nummer, ident in enumerate(ider) if (cvr := cvr_af(ident)))


def myndigheder(indhold: Indhold) -> Iterator[tuple[int, str]]:
    """Whom each registration names as objektAnsvarligMyndighed, by its number in the message."""
    registreringer = indhold["beskedkuvert"]["filtreringsdata"]["objektRegistrering"]
    return cvr_numre(post["objektAnsvarligMyndighed"] for post in registreringer)


def tilladte_modtagere(indhold: Indhold) -> Iterator[tuple[int, str]]:
    """Whom tilladtModtager names, by the number in the message."""
    return cvr_numre(indhold["beskedkuvert"]["filtreringsdata"]["tilladtModtager"])


def _vaerdier(post: Any, sti: tuple[str, ...]) -> list[str]:
    """The ids at the end of a path: a list is followed into each of its items, and what is absent has none."""
    fundne = [post]
    for led in sti:
        naeste = [et[led] for et in fundne if et is not None]
        fundne = [et for post in naeste for et in (post if isinstance(post, list) else (post,))]
    return [tekst_af(et) for et in fundne if et is not None]


def _tid(tidspunkt: Any) -> Any:
    return tidspunkt and tidspunkt["tidsstempel"]
