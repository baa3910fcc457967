"""What may be said of a schema beside its text: metadata and rules, kept as sent, and put together with what is set.

The registry does not act on them; clients do. A version that says nothing of them has those of the version before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.registry.fejl import UgyldigAnmodning

VERSION: Final = "confluent:version"
"""The property that holds a version's own number, where whoever registered it asked for that number."""

_REGELLISTER: Final = ("migrationRules", "domainRules", "encodingRules")

Data = Mapping[str, Any]


def laes_metadata(sendt: Any) -> Data | None:
    """Metadata as sent, its parts sorted. Raises UgyldigAnmodning."""
    if sendt is None:
        return None
    if not isinstance(sendt, dict):
        raise UgyldigAnmodning(422, "metadata is an object with tags, properties and sensitive")
    maerker, egenskaber, foelsomme = (sendt.get(navn) for navn in ("tags", "properties", "sensitive"))
    if not (
        _tekster(egenskaber)
        and (foelsomme is None or _liste(foelsomme))
        and (maerker is None or (isinstance(maerker, dict) and all(_liste(en) for en in maerker.values())))
    ):
        raise UgyldigAnmodning(
            422, "metadata: properties is a map of texts, tags a map of lists of texts, sensitive a list of texts"
        )
    return {
        **({} if maerker is None else {"tags": {navn: sorted(set(maerker[navn])) for navn in sorted(maerker)}}),
        **({} if egenskaber is None else {"properties": dict(sorted(egenskaber.items()))}),
        **({} if foelsomme is None else {"sensitive": sorted(set(foelsomme))}),
    }


def laes_regler(sendt: Any) -> Data | None:
    """A set of rules as sent. Raises UgyldigAnmodning."""
    if sendt is None:
        return None
    if not isinstance(sendt, dict):
        raise UgyldigAnmodning(42210, "ruleSet is an object with migrationRules, domainRules and encodingRules")
    navne: list[Any] = []
    for liste in _REGELLISTER:
        regler = sendt.get(liste)
        if regler is not None and not (isinstance(regler, list) and all(isinstance(en, dict) for en in regler)):
            raise UgyldigAnmodning(42210, f"ruleSet.{liste} is a list of rules")
        if any(not isinstance(en.get("params") or {}, dict) or not _liste(en.get("tags") or ()) for en in regler or ()):
            raise UgyldigAnmodning(42210, f"ruleSet.{liste}: params is an object, and tags a list of texts")
        navne += [en.get("name") for en in regler or ()]
    if not all(isinstance(navn, str) and navn for navn in navne) or len(set(navne)) != len(navne):
        raise UgyldigAnmodning(42210, "every rule has a name of its own")
    return {liste: sendt[liste] for liste in (*_REGELLISTER, "enableAt") if sendt.get(liste) is not None}


def samlet_metadata(*dele: Data | None) -> Data | None:
    """Metadata put together; what comes later goes before."""
    ud: dict[str, Any] = {}
    for del_ in dele:
        for navn, vaerdi in (del_ or {}).items():
            if navn == "sensitive":
                ud[navn] = sorted({*ud.get(navn, ()), *vaerdi})
            else:
                ud[navn] = dict(sorted({**ud.get(navn, {}), **vaerdi}.items()))
    return ud if ud or any(del_ is not None for del_ in dele) else None


def samlede_regler(*dele: Data | None) -> Data | None:
    """Rules put together; a later rule stands in place of an earlier one of its name."""
    ud: dict[str, Any] = {}
    for del_ in dele:
        for liste, vaerdi in (del_ or {}).items():
            if liste not in _REGELLISTER:
                ud[liste] = vaerdi
                continue
            nye = {regel["name"] for regel in vaerdi}
            ud[liste] = [*(regel for regel in ud.get(liste, ()) if regel["name"] not in nye), *vaerdi]
    return ud if ud or any(del_ is not None for del_ in dele) else None


def med_version(metadata: Data | None, version: int) -> Data:
    """Metadata that holds the version's own number."""
    return samlet_metadata(metadata, {"properties": {VERSION: str(version)}}) or {}


def egen_version(metadata: Data | None) -> str | None:
    """The number that metadata holds."""
    fundet = ((metadata or {}).get("properties") or {}).get(VERSION)
    return fundet if isinstance(fundet, str) else None


def uden_version(metadata: Data | None) -> Data:
    """Metadata without the number, and none as empty: for comparing."""
    ud = {navn: vaerdi for navn, vaerdi in (metadata or {}).items() if vaerdi}
    egenskaber = {navn: vaerdi for navn, vaerdi in ud.pop("properties", {}).items() if navn != VERSION}
    return ud | ({"properties": egenskaber} if egenskaber else {})


def aftryk(metadata: Data | None, regler: Data | None) -> bytes:
    """What metadata and rules add to a schema's guid; nothing where there are none."""
    dele = bytearray()
    if metadata is not None:
        dele += b"\x01"
        for navn, maerker in metadata.get("tags", {}).items():
            dele += "".join((navn, *maerker)).encode()
        for navn, vaerdi in metadata.get("properties", {}).items():
            dele += f"{navn}{vaerdi}".encode()
        dele += "".join(metadata.get("sensitive", ())).encode()
    if regler is not None:
        dele += b"\x01"
        for liste in _REGELLISTER:
            dele += b"".join(map(_regelaftryk, regler.get(liste, ())))
        dele += str(regler.get("enableAt", "")).encode()
    return bytes(dele)


def _regelaftryk(regel: Data) -> bytes:
    foer = "".join(str(regel.get(felt) or "") for felt in ("name", "doc", "kind", "mode", "type"))
    maerker = "".join(sorted(map(str, regel.get("tags") or ())))
    parametre = "".join(f"{navn}{vaerdi}" for navn, vaerdi in sorted((regel.get("params") or {}).items()))
    efter = "".join(str(regel.get(felt) or "") for felt in ("expr", "onSuccess", "onFailure"))
    return f"{foer}{maerker}{parametre}{efter}".encode() + (b"\x01" if regel.get("disabled") else b"")


def _tekster(data: Any) -> bool:
    return data is None or (isinstance(data, dict) and all(isinstance(en, str) for en in data.values()))


def _liste(data: Any) -> bool:
    return isinstance(data, Sequence) and not isinstance(data, str) and all(isinstance(en, str) for en in data)
