"""What each word of the vocabulary says to the screen: a form that is true only where the word is kept.

A form may be false where the word is kept (the judge then looks), never true where it is broken. A word without a form
here is kept only where nothing is said: everything else in its place is a suspect. So a new word needs nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import singledispatch
from typing import Any

from schemas.regler.felter import Tegn
from schemas.regler.krav import (
    Antal,
    Enaf,
    EnafId,
    Foelges,
    Funktion,
    Hver,
    IngenOverlap,
    Interval,
    Laengde,
    Moenster,
    NaarSaa,
    Netop,
    Paakraevet,
    Roller,
)
from schemas.regler.skaerm.kode import FALSK, SANDT, Modul, Sted, eller, ikke, og
from schemas.regler.skaerm.moenstre import Uudtrykkelig, moenster
from schemas.regler.skaerm.tekster import en_af
from schemas.regler.skaerm.typer import Boolsk, Kort, Liste, Tal, Tekst


def form(krav: Any, sted: Sted, modul: Modul) -> str:
    """Source that is true only where what stands at `sted` keeps `krav`."""
    try:
        return ord_(krav, sted, modul)
    except (KeyError, Uudtrykkelig):
        return tavs(krav, sted)


def tavs(krav: Any, sted: Sted) -> str:
    """Kept where nothing stands, if the word itself says so of nothing."""
    match sted.type:
        case Liste():
            intet: Any = []
            tomt = ikke(sted.ord(1))
        case Kort():
            intet, tomt = {}, SANDT  # no other than an empty map comes this far
        case _:
            intet, tomt = None, sted.mangler
    try:
        return FALSK if list(krav.brud(intet)) else tomt
    except (TypeError, KeyError, AttributeError, IndexError):
        return FALSK


@singledispatch
def ord_(krav: Any, sted: Sted, modul: Modul) -> str:
    """The form of one word. Raises KeyError where it cannot be told of such a place, Uudtrykkelig of such a pattern."""
    del modul
    return tavs(krav, sted)


def kun(sted: Sted, *typer: type) -> None:
    """Raises KeyError unless what stands there is one of these."""
    if not isinstance(sted.type, typer):
        raise KeyError(type(sted.type).__name__)


@ord_.register
def _(krav: Paakraevet, sted: Sted, modul: Modul) -> str:
    del krav, modul
    if isinstance(sted.type, Tekst):
        return og(sted.er_der, f"(i32.ne {sted.ord(1)} {FALSK})")
    if isinstance(sted.type, Liste):
        return f"(i32.ne {sted.ord(1)} {FALSK})"
    return sted.er_der


@ord_.register
def _(krav: Laengde, sted: Sted, modul: Modul) -> str:
    del modul
    kun(sted, Tekst)
    inden_for = f"(i32.le_u (i32.sub {sted.ord(2)} (i32.const {krav.mindst})) (i32.const {krav.hoejst - krav.mindst}))"
    return og(sted.er_der, inden_for) if krav.mindst > 0 else eller(sted.mangler, inden_for)


@ord_.register
def _(krav: Interval, sted: Sted, modul: Modul) -> str:
    del modul
    kun(sted, Tal)
    inden_for = og(
        f"(i64.ge_s {sted.tal} (i64.const {krav.mindst}))", f"(i64.le_s {sted.tal} (i64.const {krav.hoejst}))"
    )
    return eller(sted.mangler, inden_for)


@ord_.register
def _(krav: Tegn, sted: Sted, modul: Modul) -> str:
    del krav, modul
    kun(sted, Tekst)
    return eller(sted.mangler, ikke(f"(i32.and {sted.ord(3)} (i32.const 1))"))


def passer(udtryk: re.Pattern[str], sted: Sted, modul: Modul) -> str:
    """Whether a text is there and matches. Raises KeyError, Uudtrykkelig."""
    kun(sted, Tekst)
    krop = f"""
  (if (i32.or (i32.eqz (i32.load (local.get $a))) (i32.and (i32.load offset=12 (local.get $a)) (i32.const 2)))
    (then (return {FALSK})))
  (local.set $q (i32.load (local.get $a)))
  (local.set $b (local.get $q))
  (local.set $e (i32.add (local.get $q) (i32.load offset=4 (local.get $a))))
