"""Names instead of ids: in a reviewed file a system, an authority or a beskedtype stands by the name people use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hub.konfiguration.forslag import naermeste
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import ALLE, KRITERIER, id_af
from hub.konfiguration.yamltrae import Sti
from schemas.catalogue import Katalog
from schemas.formater.fejl import vis_navn
from schemas.identifikatorer import MOENSTER
from schemas.kodeliste import Kodelister

Navnebog = Mapping[str, Sequence[str]]
"""Name → the ids it stands for."""

HENVISNINGER: Final[Mapping[str, Mapping[tuple[str, ...], str]]] = {
    "systemer": {("myndighed",): "myndighed", ("afloeser", "[]"): "system"},
    "serviceaftaler": {
        ("system",): "system",
        ("beskedtyper", "[]"): "beskedtype",
        ("myndigheder", "[]"): "myndighed",
        ("modtagere", "[]"): "myndighed",
    },
    "abonnementer": {
        ("system",): "system",
        ("filter", "beskedtyper", "[]"): "beskedtype",
        ("filter", "myndigheder", "[]"): "myndighed",
        ("filter", "vaerdilister", "[]"): "vaerdiliste",
        **{("filter", navn, "[]"): krav.kodeliste for navn, krav in KRITERIER if krav.kodeliste is not None},
    },
    "vaerdilister": {("system",): "system"},
}
"""Per section, the fields that refer to something, and to what."""


@dataclass
class Opslag:
    """Puts ids for names in the raw sections of a file, and gathers the names that nothing has."""

    boeger: Mapping[str, Navnebog]
    ukendte: list[tuple[Sti, str]] = field(default_factory=list)

    def oversaet(self, sektion: str, poster: Any) -> Any:
        """A section with ids for names; what is not shaped as expected is left for the models to refuse."""
        felter = HENVISNINGER.get(sektion, {})
        if not felter or not isinstance(poster, list):
            return poster
        for nr, post in enumerate(poster):
            for felt, slags in felter.items():
                self._i_felt(post, felt, slags, (sektion, nr))
        return poster

    def _i_felt(self, vaerdi: Any, felt: tuple[str, ...], slags: str, sti: Sti) -> None:
        if not isinstance(vaerdi, dict) or felt[0] not in vaerdi:
            return
        navn, rest = felt[0], felt[1:]
        under = vaerdi[navn]
        if rest == ("[]",) and isinstance(under, list):
            vaerdi[navn] = [id_ for nr, tekst in enumerate(under) for id_ in self._ider(tekst, slags, (*sti, navn, nr))]
        elif not rest:
            vaerdi[navn] = next(iter(self._ider(under, slags, (*sti, navn))), under)
        else:
            self._i_felt(under, rest, slags, (*sti, navn))

    def _ider(self, tekst: Any, slags: str, sti: Sti) -> Sequence[Any]:
        if not isinstance(tekst, str) or tekst == ALLE or _ER_ID[slags](tekst):
            return (tekst,)
        bog = self.boeger[slags]
        if tekst in bog:
            return bog[tekst]
        forslag = naermeste(tekst, tuple(bog))
        self.ukendte.append(
            (sti, f"there is no {slags} named {vis_navn(tekst)}" + (f"; did you mean {forslag}?" if forslag else ""))
        )
        return ()


def _uuid(tekst: str) -> bool:
    return MOENSTER["uuid"].fullmatch(tekst.lower()) is not None


def _uuid_eller_urn(tekst: str) -> bool:
    return _uuid(tekst) or tekst.startswith("urn:")


def _cvr(tekst: str) -> bool:
    return len(tekst) == 8 and tekst.isascii() and tekst.isdigit()


_ER_ID: Final[Mapping[str, Callable[[str], bool]]] = {
    "myndighed": _cvr,
    "system": _uuid,
    "beskedtype": _uuid,
    "vaerdiliste": _uuid,
    "objekttype": _uuid_eller_urn,
    "objekthandling": _uuid_eller_urn,
}


def boeger(data: Mapping[str, Any], nu: Konfiguration, katalog: Katalog, lister: Kodelister) -> Mapping[str, Navnebog]:
    """What every name stands for: what the file itself names, else what is running, else what the catalogue has."""
    return {
        "myndighed": {m.navn: (m.cvr,) for m in nu.myndigheder.values()}
        | {navn: (post["cvr"],) for navn, post in _navngivne(data, "organisation") if isinstance(post.get("cvr"), str)},
        "system": {s.navn: (s.id,) for s in nu.systemer.values()} | _ider(data, "systemer", "system"),
        "vaerdiliste": {v.navn: (v.id,) for v in nu.vaerdilister.values()} | _ider(data, "vaerdilister", "vaerdiliste"),
        "beskedtype": {post.kort_navn: (post.beskedtype,) for post in katalog}
        | {post.navn: (post.beskedtype,) for post in katalog}
        | {b.navn: (b.id,) for b in nu.beskedtypebindinger.values()}
        | _ider(data, "beskedtyper", "beskedtype"),
        "objekttype": {kode.kode: kode.identifikatorer for kode in lister["objekttype"]},
        "objekthandling": {kode.kode: kode.identifikatorer for kode in lister["objekthandling"]},
    }


def _navngivne(data: Mapping[str, Any], sektion: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    poster = data.get(sektion)
    for post in poster if isinstance(poster, list) else ():
        if isinstance(post, dict) and isinstance(post.get("navn"), str):
            yield post["navn"], post


def _ider(data: Mapping[str, Any], sektion: str, slags: str) -> dict[str, Sequence[str]]:
    return {navn: (str(post.get("id") or id_af(slags, navn)),) for navn, post in _navngivne(data, sektion)}
