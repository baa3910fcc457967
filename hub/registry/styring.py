"""Setting configuration and mode: decisions, as `registrering` and `sletning` make them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from hub.registry import kontekst
from hub.registry.beslutning import Beslutning
from hub.registry.fejl import ikke_tilladt, ukendt_subject
from hub.registry.indstilling import Config, aendret_config, egen_config, egen_mode, kraev_skrivbar, mode_for
from hub.registry.poster import Fjernet, Indstilling, Mode, Modepost, Post
from hub.registry.sletning import toem
from hub.registry.tilstand import Tilstand


def saet_config(tilstand: Tilstand, subject: str, sendt: Mapping[str, Any]) -> Beslutning[Config]:
    """Change the configuration of a subject, a context or, with the empty name, the default context.

    Raises UgyldigAnmodning, IkkeTilladt.
    """
    kraev_skrivbar(tilstand, subject)
    foer = tilstand.egen_config(subject)
    felter = aendret_config(foer.felter if foer else None, sendt)
    return Beslutning(felter, () if foer and foer.felter == felter else (Indstilling(subject, felter),))


def slet_config(tilstand: Tilstand, subject: str) -> Beslutning[Config]:
    """Take the configuration away; the answer is what it was. Raises Findesikke, IkkeTilladt."""
    foer = egen_config(tilstand, subject)
    if foer is None:
        raise ukendt_subject(subject)
    kraev_skrivbar(tilstand, subject)
    return Beslutning(foer, (Fjernet(("config", subject)),) if tilstand.egen_config(subject) else ())


def saet_mode(
    tilstand: Tilstand, subject: str, mode: Mode | None, *, tving: bool, faste: Collection[int]
) -> Beslutning[None]:
    """Set the mode of a subject, a context or the default context; None takes it away.

    IMPORT wants no live version there, unless `tving`; what is soft-deleted goes for good. The contracts that ship with
    the hub (`faste`) do not count. Raises IkkeTilladt.
    """
    poster: list[Post] = []
    if mode is Mode.IMPORT and mode_for(tilstand, subject) is not Mode.IMPORT and not tving:
        ramte = _under(tilstand, subject)
        standard = kontekst.kontekst_for(subject) == kontekst.STANDARD
        if any(not (standard and en.id in faste) for navn in ramte for en in tilstand.levende(navn)):
            raise ikke_tilladt("Cannot import since found existing subjects")
        poster += toem(tilstand, ramte)
    poster.append(Modepost(subject, mode) if mode is not None else Fjernet(("mode", subject)))
    return Beslutning(None, tuple(poster))


def slet_mode(tilstand: Tilstand, subject: str, *, ogsaa_under: bool) -> Beslutning[Mode | None]:
    """Take the mode away, `ogsaa_under`: from the subjects of the context too; the answer is what it was.

    Raises Findesikke.
    """
    foer = egen_mode(tilstand, subject)
    if foer is None and not ogsaa_under:
        raise ukendt_subject(subject)
    ramte = [subject]
    if ogsaa_under and not kontekst.del_op(subject).navn:
        rum = kontekst.kontekst_for(subject)
        ramte += [navn for navn in tilstand.med_mode(subject) if navn and kontekst.kontekst_for(navn) == rum]
    return Beslutning(foer, tuple(Fjernet(("mode", navn)) for navn in dict.fromkeys(ramte) if tilstand.egen_mode(navn)))


def _under(tilstand: Tilstand, subject: str) -> list[str]:
    delt = kontekst.del_op(subject)
    return [subject] if delt.navn else list(tilstand.i_kontekst(delt.kontekst))
