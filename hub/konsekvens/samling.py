"""From single parts to those who answer for them: agreements and authorities meet the gravest of what theirs meet. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from hub.konfiguration.model import ALLE, Retning, Serviceaftale
from hub.konsekvens.parter import Kreds, omfatter
from hub.konsekvens.svar import Aftalefund, Myndighedsfund, Part, Rolle
from hub.konsekvens.virkning import Dom, gravest, saml_domme

_VEJ: Final = {Rolle.AFSENDER: Retning.AFSEND, Rolle.ABONNEMENT: Retning.MODTAG, Rolle.ADAPTER: Retning.MODTAG}


def saml_aftaler(parter: Sequence[Part], kreds: Kreds, kontrakter: Sequence[str]) -> tuple[Aftalefund, ...]:
    """Every agreement about one of these contracts, by system and name."""
    efter_system: dict[str, list[Part]] = {}
    for part in parter:
        efter_system.setdefault(part.system, []).append(part)
    aftaler = kreds.aftaler()
    return tuple(
        fund
        for system in kreds.systemer()
        for aftale in aftaler.get(system.id, ())
        for fund in _aftale(aftale, system.navn, efter_system.get(system.id, ()), kreds, kontrakter)
    )


def _aftale(
    aftale: Serviceaftale, systemnavn: str, parter: Sequence[Part], kreds: Kreds, kontrakter: Sequence[str]
) -> Iterator[Aftalefund]:
    typer = {kontrakt: kreds.beskedtyper(kontrakt) for kontrakt in kontrakter}
    omfattede = {
        (kontrakt, retning)
        for kontrakt in kontrakter
        for retning in (Retning.AFSEND, Retning.MODTAG)
        if omfatter(aftale, typer[kontrakt], retning)
    }
    if not omfattede:
        return
    dommen = saml_domme(
        Dom(part.virkning, part.grunde) for part in parter if (part.kontrakt, _VEJ[part.rolle]) in omfattede
    )
    yield Aftalefund(
        aftale.id,
        aftale.navn,
        aftale.system,
        systemnavn,
        aftale.retning.value,
        tuple(kontrakt for kontrakt in kontrakter if kontrakt in {navn for navn, _ in omfattede}),
        *dommen,
    )


def saml_myndigheder(parter: Sequence[Part], kreds: Kreds, kontrakter: Sequence[str]) -> tuple[Myndighedsfund, ...]:
    """Every authority whose system has to do with one of these contracts, or on whose behalf a system has; by name."""
    af_myndighed: dict[str, list[Part]] = {}
    paa_vegne_af = _paa_vegne_af(kreds, kontrakter)
    for part in parter:
        for cvr in {part.myndighed, *paa_vegne_af.get(part.system, ())}:
            af_myndighed.setdefault(cvr, []).append(part)
    kendte = kreds.konfiguration.myndigheder
    fundne = []
    for cvr, egne in af_myndighed.items():
        myndighed = kendte.get(cvr)
        virkning = gravest(part.virkning for part in egne)
        navne = tuple(sorted({part.systemnavn for part in egne if part.virkning is virkning}))
        navn, kode = (myndighed.navn, myndighed.kommunekode) if myndighed else (cvr, None)
        fundne.append(Myndighedsfund(cvr, navn, kode, virkning, navne))
    return tuple(sorted(fundne, key=lambda en: (en.navn, en.cvr)))


def _paa_vegne_af(kreds: Kreds, kontrakter: Sequence[str]) -> dict[str, set[str]]:
    """Per system, the authorities that its agreements about these contracts name."""
    ud: dict[str, set[str]] = {}
    for system, aftaler in kreds.aftaler().items():
        for aftale in aftaler:
            if any(
                omfatter(aftale, kreds.beskedtyper(kontrakt), retning)
                for kontrakt in kontrakter
                for retning in (Retning.AFSEND, Retning.MODTAG)
            ):
                ud.setdefault(system, set()).update(cvr for cvr in aftale.myndigheder if cvr != ALLE)
    return ud
