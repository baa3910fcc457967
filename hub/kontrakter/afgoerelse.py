"""What the contract engine answers: delivered to whom, refused why, or seen before."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from schemas.codec import Laest
from schemas.regler.regel import Aarsag


class Rutefelter(NamedTuple):
    """What routing looks at, taken from the envelope once. Ids are canonical text: a UUID in lower case, or a URN."""

    besked_id: str
    beskedtype: str
    transaktions_id: str | None
    kriterier: tuple[tuple[str, ...], ...]
    """What the message has at each criterion's place, in the order of KRITERIER."""
    kle: tuple[str, ...]
    """OpgaveEmne as NN.NN.NN."""
    myndigheder: tuple[str, ...]
    """ObjektAnsvarligMyndighed as CVR."""
    objekter: tuple[str, ...]
    """ObjektId of every registration, then of every related object; the first is the message's key."""
    foelsomhed: int
    """The degree's place in FOELSOMHEDER; a message that does not say counts as the most sensitive."""
    tilladt_modtager: tuple[str, ...]
    """CVR numbers; empty: every agreed authority may receive it."""
    gyldig_fra: dt.datetime | None
    gyldig_til: dt.datetime | None


class Modtager(NamedTuple):
    """One dueslag that gets the message; `tilladt` is the trimmed TilladtModtager, None: as it came."""

    dueslag: str
    tilladt: tuple[str, ...] | None = None


class Objektpost(NamedTuple):
    """What history keeps of an object's newest registration."""

    tidspunkt_us: int
    livscyklus: str | None
    master: str | None


class Spor(NamedTuple):
    """What history must remember when this decision is carried out: the message, and the object's newest state."""

    besked_id: str
    aftryk: bytes
    objekter: tuple[tuple[str, Objektpost], ...]


class Leveret(NamedTuple):
    """Accepted; goes to these dueslag, possibly none."""

    modtagere: tuple[Modtager, ...]
    laest: Laest
    ruter: Rutefelter
    spor: Spor
    maerke: str | None = None
    """Where the schema stands with the council, when it is not approved: receivers are told (RA-03)."""


class Afvist(NamedTuple):
    """Refused, with every reason. `ruter` is None when the message could not be read."""

    aarsager: tuple[Aarsag, ...]
    ruter: Rutefelter | None = None


class Dublet(NamedTuple):
    """The same message came before; it is acknowledged and goes no further."""

    ruter: Rutefelter


Afgoerelse = Leveret | Afvist | Dublet
