"""The end of a chain as a new owner finds it: the true end, or an error, never an earlier link."""

from __future__ import annotations

from pathlib import Path

import pytest

from brokers import Record, TopicSpec, Unavailable
from hub.log.hoveder import sidste_post
from tests.brokers.toevende import Toevende

EMNE = "besked.log"


@pytest.mark.parametrize("antal", [1, 2, 30])
async def test_et_tomt_svar_er_ikke_enden_paa_kaeden(tmp_path: Path, antal: int) -> None:
    async with Toevende(tmp_path, EMNE, 3) as broker:
        await broker.ensure_topics(TopicSpec(EMNE))
        await broker.send(*(Record(EMNE, str(nr).encode()) for nr in range(antal)))
        post = await sidste_post(broker, EMNE, 0)
    assert post is not None
    assert post.offset == antal - 1


async def test_en_kaede_hvis_ende_ikke_kommer_er_en_fejl(tmp_path: Path) -> None:
    async with Toevende(tmp_path, EMNE, 1_000_000) as broker:
        await broker.ensure_topics(TopicSpec(EMNE))
        await broker.send(Record(EMNE, b"0"), Record(EMNE, b"1"))
        with pytest.raises(Unavailable, match="stopped at offset 1 of 2"):
            await sidste_post(broker, EMNE, 0, taalmod=0.2)
