"""The register of a running hub: the contracts, the configuration, and the subscriptions compiled to an index."""

from __future__ import annotations

from hub.beskedfordeler.abonnementer import Abonnementsindeks, byg_indeks
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.vaerdiopslag import INGEN_VAERDIER, Vaerdiopslag
from hub.kontrakter.kontraktsaet import Kontraktsaet
from hub.kontrakter.register import Miljoe, Register, saml_register, samlet_katalog


def byg_register(
    konfiguration: Konfiguration,
    *,
    miljoe: Miljoe = Miljoe.TEST,
    vaerdier: Vaerdiopslag = INGEN_VAERDIER,
    kontrakter: Kontraktsaet | None = None,
    forrige: Register | None = None,
) -> Register:
    """Everything the engine asks, for this configuration.

    `kontrakter` left out: those that ship with the hub. With `forrige`, the register before, only the subscriptions that changed are compiled.
    """
    katalog = samlet_katalog(konfiguration)
    valgfri = {beskedtype for beskedtype, post in katalog.beskedtyper() if post.kle == "valgfri"}
    foer = forrige.abonnementer if forrige is not None else None
    indeks = byg_indeks(
        konfiguration.abonnementer.values(),
        konfiguration.serviceaftaler.values(),
        konfiguration.systemer.values(),
        vaerdier=vaerdier,
        kle_valgfri=valgfri,
        forrige=foer if isinstance(foer, Abonnementsindeks) else None,
    )
    return saml_register(konfiguration, katalog, indeks, miljoe, kontrakter)
