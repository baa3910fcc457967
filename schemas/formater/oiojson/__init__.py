"""OIO JSON: Sag and Dokument as LoRa-like registers write them, to and from our records Sag and Dokument.

Nothing that comes in is lost: what our record has no field for lies in `udvidelser` under `urn:oio:lora:` and comes
out again. What our record says and OIO JSON cannot is listed, so that the caller can tell (`Oiojson.udeladt`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import orjson

from schemas.formater import tid
from schemas.formater.fejl import Fejlsamler, Sti
from schemas.formater.jsonform.dokument import HOEJST_BYTES, laes_dokument, proev_dybde
from schemas.formater.jsonform.objekter import er_objekt, ukendte
from schemas.formater.oiojson.form import TEKST, Felt, Ident, Objekt, Tid, Udeladt
from schemas.formater.oiojson.rester import gendan_tomme, laes_rester, rester
from schemas.formater.oiojson.tabeller import FREMDRIFT, SLAGS, Objektslag

Slags = Literal["sag", "dokument"]
Post = dict[str, Any]

__all__ = ["HOEJST_BYTES", "Oiojson", "Slags", "fra_oiojson", "til_oiojson"]


@dataclass(frozen=True, slots=True)
class Oiojson:
    """A record as OIO JSON. `udeladt` holds the paths of what the record says and OIO JSON has no place for."""

    data: bytes
    udeladt: tuple[str, ...]


_HOVED = Objekt(
    Felt("note", "noteTekst", TEKST),
    Felt("fratidspunkt", "tidspunkt", Objekt(Felt("tidsstempeldatotid", "tidspunkt", Tid("infinity"), kraevet=True))),
    Felt("livscykluskode", "livscyklusKode", TEKST),
    Felt("brugerref", "brugerRef", Ident()),
)
_HOVEDNOEGLER = ("note", "fratidspunkt", "livscykluskode", "brugerref")


def fra_oiojson(data: bytes, slags: Slags, *, hoejst: int = HOEJST_BYTES) -> Post:
    """The record Sag or Dokument that the JSON says. Raises Formatfejl with every error found."""
    dokument = laes_dokument(data, hoejst)
    proev_dybde(dokument)
    fejl = Fejlsamler()
    post = _post(dokument, SLAGS[slags], fejl)
    fejl.rejs()
    return post


def til_oiojson(post: Post, slags: Slags) -> Oiojson:
    """The record as OIO JSON, with what had to be left out. Raises Formbrud where kept leftovers are not JSON."""
    tabel = SLAGS[slags]
    udeladt = Udeladt()
    for navn in tabel.uden:
        if post[navn]:
            udeladt.tilfoej((None, navn))
    bevaret, tomme = laes_rester(post["udvidelser"], tabel.relationer.bevares, udeladt)
    ud: Post = {}
    if post[tabel.id_felt] is not None:
        ud["id"] = post[tabel.id_felt]
    ud |= _skriv_hoved(post["registrering"], udeladt)
    ud["attributter"] = _uden_tomt(
        tabel.egenskabsnoegle, tabel.egenskaber.skriv(post["egenskaber"], (None, "egenskaber"), udeladt)
    )
    ud["tilstande"] = _uden_tomt(
        tabel.fremdriftsnoegle, FREMDRIFT.skriv(post["fremdrift"], (None, "fremdrift"), udeladt)
    )
    ud["relationer"] = tabel.relationer.skriv(post, None, udeladt) | bevaret
    if tabel.varianter is not None:
        ud["varianter"] = tabel.varianter.skriv(post["varianter"], (None, "varianter"), udeladt)
    fyldt = {noegle: vaerdi for noegle, vaerdi in ud.items() if vaerdi is not None and vaerdi != {}}
    gendan_tomme(fyldt, tomme)
    return Oiojson(orjson.dumps(fyldt), tuple(udeladt.stier))


def _post(dokument: Any, tabel: Objektslag, fejl: Fejlsamler) -> Post:
    if not er_objekt(dokument, None, fejl):
        return {}
    noegler = ["id", *_HOVEDNOEGLER, "attributter", "tilstande", "relationer"]
    ukendte(dokument, noegler + (["varianter"] if tabel.varianter else []), None, fejl)
    hoved = _HOVED.laes({noegle: dokument[noegle] for noegle in _HOVEDNOEGLER if noegle in dokument}, None, fejl) or {}
    if hoved.get("tidspunkt"):
        hoved["tidspunkt"] = hoved["tidspunkt"]["tidspunkt"]
    relationer = dokument.get("relationer", {})
    post: Post = {
        tabel.id_felt: TEKST.laes(dokument["id"], (None, "id"), fejl) if "id" in dokument else None,
        "registrering": hoved,
        "egenskaber": _under(dokument, "attributter", tabel.egenskabsnoegle, tabel.egenskaber, fejl),
        "fremdrift": _under(dokument, "tilstande", tabel.fremdriftsnoegle, FREMDRIFT, fejl),
        **tabel.relationer.laes(relationer, (None, "relationer"), fejl),
        **{navn: [] for navn in tabel.uden},
    }
    if tabel.varianter is not None:
        post["varianter"] = tabel.varianter.laes(dokument.get("varianter", []), (None, "varianter"), fejl)
    if not fejl:
        post["udvidelser"] = rester(dokument, relationer, tabel.relationer.bevares)
    return post


def _under(dokument: Post, ydre: str, indre: str, form: Any, fejl: Fejlsamler) -> Any:
    """The list `indre` that OIO JSON puts alone into the object `ydre`."""
    sti: Sti = (None, ydre)
    objekt = dokument.get(ydre, {})
    if not er_objekt(objekt, sti, fejl):
        return []
    ukendte(objekt, [indre], sti, fejl)
    return form.laes(objekt.get(indre, []), (sti, indre), fejl)


def _skriv_hoved(registrering: Post, udeladt: Udeladt) -> Post:
    tidspunkt = registrering["tidspunkt"]
    if tidspunkt is not None and not tid.tekst_af(tidspunkt):
        udeladt.tilfoej(((None, "registrering"), "tidspunkt"))
        tidspunkt = None
    indpakket = None if tidspunkt is None else {"tidspunkt": tidspunkt}
    return _HOVED.skriv({**registrering, "tidspunkt": indpakket}, (None, "registrering"), udeladt)


def _uden_tomt(noegle: str, vaerdi: Any) -> Post:
    return {noegle: vaerdi} if vaerdi else {}
