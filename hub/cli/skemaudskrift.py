"""How differences between versions of a contract are written: lines for people, JSON for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from schemas.compatibility import (
    Aendring,
    Alvor,
    Dom,
    Forskel,
    Retning,
    Slags,
    Sted,
    Udgave,
    foelger,
    vidne,
)

_ALVOR: Final = {Alvor.UFORENELIG: "incompatible", Alvor.BETYDNING: "meaning changed", Alvor.NOTE: "note"}
_TEGN: Final = {Slags.FELT_TILFOEJET: "+", Slags.FELT_FJERNET: "-"}
_HVEM: Final = {Retning.BAGUD: "the new version reads the old", Retning.FREMAD: "the old version reads the new"}

Fundne = Mapping[Retning, list[Forskel]]


def domslinjer(dom: Dom, ny: Udgave, udgaver: Mapping[str, Udgave]) -> Iterator[str]:
    """A verdict for people: each finding with both places and a message that shows it, the gravest first."""
    for alvor, fundne in (
        (Alvor.UFORENELIG, dom.uforenelige),
        (Alvor.BETYDNING, dom.betydninger),
        (Alvor.NOTE, dom.noter),
    ):
        for en in fundne:
            sted = en.sti or "the schema itself"
            yield f"{ny.navn}: {_ALVOR[alvor]} [{en.regel}] {sted}: {en.ord.en} {en.ord.ret_en}"
            yield f"    new {_sted(en, en.ny)}; {en.version} {_sted(en, en.gammel)}"
            besked = None if alvor is Alvor.NOTE else _vidne(en, ny, udgaver)
            if besked is not None:
                yield f"    a message that shows it: {json.dumps(besked['json'], ensure_ascii=False)}"
    ja = "compatible" if dom.forenelig else "incompatible"
    antal = {"incompatible": dom.uforenelige, "meaning changed": dom.betydninger, "notes": dom.noter}
    yield f"{ny.navn}: {ja} ({dom.niveau.value}); {', '.join(f'{navn}: {len(en)}' for navn, en in antal.items())}"


def _sted(forskel: Forskel, sted: Sted) -> str:
    vaerdi = "(no such field)" if sted is forskel.mangler_sted else f"= {json.dumps(sted.vaerdi, ensure_ascii=False)}"
    return f"{sted.peger or '/'} {vaerdi}"


def _vidne(forskel: Forskel, ny: Udgave, udgaver: Mapping[str, Udgave]) -> dict[str, Any] | None:
    skriver = udgaver[forskel.version] if forskel.retning is Retning.BAGUD else ny
    fundet = vidne(skriver.type, forskel)
    return None if fundet is None else {"json": fundet.json, "hex": fundet.data.hex()}


def dom_som_json(dom: Dom, ny: Udgave, udgaver: Mapping[str, Udgave]) -> dict[str, Any]:
    """A verdict for scripts; `vidne` is a message that shows the difference, as Avro's JSON and in bytes."""
    return {
        "forenelig": dom.forenelig,
        "niveau": dom.niveau.value,
        "ny": ny.navn,
        "gamle": list(udgaver),
        "forskelle": [
            {**_forskel_json(en), "vidne": None if en.alvor is Alvor.NOTE else _vidne(en, ny, udgaver)}
            for en in dom.forskelle
        ],
    }


def difflinjer(aendringer: tuple[Aendring, ...], fundne: Fundne) -> Iterator[str]:
    """A diff for people: a line per change with what it means, then the verdict in both directions."""
    alle = [en for fund in fundne.values() for en in fund]
    for en in aendringer:
        yield _aendringslinje(en, foelger(en, alle))
    for retning, fund in fundne.items():
        antal = sum(en.alvor is Alvor.UFORENELIG for en in fund)
        yield f"{retning.value} ({_HVEM[retning]}): {f'incompatible ({antal})' if antal else 'compatible'}"


def diff_som_json(aendringer: tuple[Aendring, ...], fundne: Fundne) -> dict[str, Any]:
    """A diff for scripts."""
    alle = [en for fund in fundne.values() for en in fund]
    return {
        "aendringer": [_aendring_json(en, foelger(en, alle)) for en in aendringer],
        "forenelig": {
            retning.value: all(en.alvor is not Alvor.UFORENELIG for en in fund) for retning, fund in fundne.items()
        },
    }


def _forskel_json(forskel: Forskel) -> dict[str, Any]:
    return {
        "regel": forskel.regel,
        "alvor": forskel.alvor.value,
        "retning": forskel.retning.value,
        "version": forskel.version,
        "sti": forskel.sti,
        "laeser": forskel.laeser._asdict(),
        "skriver": forskel.skriver._asdict(),
        "da": forskel.ord.da,
        "en": forskel.ord.en,
        "retDa": forskel.ord.ret_da,
        "retEn": forskel.ord.ret_en,
    }


def _aendring_json(aendring: Aendring, foelgerne: list[Forskel]) -> dict[str, Any]:
    return {
        "slags": aendring.slags.value,
        "sti": aendring.sti,
        "hvad": aendring.hvad,
        "gammel": aendring.gammel and aendring.gammel._asdict(),
        "ny": aendring.ny and aendring.ny._asdict(),
        "foelger": [_forskel_json(en) for en in foelgerne],
    }


def _aendringslinje(aendring: Aendring, foelgerne: list[Forskel]) -> str:
    foer, efter = (_vaerdi(sted) for sted in (aendring.gammel, aendring.ny))
    match aendring.slags:
        case Slags.FELT_TILFOEJET:
            hvad = efter
        case Slags.FELT_FJERNET:
            hvad = foer
        case slags:
            hvad = f"{aendring.hvad or slags.value}: {foer} → {efter}"
    virkning = "; ".join(f"{en.retning.value} {_ALVOR[en.alvor]} {en.regel}" for en in foelgerne)
    linje = f"{_TEGN.get(aendring.slags, '~')} {aendring.sti or '(the schema itself)'}  {hvad}"
    return f"{linje}  [{virkning}]" if virkning else linje


def _vaerdi(sted: Sted | None) -> str:
    if sted is None:
        return "none"
    return sted.vaerdi if isinstance(sted.vaerdi, str) else json.dumps(sted.vaerdi, ensure_ascii=False)
