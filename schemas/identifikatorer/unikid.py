"""UnikId: a UUID or a URN in normal form, with the sender's own writing kept beside it.

Made when a message comes in, in any format; read by the router (`cvr_af`, `kle_af`) and by whoever writes XML.
"""

from __future__ import annotations

from collections.abc import Mapping

from schemas.identifikatorer.moenstre import MOENSTER
from schemas.identifikatorer.urn import normal_urn

UnikId = dict[str, str | None]
"""`{"uuid", "urn", "original"}` as the Avro record UnikId has it: one of uuid and urn is set."""


def unik_id(tekst: str) -> UnikId:
    """A UnikId from how someone wrote it: a URN or else a UUID, in normal form, the original kept where it differs.

    Never refuses: what is neither is kept as `uuid` for the rule engine to judge.
    """
    ren = tekst.strip()
    return som_urn(tekst) if ren[:4].lower() == "urn:" else som_uuid(tekst)


def som_uuid(tekst: str) -> UnikId:
    """A UnikId whose sender said that it is a UUID."""
    normal = tekst.strip().lower()
    if not MOENSTER["uuid"].fullmatch(normal):
        normal = tekst
    return {"uuid": normal, "urn": None, "original": None if normal == tekst else tekst}


def som_urn(tekst: str) -> UnikId:
    """A UnikId whose sender said that it is a URN."""
    ren = tekst.strip()
    normal = normal_urn(ren) if ren else tekst
    return {"uuid": None, "urn": normal, "original": None if normal == tekst else tekst}


def er_sammenhaengende(ident: Mapping[str, str | None]) -> bool:
    """Whether exactly one of uuid and urn is set, in the normal form of what `original` says.

    Routing reads the normal form, while receivers of XML see the original: where the two differ, someone is misled.
    """
    uuid, urn = ident.get("uuid"), ident.get("urn")
    if (uuid is None) == (urn is None):
        return False
    original = ident.get("original")
    if uuid is not None:
        return som_uuid(uuid if original is None else original) == {"uuid": uuid, "urn": None, "original": original}
    assert urn is not None  # noqa: S101 - exactly one is set; this tells the type checker
    return som_urn(urn if original is None else original) == {"uuid": None, "urn": urn, "original": original}


def tekst_af(ident: Mapping[str, str | None] | None) -> str:
    """A UnikId as one canonical string; empty for None."""
    return "" if ident is None else ident["uuid"] or ident["urn"] or ""


def cvr_af(ident: Mapping[str, str | None] | None) -> str | None:
    """The CVR number that a UnikId names, or None."""
    return _krop(ident, "urn:oio:cvr-nr:", "cvr")


def cpr_af(ident: Mapping[str, str | None] | None) -> str | None:
    """The CPR number that a UnikId names, or None; the caller must never log it nor use it as a key."""
    return _krop(ident, "urn:oio:cpr-nr:", "cpr")


def kle_af(ident: Mapping[str, str | None] | None) -> str | None:
    """The KLE subject NN.NN.NN that a UnikId names, or None."""
    return _krop(ident, "urn:oio:kle:", "kle-emne")


def _krop(ident: Mapping[str, str | None] | None, praefiks: str, format_: str) -> str | None:
    urn = ident and ident["urn"]
    if not urn or not urn.startswith(praefiks):
        return None
    krop = urn[len(praefiks) :]
    return krop if MOENSTER[format_].fullmatch(krop) else None
