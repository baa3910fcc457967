"""`faelleshub skema plan`, `anvend` and `eksport`: the difference between a folder of contracts and a hub, shown and made.

So a council can work by pull request: the folder lies in git, `plan` says on the request what would come of it, and
`anvend` proposes it to the council when it has been merged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import quote

import typer

from hub.cli.faelles import Begrundelse, SomJson, mod_hub
from hub.cli.fejl import UGYLDIG, ULAESELIG, Clifejl
from hub.cli.klient import Klient
from hub.cli.udskrift import fremdrift, skriv_json, skriv_linje, skriv_note

if TYPE_CHECKING:
    from hub.arkitektraad.mappe import Hubkontrakt, Mappekontrakt

Mappe = Annotated[Path, typer.Argument(metavar="MAPPE", help="A folder of contracts: <domæne>/<Navn>.avsc and .yaml.")]

_PRAEFIKS: Final = "dk.faelleshub."


@mod_hub
def plan(klient: Klient, mappe: Mappe, som_json: SomJson = False) -> None:
    """Show what `skema anvend` would do; exit code 0: it can be done, 1: some of it cannot, 2: unreadable."""
    trin = _plan(klient, _laes(mappe))
    if som_json:
        skriv_json(trin)
    else:
        for linje in _linjer(trin):
            skriv_linje(linje)
    if any(et["grunde"] for et in trin):
        raise typer.Exit(UGYLDIG)


@mod_hub
def anvend(klient: Klient, mappe: Mappe, begrundelse: Begrundelse, som_json: SomJson = False) -> None:
    """Propose the folder's new versions to the council, and set the levels it says; all that can be done, or nothing.

    Needs the token of a system or of a member of the council; only a member sets levels.
    """
    trin = _plan(klient, _laes(mappe))
    if any(et["grunde"] for et in trin):
        for linje in _linjer(trin):
            skriv_linje(linje)
        raise Clifejl("nothing was done: the versions above are incompatible; mend them, then apply again")
    for et in fremdrift(trin, "proposing"):
        _goer(klient, et, begrundelse)
    if som_json:
        skriv_json([{navn: vaerdi for navn, vaerdi in et.items() if navn != "skema"} for et in trin])
    else:
        for linje in _linjer(trin, gjort=True):
            skriv_linje(linje)


@mod_hub
def eksport(
    klient: Klient,
    mappe: Mappe,
    i_kraft: Annotated[
        bool, typer.Option("--i-kraft", help="Each contract's newest version in force, not its newest proposal.")
    ] = False,
    som_json: SomJson = False,
) -> None:
    """Write what the hub has into a folder, the same bytes whenever it has the same.

    An entry that the contract has of its own (`<Navn>.yaml`) is left as it is.
    """
    from hub.arkitektraad.mappe import er_vores, filer

    kontrakter = {navn: en for navn in _subjects(klient) if (en := _hubkontrakt(klient, navn, i_kraft=i_kraft))}
    skrevet, ens = [], 0
    for fil, tekst in filer(kontrakter):
        sted = mappe / fil
        try:
            foer = sted.read_text(encoding="utf-8") if sted.exists() else None
            if foer == tekst or (foer is not None and fil.suffix == ".yaml" and not er_vores(foer)):
                ens += 1
                continue
            sted.parent.mkdir(parents=True, exist_ok=True)
            sted.write_text(tekst, encoding="utf-8")
        except (OSError, UnicodeDecodeError) as fejl:
            raise Clifejl(f"{sted} cannot be written: {fejl}", kode=ULAESELIG) from None
        skrevet.append(str(fil))
    if som_json:
        skriv_json({"skrevet": skrevet, "ens": ens})
    else:
        skriv_linje(f"{len(kontrakter)} contract(s): {len(skrevet)} file(s) written, {ens} left as they were")


def laes_kontrakt(fil: Path, typer_: Path | None) -> tuple[str, dict[str, Any]]:
    """The full name and the schema, standing alone, of a contract in a file that may name other types. Raises Clifejl."""
    from schemas.skema import AVRO_ROD, Skemafejl, fuldt_navn, laes_filer, saml

    try:
        raa = json.loads(fil.read_bytes())
        navn = fuldt_navn(raa, "")
        return navn, saml(navn, {**laes_filer(typer_ or AVRO_ROD), navn: raa})
    except OSError as fejl:
        raise Clifejl(f"{fil} cannot be read: {fejl.strerror}", kode=ULAESELIG) from None
    except (Skemafejl, ValueError, KeyError, TypeError, RecursionError) as fejl:
        raise Clifejl(f"{fil} is no contract: {fejl}", kode=ULAESELIG) from None


def _laes(mappe: Path) -> Mapping[str, Mappekontrakt]:
    from hub.arkitektraad.mappe import laes_mappe
    from schemas.skema import Skemafejl

    if not mappe.is_dir():
        raise Clifejl(f"{mappe} is no folder", kode=ULAESELIG)
    try:
        fundne = laes_mappe(mappe)
    except Skemafejl as fejl:
        raise Clifejl(str(fejl), kode=ULAESELIG) from None
    except (OSError, KeyError, TypeError, ValueError, RecursionError) as fejl:
        raise Clifejl(f"{mappe}: the contracts cannot be read: {fejl}", kode=ULAESELIG) from None
    if not fundne:
        raise Clifejl(f"{mappe} holds no contracts; a contract is <domæne>/<Navn>.avsc", kode=ULAESELIG)
    if fremmede := sorted(navn for navn in fundne if not navn.startswith(_PRAEFIKS)):
        raise Clifejl(
            f"{mappe}: {fremmede[0]} is outside {_PRAEFIKS}*, which is what the council looks after", kode=ULAESELIG
        )
    return fundne


def _plan(klient: Klient, mappen: Mapping[str, Mappekontrakt]) -> list[dict[str, Any]]:
    """The differences, by contract: what is done (`ny`, `version`, `niveau`), and for an incompatible version why not."""
    paa_hub = set(_subjects(klient))
    trin: list[dict[str, Any]] = []
    for navn, en in fremdrift(sorted(mappen.items()), "comparing"):
        krop = {"schema": json.dumps(en.skema, ensure_ascii=False)}
        if navn not in paa_hub:
            trin.append(_trin(navn, "ny", en))
        else:
            svar = klient.proev("POST", f"/registry/subjects/{quote(navn)}", json=krop)
            if svar.status == 404:
                proevet = klient.kald(
                    "POST", f"/registry/compatibility/subjects/{quote(navn)}/versions?verbose=true", json=krop
                )
                trin.append(_trin(navn, "version", en, proevet.get("messages", ())))
            elif not svar.ok:
                raise Clifejl(f"{navn}: {_besked(svar.data)}", kode=ULAESELIG)
        if en.niveau is not None and navn in paa_hub and en.niveau != _niveau(klient, navn):
            trin.append({**_trin(navn, "niveau", en), "niveau": en.niveau})
    for navn in sorted(paa_hub - mappen.keys()):
        skriv_note(f"{navn} is on the hub and not in the folder; the council retires it, or `skema eksport` writes it")
    return trin


def _trin(navn: str, handling: str, en: Mappekontrakt, grunde: Sequence[str] = ()) -> dict[str, Any]:
    return {"kontrakt": navn, "handling": handling, "udgave": en.udgave, "grunde": list(grunde), "skema": en.skema}


def _goer(klient: Klient, et: Mapping[str, Any], begrundelse: str) -> None:
    if et["handling"] == "niveau":
        krop = {"compatibility": et["niveau"]}
        svar = klient.proev("PUT", f"/registry/config/{quote(et['kontrakt'])}", json=krop, begrundelse=begrundelse)
        if not svar.ok:
            raise Clifejl(f"{et['kontrakt']}: {_besked(svar.data)}")
        return
    krop = {"subject": et["kontrakt"], "skema": et["skema"], "begrundelse": begrundelse}
    klient.kald("POST", "/api/v1/arkitektraad/forslag", json=krop | ({"udgave": et["udgave"]} if et["udgave"] else {}))


def _linjer(trin: Sequence[Mapping[str, Any]], *, gjort: bool = False) -> Iterator[str]:
    ord_ = {"ny": ("+", "new contract"), "version": ("~", "new version"), "niveau": ("=", "level")}
    for et in trin:
        tegn, tekst = ord_[et["handling"]]
        udgave = f" {et['udgave']}" if et["udgave"] and et["handling"] != "niveau" else ""
        niveau = f" {et['niveau']}" if "niveau" in et else ""
        yield f"{tegn} {et['kontrakt']}: {tekst}{udgave}{niveau}"
        yield from (f"    ! {grund}" for grund in et["grunde"])
    yield f"{len(trin)} difference(s) {'made' if gjort else 'to make'}" if trin else "no differences"


def _subjects(klient: Klient) -> list[str]:
    fundne: list[str] = klient.kald("GET", "/registry/subjects", soeg={"subjectPrefix": _PRAEFIKS})
    return sorted(fundne)


def _niveau(klient: Klient, navn: str) -> str:
    svar = klient.kald("GET", f"/registry/config/{quote(navn)}", soeg={"defaultToGlobal": "true"})
    return str(svar["compatibilityLevel"])


def _hubkontrakt(klient: Klient, navn: str, *, i_kraft: bool) -> Hubkontrakt | None:
    """The version of a contract that is exported: its newest that is not withdrawn, or its newest in force."""
    from hub.arkitektraad.mappe import Hubkontrakt

    sager = [sag for sag in klient.alle("/api/v1/arkitektraad/forslag", {"subject": navn}) if _tages_med(sag, i_kraft)]
    if not sager:
        return None
    sag = sager[-1]
    raa = klient.kald("GET", f"/registry/subjects/{quote(navn)}/versions/{sag['version']}/schema")
    return Hubkontrakt(navn, raa, sag["version"], _niveau(klient, navn), sag["tilstand"], sag.get("udgave"))


def _tages_med(sag: Mapping[str, Any], i_kraft: bool) -> bool:
    if i_kraft:
        return sag["tilstand"] == "blaastemplet" and "aktiveret" in sag
    return bool(sag["tilstand"] != "trukket")


def _besked(data: Any) -> str:
    return str(data.get("message", data)) if isinstance(data, dict) else str(data)
