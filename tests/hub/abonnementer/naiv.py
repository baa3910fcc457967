"""A matcher so simple that it is plainly right: the semantics in words, every subscription tried against every message.

Shares nothing with the compiled index but the models.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping

from hub.konfiguration.model import FOELSOMHEDER, Abonnement, Filter, Serviceaftale, System
from hub.kontrakter.afgoerelse import Rutefelter


def modtagere(
    abonnementer: Iterable[Abonnement],
    aftaler: Iterable[Serviceaftale],
    systemer: Iterable[System],
    lister: Mapping[str, Collection[str]],
    kle_valgfri: Collection[str],
    ruter: Rutefelter,
    nu: dt.datetime,
) -> list[tuple[str, tuple[str, ...] | None]]:
    """Dueslag and trimmed TilladtModtager of every receiver, sorted."""
    pr_id = {system.id: system for system in systemer}
    fundne = []
    for abonnement in abonnementer:
        system = pr_id.get(abonnement.system)
        if system is None or "afsluttet" in (abonnement.tilstand.value, system.tilstand.value):
            continue
        if not oensker(abonnement.filter, ruter, lister):
            continue
        synlige = [
            navne
            for aftale in aftaler
            if aftale.system == system.id and daekker(aftale, ruter, nu, kle_valgfri)
            for navne in [maa_se(aftale, ruter.tilladt_modtager)]
            if not ruter.tilladt_modtager or system.myndighed in navne
        ]
        if synlige:
            alle = tuple(cvr for cvr in ruter.tilladt_modtager if any(cvr in navne for navne in synlige))
            fundne.append((abonnement.id, None if alle == ruter.tilladt_modtager else alle))
    return sorted(fundne)


def oensker(oensket: Filter, ruter: Rutefelter, lister: Mapping[str, Collection[str]]) -> bool:
    objekter = {*oensket.objekter, *(id_ for liste in oensket.vaerdilister for id_ in lister.get(liste, ()))}
    uden_kle_krav = not oensket.kle or "*" in oensket.kle
    return all(
        (
            not oensket.beskedtyper or ruter.beskedtype in oensket.beskedtyper,
            not oensket.objekttyper or set(oensket.objekttyper) & set(ruter.kriterier[0]),
            not oensket.handlinger or set(oensket.handlinger) & set(ruter.kriterier[1]),
            uden_kle_krav or any(i_omraadet(moenster, emne) for moenster in oensket.kle for emne in ruter.kle),
            not oensket.myndigheder or set(oensket.myndigheder) & set(ruter.myndigheder),
            not (oensket.objekter or oensket.vaerdilister) or objekter & set(ruter.objekter),
            not oensket.foelsomhed or grad(ruter) in oensket.foelsomhed,
        )
    )


def daekker(aftale: Serviceaftale, ruter: Rutefelter, nu: dt.datetime, kle_valgfri: Collection[str]) -> bool:
    alle_kle = "*" in aftale.kle
    return all(
        (
            aftale.tilstand.value == "aktiv",
            aftale.retning.value in ("modtag", "begge"),
            aftale.gyldig_fra <= nu,
            aftale.gyldig_til is None or nu < aftale.gyldig_til,
            "*" in aftale.beskedtyper or ruter.beskedtype in aftale.beskedtyper,
            "*" in aftale.myndigheder or (ruter.myndigheder and set(ruter.myndigheder) <= set(aftale.myndigheder)),
            alle_kle or ruter.kle or ruter.beskedtype in kle_valgfri,
            alle_kle or all(any(i_omraadet(moenster, emne) for moenster in aftale.kle) for emne in ruter.kle),
            FOELSOMHEDER.index(grad(ruter)) <= FOELSOMHEDER.index(aftale.foelsomhed),
        )
    )


def maa_se(aftale: Serviceaftale, tilladt: tuple[str, ...]) -> tuple[str, ...]:
    if aftale.tilladt_modtager.value == "afvis" or "*" in aftale.modtagere:
        return tilladt
    return tuple(cvr for cvr in tilladt if cvr in aftale.modtagere)


def i_omraadet(moenster: str, emne: str) -> bool:
    return re.fullmatch(re.escape(moenster).replace(r"\*", ".*"), emne) is not None


def grad(ruter: Rutefelter) -> str:
    """A message that does not say is the most sensitive."""
    return FOELSOMHEDER[ruter.foelsomhed] if ruter.foelsomhed < len(FOELSOMHEDER) else FOELSOMHEDER[-1]
