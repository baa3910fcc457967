"""How the answer to "who breaks?" is written for people: the contract, those who are touched, why, traffic, replay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from hub.cli.udskrift import skriv_linje, skriv_tabel

Fund = Mapping[str, Any]

_ORD: Final = {
    "brydes": "BREAKS",
    "betydning": "means else",
    "gavner": "profits",
    "uberoert": "untouched",
}
_GRUPPER: Final = {
    "afsendere": "sender",
    "abonnementer": "subscription",
    "adaptere": "adapter",
    "serviceaftaler": "agreement",
    "myndigheder": "authority",
}
_GRUNDLAG: Final = {"trafik": "seen on the bus", "registreret": "has told", "antaget": "assumed"}
_OVERSKRIFTER: Final = {
    "virkning": "EFFECT",
    "slags": "WHO",
    "navn": "NAME",
    "hos": "AT",
    "bruger": "USES",
    "steder": "WHERE",
}


def bryder(svar: Fund) -> bool:
    """Whether somebody would break, messages of the replay would be refused, or none could be under it at all."""
    afspilning = svar.get("afspilning") or {}
    return (
        any(talt["brydes"] for talt in svar["sammenfatning"].values())
        or bool(afspilning.get("afvist"))
        or any(kontrakt["hindringer"] for kontrakt in svar["kontrakter"])
    )


def skriv_konsekvens(fil: str, svar: Fund, *, alle: bool) -> None:
    """All of it; who goes on as before is listed with `alle` alone."""
    for kontrakt in svar["kontrakter"]:
        for linje in _kontrakt(kontrakt):
            skriv_linje(linje)
    raekker = [raekke for raekke in _raekker(svar) if alle or raekke["virkning"] != _ORD["uberoert"]]
    if raekker:
        skriv_linje("")
        skriv_tabel(raekker, _OVERSKRIFTER, tom="")
    _skriv_grunde(svar)
    _skriv_trafik(svar["trafik"])
    if (afspilning := svar.get("afspilning")) is not None:
        _skriv_afspilning(afspilning)
    skriv_linje("")
    talt = [
        {"slags": f"{ental}s" if ental != "authority" else "authorities", **svar["sammenfatning"][gruppe]}
        for gruppe, ental in _GRUPPER.items()
    ]
    skriv_tabel(talt, {"slags": "", **{virkning: ord_.upper() for virkning, ord_ in _ORD.items()}}, tom="")
    skriv_linje(f"{fil}: {_dom(svar)}")


def _kontrakt(kontrakt: Fund) -> Iterator[str]:
    yield kontrakt["navn"]
    for version in kontrakt["versioner"]:
        laeser = "reads" if version["laeserDen"] else "does NOT read"
        laeses = "reads it" if version["laesesAfDen"] else "does NOT read it"
        navn = f"{version['version']} (id {version['skemaId']}, {version['tilstand']})"
        yield f"  the proposal {laeser} what is written as {navn}; that version {laeses}"
    for aendring in kontrakt["aendringer"]:
        yield f"  changed: {aendring['sti'] or '(the schema itself)'}  {aendring['slags']}"
    for hindring in kontrakt["hindringer"]:
        yield f"  {hindring['text']}"


def _raekker(svar: Fund) -> Iterator[dict[str, Any]]:
    """The gravest first, whatever kind they are of."""
    raekker = [
        (list(_ORD).index(en["virkning"]), _raekke(ental, en))
        for gruppe, ental in _GRUPPER.items()
        for en in svar[gruppe]
    ]
    yield from (raekke for _, raekke in sorted(raekker, key=lambda par: par[0]))


def _raekke(ental: str, en: Fund) -> dict[str, Any]:
    grunde = [grund for grund in en.get("grunde", ()) if grund["virkning"] == en["virkning"]]
    hos = en.get("myndighed") or en.get("kommunekode") or ""
    bruger = ", ".join(en["versioner"]) + f", {_GRUNDLAG[en['grundlag']]}" if "versioner" in en else ""
    return {
        "virkning": _ORD[en["virkning"]],
        "slags": ental,
        "navn": en["navn"],
        "hos": f"{en['systemnavn']} {hos}".strip() if en.get("systemnavn") not in {None, en["navn"]} else hos,
        "bruger": bruger or en.get("retning") or ", ".join(en.get("systemer", ())),
        "steder": "; ".join(f"{grund['sti'] or '(the schema itself)'} [{grund['regel']}]" for grund in grunde[:5]),
    }


def _skriv_grunde(svar: Fund) -> None:
    """Each reason once, in words."""
    grunde = {
        (grund["regel"], grund["sti"], grund["text"]): None
        for gruppe in ("afsendere", "abonnementer", "adaptere")
        for en in svar[gruppe]
        for grund in en["grunde"]
        if grund["virkning"] != "uberoert"
    }
    if grunde:
        skriv_linje("")
    for regel, sti, text in grunde:
        skriv_linje(f"{sti or '(the schema itself)'} [{regel}] {text}")


def _skriv_trafik(trafik: Sequence[Fund]) -> None:
    if not trafik:
        return
    skriv_linje("")
    felter = {"senest": "LAST SEEN", "vej": "WAY", "hvem": "SYSTEM", "version": "VERSION", "antal": "MESSAGES"}
    skriv_tabel(
        [
            {
                **en,
                "senest": _tid(en["senest"]),
                "hvem": en.get("systemnavn") or en.get("system") or en.get("dueslag"),
                "version": f"{en['version']} (id {en['skemaId']})",
            }
            for en in trafik
        ],
        felter,
        tom="",
    )


def _skriv_afspilning(afspilning: Fund) -> None:
    skriv_linje("")
    if not afspilning["proevet"]:
        skriv_linje("replay: the log has no message of it")
        return
    tid = f"{_tid(afspilning['fra'])} to {_tid(afspilning['til'])}"
    skriv_linje(
        f"replay of {afspilning['proevet']} message(s), {tid}: "
        f"{afspilning['passerer']} would pass, {afspilning['afvist']} would be refused"
    )
    if not afspilning["hele"]:
        skriv_linje(f"  the search ended at its limit, after {afspilning['gennemset']} records of the log")
    for en in afspilning["aarsager"]:
        regel = " ".join(dict.fromkeys((en["regel"], en["kode"])))
        skriv_linje(f"  {en['antal']:>6}  {en['sti'] or '-'} [{regel}] {en['text']}")
    for en in afspilning["systemer"]:
        if en["afvist"]:
            navn = en.get("systemnavn") or en["system"]
            skriv_linje(f"  {en['afvist']:>6}  of {en['proevet']} sent by {navn}")


def _tid(tidspunkt: str) -> str:
    """A time to the second."""
    return f"{tidspunkt[:19]}Z"


def _dom(svar: Fund) -> str:
    parter = [en for gruppe in ("afsendere", "abonnementer", "adaptere") for en in svar[gruppe]]
    antal = sum(svar["sammenfatning"][gruppe]["brydes"] for gruppe in ("afsendere", "abonnementer", "adaptere"))
    if antal:
        navne = list(dict.fromkeys(en["systemnavn"] for en in parter if en["virkning"] == "brydes"))
        mere = f" and {len(navne) - 5} more" if len(navne) > 5 else ""
        return f"{antal} would break, at {', '.join(navne[:5])}{mere}"
    if any(kontrakt["hindringer"] for kontrakt in svar["kontrakter"]):
        return "nobody would break, but messages cannot be under it"
    if (svar.get("afspilning") or {}).get("afvist"):
        return "nobody would break by the schemas alone, but messages of the replay would be refused"
    return "nobody would break"
