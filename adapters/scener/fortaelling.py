"""The demo on screen: calm lines of what happens, each expectation as it is decided, and each message's way."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters.scener.forventning import Forventning
from adapters.scener.scene import Scene, Sceneresultat
from adapters.scener.vej import Modtaget, Vej
from schemas.identifikatorer import maskeret

MAERKER: Final = {"kvitteret": ("✓", "green"), "venter": ("…", "yellow")}
MANGE: Final = 40
"""With more ways than these they are shown by kind, not by time."""

STIL: Final = {"Leveret": "green", "Afvist": "red", "Dublet": "yellow"}


class Fortaelling:
    """Writes to one console. Everything written passes the masking of personal numbers."""

    def __init__(self, konsol: Console) -> None:
        self._konsol = konsol

    def linje(self, tekst: str) -> None:
        """A line of the story."""
        self._skriv(Text(f"  {tekst}", style="dim"))

    def scene(self, nummer: int, scene: Scene) -> None:
        """The heading of a scene."""
        self._konsol.print()
        self._konsol.rule(Text(f"{nummer}. {scene.da} · {scene.en}", style="bold"), align="left", style="dim")

    def forventning(self, forventning: Forventning) -> None:
        """An expectation and how it went."""
        maerke, stil = ("✓", "green") if forventning.holdt else ("✗", "bold red")
        linje = Text.assemble("  ", (maerke, stil), f" {forventning.tekst}")
        if forventning.set:
            linje.append(f"  ({'' if forventning.holdt else 'så: '}{forventning.set})", style="dim")
        self._skriv(linje)

    def veje(self, veje: Iterable[Vej]) -> None:
        """The way of each message; those that went the same way stand on one line."""
        linjer = [(_vejlinje(vej), vej.grunde) for vej in veje]
        if linjer:
            self._skriv(Text("  Beskedernes vej", style="underline"))
        if len(linjer) > MANGE:
            linjer.sort(key=lambda par: par[0].plain)
        for _, gruppe in itertools.groupby(linjer, key=lambda par: (par[0].plain, par[1])):
            ens = list(gruppe)
            linje, grunde = ens[0]
            if len(ens) > 1:
                linje.append(f"  × {len(ens)}", style="bold")
            self._skriv(linje)
            for grund in grunde:
                self._skriv(Text(f"        {grund.regel} {grund.sti or 'beskeden'}: {grund.tekst}", style="dim"))

    def _skriv(self, tekst: Text) -> None:
        # masked once more at the last place before the screen, whatever a scene has put into its words
        sikker = tekst if maskeret(tekst.plain) == tekst.plain else Text(maskeret(tekst.plain))
        self._konsol.print(sikker, soft_wrap=not self._konsol.is_terminal, highlight=False)


def _vejlinje(vej: Vej) -> Text:
    linje = Text.assemble("    ", (f"{vej.slags:<20}", "bold"), f" {vej.afsender} → ")
    linje.append(vej.afgoerelse or "ikke afgjort", style=STIL.get(vej.afgoerelse or "", "yellow"))
    if vej.modtagere:
        linje.append(" → ")
        for nummer, modtager in enumerate(vej.modtagere):
            linje.append(", " if nummer else "")
            linje.append_text(_modtager(modtager))
    elif vej.afgoerelse == "Leveret":
        linje.append(" → ingen abonnerer", style="dim")
    linje.append(f"  kvitteringer: {_antal(vej.kvitteringer)}", style="dim")
    return linje


def _modtager(modtager: Modtaget) -> Text:
    maerke, stil = MAERKER.get(modtager.udfald, ("✗", "red"))
    tekst = Text.assemble(modtager.navn, " ", (maerke, stil))
    if maerke == "✗":
        tekst.append(f" {modtager.udfald}", style="red")
    if modtager.leveringer > 1:
        tekst.append(f" ({modtager.leveringer}. levering)", style="dim")
    return tekst


def _antal(statusser: Sequence[str]) -> str:
    talte = {status: statusser.count(status) for status in dict.fromkeys(statusser)}
    return ", ".join(status if antal == 1 else f"{status} × {antal}" for status, antal in talte.items()) or "ingen"


def tabel(resultater: Iterable[Sceneresultat], sekunder: float) -> Table:
    """The table at the end: scene, expectations held, messages, seconds."""
    resultater = list(resultater)
    oversigt = Table(title="Fælleshub: prøvet", title_justify="left", show_footer=True)
    holdt, alle = sum(r.holdt for r in resultater), sum(len(r.forventninger) for r in resultater)
    oversigt.add_column("", footer="✓" if all(r.lykkedes for r in resultater) else "✗")
    oversigt.add_column("Scene", footer="I alt")
    oversigt.add_column("Forventninger", justify="right", footer=f"{holdt}/{alle}")
    oversigt.add_column("Beskeder", justify="right", footer=str(sum(len(r.veje) for r in resultater)))
    oversigt.add_column("Sekunder", justify="right", footer=f"{sekunder:.1f}")
    for resultat in resultater:
        maerke = Text("✓", style="green") if resultat.lykkedes else Text("✗", style="bold red")
        forventninger = f"{resultat.holdt}/{len(resultat.forventninger)}"
        oversigt.add_row(maerke, resultat.scene.da, forventninger, str(len(resultat.veje)), f"{resultat.sekunder:.1f}")
    return oversigt
