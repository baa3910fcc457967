"""What clients ask besides: contexts, what server this is, and associations, of which there are none here."""

from __future__ import annotations

from typing import Any

from hub.api.registry.kald import Registerkald
from hub.api.registry.ruter import Ret, Ruter
from hub.registry import kontekst, opslag
from hub.registry.sletning import slet_kontekst

ruter = Ruter()


@ruter.rute("GET", "", "root", Ret.LAES)
async def rod(_: Registerkald) -> Any:
    """Something is here."""
    return {}


@ruter.rute("GET", "contexts", "listContexts", Ret.LAES)
async def list_kontekster(kald: Registerkald) -> Any:
    """The contexts, the default one first."""
    praefiks = kald.tekst("contextPrefix") or ""
    fundne = [rum for rum in kald.tilstand.kontekster() if rum.startswith(praefiks)]
    return opslag.side(fundne, kald.tal("offset", 0), kald.tal("limit", -1), 1_000)


@ruter.rute("DELETE", "contexts/{context}", "deleteContext", Ret.STYR, skriver=True)
async def fjern_kontekst(kald: Registerkald) -> Any:
    """Take a context away that has no subjects."""
    rum = kontekst.kontekstnavn(kald.vaerdier["context"])
    await kald.skriv(lambda tilstand: slet_kontekst(tilstand, rum), rum)
    return b""


@ruter.rute("GET", "v1/metadata/id", "getServerId", Ret.LAES)
async def server_id(_: Registerkald) -> Any:
    """Which registry this is, in the words of the clients."""
    return {
        "id": "",
        "scope": {"path": [], "clusters": {"kafka-cluster": "faelleshub", "schema-registry-cluster": "registry"}},
    }


@ruter.rute("GET", "v1/metadata/version", "getServerVersion", Ret.LAES)
async def server_version(_: Registerkald) -> Any:
    """Which version this is."""
    from importlib.metadata import version

    return {"version": version("faelleshub"), "commitId": "faelleshub"}


@ruter.rute("GET", "associations/subjects/{subject}", "listAssociations", Ret.LAES)
@ruter.rute("GET", "associations/resources/{resource}", "listAssociations", Ret.LAES)
@ruter.rute("GET", "associations/resources/{namespace}/{resource}", "listAssociations", Ret.LAES)
async def list_tilknytninger(_: Registerkald) -> Any:
    """Newer serialisers ask which subject a topic is bound to before anything else; none is, so they use their own rule."""
    return []
