"""The verdict on one who writes a contract, and on one who reads it: pure, from the schemas alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hub.konsekvens.virkning import Dom, Grund, Virkning, dom, grund
from schemas.compatibility import Aendring, Alvor, Forskel, Retning, Slags, Udgave, forskelle, sammenlign

_VAEGT: Final = {Alvor.UFORENELIG: Virkning.BRYDES, Alvor.BETYDNING: Virkning.BETYDNING}


def modtagerdom(ny: Udgave, laeser: Udgave, nu: Udgave, *, fremviser: bool) -> Dom:
    """What becomes of one who reads with `laeser` when messages are written as `ny` instead of as `nu`.

    `fremviser`: it gets messages whole, as a dueslag gives them, so that a new field reaches it by itself; else it has
    what its own schema reads. Raises UgyldigtSkema for schemas that cannot be compared.
    """
    fundne = forskelle(ny, laeser, Retning.FREMAD)
    foer = forskelle(nu, laeser, Retning.FREMAD)
    manglede = {en.sti for en in foer if en.regel == "DEFAULT-BRUGT"}
    mangler = {en.sti for en in fundne if en.regel == "DEFAULT-BRUGT"}
    grunde = list(_fundne(fundne))
    grunde += [_mistes(en) for en in fundne if en.regel == "DEFAULT-BRUGT" and en.sti not in manglede]
    grunde += [_fyldes(en) for en in foer if en.regel == "DEFAULT-BRUGT" and en.sti not in mangler]
    haardt = {(en.regel, en.sti) for en in fundne if en.alvor is Alvor.UFORENELIG}
    grunde += [_helbredes(en) for en in foer if en.alvor is Alvor.UFORENELIG and (en.regel, en.sti) not in haardt]
    udeladt_foer = {en.sti for en in foer if en.regel == "FELT-UDELADT"}
    nye = [en for en in fundne if en.regel == "FELT-UDELADT" and en.sti not in udeladt_foer]
    grunde += [_kommer(en) if fremviser else grund(en, Virkning.UBEROERT) for en in nye]
    return dom(grunde)


def afsenderdom(ny: Udgave, skriver: Udgave) -> Dom:
    """What becomes of one who writes as `skriver` when messages are to be read as `ny`. Raises UgyldigtSkema."""
    fundne = forskelle(ny, skriver, Retning.BAGUD)
    grunde = list(_fundne(fundne))
    grunde += [_udgaar(en) for en in fundne if en.regel == "FELT-UDELADT"]
    grunde += [_kan_sendes(en) for en in fundne if en.regel == "DEFAULT-BRUGT"]
    grunde += [
        _kan_skrives(en, skriver, nye)
        for en in sammenlign(skriver.type, ny.type)
        if en.slags is Slags.SYMBOLER and (nye := _nye_symboler(en))
    ]
    return dom(grunde)


def _fundne(fundne: list[Forskel]) -> Iterator[Grund]:
    """What the rules of compatibility weigh themselves."""
    for en in fundne:
        if en.alvor in _VAEGT:
            yield grund(en, _VAEGT[en.alvor])


def _mistes(en: Forskel) -> Grund:
    return Grund(
        "FELT-MISTET",
        Virkning.BETYDNING,
        en.laeser.sti,
        en.version,
        f"Feltet {en.navn} kommer ikke længere; læseren får sin default i stedet.",
        f"The field {en.navn} comes no more; the reader gets its default instead.",
    )


def _fyldes(en: Forskel) -> Grund:
    return Grund(
        "FELT-FYLDT",
        Virkning.GAVNER,
        en.laeser.sti,
        en.version,
        f"Feltet {en.navn}, som læseren allerede læser, kommer nu med.",
        f"The field {en.navn}, which the reader reads already, now comes.",
    )


def _helbredes(en: Forskel) -> Grund:
    return Grund(
        en.regel,
        Virkning.GAVNER,
        en.sti,
        en.version,
        "Det, der i dag ikke kan læses her, kan læses med forslaget.",
        "What cannot be read here today can be read under the proposal.",
    )


def _kommer(en: Forskel) -> Grund:
    return Grund(
        "FELT-NYT",
        Virkning.GAVNER,
        en.skriver.sti,
        en.version,
        f"Beskederne får det nye felt {en.navn}; det kommer med, så snart en afsender udfylder det.",
        f"The messages get the new field {en.navn}; it comes as soon as a sender fills it.",
    )


def _udgaar(en: Forskel) -> Grund:
    return Grund(
        "FELT-UDGAAR",
        Virkning.BETYDNING,
        en.skriver.sti,
        en.version,
        f"Feltet {en.navn} findes ikke i forslaget; det, der sendes i det, når ingen.",
        f"The proposal has no field {en.navn}; what is sent in it reaches nobody.",
    )


def _kan_sendes(en: Forskel) -> Grund:
    return Grund(
        "FELT-NYT",
        Virkning.GAVNER,
        en.laeser.sti,
        en.version,
        f"Det nye felt {en.navn} kan sendes; uden det gælder dets default.",
        f"The new field {en.navn} may be sent; without it its default holds.",
    )


def _nye_symboler(aendring: Aendring) -> list[str]:
    gamle = aendring.gammel.vaerdi if aendring.gammel else []
    return [symbol for symbol in (aendring.ny.vaerdi if aendring.ny else []) if symbol not in gamle]


def _kan_skrives(aendring: Aendring, skriver: Udgave, nye: list[str]) -> Grund:
    tekst = ", ".join(nye)
    return Grund(
        "SYMBOL-NYT",
        Virkning.GAVNER,
        aendring.sti,
        skriver.navn,
        f"Værdien {tekst} kan sendes.",
        f"The value {tekst} may be sent.",
    )
