"""The forms of the words about fields beside each other, and about identifiers."""

from __future__ import annotations

import re
from typing import Final

from schemas.identifikatorer import TESTCVR
from schemas.regler import forhold, numre, tidsord
from schemas.regler.skaerm.former import boolsk_sand, form, id_af, kun, ord_, passer
from schemas.regler.skaerm.kode import FALSK, SANDT, Modul, Sted, eller, hvis, ikke, og
from schemas.regler.skaerm.tekster import en_af, er
from schemas.regler.skaerm.typer import Liste, Post, Tal, Tekst

_NORMALE: Final = re.compile(
    r"urn:oio:(?:cvr-nr|kle|pnr|cpr-nr|esr:ejendom|ejendom:bfe-nr|us:personid|udk:borgerid):[0-9.-]+", re.ASCII
)
"""URNs that are their own normal form, whatever the digits."""
_KENDTE: Final = re.compile(
    r"urn:oio:(?:kle:[0-9.]+|pnr:[1-9][0-9]{9}|ejendom:bfe-nr:[0-9]{10}|esr:ejendom:[0-9]{3}-[0-9]{5,6}|us:personid:[0-9]+|udk:borgerid:[0-9]+)",
    re.ASCII,
)
"""URNs whose number has the form of its kind; those of CVR and CPR numbers are looked at more closely."""
_CPR_URN: Final = b"urn:oio:cpr-nr:"


@ord_.register
def _(krav: forhold.Sand, sted: Sted, modul: Modul) -> str:
    del krav, modul
    return eller(sted.mangler, boolsk_sand(sted))


@ord_.register
def _(krav: forhold.Felt, sted: Sted, modul: Modul) -> str:
    return eller(sted.mangler, form(krav.krav, modul.felt(sted, krav.navn), modul))


@ord_.register
def _(krav: forhold.Naar, sted: Sted, modul: Modul) -> str:
    naar = en_af(krav.er, modul.felt(sted, krav.felt), modul)
    return eller(sted.mangler, ikke(naar), form(krav.krav, sted, modul))


@ord_.register
def _(krav: forhold.Kun, sted: Sted, modul: Modul) -> str:
    naar = modul.felt(sted, krav.naar)
    return eller(sted.mangler, modul.felt(sted, krav.felt).mangler, naar.mangler, en_af(krav.er, naar, modul))


@ord_.register
def _(krav: forhold.MindstEn, sted: Sted, modul: Modul) -> str:
    return eller(sted.mangler, *[modul.felt(sted, felt).er_der for felt in krav.felter])


@ord_.register
def _(krav: forhold.Ens, sted: Sted, modul: Modul) -> str:
    en, anden = modul.felt(sted, krav.en), modul.felt(sted, krav.anden)
    kun(en, Tekst)
    kun(anden, Tekst)
    return eller(sted.mangler, f"(call $ens {en.slids} {anden.slids})")


@ord_.register
def _(krav: forhold.Foer, sted: Sted, modul: Modul) -> str:
    fra, til = modul.ved(sted, krav.foerst), modul.ved(sted, krav.senere)
    if not isinstance(fra.type, Tal) or fra.type != til.type:
        raise KeyError(krav.foerst)  # numbers of two kinds are not compared
    return eller(fra.mangler, til.mangler, f"(i64.{'le_s' if krav.lige else 'lt_s'} {fra.tal} {til.tal})")


@ord_.register
def _(krav: forhold.Foerste, sted: Sted, modul: Modul) -> str:
    if not isinstance(sted.type, Liste):
        raise KeyError("[]")
    return hvis(ikke(sted.ord(1)), SANDT, form(krav.krav, Sted(sted.type.af, sted.ord(0)), modul))


@ord_.register
def _(krav: forhold.Findes, sted: Sted, modul: Modul) -> str:
    return modul.nogen(sted, lambda post: en_af((krav.vaerdi,), modul.felt(post, krav.felt), modul))


