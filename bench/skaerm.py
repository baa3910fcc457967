"""What the screen costs beside the judge, beside decoding and no more, and beside the columns that it was to be made of.

The messages are those of `bench.kontrakter`: accepted SagRegistreret of 1,307 bytes, by a hub in use. In turns, at
several sizes of batch, on one core, in the process's own time:

- `fastavro`: decoded with `fastavro.schemaless_reader`, as in `bench.kontrakter`; every ratio is to this;
- `judge`: read strictly and judged (`laes`, `er_ren`);
- `columns`: decoded to Arrow columns with `pyruhvro`, encoded back and compared: what any screen in columns must do
  before its first rule, and so the least that it could cost;
- `screen`: every rule asked, and what routing needs told (`Skaerm.sigt`);
- `screened`: the same, made ready for the engine (`Sigte.sigt`);
- `decided`: the whole decision with the screen (`Sigte.sigt`, `afgoer_sigtet`); `afgoer`: the same without.
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import fastavro

from bench import billede
from bench.kontrakter import KONTRAKT, NU, Opstilling, opstil
from bench.resultat import Forhold, forholdstabel, tabel
from hub.beskedfordeler.sigte import Sigte
from hub.kontrakter import afgoer
from hub.kontrakter.sigtet import UDTAG, afgoer_sigtet
from schemas.codec import HOVED, laes
from schemas.regler import standardlager
from schemas.regler.skaerm import byg_skaerm

PORTIONER: Final = (50, 200, 500, 1000, 2000)
RUNDER: Final = 9
PR_RUNDE: Final = 2000
"""Messages a round at the least; a small batch is run several times. The slow ones get a tenth."""
LANGSOMME: Final = frozenset({"fastavro", "judge", "afgoer"})

Arbejde = Callable[[list[bytes]], None]


def arbejder(hub: Opstilling) -> dict[str, Arbejde]:
    """Each thing to be measured, as a function of a batch. Raises AssertionError should a message not be accepted."""
    skema = standardlager().nyeste(KONTRAKT)
    dommer = hub.register.dommere[skema.id]
    skaerm, sigte = byg_skaerm(skema, dommer.efter_type, UDTAG), Sigte(mindst=1)
    sigte.klargoer(hub.register)
    assert None not in sigte.sigt(hub.beskeder, hub.register), "the benchmark is of messages that pass"
    parset = fastavro.parse_schema(skema.raa)

    def afkod(portion: list[bytes]) -> None:
        for raa in portion:
            fastavro.schemaless_reader(io.BytesIO(raa[HOVED:]), parset)

    def doem(portion: list[bytes]) -> None:
        for raa in portion:
            dommer.er_ren(laes(raa, hub.register.skemaer).indhold)

    def uden(portion: list[bytes]) -> None:
        for raa in portion:
            afgoer(raa, hub.register, hub.historik, afsender=hub.afsender, nu=NU)

    def med(portion: list[bytes]) -> None:
        for raa, fundet in zip(portion, sigte.sigt(portion, hub.register), strict=True):
            assert fundet is not None
            svar = afgoer_sigtet(fundet, raa, hub.register, hub.historik, afsender=hub.afsender, nu=NU)
            assert svar is not None

    alle: dict[str, Arbejde] = {"fastavro": afkod, "judge": doem}
    if importlib.util.find_spec("pyruhvro") is not None:
        alle["columns"] = _kolonner(json.dumps(skema.raa))
    return alle | {
        "screen": lambda portion: _brug(skaerm.sigt(portion)),
        "screened": lambda portion: _brug(sigte.sigt(portion, hub.register)),
        "decided": med,
        "afgoer": uden,
    }


def _kolonner(skema: str) -> Arbejde:
    import pyarrow as pa
    import pyruhvro

    def kolonner(portion: list[bytes]) -> None:
        kroppe = [raa[HOVED:] for raa in portion]
        kolonner = pyruhvro.deserialize_array(kroppe, skema)
        [tilbage] = pyruhvro.serialize_record_batch(kolonner, skema, 1)
        assert tilbage.equals(pa.array(kroppe, pa.binary()))

    return kolonner


def _brug(svar: list[Any]) -> None:
    assert svar


def maal(portioner: tuple[int, ...] = PORTIONER, runder: int = RUNDER) -> Mapping[tuple[str, int], list[float]]:
    """Microseconds a message of each kind of work and size of batch, one for each round; all in turns."""
    hub = opstil()
    alle = arbejder(hub)
    tider: dict[tuple[str, int], list[float]] = {}
    for _ in range(runder):
        for stoerrelse in portioner:
            portion = (list(hub.beskeder) * (stoerrelse // len(hub.beskeder) + 1))[:stoerrelse]
            for navn, arbejde in alle.items():
                gange = max(1, PR_RUNDE // stoerrelse // (10 if navn in LANGSOMME else 1))
                tider.setdefault((navn, stoerrelse), []).append(_tid(arbejde, portion, gange))
    return tider


def _tid(arbejde: Arbejde, portion: list[bytes], gange: int) -> float:
    start = time.process_time()
    for _ in range(gange):
        arbejde(portion)
    return (time.process_time() - start) / gange / len(portion) * 1e6


def linjer(tider: Mapping[tuple[str, int], list[float]]) -> Iterator[str]:
    """The table: microseconds a message, and the ratio to decoding in the same round, by size of batch."""
    stoerrelser = sorted({stoerrelse for _, stoerrelse in tider})
    raekker = []
    for navn in dict.fromkeys(navn for navn, _ in tider):
        celler = []
        for stoerrelse in stoerrelser:
            egne, floor = tider[navn, stoerrelse], tider["fastavro", stoerrelse]
            andel = statistics.median(egen / deres for egen, deres in zip(egne, floor, strict=True))
            celler.append(f"{statistics.median(egne):.1f} ({andel:.3f})")
        raekker.append((navn, *celler))
    yield from tabel(("µs a message (× fastavro), batches of", *map(str, stoerrelser)), raekker)


def forhold(tider: Mapping[tuple[str, int], list[float]], stoerrelse: int = 500) -> list[Forhold]:
    """Everything in batches of one size, as ratios to decoding in the same round."""
    floor = tider["fastavro", stoerrelse]
    andre = dict.fromkeys(navn for navn, _ in tider if navn != "fastavro")
    return [Forhold.af(f"{navn} / fastavro, batches of {stoerrelse}", tider[navn, stoerrelse], floor) for navn in andre]


def main() -> None:
    """Print the table, draw the picture; see `bench/README.md`."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    tider = maal()
    billede.forhold("skaerm", "The screen and what it is beside, as ratios to decoding with fastavro", forhold(tider))
    print(*linjer(tider), "", *forholdstabel(forhold(tider)), sep="\n")


if __name__ == "__main__":
    main()
