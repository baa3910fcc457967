"""Many who register schemas at once at several hubs: what they ask for, what each was told, and what must hold."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.system.klient import Klient, Nede
from tests.system.vent import vent_til

SUBJECTS: Final = 40
"""Subjects of the whole, so that each gets many versions from many hands."""
FRIST: Final = 240.0
"""Seconds until a registration is answered, however many hubs die meanwhile."""


@dataclass(frozen=True)
class Bestilling:
    """One schema for one subject."""

    subject: str
    skema: str


def bestillinger(antal: int, tilfaeldig: random.Random) -> list[Bestilling]:
    """So many, of which a fourth asks for what another asks for too, and a fourth for its schema under another subject.

    Those of the same schema stand beside each other: they are asked at the same time, of different hubs.
    """
    ud: list[Bestilling] = []
    for nummer in itertools.count():
        skema = json.dumps(
            {
                "type": "record",
                "name": f"Samtidig{nummer:05}",
                "namespace": "dk.prove",
                "fields": [{"name": f"felt{felt}", "type": "string"} for felt in range(tilfaeldig.randint(1, 9))],
            }
        )
        hjem, ude = tilfaeldig.sample(range(SUBJECTS), 2)
        den = Bestilling(f"samtidig-{hjem}", skema)
        ud += [den, den, den, Bestilling(f"samtidig-{ude}", skema)] if nummer % 2 else [den, den]
        if len(ud) >= antal:
            return ud[:antal]
    raise AssertionError


@dataclass
class Registrering:
    """All of it: the orders, and the ids that were told for each."""

    bestilt: list[Bestilling]
    svaret: dict[Bestilling, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    _venter: Iterator[Bestilling] = field(init=False)

    def __post_init__(self) -> None:
        self._venter = iter(self.bestilt)

    @property
    def antal(self) -> int:
        """Registrations that were answered."""
        return sum(ider.total() for ider in self.svaret.values())

    async def haand(self, klient: Klient) -> None:
        """Register one after another until none is left; one whose answer did not come is asked again."""
        for en in self._venter:
            async with asyncio.timeout(FRIST):
                self.svaret[en][await self._registrer(klient, en)] += 1

    async def _registrer(self, klient: Klient, en: Bestilling) -> int:
        while True:
            try:
                status, krop = await klient.kald(
                    "POST", f"/registry/subjects/{en.subject}/versions", json={"schema": en.skema}
                )
            except Nede:
                await asyncio.sleep(0.05)
                continue
            if status == 500 and krop["error_code"] == 50001:  # its store was away; nothing is said to have been done
                continue
            assert status == 200, krop
            return int(krop["id"])

    async def efterproev(self, klienter: Sequence[Klient], foerste: int) -> None:
        """Ids are one for each schema, dense from `foerste`, and the same with everyone; so are versions."""
        assert self.antal == len(self.bestilt)
        ider = {skema: self._ens_id(skema) for skema in {en.skema for en in self.bestilt}}
        assert sorted(ider.values()) == list(range(foerste, foerste + len(ider)))
        hos = [await self._hos(klient) for klient in klienter]
        assert all(en == hos[0] for en in hos)
        assert {en["schema"]: en["id"] for en in hos[0]} == {kort(skema): id_ for skema, id_ in ider.items()}
        versioner: dict[str, list[Any]] = defaultdict(list)
        for en in hos[0]:
            versioner[en["subject"]].append(en)
        for subject, fundne in versioner.items():
            assert [en["version"] for en in fundne] == list(range(1, len(fundne) + 1))
            assert sorted(en["id"] for en in fundne) == sorted(
                ider[skema] for skema in {en.skema for en in self.bestilt if en.subject == subject}
            )

    def _ens_id(self, skema: str) -> int:
        fundne = {id_ for en, ider in self.svaret.items() if en.skema == skema for id_ in ider}
        assert len(fundne) == 1, f"one schema was told to have the ids {sorted(fundne)}"
        return fundne.pop()

    async def _hos(self, klient: Klient) -> list[dict[str, Any]]:
        """Every version that one hub knows, once it knows as many as there are."""
        alle: list[dict[str, Any]] = []

        async def kender_alle() -> bool:
            alle.clear()
            while True:
                svar = await klient.kald("GET", f"/registry/schemas?subjectPrefix=samtidig-&offset={len(alle)}")
                assert svar.status == 200
                alle.extend(svar.krop)
                if not svar.krop:
                    return len(alle) >= len(set(self.bestilt))

        await vent_til("the hub knows every version", kender_alle, 60)
        return alle


def kort(skema: str) -> str:
    """As the registry writes it."""
    return json.dumps(json.loads(skema), separators=(",", ":"))
