"""Whether a version can stand beside the others, asked when it is proposed and again when it is put in force."""

from __future__ import annotations

from collections.abc import Iterable

from hub.arkitektraad.fejl import Uforenelig
from hub.registry.forslag import Forslag, form_af, laes_i
from hub.registry.indstilling import Config, config_for
from hub.registry.kompatibilitet import doem
from hub.registry.poster import Udgivelse
from hub.registry.tilstand import Tilstand
from schemas.compatibility import Udgave, UgyldigtSkema


def kraev_foreneligt_forslag(tilstand: Tilstand, subject: str, forslag: Forslag) -> None:
    """Refuse a proposal that the subject's level does not allow beside its live versions. Raises Uforenelig, Registerfejl."""
    config = config_for(tilstand, subject)
    ny = laes_i(tilstand, subject, forslag, normaliser=config.get("normalize") is True, slettede=False)
    _kraev(tilstand, subject, config, ny.form.udgave, ny.metadata, tilstand.levende(subject))


def kraev_forenelig(tilstand: Tilstand, udgivelse: Udgivelse, andre: Iterable[Udgivelse]) -> None:
    """Refuse a version that cannot stand beside `andre`, oldest first. Raises Uforenelig, Registerfejl."""
    skema = tilstand.skema_for(udgivelse)
    config = config_for(tilstand, udgivelse.subject)
    _kraev(tilstand, udgivelse.subject, config, form_af(tilstand, skema).udgave, skema.metadata, andre)


def _kraev(
    tilstand: Tilstand,
    subject: str,
    config: Config,
    ny: Udgave,
    metadata: Config | None,
    andre: Iterable[Udgivelse],
) -> None:
    try:
        dom = doem(tilstand, config, ny, metadata, andre)
    except UgyldigtSkema as ugyldigt:
        raise Uforenelig(
            f"{subject}: {ugyldigt.en}", f"{subject}: {ugyldigt.da}", [(ugyldigt.peger, ugyldigt.en)]
        ) from None
    if dom is None or dom.forenelig:
        return
    fejl = []
    linjer = []
    for forskel in dom.uforenelige:
        ord_ = forskel.ord
        sted = forskel.sti or "the schema itself"
        fejl.append((sted, f"{forskel.regel}, against version {forskel.version}: {ord_.en} {ord_.ret_en}"))
        linjer.append((sted, f"{ord_.da} {ord_.ret_da}"))
    raise Uforenelig(
        f"{subject}: the version is incompatible at the level {dom.niveau.value}: "
        + "; ".join(f"{sted}: {text}" for sted, text in fejl[:5]),
        f"{subject}: versionen er uforenelig på niveauet {dom.niveau.value}: "
        + "; ".join(f"{sted}: {text}" for sted, text in linjer[:5]),
        fejl,
    )
