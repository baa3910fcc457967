"""The forms of the words about a message as a whole."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from schemas.regler import kuvertord
from schemas.regler.skaerm.former import i_rolle, id_af, kun, ord_
from schemas.regler.skaerm.kode import SANDT, Modul, Sted, eller, hvis, ikke, og
from schemas.regler.skaerm.tekster import begynder, en_af
from schemas.regler.skaerm.typer import Liste, Tekst

_CVR: Final = b"urn:oio:cvr-nr:"
_KLE: Final = b"urn:oio:kle:"


@ord_.register
def _(krav: kuvertord.ObjektIdFra, sted: Sted, modul: Modul) -> str:
    indholdets = modul.ved(sted, krav.sti)
    kun(indholdets, Tekst)
    objekt = modul.felt(_foerste(sted, modul), "objektId")
    uuid, urn = modul.felt(objekt, "uuid"), modul.felt(objekt, "urn")
    samme = eller(
        og(uuid.er_der, f"(call $ens {uuid.slids} {indholdets.slids})"),
        og(uuid.mangler, urn.er_der, f"(call $ens {urn.slids} {indholdets.slids})"),
    )
    return eller(indholdets.mangler, _naar_registreret(sted, samme, modul))


@ord_.register
def _(krav: kuvertord.EjerErMyndighed, sted: Sted, modul: Modul) -> str:
    """Of every owner, whenever: the judge knows which of several counts."""
    del krav
    aktoerer = modul.ved(sted, "beskeddata.aktoerer")
    myndighed = modul.felt(modul.felt(_foerste(sted, modul), "objektAnsvarligMyndighed"), "urn")

    def proev(post: Sted, kuvertens: Sted) -> str:
        urn, cvr = modul.ved(post, "reference.urn"), modul.felt(post, "cvr")
        return eller(
            ikke(i_rolle(post, "Ejer", modul)),
            og(
                eller(urn.mangler, f"(call $ens {urn.slids} {kuvertens.slids})"),
                eller(cvr.mangler, og(begynder(_CVR, kuvertens, modul), _ender(_CVR, kuvertens, cvr))),
            ),
        )

    return _naar_registreret(sted, modul.alle_mod(aktoerer, myndighed, proev), modul)


@ord_.register
def _(krav: kuvertord.PrimaerklasseErEmne, sted: Sted, modul: Modul) -> str:
    """Of every PrimaerKlasse, whenever."""
    del krav
    klasser = modul.ved(sted, "beskeddata.klasser")
    emne = modul.felt(modul.felt(_foerste(sted, modul), "opgaveEmne"), "urn")

    def proev(post: Sted, kuvertens: Sted) -> str:
        noegle = modul.felt(post, "brugervendtNoegle")
        return eller(
            ikke(i_rolle(post, "PrimaerKlasse", modul)),
            og(noegle.er_der, _ender(_KLE, kuvertens, noegle)),
        )

    return _naar_registreret(sted, eller(emne.mangler, modul.alle_mod(klasser, emne, proev)), modul)


@ord_.register
def _(krav: kuvertord.FoelsomhedDaekker, sted: Sted, modul: Modul) -> str:
    """For each degree that the envelope can say: nothing in the content is above it."""
    klasse = modul.ved(sted, kuvertord.KLASSIFICERING)
    egenskaber = modul.ved(sted, "beskeddata.egenskaber")
    svar = SANDT  # what the envelope does not say counts as the most sensitive
    for grad in sorted(set(krav.rang.values())):
        dens = [navn for navn, rang in krav.rang.items() if rang == grad]
        over = [navn for navn, rang in krav.rang.items() if rang > grad]
        svar = hvis(og(klasse.er_der, id_af(dens, klasse, modul)), _ingen_er(over, egenskaber, modul), svar)
    return svar


def _ingen_er(grader: Collection[str], egenskaber: Sted, modul: Modul) -> str:
    """Whether no foelsomhed in the content is one of these."""
    return modul.alle(egenskaber, lambda post: ikke(en_af(grader, modul.felt(post, "foelsomhed"), modul)))


def _ender(foran: bytes, hel: Sted, hale: Sted) -> str:
    """Whether a text is so many bytes and then all of another text."""
    return f"(call $hale_ens {hel.slids} (i32.const {len(foran)}) {hale.slids})"


def _foerste(sted: Sted, modul: Modul) -> Sted:
    registreringer = modul.ved(sted, kuvertord.REGISTRERINGER)
    if not isinstance(registreringer.type, Liste):
        raise KeyError("[]")
    return Sted(registreringer.type.af, registreringer.ord(0))


def _naar_registreret(sted: Sted, saa: str, modul: Modul) -> str:
    """Where there is a registration."""
    return hvis(ikke(modul.ved(sted, kuvertord.REGISTRERINGER).ord(1)), SANDT, saa)
