"""Rules that follow from a contract's catalogue entry: the envelope and the content must tell the same story.

The router believes the envelope and does not look inside (promise 2 and 6), so nobody may label a message as something
it is not. Made for every contract from its entry; a new beskedtype needs none of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from schemas.catalogue import Katalogpost
from schemas.identifikatorer import MOENSTER
from schemas.kodeliste import Kodelister
from schemas.regler.forhold import Felt, Foerste
from schemas.regler.krav import EnafId, Krav, Paakraevet
from schemas.regler.kuvertord import (
    KLASSIFICERING,
    REGISTRERINGER,
    EjerErMyndighed,
    FoelsomhedDaekker,
    ObjektIdFra,
    PrimaerklasseErEmne,
)
from schemas.regler.numre import IkkeId, UrnAf
from schemas.regler.regel import FJERN, Aendring, Lag, Maal, Regel
from schemas.skema import PRAEFIKS

_KILDE: Final = "servicekatalog; Beskedkuvert 1.0"
_R0: Final = f"{REGISTRERINGER}[0]"
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
            "RA-02", EnafId(beskedtyper),
            f"Beskedtypen skal være {post.beskedtype}, som hører til skemaet {post.kort_navn}.",
            f"The beskedtype must be {post.beskedtype}, which belongs to the schema {post.kort_navn}.",
            {"beskedkuvert.filtreringsdata.beskedtype": _ANDET_UUID}, "beskedkuvert.filtreringsdata.beskedtype", lag=Lag.TRAAD,
        )  # fmt: skip
        yield regel(
            "KUVERT-FOELSOMHED", Paakraevet(),
            "Sæt sikkerhedsklassificering: uden den kan beskeden kun nå dem, der må se alt.",
            "Set sikkerhedsklassificering: without it the message can reach only those who may see everything.",
            {KLASSIFICERING: FJERN}, KLASSIFICERING,
        )  # fmt: skip
        if kort not in INDHOLD_MED_EJER and foelsomheder()[post.foelsomhed] > 0:
            yield regel(
                "KUVERT-FOELSOMHED-TYPE", IkkeId(_lavere_end(post.foelsomhed)),
                f"sikkerhedsklassificering må ikke være lavere end beskedtypens egen: {post.foelsomhed}.",
                f"sikkerhedsklassificering may not be lower than the beskedtype's own: {post.foelsomhed}.",
                {KLASSIFICERING: _MINDST_FOELSOM}, KLASSIFICERING,
            )  # fmt: skip
    if post.objekt_id:
        yield regel(
            "KUVERT-OBJEKTID", ObjektIdFra(post.objekt_id),
            f"Første ObjektRegistrerings objektId skal være {post.objekt_id}.",
            f"The objektId of the first ObjektRegistrering must be {post.objekt_id}.",
            {f"{_R0}.objektId": _ANDET_UUID},
        )  # fmt: skip
    if post.objekttype:
        yield regel(
            "KUVERT-OBJEKTTYPE", Foerste(Felt("objektType", EnafId(_identifikatorer("objekttype", [post.objekttype]), kraevet=True))),
            f"objektType skal være {post.objekttype}.", f"objektType must be {post.objekttype}.",
            {f"{_R0}.objektType": FJERN}, f"{REGISTRERINGER}[]",
        )  # fmt: skip
    if post.handlinger:
        navne = ", ".join(post.handlinger)
        yield regel(
            "KUVERT-HANDLING", Foerste(Felt("objektHandling", EnafId(_identifikatorer("objekthandling", post.handlinger), kraevet=True))),
            f"objektHandling skal være en af: {navne}.", f"objektHandling must be one of: {navne}.",
            {f"{_R0}.objektHandling": FJERN}, f"{REGISTRERINGER}[]",
        )  # fmt: skip
    if post.kle == "paakraevet":
        yield regel(
            "KUVERT-KLE", Foerste(Felt("opgaveEmne", UrnAf(MOENSTER["kle-urn"], kraevet=True))),
            "Sæt opgaveEmne som urn:oio:kle:NN.NN.NN: beskedtypen fordeles efter KLE.",
            "Set opgaveEmne as urn:oio:kle:NN.NN.NN: this beskedtype is routed by KLE.",
            {f"{_R0}.opgaveEmne": FJERN}, f"{REGISTRERINGER}[]",
        )  # fmt: skip
    if kort in INDHOLD_MED_EJER:
        yield regel(
            "KUVERT-EJER", EjerErMyndighed(),
            "objektAnsvarligMyndighed skal være ejerens CVR-nummer.", "objektAnsvarligMyndighed must be the owner's CVR number.",
            _saet_ejer,
        )  # fmt: skip
        yield regel(
            "KUVERT-PRIMAERKLASSE", PrimaerklasseErEmne(),
            "opgaveEmne skal være PrimaerKlasse.", "opgaveEmne must be PrimaerKlasse.",
            {f"{_R0}.opgaveEmne": {"urn": "urn:oio:kle:00.00.00"}},
        )  # fmt: skip
        yield regel(
            "KUVERT-FOELSOMHED-LAV", FoelsomhedDaekker(foelsomheder()),
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


def _lavere_end(foelsomhed: str) -> frozenset[str]:
    """The UUIDs and URNs of every degree below this one."""
    rang = foelsomheder()
    return frozenset(navn for navn, nummer in rang.items() if nummer < rang[foelsomhed])


def _saet_ejer(besked: dict[str, Any]) -> None:
    for post in besked["beskeddata"]["aktoerer"]:
        if post["rolle"] == "Ejer":
            post["reference"] = {"urn": "urn:oio:cvr-nr:12345678"}
