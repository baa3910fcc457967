"""Rules that follow from a contract's catalogue entry: the envelope and the content must tell the same story.

The router believes the envelope and does not look inside (promise 2 and 6), so nobody may label a message as something
it is not. Made for every contract from its entry; a new beskedtype needs none of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

from schemas.catalogue import Katalogpost
from schemas.identifikatorer import kle_af, tekst_af
from schemas.kodeliste import Kodelister
from schemas.regler.krav import Funktion, Krav, Paakraevet
from schemas.regler.regel import FJERN, Aendring, Lag, Maal, Regel
from schemas.regler.virkning import gaelder_ved
from schemas.skema import PRAEFIKS

_KILDE: Final = "servicekatalog; Beskedkuvert 1.0"
_R0: Final = "beskedkuvert.filtreringsdata.objektRegistrering[0]"
_ANDET_UUID: Final = {"uuid": "3f6b7d0c-9a51-4a0e-8c57-0a2d7e5b1c44"}
_MINDST_FOELSOM: Final = {"uuid": "f77bf9e8-8268-4fce-8f73-42943709678a"}
INDHOLD_MED_EJER: Final = {"sag.SagRegistreret", "dokument.DokumentRegistreret"}
"""Contracts whose content has owner, class and sensitivity of its own."""


def katalogregler(post: Katalogpost) -> Iterator[Regel]:
    """The rules that follow from one catalogue entry."""
    kort = post.navn.removeprefix(PRAEFIKS)
    beskedtyper = frozenset({post.beskedtype, *(fremmed.beskedtype for fremmed in post.kontrakter)})

    def regel(
        id_: str, krav: Krav, da: str, en: str, bryder: Aendring, sti: str = "", lag: Lag = Lag.FORPLIGTELSER
    ) -> Regel:
        return Regel(id_, kort, sti, krav, da, en, _KILDE, Maal.SAMMENHAENGENDE, lag, post.navn, bryder)

    if not post.kontrakter:
        yield regel(
            "RA-02", Funktion(_beskedtype(beskedtyper), "beskedtype"),
            f"Beskedtypen skal være {post.beskedtype}, som hører til skemaet {post.kort_navn}.",
            f"The beskedtype must be {post.beskedtype}, which belongs to the schema {post.kort_navn}.",
            {"beskedkuvert.filtreringsdata.beskedtype": _ANDET_UUID}, lag=Lag.TRAAD,
        )  # fmt: skip
        yield regel(
            "KUVERT-FOELSOMHED", Paakraevet(),
            "Sæt sikkerhedsklassificering: uden den kan beskeden kun nå dem, der må se alt.",
            "Set sikkerhedsklassificering: without it the message can reach only those who may see everything.",
            {"beskedkuvert.leveranceinformation.sikkerhedsklassificering": FJERN}, "beskedkuvert.leveranceinformation.sikkerhedsklassificering",
        )  # fmt: skip
        if kort not in INDHOLD_MED_EJER and foelsomheder()[post.foelsomhed] > 0:
            yield regel(
                "KUVERT-FOELSOMHED-TYPE", Funktion(_lavere_end(foelsomheder()[post.foelsomhed]), "sikkerhedsklassificering"),
                f"sikkerhedsklassificering må ikke være lavere end beskedtypens egen: {post.foelsomhed}.",
                f"sikkerhedsklassificering may not be lower than the beskedtype's own: {post.foelsomhed}.",
                {"beskedkuvert.leveranceinformation.sikkerhedsklassificering": _MINDST_FOELSOM},
            )  # fmt: skip
    if post.objekt_id:
        yield regel(
            "KUVERT-OBJEKTID", Funktion(_objekt_id(post.objekt_id.split(".")), "objektId"),
            f"Første ObjektRegistrerings objektId skal være {post.objekt_id}.",
            f"The objektId of the first ObjektRegistrering must be {post.objekt_id}.",
            {f"{_R0}.objektId": _ANDET_UUID},
        )  # fmt: skip
    if post.objekttype:
        yield regel(
            "KUVERT-OBJEKTTYPE", Funktion(_kode("objektType", _identifikatorer("objekttype", [post.objekttype])), "objektType"),
            f"objektType skal være {post.objekttype}.", f"objektType must be {post.objekttype}.",
            {f"{_R0}.objektType": FJERN},
        )  # fmt: skip
    if post.handlinger:
        navne = ", ".join(post.handlinger)
        yield regel(
            "KUVERT-HANDLING", Funktion(_kode("objektHandling", _identifikatorer("objekthandling", post.handlinger)), "objektHandling"),
            f"objektHandling skal være en af: {navne}.", f"objektHandling must be one of: {navne}.",
            {f"{_R0}.objektHandling": FJERN},
        )  # fmt: skip
    if post.kle == "paakraevet":
        yield regel(
            "KUVERT-KLE", Funktion(_kle, "opgaveEmne"),
            "Sæt opgaveEmne som urn:oio:kle:NN.NN.NN: beskedtypen fordeles efter KLE.",
            "Set opgaveEmne as urn:oio:kle:NN.NN.NN: this beskedtype is routed by KLE.",
            {f"{_R0}.opgaveEmne": FJERN},
        )  # fmt: skip
    if kort in INDHOLD_MED_EJER:
        yield regel(
            "KUVERT-EJER", Funktion(_ejer, "Ejer"),
            "objektAnsvarligMyndighed skal være ejerens CVR-nummer.", "objektAnsvarligMyndighed must be the owner's CVR number.",
            _saet_ejer,
        )  # fmt: skip
        yield regel(
            "KUVERT-PRIMAERKLASSE", Funktion(_primaerklasse, "PrimaerKlasse"),
            "opgaveEmne skal være PrimaerKlasse.", "opgaveEmne must be PrimaerKlasse.",
            {f"{_R0}.opgaveEmne": {"urn": "urn:oio:kle:00.00.00"}},
        )  # fmt: skip
        yield regel(
            "KUVERT-FOELSOMHED-LAV", Funktion(_for_lav, "foelsomhed"),
            "sikkerhedsklassificering må ikke være lavere end indholdets foelsomhed.",
            "sikkerhedsklassificering may not be lower than the content's foelsomhed.",
            lambda besked: besked["beskeddata"]["egenskaber"][0].update(foelsomhed="VIP_SAGER"),
        )  # fmt: skip


def _identifikatorer(liste: str, koder: Any) -> frozenset[str]:
    kodeliste = Kodelister.standard()[liste]
    return frozenset(i for kode in koder for i in kodeliste[kode].identifikatorer)


@cache
def foelsomheder() -> dict[str, int]:
    """The rank of each degree of sensitivity, lowest 0, by code and by every UUID that stands for it."""
    koder = sorted(Kodelister.standard()["foelsomhed"], key=lambda kode: kode.orden or 0)
    return {navn: rang for rang, kode in enumerate(koder) for navn in (kode.kode, *kode.identifikatorer)}


def _beskedtype(tilladte: frozenset[str]) -> Callable[[Any], Iterator[str]]:
    def brud(besked: Any) -> Iterator[str]:
        if besked["beskedkuvert"]["filtreringsdata"]["beskedtype"]["uuid"] not in tilladte:
            yield "beskedkuvert.filtreringsdata.beskedtype"

    return brud


def _registrering(besked: Any) -> Any:
    registreringer = besked["beskedkuvert"]["filtreringsdata"]["objektRegistrering"]
    return registreringer[0] if registreringer else None


def _objekt_id(sti: list[str]) -> Callable[[Any], Iterator[str]]:
    def brud(besked: Any) -> Iterator[str]:
        vaerdi = besked
        for led in sti:
            vaerdi = vaerdi[led]
        registrering = _registrering(besked)
        if registrering is not None and vaerdi is not None and tekst_af(registrering["objektId"]) != vaerdi:
            yield f"{_R0}.objektId"

    return brud


def _kode(felt: str, tilladte: frozenset[str]) -> Callable[[Any], Iterator[str]]:
    def brud(besked: Any) -> Iterator[str]:
        registrering = _registrering(besked)
        if registrering is not None and tekst_af(registrering[felt]) not in tilladte:
            yield f"{_R0}.{felt}"

    return brud


def _kle(besked: Any) -> Iterator[str]:
    registrering = _registrering(besked)
    if registrering is not None and kle_af(registrering["opgaveEmne"]) is None:
        yield f"{_R0}.opgaveEmne"


def _ejer(besked: Any) -> Iterator[str]:
    registrering = _registrering(besked)
    if registrering is None:
        return
    kuvertens = tekst_af(registrering["objektAnsvarligMyndighed"])
    for post in _gaeldende(besked["beskeddata"]["aktoerer"], "Ejer", registrering):
        urn = post["reference"] and post["reference"]["urn"]
        if (urn and urn != kuvertens) or (post["cvr"] and f"urn:oio:cvr-nr:{post['cvr']}" != kuvertens):
            yield f"{_R0}.objektAnsvarligMyndighed"
            return


def _primaerklasse(besked: Any) -> Iterator[str]:
    registrering = _registrering(besked)
    kle = registrering and kle_af(registrering["opgaveEmne"])
    if kle is None:
        return
    poster = _gaeldende(besked["beskeddata"]["klasser"], "PrimaerKlasse", registrering)
    if any(post["brugervendtNoegle"] != kle for post in poster):
        yield f"{_R0}.opgaveEmne"


def _gaeldende(relationer: Any, rolle: str, registrering: Any) -> list[Any]:
    """The relations of a role that hold when the object was registered; all of the role, where none does.

    An earlier owner, or one to come, does not count; but nobody hides the owner behind dates.
    """
    poster = [post for post in relationer if post["rolle"] == rolle]
    tidspunkt = registrering["registreringstidspunkt"]
    naar = tidspunkt and tidspunkt["tidsstempel"]
    if len(poster) < 2 or naar is None:
        return poster
    gaelder = [post for post in poster if gaelder_ved(post["virkning"], naar)]
    return gaelder or poster


def _for_lav(besked: Any) -> Iterator[str]:
    rang = foelsomheder()
    indholdets = max((rang.get(post["foelsomhed"], 0) for post in besked["beskeddata"]["egenskaber"]), default=0)
    yield from _lavere_end(indholdets)(besked)


def _lavere_end(mindst: int) -> Callable[[Any], Iterator[str]]:
    def brud(besked: Any) -> Iterator[str]:
        klasse = tekst_af(besked["beskedkuvert"]["leveranceinformation"]["sikkerhedsklassificering"])
        if foelsomheder().get(klasse, mindst) < mindst:
            yield "beskedkuvert.leveranceinformation.sikkerhedsklassificering"

    return brud


def _saet_ejer(besked: dict[str, Any]) -> None:
    for post in besked["beskeddata"]["aktoerer"]:
        if post["rolle"] == "Ejer":
            post["reference"] = {"urn": "urn:oio:cvr-nr:12345678"}
