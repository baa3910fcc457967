"""Whether a schema may follow the earlier versions of its subject, as the subject's configuration asks, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from hub.registry.forslag import Laest, form_af
from hub.registry.hukommelse import Hukommelse
from hub.registry.indstilling import Config, niveau_i
from hub.registry.poster import Udgivelse
from hub.registry.tilstand import Tilstand
from schemas.compatibility import Dom, Niveau, Udgave, UgyldigtSkema, proev, registerbeskeder

_HUSKEDE: Final = 1_000
"""Earlier versions that are remembered as read, so that comparing costs no reading."""

_udgaver: Final[Hukommelse[tuple[str, int, str], Udgave]] = Hukommelse(_HUSKEDE)


def brud(tilstand: Tilstand, config: Config, ny: Laest, tidligere: Iterable[Udgivelse]) -> list[str]:
    """Every reason why `ny` cannot stand beside earlier versions, which come oldest first; empty when it can.

    Raises UgyldigAnmodning where what an earlier version refers to is gone.
    """
    try:
        dom = doem(tilstand, config, ny.form.udgave, ny.metadata, tidligere)
    except UgyldigtSkema as fejl:  # nested beyond what can be compared
        return [f"{{errorType:'TOO_DEEP', description:'{fejl.en}', additionalInfo:'{fejl.peger}'}}"]
    return [] if dom is None else registerbeskeder(dom)


def doem(
    tilstand: Tilstand, config: Config, ny: Udgave, metadata: Config | None, tidligere: Iterable[Udgivelse]
) -> Dom | None:
    """The verdict on a schema beside earlier versions, as the configuration asks; None where it asks nothing.

    Raises UgyldigAnmodning where what an earlier version refers to is gone, UgyldigtSkema for what nests too deeply.
    """
    niveau = niveau_i(config)
    if niveau is Niveau.NONE:
        return None
    gamle = _samme_gruppe(tilstand, config, metadata, tidligere)
    if not niveau.transitivt:
        gamle = gamle[-1:]
    return proev(ny, [_udgave(tilstand, en) for en in gamle], niveau)


def _samme_gruppe(
    tilstand: Tilstand, config: Config, ny: Config | None, tidligere: Iterable[Udgivelse]
) -> Sequence[Udgivelse]:
    """Only those whose metadata have the same value of the property that the configuration names, if it names one."""
    gruppe = config.get("compatibilityGroup")
    if not gruppe:
        return list(tidligere)

    def vaerdi(metadata: Config | None) -> object:
        return ((metadata or {}).get("properties") or {}).get(gruppe)

    return [en for en in tidligere if vaerdi(tilstand.skema_for(en).metadata) == vaerdi(ny)]


def _udgave(tilstand: Tilstand, udgivelse: Udgivelse) -> Udgave:
    skema = tilstand.skema_for(udgivelse)
    noegle = udgivelse.subject, udgivelse.version, skema.guid
    husket = _udgaver.hent(noegle)
    if husket is None:
        udgave = form_af(tilstand, skema).udgave
        husket = _udgaver.gem(noegle, replace(udgave, navn=str(udgivelse.version)), 1)
    return husket
