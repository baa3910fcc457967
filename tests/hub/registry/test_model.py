"""Random lives of a registry, decided without a broker: what must hold whatever was asked in whatever order."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hub.registry.beslutning import Beslut
from hub.registry.fejl import Registerfejl
from hub.registry.forslag import laes_forslag
from hub.registry.poster import Fjernet, Mode, Post, Skemapost, pak, pak_ud
from hub.registry.registrering import Registrering, registrer
from hub.registry.sletning import slet_subject, slet_version
from hub.registry.styring import saet_config, saet_mode, slet_config, slet_mode
from hub.registry.tilstand import Tilstand

SUBJECTS = st.sampled_from(["a", "b", ":.rum:a", "med-henvisning"])
SKEMAER = st.sampled_from(
    [
        "int",
        "long",
        "string",
        {"type": "record", "name": "P", "fields": []},
        {"type": "record", "name": "P", "fields": [{"name": "x", "type": "int", "default": 0}]},
        {"type": "record", "name": "P", "fields": [{"name": "x", "type": "string"}]},
    ]
)


def registrering(subject: str, skema: Any, henvist: int, id_: int) -> Beslut:
    felter: dict[str, Any] = {"schema": json.dumps(skema)}
    if subject == "med-henvisning" and henvist:
        felter["schema"] = json.dumps({"type": "array", "items": "P"})
        felter["references"] = [{"name": "P", "subject": "a", "version": henvist}]
    if id_:
        felter["id"] = id_
    ny = Registrering(subject, laes_forslag(felter), "nogen", 1)
    return lambda tilstand: registrer(tilstand, ny)


def handling(valg: tuple[Any, ...]) -> Beslut:  # noqa: PLR0911 - one line per kind of change
    match valg:
        case ("registrer", subject, skema, henvist, id_):
            return registrering(subject, skema, henvist, id_)
        case ("slet version", subject, version, permanent):
            return lambda tilstand: slet_version(tilstand, subject, version, permanent=permanent, faste=())
        case ("slet subject", subject, permanent):
            return lambda tilstand: slet_subject(tilstand, subject, permanent=permanent, faste=())
        case ("config", subject, None):
            return lambda tilstand: slet_config(tilstand, subject)
        case ("config", subject, niveau):
            return lambda tilstand: saet_config(tilstand, subject, {"compatibility": niveau})
        case ("mode", subject, None):
            return lambda tilstand: slet_mode(tilstand, subject, ogsaa_under=True)
        case ("mode", subject, mode):
            return lambda tilstand: saet_mode(tilstand, subject, mode, tving=False, faste=())
    raise AssertionError(valg)


HANDLINGER = st.lists(
    st.one_of(
        st.tuples(st.just("registrer"), SUBJECTS, SKEMAER, st.integers(0, 2), st.sampled_from([0, 0, 0, 3, 9])),
        st.tuples(st.just("registrer"), SUBJECTS, SKEMAER, st.just(0), st.just(0)),
        st.tuples(st.just("slet version"), SUBJECTS, st.sampled_from([-1, 1, 2]), st.booleans()),
        st.tuples(st.just("slet subject"), SUBJECTS, st.booleans()),
        st.tuples(st.just("config"), SUBJECTS, st.sampled_from(["NONE", "NONE", "FULL", "BACKWARD_TRANSITIVE", None])),
        st.tuples(st.just("mode"), SUBJECTS, st.sampled_from([Mode.READWRITE, Mode.IMPORT, Mode.READONLY, None])),
    ),
    max_size=30,
).map(lambda valg: [(en, handling(en)) for en in valg])


def foer_og_efter(tilstand: Tilstand) -> Any:
    return [dict(tabel) for tabel in vars(tilstand).values()]


def kompakteret(poster: list[Post]) -> dict[bytes, bytes | None]:
    """What a compacted topic keeps: the newest record of each key."""
    ud: dict[bytes, bytes | None] = {}
    for noegle, vaerdi in map(pak, poster):
        ud.pop(noegle, None)
        ud[noegle] = vaerdi
    return ud


def levende_tilstand(tilstand: Tilstand) -> Any:
    """Everything that can be asked, without what only remembers that something is no more."""
    subjects = sorted(tilstand.subjects())
    return (
        {navn: tilstand.udgivelser(navn) for navn in subjects},
        dict(tilstand.skemaer.items()),
        {skema.guid: tilstand.id_for(rum, skema.guid) for (rum, _), skema in sorted(tilstand.skemaer.items())},
        {navn: (tilstand.egen_config(navn), tilstand.egen_mode(navn)) for navn in ("a", "b", ":.rum:a", "")},
        {rum: tilstand.naeste_id(rum) for rum in (".", ".rum")},
        tilstand.kontekster(),
        [tilstand.henvist_af("a", version) for version in (1, 2, 3)],
        {sted: tilstand.brug(*sted) for sted in tilstand.skemaer},
    )


@given(HANDLINGER)
def test_det_der_altid_gaelder(handlinger: list[tuple[Any, Beslut]]) -> None:
    tilstand, skrevet = Tilstand(), list[Post]()
    givne: dict[tuple[str, str], set[int]] = {}
    importeret = False
    for _, beslut in handlinger:
        kladde, foer = tilstand.kladde(), foer_og_efter(tilstand)
        try:
            poster = beslut(kladde).poster
        except Registerfejl:
            poster = ()
        kladde.anvend(*poster)
        assert foer_og_efter(tilstand) == foer
        tilstand.anvend(*poster)
        assert levende_tilstand(kladde) == levende_tilstand(tilstand)
        skrevet += poster
        for post in poster:
            if isinstance(post, Skemapost):
                givne.setdefault((post.kontekst, post.guid), set()).add(post.id)
        importeret = importeret or any("mode" in post.noegle and not isinstance(post, Fjernet) for post in poster)
        for subject in tilstand.subjects():
            numre = [en.version for en in tilstand.udgivelser(subject)]
            assert numre == sorted(set(numre))
            for en in tilstand.udgivelser(subject):
                assert tilstand.skema_for(en).tekst is not None
    ider = Counter((rum, id_) for (rum, _), ider in givne.items() for id_ in ider)
    assert set(ider.values()) <= {1}, "an id of two schemas"
    if not importeret:
        assert all(len(ider) == 1 for ider in givne.values()), "a schema with two ids"
        for rum in {rum for rum, _ in givne}:
            her = sorted(id_ for (sted, _), ider in givne.items() if sted == rum for id_ in ider)
            assert her == list(range(1, len(her) + 1)), "ids with holes"
    genskabt = Tilstand()
    genskabt.anvend(*(pak_ud(noegle, vaerdi) for noegle, vaerdi in kompakteret(skrevet).items()))
    assert levende_tilstand(genskabt) == levende_tilstand(tilstand)


@given(HANDLINGER, st.integers(0, 30))
def test_en_instans_der_foelger_efter_ender_samme_sted(handlinger: list[tuple[Any, Beslut]], delt: int) -> None:
    """Whatever it had read before: the records alone decide, not when they were read."""
    skriver, foelger, skrevet = Tilstand(), Tilstand(), list[Post]()
    for _, beslut in handlinger:
        try:
            poster = beslut(skriver.kladde()).poster
        except Registerfejl:
            continue
        skriver.anvend(*poster)
        skrevet += poster
    foelger.anvend(*(pak_ud(*pak(post)) for post in skrevet[:delt]))
    foelger.anvend(*(pak_ud(*pak(post)) for post in skrevet[delt:]))
    assert levende_tilstand(foelger) == levende_tilstand(skriver)
