"""What a client sends of a schema, and what the registry makes of it: its references resolved, its guid worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from hub.registry import kontekst, metadata
from hub.registry.fejl import UgyldigAnmodning, for_stort, ugyldigt_skema
from hub.registry.poster import AVRO, Henvisning, Skemapost, Udgivelse
from hub.registry.skemaform import Skemaform, guid, laes
from hub.registry.tilstand import Tilstand

HENVISNINGER: Final = 100
"""References of one schema."""
HENVISTE: Final = 500
"""Schemas that one schema refers to, itself or through others."""
HENVISTE_TEGN: Final = 5_000_000
"""Their characters together."""

NYESTE: Final = -1
"""The version number that means the newest."""


@dataclass(frozen=True, slots=True)
class Forslag:
    """A schema as it was sent. `version` 0 and `id` -1: whichever comes next."""

    tekst: str | None = field(repr=False)
    type: str = AVRO
    henvisninger: tuple[Henvisning, ...] = ()
    metadata: Mapping[str, Any] | None = field(default=None, repr=False)
    regler: Mapping[str, Any] | None = field(default=None, repr=False)
    version: int = 0
    id: int = -1

    @property
    def tomt(self) -> bool:
        """Whether there is no schema in it."""
        return self.tekst is None or not self.tekst.strip()


@dataclass(frozen=True, slots=True)
class Laest:
    """A proposal that was read: its form, and its references with the versions they are."""

    form: Skemaform
    henvisninger: tuple[Henvisning, ...]
    metadata: Mapping[str, Any] | None
    regler: Mapping[str, Any] | None

    @property
    def guid(self) -> str:
        """The guid; the same for the same schema with the same references, metadata and rules."""
        dele = (
            en.navn.encode() + en.subject.encode() + en.version.to_bytes(4, "big", signed=True)
            for en in self.henvisninger
        )
        return guid(self.form.tekst, *dele, metadata.aftryk(self.metadata, self.regler))

    def som_post(self, rum: str, id_: int) -> Skemapost:
        """What the registry keeps of it."""
        return Skemapost(
            rum,
            id_,
            self.guid,
            self.form.tekst,
            self.form.lighed,
            self.form.udskrevet_lighed,
            self.henvisninger,
            self.metadata,
            self.regler,
        )

    def svarer_til(self, udgivelse: Udgivelse, skema: Skemapost) -> bool:
        """Whether it is that version: written out where the version has references, or with the same references."""
        if skema.henvisninger and not self.henvisninger:
            ens = self.form.udskrevet_lighed == skema.udskrevet_lighed
        else:
            ens = self.form.lighed == skema.lighed and self.henvisninger == skema.henvisninger
        nummer, andet = metadata.egen_version(self.metadata), metadata.egen_version(skema.metadata)
        if nummer is not None and nummer != andet and (andet is not None or nummer != str(udgivelse.version)):
            return False
        return (
            ens
            and metadata.uden_version(self.metadata) == metadata.uden_version(skema.metadata)
            and (self.regler or None) == (skema.regler or None)
        )


def laes_forslag(sendt: Any) -> Forslag:
    """A proposal from the JSON of a request; fields that newer clients send are left alone. Raises UgyldigAnmodning."""
    if not isinstance(sendt, dict):
        raise UgyldigAnmodning(422, "The body is not an object; send the schema in its field schema.")
    tekst, type_ = sendt.get("schema"), sendt.get("schemaType") or AVRO
    if tekst is not None and not isinstance(tekst, str):
        raise UgyldigAnmodning(422, "schema is a text; send the schema's JSON as a string.")
    if type_ != AVRO:
        raise ugyldigt_skema("Invalid schema type: this registry knows AVRO alone.")
    return Forslag(
        tekst,
        AVRO,
        _henvisninger(sendt.get("references")),
        metadata.laes_metadata(sendt.get("metadata")),
        metadata.laes_regler(sendt.get("ruleSet")),
        _tal(sendt, "version", 0),
        _tal(sendt, "id", -1),
    )


def laes_i(tilstand: Tilstand, subject: str, forslag: Forslag, *, normaliser: bool, slettede: bool) -> Laest:
    """Read a proposal for a subject; `slettede`: it may refer to soft-deleted versions. Raises UgyldigAnmodning."""
    if forslag.tomt:
        raise ugyldigt_skema("Empty schema")
    egne = tuple(_med_version(tilstand, subject, en, slettede) for en in forslag.henvisninger)
    henviste = _henviste(tilstand, subject, egne, slettede)
    form = laes(forslag.tekst or "", henviste, normaliser=normaliser)
    if normaliser:
        egne = tuple(dict.fromkeys(sorted(egne, key=lambda en: (en.subject, en.version, en.navn))))
    return Laest(form, egne, forslag.metadata, forslag.regler)


def form_af(tilstand: Tilstand, skema: Skemapost) -> Skemaform:
    """The form of a schema that the registry has. Raises UgyldigAnmodning where what it refers to is gone."""
    return laes(skema.tekst or "", _henviste(tilstand, kontekst.praefiks(skema.kontekst), skema.henvisninger, True))


def med_arv(forslag: Forslag, config: Mapping[str, Any], forrige: Skemapost | None, version: int) -> Forslag:
    """The proposal with what it does not say: from the version before, and from the configuration."""
    if forslag.tomt and forrige is not None:
        forslag = replace(forslag, tekst=forrige.tekst, henvisninger=forrige.henvisninger)
    data, regler = forslag.metadata, forslag.regler
    if forrige is not None:
        data = forrige.metadata if data is None else data
        regler = forrige.regler if regler is None else regler
    data = metadata.samlet_metadata(config.get("defaultMetadata"), data, config.get("overrideMetadata"))
    regler = metadata.samlede_regler(config.get("defaultRuleSet"), regler, config.get("overrideRuleSet"))
    if version and (forslag.version != 0 or metadata.egen_version(data) is not None):
        data = metadata.med_version(data, version)
    return replace(forslag, metadata=data, regler=regler)


def _henviste(
    tilstand: Tilstand, subject: str, henvisninger: Sequence[Henvisning], slettede: bool
) -> list[tuple[str, str]]:
    """Every schema that is referred to, itself or through others, each after those it needs."""
    ud: dict[str, str] = {}
    vej: list[tuple[str, Sequence[Henvisning]]] = [(subject, henvisninger)]
    under = set[tuple[str, int]]()
    while vej:
        foraelder, resten = vej.pop()
        for nummer, en in enumerate(resten):
            sted = kontekst.i_samme(en.subject, foraelder), en.version
            if en.navn in ud:
                continue
            skema = tilstand.skema_for(_find(tilstand, foraelder, en, slettede))
            if skema.henvisninger and sted not in under:
                under.add(sted)
                vej += [(foraelder, resten[nummer:]), (sted[0], skema.henvisninger)]
                break
            ud[en.navn] = skema.tekst or ""
            if len(ud) > HENVISTE or sum(map(len, ud.values())) > HENVISTE_TEGN:
                raise for_stort(
                    f"The schema refers to more than {HENVISTE} schemas, or to more than {HENVISTE_TEGN} characters."
                )
    return list(ud.items())


def _find(tilstand: Tilstand, foraelder: str, henvisning: Henvisning, slettede: bool) -> Udgivelse:
    subject = kontekst.i_samme(henvisning.subject, foraelder)
    fundet = (
        tilstand.nyeste(subject) if henvisning.version == NYESTE else tilstand.udgivelse(subject, henvisning.version)
    )
    if fundet is None or (fundet.slettet and not slettede):
        raise ugyldigt_skema(
            f'Invalid AVRO schema. Error: no schema reference found for subject "{subject}" and version '
            f"{henvisning.version}"
        )
    return fundet


def _med_version(tilstand: Tilstand, subject: str, henvisning: Henvisning, slettede: bool) -> Henvisning:
    if henvisning.version != NYESTE:
        return henvisning
    return henvisning._replace(version=_find(tilstand, subject, henvisning, slettede).version)


def _henvisninger(sendt: Any) -> tuple[Henvisning, ...]:
    if sendt is None:
        return ()
    if not isinstance(sendt, list) or not all(isinstance(en, dict) for en in sendt):
        raise UgyldigAnmodning(422, "references is a list of objects with name, subject and version.")
    if len(sendt) > HENVISNINGER:
        raise for_stort(f"A schema has at most {HENVISNINGER} references.")
    ud = []
    for en in sendt:
        navn, subject, version = en.get("name"), en.get("subject"), en.get("version")
        if not isinstance(navn, str) or not isinstance(subject, str) or not _er_tal(version):
            raise ugyldigt_skema("Invalid AVRO schema. Error: a reference has a name, a subject and a version.")
        ud.append(Henvisning(navn, subject, version))
    return tuple(ud)


def _tal(sendt: Mapping[str, Any], felt: str, ellers: int) -> int:
    vaerdi = sendt.get(felt)
    if vaerdi is None:
        return ellers
    if not _er_tal(vaerdi) or not -(2**31) <= vaerdi < 2**31:
        raise UgyldigAnmodning(422, f"{felt} is a whole number of at most 31 bits.")
    return int(vaerdi)


def _er_tal(vaerdi: Any) -> bool:
    return isinstance(vaerdi, int) and not isinstance(vaerdi, bool)
