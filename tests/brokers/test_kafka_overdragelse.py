"""The hand-over of partitions inside one member, and the leader's plan: without a cluster."""

from __future__ import annotations

import asyncio

from brokers import TopicPartition
from brokers.kafka.cursor import Cursor
from brokers.kafka.handover import Handover
from brokers.kafka.held import Stage
from brokers.kafka.subscription import (
    Subscription,
    plan,
    read_assignment,
    read_subscription,
    write_assignment,
    write_subscription,
)

from .kontrakt.grund import vent_til

FRIST = 10.0


def steder(*numre: int) -> frozenset[TopicPartition]:
    return frozenset(TopicPartition("ind", nr) for nr in numre)


class Medlem:
    """A hand-over whose worker writes down what it is told; `afgivet` counts the times it let go."""

    def __init__(self) -> None:
        self.fortalt: list[tuple[str, frozenset[TopicPartition]]] = []
        self.afgivet = 0
        self.maa_slippe = asyncio.Event()
        self.maa_slippe.set()
        self.overdragelse = Handover(
            "g", asyncio.Event(), self._slap, on_assigned=self._tildelt, on_revoked=self._frataget
        )

    async def begynd(self) -> None:
        """What `poll` does with partitions that are new."""
        async with self.overdragelse.telling:
            nye = [held for held in self.overdragelse.held.values() if held.stage is Stage.GRANTED]
            await self.overdragelse.announce(nye)
            for held in nye:
                held.begin(Cursor(held.place, b"", 0))

    def _slap(self) -> None:
        self.afgivet += 1

    async def _tildelt(self, pladser: frozenset[TopicPartition]) -> None:
        self.fortalt.append(("tildelt", pladser))

    async def _frataget(self, pladser: frozenset[TopicPartition]) -> None:
        self.fortalt.append(("frataget", pladser))
        await self.maa_slippe.wait()


async def test_det_der_skal_flyttes_er_ens_eget_til_arbejderen_har_sluppet_det() -> None:
    medlem = Medlem()
    medlem.overdragelse.adopt(steder(0, 1))
    await medlem.begynd()
    medlem.maa_slippe.clear()
    medlem.overdragelse.adopt(steder(0))
    await vent_til(lambda: medlem.fortalt[-1] == ("frataget", steder(1)), frist=FRIST)
    assert set(medlem.overdragelse.held) == steder(0, 1)
    assert medlem.overdragelse.held[TopicPartition("ind", 1)].owned
    medlem.maa_slippe.set()
    await vent_til(lambda: medlem.afgivet == 1, frist=FRIST)
    assert set(medlem.overdragelse.held) == steder(0)


async def test_det_ventes_der_paa_en_fremdrift_der_er_ved_at_blive_skrevet() -> None:
    medlem = Medlem()
    medlem.overdragelse.adopt(steder(0))
    await medlem.begynd()
    held = medlem.overdragelse.held[TopicPartition("ind", 0)]
    held.commit_begins()
    medlem.overdragelse.adopt(steder())
    await vent_til(lambda: len(medlem.fortalt) == 2, frist=FRIST)
    assert not medlem.afgivet
    held.commit_ended()
    await vent_til(lambda: medlem.afgivet == 1, frist=FRIST)
    assert not held.owned


async def test_det_arbejderen_aldrig_hoerte_om_slippes_straks_og_siges_videre() -> None:
    medlem = Medlem()
    medlem.overdragelse.adopt(steder(0, 1))
    medlem.overdragelse.adopt(steder(0))
    assert set(medlem.overdragelse.held) == steder(0)
    assert medlem.afgivet
    assert medlem.fortalt == []


async def test_det_der_gives_tilbage_mens_det_er_paa_vej_ud_begynder_forfra() -> None:
    medlem = Medlem()
    medlem.overdragelse.adopt(steder(0))
    await medlem.begynd()
    gammelt = medlem.overdragelse.held[TopicPartition("ind", 0)]
    medlem.maa_slippe.clear()
    medlem.overdragelse.adopt(steder())
    medlem.overdragelse.adopt(steder(0))
    medlem.maa_slippe.set()
    await vent_til(lambda: medlem.afgivet == 1, frist=FRIST)
    nyt = medlem.overdragelse.held[TopicPartition("ind", 0)]
    assert nyt is not gammelt
    assert nyt.stage is Stage.GRANTED
    await medlem.begynd()
    assert [hvad for hvad, _ in medlem.fortalt] == ["tildelt", "frataget", "tildelt"]


async def test_naar_gruppen_er_gaaet_videre_er_intet_ens_eget() -> None:
    medlem = Medlem()
    medlem.overdragelse.adopt(steder(0, 1))
    await medlem.begynd()
    gamle = list(medlem.overdragelse.held.values())
    medlem.overdragelse.lose_all()
    assert not any(held.owned for held in gamle)
    assert not medlem.overdragelse.held
    await vent_til(lambda: medlem.fortalt[-1] == ("frataget", steder(0, 1)), frist=FRIST)


async def test_et_emne_der_er_lavet_om_slippes_helt() -> None:
    medlem = Medlem()
    medlem.overdragelse.adopt(steder(0, 1))
    await medlem.begynd()
    medlem.overdragelse.withdraw(["andet"])
    assert not medlem.afgivet
    medlem.overdragelse.withdraw(["ind"])
    await vent_til(lambda: medlem.afgivet == 1, frist=FRIST)
    assert not medlem.overdragelse.held


def test_det_en_anden_har_gives_foerst_videre_naar_det_er_sluppet() -> None:
    emne = frozenset({"ind"})
    foerst = {"a": Subscription(emne, steder(0, 1, 2, 3), 1), "b": Subscription(emne, steder(), -1)}
    givet = plan(foerst, {"ind": 4})
    assert len(givet["a"]) == 2
    assert givet["a"] < steder(0, 1, 2, 3)
    assert givet["b"] == set()
    saa = {"a": Subscription(emne, frozenset(givet["a"]), 2), "b": Subscription(emne, steder(), 2)}
    endelig = plan(saa, {"ind": 4})
    assert endelig["a"] == givet["a"]
    assert endelig["a"] | endelig["b"] == steder(0, 1, 2, 3)


def test_af_to_der_siger_at_de_har_det_samme_tror_planen_den_nyeste() -> None:
    emne = frozenset({"ind"})
    medlemmer = {"a": Subscription(emne, steder(0), 3), "b": Subscription(emne, steder(0), 7)}
    assert plan(medlemmer, {"ind": 1}) == {"a": set(), "b": steder(0)}


def test_ingen_faar_et_emne_der_ikke_er_der_eller_som_de_ikke_laeser() -> None:
    medlemmer = {
        "a": Subscription(frozenset({"ind", "mangler"}), steder(), -1),
        "b": Subscription(frozenset({"andet"}), steder(0), 1),
    }
    givet = plan(medlemmer, {"ind": 2, "andet": 1})
    assert givet["b"] == {TopicPartition("andet", 0)}
    assert givet["a"] <= steder(0, 1)


def test_det_medlemmer_siger_til_hinanden_kommer_frem() -> None:
    en = Subscription(frozenset({"ind", "andet"}), steder(2, 5), 9)
    assert read_subscription(write_subscription(en)) == en
    assert read_assignment(write_assignment(steder(1, 3))) == steder(1, 3)
    assert read_assignment(b"") == frozenset()