@ord_.register
def _(krav: forhold.EfterRolle, sted: Sted, modul: Modul) -> str:
    def proev(post: Sted) -> str:
        """Demands that are alike are asked once, for all their roles."""
        rolle = modul.felt(post, "rolle")
        former: dict[str, list[str]] = {}
        for navn, indre in krav.krav.items():
            former.setdefault(form(indre, post, modul), []).append(navn)
        svar = SANDT if krav.ellers is None else form(krav.ellers, post, modul)
        for udtryk, navne in former.items():
            svar = hvis(en_af(navne, rolle, modul), udtryk, svar)
        return svar

    return modul.alle(sted, proev)


@ord_.register
def _(krav: forhold.Henvisning, sted: Sted, modul: Modul) -> str:
    reference = modul.felt(sted, "reference")
    slags = [modul.felt(reference, "uuid").er_der] if krav.uuid else []
    if krav.urn is not None:
        slags.append(passer(krav.urn, modul.felt(reference, "urn"), modul))
    god = og(reference.er_der, eller(*slags) if slags else FALSK)
    if krav.typer is None:
        return god
    type_ = modul.felt(sted, "objektType")
    return og(god, eller(type_.mangler, en_af(krav.typer, type_, modul)))


@ord_.register
def _(krav: numre.UrnAf, sted: Sted, modul: Modul) -> str:
    god = passer(krav.moenster, modul.felt(sted, "urn"), modul)
    return og(sted.er_der, god) if krav.kraevet else eller(sted.mangler, god)


@ord_.register
def _(krav: numre.IkkeId, sted: Sted, modul: Modul) -> str:
    return eller(sted.mangler, ikke(id_af(krav.vaerdier, sted, modul)))


@ord_.register
def _(krav: numre.Cvr, sted: Sted, modul: Modul) -> str:
    del krav
    return eller(sted.mangler, _cvr(sted, b"", modul))


@ord_.register
def _(krav: numre.Cpr, sted: Sted, modul: Modul) -> str:
    del krav
    return eller(sted.mangler, _nummer(sted, b"", 10, "(call $cpr (local.get $q))", modul))


@ord_.register
def _(krav: numre.NormalUrn, sted: Sted, modul: Modul) -> str:
    del krav
    urn = _urn(sted, modul)
    return eller(urn.mangler, passer(_NORMALE, urn, modul))


@ord_.register
def _(krav: numre.UrnTal, sted: Sted, modul: Modul) -> str:
    del krav
    urn = _urn(sted, modul)
    cpr = _nummer(urn, _CPR_URN, 10, "(call $cpr (local.get $q))", modul)
    return eller(urn.mangler, _cvr(urn, numre.CVR_URN.encode(), modul), cpr, passer(_KENDTE, urn, modul))


@ord_.register
def _(krav: tidsord.SammeOejeblik, sted: Sted, modul: Modul) -> str:
    """Of an original with seconds and a zone in hours and minutes; the judge knows the other ways to write."""
    del krav
    original, stempel = modul.felt(sted, "original"), modul.felt(sted, "tidsstempel")
    kun(original, Tekst)
    kun(stempel, Tal)
    samme = f"(call $samme_oejeblik {original.slids} {stempel.tal})"
    return eller(original.mangler, og(stempel.er_der, modul.felt(sted, "graense").mangler, samme))


def _urn(sted: Sted, modul: Modul) -> Sted:
    kun(sted, Post)
    return modul.felt(sted, "urn")


def _cvr(sted: Sted, foran: bytes, modul: Modul) -> str:
    proeve = eller(*[er(nummer.encode()) for nummer in sorted(TESTCVR)], "(call $cvr (local.get $q))")
    return _nummer(sted, foran, 8, proeve, modul)


def _nummer(sted: Sted, foran: bytes, cifre: int, proev: str, modul: Modul) -> str:
    """Whether a text is there, begins with `foran`, and goes on with so many bytes of which `proev` is true, at $q."""
    kun(sted, Tekst)
    krop = f"""
  (local.set $q (i32.load (local.get $a)))
  (if (i32.eqz (local.get $q)) (then (return {FALSK})))
  (if (i32.ne (i32.load offset=4 (local.get $a)) (i32.const {len(foran) + cifre})) (then (return {FALSK})))
  (if {ikke(er(foran))} (then (return {FALSK})))
  (local.set $q (i32.add (local.get $q) (i32.const {len(foran)})))
  {proev}"""
    return f"(call {modul.funktion('(param $a i32) (result i32) (local $q i32)', krop)} {sted.slids})"