"""
    lokale, matcher = moenster(udtryk)
    hoved = f"(param $a i32) (result i32) (local $q i32) (local $b i32) (local $e i32) {lokale}"
    return f"(call {modul.funktion(hoved, krop + matcher)} {sted.slids})"


@ord_.register
def _(krav: Moenster, sted: Sted, modul: Modul) -> str:
    god = passer(krav.moenster, sted, modul)
    return god if krav.kraevet else eller(sted.mangler, god)


@ord_.register
def _(krav: Enaf, sted: Sted, modul: Modul) -> str:
    kun(sted, Tekst)
    return eller(sted.mangler, en_af(krav.vaerdier, sted, modul))


def id_af(vaerdier: Collection[str], sted: Sted, modul: Modul) -> str:
    """Whether a UnikId is one of these, which are not empty. Raises KeyError."""
    uuid, urn = modul.felt(sted, "uuid"), modul.felt(sted, "urn")
    return eller(en_af(vaerdier, uuid, modul), og(uuid.mangler, en_af(vaerdier, urn, modul)))


@ord_.register
def _(krav: EnafId, sted: Sted, modul: Modul) -> str:
    god = id_af(krav.vaerdier, sted, modul)
    return og(sted.er_der, god) if krav.kraevet else eller(sted.mangler, god)


@ord_.register
def _(krav: Netop, sted: Sted, modul: Modul) -> str:
    taelling = "(i32.const 0)"
    for felt in krav.felter:
        taelling = f"(i32.add {modul.felt(sted, felt).er_der} {taelling})"
    return eller(sted.mangler, f"(i32.eq {taelling} (i32.const 1))")


@ord_.register
def _(krav: Hver, sted: Sted, modul: Modul) -> str:
    return modul.alle(sted, lambda post: form(krav.krav, post, modul))


@ord_.register
def _(krav: NaarSaa, sted: Sted, modul: Modul) -> str:
    saa = modul.felt(sted, krav.saa)
    naar = en_af(krav.er, modul.felt(sted, krav.naar), modul)
    return eller(sted.mangler, ikke(naar), saa.mangler if krav.forbudt else saa.er_der)


@ord_.register
def _(krav: Foelges, sted: Sted, modul: Modul) -> str:
    en, anden = (modul.felt(sted, felt).er_der for felt in krav.felter)
    return eller(sted.mangler, f"(i32.eq {en} {anden})")


@ord_.register
def _(krav: Roller, sted: Sted, modul: Modul) -> str:
    return modul.alle(sted, lambda post: en_af(krav.roller, modul.felt(post, "rolle"), modul))


@ord_.register
def _(krav: Funktion, sted: Sted, modul: Modul) -> str:
    if krav.naar is None:
        return tavs(krav, sted)
    return eller(sted.mangler, modul.felt(sted, krav.naar).mangler)


@ord_.register
def _(krav: Antal, sted: Sted, modul: Modul) -> str:
    """One at a time, and where one must be there: no gap, and the last stays open.

    `hoejst` above one is counted without a look at the time.
    """
    kun(sted, Liste)
    rolle = krav.rolle
    if rolle is None:
        hoejst = 2**31 - 1 if krav.hoejst is None else krav.hoejst
        return f"(i32.le_u (i32.sub {sted.ord(1)} (i32.const {krav.mindst})) (i32.const {hoejst - krav.mindst}))"
    antal = modul.taelling(sted, lambda post: i_rolle(post, rolle, modul))
    nok = f"(i32.ge_u {antal} (i32.const {krav.mindst}))"
    faa = SANDT if krav.hoejst is None else f"(i32.le_u {antal} (i32.const {krav.hoejst}))"
    if krav.hoejst == 1:
        faa = eller(faa, _skilt(sted, rolle, modul))
    if krav.mindst == 0:
        return faa
    return og(nok, faa, _uden_hul(sted, rolle, modul)) if krav.hoejst == 1 else FALSK


def i_rolle(post: Sted, rolle: str, modul: Modul) -> str:
    """Whether a relation has this role. Raises KeyError."""
    return en_af((rolle,), modul.felt(post, "rolle"), modul)


def _skilt(sted: Sted, rolle: str, modul: Modul) -> str:
    """No two of a role hold at once."""
    return modul.par(
        sted,
        lambda en, anden: eller(
            ikke(og(i_rolle(en, rolle, modul), i_rolle(anden, rolle, modul))), adskilt(en, anden, modul)
        ),
    )


def _uden_hul(sted: Sted, rolle: str, modul: Modul) -> str:
    """Of a role whose relations never hold at once: one never ends, and each other is followed by one as it ends."""
    slut = "til"
    aaben = modul.nogen(sted, lambda post: og(i_rolle(post, rolle, modul), _graense(post, slut, modul).mangler))
    afloest = modul.hver_har_en(
        sted,
        lambda post: og(i_rolle(post, rolle, modul), _graense(post, slut, modul).er_der),
        lambda post, anden: og(
            _graense(anden, "fra", modul).er_der,
            f"(i64.eq {_graense(post, slut, modul).tal} {_graense(anden, 'fra', modul).tal})",
            i_rolle(anden, rolle, modul),
        ),
    )
    return og(aaben, afloest)


@ord_.register
def _(krav: IngenOverlap, sted: Sted, modul: Modul) -> str:
    def proev(en: Sted, anden: Sted) -> str:
        felter = [(modul.felt(en, felt), modul.felt(anden, felt)) for felt in krav.noegle]
        for felt, _ in felter:
            kun(felt, Tekst)
        samme = og(*[f"(call $ens {x.slids} {y.slids})" for x, y in felter])
        return eller(ikke(samme), adskilt(en, anden, modul))

    return modul.par(sted, proev)


def _graense(post: Sted, hvad: str, modul: Modul) -> Sted:
    return modul.ved(post, f"virkning.{hvad}.tidsstempel")


def adskilt(en: Sted, anden: Sted, modul: Modul) -> str:
    """Whether the effects of two relations hold at no common time. Raises KeyError."""

    def foer(x: Sted, y: Sted) -> str:
        slut, start = _graense(x, "til", modul), _graense(y, "fra", modul)
        kun(slut, Tal)
        return og(slut.er_der, start.er_der, f"(i64.le_s {slut.tal} {start.tal})")

    return eller(foer(en, anden), foer(anden, en))


def boolsk_sand(sted: Sted) -> str:
    """Whether a boolean is there and true. Raises KeyError."""
    kun(sted, Boolsk)
    return og(sted.er_der, f"(i64.ne {sted.tal} (i64.const 0))")
