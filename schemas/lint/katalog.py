"""Lint rules on what lies beside a contract: its catalogue entry and its example (RA-02)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from schemas.catalogue import Katalog, Katalogfejl, Katalogpost, laes_post
from schemas.formater.fejl import Formatfejl
from schemas.formater.jsonform import fra_json
from schemas.lint.fund import Fund, Ord
from schemas.lint.materiale import Kilde, Kontrakt, Materiale
from schemas.lint.steder import Sti
from schemas.skema import Skema, UkendtSkema, saml

_FRIE_MASTERE: Final = frozenset({"ejersystem", "enhver"})


def katalogposter(materiale: Materiale) -> Iterator[Fund]:
    """RA-02: every message has a catalogue entry, its own id and beskedtype, and codes and paths that exist."""
    poster: list[Katalogpost] = []
    for kontrakt in materiale.kontrakter:
        if not kontrakt.er_besked:
            continue
        if kontrakt.katalog is None:
            yield kontrakt.fund("RA-02", _mangler("katalogpost", "catalogue entry", f"{kontrakt.kilde.fil.stem}.yaml"))
            continue
        try:
            post = laes_post(kontrakt.katalog.fil, kontrakt.katalog.steder.tekst)
        except Katalogfejl as fejl:
            for fil, linje, tekst in fejl.fejl:
                yield _uden_for_skema(fil, linje, tekst)
        else:
            poster.append(post)
            yield from _koder(post, kontrakt.katalog, materiale)
            yield from _objekt_id(post, kontrakt, materiale)
    try:
        Katalog(poster)
    except Katalogfejl as fejl:
        for fil, linje, tekst in fejl.fejl:
            yield _uden_for_skema(fil, linje, tekst)


def _koder(post: Katalogpost, kilde: Kilde, materiale: Materiale) -> Iterator[Fund]:
    proeves: list[tuple[Sti, str, str | None]] = [
        (("foelsomhed",), "foelsomhed", post.foelsomhed),
        (("objekttype",), "objekttype", post.objekttype),
        (("arkitekturmaal",), "arkitekturmaal", post.arkitekturmaal),
        (("master",), "systemtype", None if post.master in _FRIE_MASTERE else post.master),
        *((("handlinger", i), "objekthandling", handling) for i, handling in enumerate(post.handlinger)),
    ]
    for sti, liste, kode in proeves:
        if kode is not None and (liste not in materiale.kodelister or kode not in materiale.kodelister[liste]):
            naer = ", ".join(materiale.kodelister[liste].naermeste(kode)) if liste in materiale.kodelister else ""
            yield kilde.fund(
                "RA-11",
                sti,
                Ord(
                    f"Koden står ikke i kodelisten «{liste}».",
                    f"The code is not in the code list «{liste}».",
                    f"Brug en kode fra listen{f', måske {naer}' if naer else ''}.",
                    f"Use a code from the list{f', perhaps {naer}' if naer else ''}.",
                ),
                hvor=str(sti[0]),
            )


def _objekt_id(post: Katalogpost, kontrakt: Kontrakt, materiale: Materiale) -> Iterator[Fund]:
    stier = {sti for sti, _, _ in materiale.gennemgaa(kontrakt.navn)}
    if post.objekt_id is not None and post.objekt_id not in stier and kontrakt.katalog is not None:
        yield kontrakt.katalog.fund(
            "RA-02",
            ("objektId",),
            Ord(
                f"Kontrakten har intet felt {post.objekt_id}.",
                f"The contract has no field {post.objekt_id}.",
                "Lad objektId være stien til objektets id i beskeden, f.eks. beskeddata.sagId, eller null.",
                "Let objektId be the path of the object's id in the message, such as beskeddata.sagId, or null.",
            ),
            hvor="objektId",
        )


def eksempler(materiale: Materiale) -> Iterator[Fund]:
    """EKSEMPEL: every message has an example, and the contract reads it and knows its codes and beskedtype."""
    for kontrakt in materiale.kontrakter:
        if not kontrakt.er_besked or kontrakt.katalog is None:
            continue
        if kontrakt.eksempel is None:
            yield kontrakt.fund(
                "EKSEMPEL", _mangler("eksempel", "example", f"eksempler/{kontrakt.kilde.fil.stem}.json")
            )
        else:
            yield from _laes_eksempel(kontrakt, kontrakt.eksempel, materiale)


def _laes_eksempel(kontrakt: Kontrakt, eksempel: Kilde, materiale: Materiale) -> Iterator[Fund]:
    try:
        fra_json(eksempel.steder.tekst.encode(), Skema(1, saml(kontrakt.navn, materiale.typer)))
    except Formatfejl as fejl:
        for enkelt in fejl.fejl:
            yield eksempel.fund("EKSEMPEL", _sti(enkelt.sti), _forkert(enkelt.da, enkelt.en), hvor=enkelt.sti)
        return
    except (UkendtSkema, ValueError, KeyError, TypeError):
        return  # the contract itself cannot be read; the other rules say why
    beskedtype = _vaerdi(kontrakt.katalog.steder.vaerdi, ("beskedtype",)) if kontrakt.katalog else None
    sti: Sti = ("beskedkuvert", "filtreringsdata", "beskedtype")
    if isinstance(beskedtype, str) and beskedtype not in _identer(_vaerdi(eksempel.steder.vaerdi, sti)):
        ord_ = _forkert("beskedtype er ikke katalogpostens", "the beskedtype is not the catalogue entry's")
        yield eksempel.fund("EKSEMPEL", sti, ord_, hvor=".".join(map(str, sti)))
    yield from _eksempelkoder(kontrakt, eksempel, materiale)


def _eksempelkoder(kontrakt: Kontrakt, eksempel: Kilde, materiale: Materiale) -> Iterator[Fund]:
    for sti, _post, felt in materiale.gennemgaa(kontrakt.navn):
        liste = felt.get("kodeliste")
        if liste is None or liste not in materiale.kodelister:
            continue
        for sted, vaerdi in _ved(eksempel.steder.vaerdi, sti.split("."), ()):
            if not _identer(vaerdi) <= materiale.kodelister.vaerdier(liste):
                ord_ = _forkert(f"koden står ikke i «{liste}»", f"the code is not in «{liste}»")
                yield eksempel.fund("EKSEMPEL", sted, ord_, hvor=sti)


def _ved(vaerdi: Any, led: list[str], sted: Sti) -> Iterator[tuple[Sti, Any]]:
    """Every value at a path such as `a.b[].c`, with its place."""
    if not led:
        yield sted, vaerdi
        return
    navn = led[0].removesuffix("[]")
    if not isinstance(vaerdi, dict) or vaerdi.get(navn) is None:
        return
    if led[0].endswith("[]"):
        for i, post in enumerate(vaerdi[navn]):
            yield from _ved(post, led[1:], (*sted, navn, i))
    else:
        yield from _ved(vaerdi[navn], led[1:], (*sted, navn))


def _identer(vaerdi: Any) -> set[str]:
    """A code itself, or the UUID or URN of a UnikId."""
    match vaerdi:
        case dict():
            return {str(vaerdi[navn]) for navn in ("uuid", "urn") if vaerdi.get(navn)}
        case str():
            return {vaerdi}
        case _:
            return set()


def _vaerdi(vaerdi: Any, sti: Sti) -> Any:
    for led in sti:
        vaerdi = vaerdi.get(led) if isinstance(vaerdi, dict) else None
    return vaerdi


def _sti(tekst: str) -> Sti:
    return tuple(
        int(led) if led.isdigit() else led for led in tekst.replace("[", ".").replace("]", "").split(".") if led
    )


def _mangler(da: str, en: str, fil: str) -> Ord:
    return Ord(
        f"Beskeden har ingen {da}.",
        f"The message has no {en}.",
        f"Skriv {fil} ved siden af.",
        f"Write {fil} beside it.",
    )


def _forkert(da: str, en: str) -> Ord:
    return Ord(
        f"Eksemplet holder ikke kontrakten: {da}",
        f"The example does not keep the contract: {en}",
        "Ret eksemplet; det er det første, en leverandør kopierer.",
        "Mend the example; it is the first thing a vendor copies.",
    )


def _uden_for_skema(fil: Path, linje: int, tekst: str) -> Fund:
    ord_ = Ord(
        f"Katalogposten holder ikke: {tekst}",
        f"The catalogue entry is wrong: {tekst}",
        "Ret feltet; de øvrige poster ved siden af er forbilleder.",
        "Mend the field; the entries beside it show how.",
    )
    return Fund(fil, linje, 1, "RA-02", "", ord_)
