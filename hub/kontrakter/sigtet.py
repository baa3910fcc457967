"""Deciding about a message that the screen has passed: the same layers, from what the screen told of it.

The content's rules are kept, so what is left is who sends it, under which agreement, and what history knows. Where
anything speaks against the message, `afgoer` is asked instead: reasons come from there alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import lru_cache
from typing import Final, NamedTuple

from hub.konfiguration.model import KRITERIER
from hub.kontrakter.afgoer import find_modtagere, proev_gyldighed, proev_tilstand
from hub.kontrakter.afgoerelse import Dublet, Leveret, Rutefelter, Spor
from hub.kontrakter.aftaler import find_aftale
from hub.kontrakter.historik import Historik
from hub.kontrakter.register import Miljoe, Register
from hub.kontrakter.ruter import MEST_FOELSOM
from hub.kontrakter.sekvens import Registreret, uden_brud
from schemas.codec import Uaabnet
from schemas.formater.tid import fra_mikrosekunder
from schemas.identifikatorer import TESTCVR, cvr_af, kle_af
from schemas.regler.katalogregler import foelsomheder
from schemas.regler.skaerm import Fund, Udtag
from schemas.skema import Skema

_KUVERT: Final = "beskedkuvert"
_FILTER: Final = f"{_KUVERT}.filtreringsdata"
_REGISTRERING: Final = f"{_FILTER}.objektRegistrering[]"
_LEVERANCE: Final = f"{_KUVERT}.leveranceinformation"

UDTAG: Final = (
    Udtag("beskedId"),
    Udtag(f"{_FILTER}.beskedtype"),
    Udtag(f"{_LEVERANCE}.transaktionsId"),
    Udtag(f"{_REGISTRERING}.opgaveEmne"),
    Udtag(f"{_REGISTRERING}.objektAnsvarligMyndighed"),
    Udtag(f"{_REGISTRERING}.objektId", alle=True),
    Udtag(f"{_REGISTRERING}.registreringstidspunkt.tidsstempel"),
    Udtag(f"{_FILTER}.relateretObjekt[].objektId"),
    Udtag(f"{_LEVERANCE}.sikkerhedsklassificering"),
    Udtag(f"{_FILTER}.tilladtModtager[]"),
    Udtag(f"{_KUVERT}.gyldighedFra.tidsstempel"),
    Udtag(f"{_KUVERT}.gyldighedTil.tidsstempel"),
    Udtag("beskeddata.registrering.livscyklusKode"),
    *(Udtag(f"{_KUVERT}.{kriterium.sti}") for _, kriterium in KRITERIER),
)
"""What the screen is to tell of each message: what routing looks at, and what the last layer does."""


class Sigtet(NamedTuple):
    """A message that keeps every rule about its content, and what is known of it."""

    skema: Skema
    ruter: Rutefelter
    registreret: Registreret


def sigtet(skema: Skema, fund: Fund) -> Sigtet | None:
    """What the screen told, as the engine asks it; None where a registration was told of in part."""
    (
        besked_id, beskedtype, transaktion, emner, myndigheder, objekter, tider, relaterede, klasse, tilladte, fra, til,
        livscyklus, *kriterier,
    ) = fund  # fmt: skip
    if len(objekter) != len(tider):
        return None
    kle, cvr, foelsomhed = _omraade(emner, myndigheder, klasse)
    ruter = Rutefelter(
        besked_id[0],
        beskedtype[0],
        transaktion[0] if transaktion else None,
        tuple(kriterier),
        kle,
        cvr,
        (*filter(None, objekter), *relaterede) if relaterede or len(objekter) != 1 else objekter if objekter[0] else (),
        foelsomhed,
        _cvr(tilladte) if tilladte else (),
        fra_mikrosekunder(fra[0]) if fra else None,
        fra_mikrosekunder(til[0]) if til else None,
    )
    poster = tuple([(objekt or None, tid) for objekt, tid in zip(objekter, tider, strict=True)])
    return Sigtet(skema, ruter, Registreret(poster, livscyklus[0] if livscyklus else None))


def afgoer_sigtet(
    fundet: Sigtet, besked: bytes, register: Register, historik: Historik, *, afsender: str, nu: dt.datetime
) -> Leveret | Dublet | None:
    """As `afgoer` for a message that was screened; None where it would be refused, and `afgoer` must say why."""
    ruter = fundet.ruter
    stand = register.stand(fundet.skema.id, ruter.beskedtype)
    if stand is None or afsender not in register.aktive:
        return None
    post = stand.post
    aftryk = hashlib.sha256(afsender.encode() + besked).digest()
    foer = historik.besked(ruter.besked_id)
    if foer is not None:
        return Dublet(ruter) if foer == aftryk else None
    kandidater = register.tilladelser.get(afsender, ())
    tilladelse = find_aftale(kandidater, ruter, nu, kle_valgfri=post.kle == "valgfri")
    if (
        tilladelse is None
        or proev_tilstand(stand.tilstand, register, fundet.skema.id, nu)
        or proev_gyldighed(ruter, nu)
        or (register.miljoe is Miljoe.PRODUKTION and _har_testnumre(ruter))
    ):
        return None
    objekter = uden_brud(fundet.registreret, post, afsender, register, historik, nu)
    if objekter is None:
        return None
    spor = Spor(ruter.besked_id, aftryk, objekter)
    laest = Uaabnet(fundet.skema, besked)
    modtagere = find_modtagere(ruter, register, tilladelse, nu)
    return Leveret(modtagere, laest, ruter, spor, stand.maerke)


def _har_testnumre(ruter: Rutefelter) -> bool:
    return not (TESTCVR.isdisjoint(ruter.myndigheder) and TESTCVR.isdisjoint(ruter.tilladt_modtager))


@lru_cache(maxsize=16_384)
def _omraade(
    emner: tuple[str, ...], myndigheder: tuple[str, ...], klasse: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """KLE subjects, authorities by CVR, and the degree of sensitivity: a kommune sends about the same again and again."""
    kle = tuple([fundet for urn in emner if (fundet := kle_af({"uuid": None, "urn": urn}))])
    return kle, _cvr(myndigheder), foelsomheder().get(klasse[0], MEST_FOELSOM) if klasse else MEST_FOELSOM


def _cvr(tekster: tuple[str, ...]) -> tuple[str, ...]:
    return tuple([fundet for urn in tekster if (fundet := cvr_af({"uuid": None, "urn": urn}))])
