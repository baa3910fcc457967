"""What the registry answers when it cannot do what it was asked, with the codes that foreign clients look for.

The code's first three digits are the HTTP status. Texts may name subjects, versions and ids, never a schema's content.

Registerfejl
├── Findesikke(Registerfejl, LookupError)      404; another instance may know better: catch up and ask again
├── Uforenelig(Registerfejl, ValueError)       409
├── UgyldigAnmodning(Registerfejl, ValueError) 422; what was sent is wrong
└── IkkeTilladt(Registerfejl, PermissionError) 422 and 403; what was sent is well, but may not be done
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_UDGAVER: Final = 'Allowed values are between [1, 2^31-1] and the string "latest"'
_NIVEAUER: Final = (
    "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, "
    "forward_transitive, and full_transitive"
)
_TILSTANDE: Final = "Invalid mode. Valid values are READWRITE, READONLY, READONLY_OVERRIDE and IMPORT."


class Registerfejl(Exception):
    """An answer that says what is wrong: `kode` is what clients call error_code."""

    def __init__(self, kode: int, tekst: str) -> None:
        super().__init__(tekst)
        self.kode, self.tekst = kode, tekst

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(str(self.kode)[:3])


class Findesikke(Registerfejl, LookupError):
    """There is no such thing, as far as this instance knows."""


class Uforenelig(Registerfejl, ValueError):
    """The schema does not fit the earlier versions of its subject."""


class UgyldigAnmodning(Registerfejl, ValueError):
    """What was sent cannot be used."""


class IkkeTilladt(Registerfejl, PermissionError):
    """The registry, or who runs it, does not allow this."""


def ukendt_subject(subject: str) -> Findesikke:
    """No live version of a subject of that name."""
    return Findesikke(40401, f"Subject '{subject}' not found.")


def ukendt_version(version: int) -> Findesikke:
    """The subject has no such version."""
    return Findesikke(40402, f"Version {version} not found.")


def ukendt_skema(noegle: int | str | None = None) -> Findesikke:
    """No schema of that id or guid; without one: not among the subject's."""
    return Findesikke(40403, "Schema not found" if noegle is None else f"Schema {noegle} not found")


def subject_er_slettet(subject: str) -> Findesikke:
    """Soft-deleted already."""
    return Findesikke(40404, f"Subject '{subject}' was soft deleted.Set permanent=true to delete permanently")


def subject_er_ikke_slettet(subject: str) -> Findesikke:
    """A permanent delete comes after a soft one."""
    return Findesikke(40405, f"Subject '{subject}' was not deleted first before being permanently deleted")


def version_er_slettet(subject: str, version: int) -> Findesikke:
    """Soft-deleted already."""
    return Findesikke(
        40406, f"Subject '{subject}' Version {version} was soft deleted. Set permanent=true to delete permanently"
    )


def version_er_ikke_slettet(subject: str, version: int) -> Findesikke:
    """A permanent delete comes after a soft one."""
    return Findesikke(
        40407, f"Subject '{subject}' Version {version} was not deleted first before being permanently deleted"
    )


def intet_niveau(subject: str) -> Findesikke:
    """The subject has no configuration of its own."""
    return Findesikke(40408, f"Subject '{subject}' does not have subject-level compatibility configured")


def ingen_tilstand(subject: str) -> Findesikke:
    """The subject has no mode of its own."""
    return Findesikke(40409, f"Subject '{subject}' does not have subject-level mode configured")


def uforenelig(subject: str, beskeder: Iterable[str]) -> Uforenelig:
    """With every reason, each with the field path."""
    return Uforenelig(
        409,
        f'Schema being registered is incompatible with an earlier schema for subject "{subject}", '
        f"details: [{', '.join(beskeder)}]",
    )


def ugyldigt_skema(grund: str) -> UgyldigAnmodning:
    """No Avro schema, an empty one, or of another type."""
    return UgyldigAnmodning(42201, grund)


def ugyldig_version(tekst: str) -> UgyldigAnmodning:
    """Neither a positive number nor `latest` (-1)."""
    return UgyldigAnmodning(42202, f"The specified version '{tekst}' is not a valid version id. {_UDGAVER}")


def ugyldigt_niveau() -> UgyldigAnmodning:
    """Not one of the seven levels."""
    return UgyldigAnmodning(42203, _NIVEAUER)


def ugyldig_tilstand() -> UgyldigAnmodning:
    """Not one of the modes."""
    return UgyldigAnmodning(42204, _TILSTANDE)


def ikke_tilladt(grund: str) -> IkkeTilladt:
    """The mode, or whoever governs the schemas, forbids it."""
    return IkkeTilladt(42205, grund)


def henvist_til(subject: str, version: int) -> IkkeTilladt:
    """Something refers to it: delete that first."""
    return IkkeTilladt(42206, f"One or more references exist to the schema {subject} version {version}.")


def ugyldigt_subject(subject: str) -> UgyldigAnmodning:
    """A name that no subject can have."""
    return UgyldigAnmodning(42208, f"The specified subject '{subject}' is not valid.")


def for_stort(grund: str) -> UgyldigAnmodning:
    """Over a limit; says which."""
    return UgyldigAnmodning(42209, grund)


def kontekst_ikke_tom(kontekst: str) -> IkkeTilladt:
    """A context that still has subjects cannot be taken away."""
    return IkkeTilladt(42211, f"The specified context '{kontekst}' is not empty.")
