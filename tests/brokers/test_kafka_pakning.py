"""What is packed once and put into batches is, byte for byte, what aiokafka's own builder makes of the same records."""

from __future__ import annotations

from aiokafka.protocol.produce import ProduceRequest_v7
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from hypothesis import given
from hypothesis import strategies as st

from brokers import Record, StoredRecord, TopicPartition
from brokers.kafka.batches import BATCH_ROOM, Chunk, Holder
from brokers.kafka.packing import Packed, pack, room
from brokers.kafka.produce import ProduceQuestion

STED = TopicPartition("emne", 3)
HOLDER = Holder(77_000, 5)
TIDSPUNKT = slice(27, 43)
"""Where a batch has its two times; the checksum before them covers them."""
INDHOLD = st.none() | st.binary(max_size=300)
HEADERS = st.lists(st.tuples(st.text(max_size=20), st.binary(max_size=90)), max_size=4).map(tuple)
POSTER = st.lists(st.builds(Record, st.just("emne"), INDHOLD, INDHOLD, HEADERS), min_size=1, max_size=150)


def bygget_af_aiokafka(poster: list[Record], sekvens: int, tidspunkt: int, *, i_transaktion: bool) -> bytes:
    bygger = DefaultRecordBatchBuilder(
        magic=2,
        compression_type=0,
        is_transactional=i_transaktion,
        producer_id=HOLDER.producer_id,
        producer_epoch=HOLDER.epoch,
        base_sequence=sekvens,
        batch_size=2**31 - 1,
    )
    for nummer, post in enumerate(poster):
        bygger.append(nummer, tidspunkt, post.key, post.value, list(post.headers))
    return bytes(bygger.build())


@given(POSTER, st.integers(0, 2**31 - 1), st.booleans())
def test_en_batch_er_byte_for_byte_som_aiokafkas(poster: list[Record], sekvens: int, i_transaktion: bool) -> None:
    batch = bytes(pack([Packed.of(post) for post in poster], HOLDER, sekvens, transactional=i_transaktion))
    tidspunkt = int.from_bytes(batch[TIDSPUNKT][:8], "big")
    assert batch == bygget_af_aiokafka(poster, sekvens, tidspunkt, i_transaktion=i_transaktion)


@given(POSTER)
def test_det_pakkede_kan_laeses_og_har_plads_nok(poster: list[Record]) -> None:
    pakkede = [Packed.of(post) for post in poster]
    batch = bytes(pack(pakkede, HOLDER, 0, transactional=False))
    laest = Chunk(STED, batch, 0, ()).take(len(poster) + 1)
    assert [post.headers for post in laest] == [post.headers for post in poster]
    assert [(post.key, post.value) for post in laest] == [(post.key, post.value) for post in poster]
    assert all(isinstance(post, StoredRecord) and post.place == STED for post in laest)
    assert len(batch) <= BATCH_ROOM + sum(pakket.room for pakket in pakkede)
    assert len(batch) <= BATCH_ROOM + sum(map(room, poster))


@given(st.builds(Record, st.just("emne"), INDHOLD, INDHOLD, HEADERS))
def test_stoerrelsen_er_aldrig_mindre_end_indholdets(post: Record) -> None:
    bytes_ = len(post.key or b"") + len(post.value or b"")
    bytes_ += sum(len(navn.encode()) + len(vaerdi) for navn, vaerdi in post.headers)
    assert Packed.of(post).size >= bytes_


def test_for_mange_og_for_lange_headers_ses_efter() -> None:
    def uset(*headers: tuple[str, bytes]) -> bool:
        return Packed(None, b"v", headers).unusual

    assert not uset(*[(f"h{nr}", b"x" * 36) for nr in range(64)])
    assert uset(*[(f"h{nr}", b"") for nr in range(65)])
    assert uset(("h" * 256, b""))
    assert uset(("æ" * 128, b""))
    assert uset(("h", b"x" * 32_768))


@given(
    st.none() | st.text(max_size=30),
    st.dictionaries(
        st.text(max_size=30),
        st.lists(st.tuples(st.integers(0, 9_999), st.binary(max_size=200)), max_size=4),
        max_size=4,
    ),
)
def test_forespoergslen_er_byte_for_byte_som_aiokafkas(
    transaktion: str | None, emner: dict[str, list[tuple[int, bytes]]]
) -> None:
    aiokafkas = ProduceRequest_v7(transaktion, -1, 10_000, list(emner.items())).encode()
    assert ProduceQuestion(transaktion, 10_000, emner).encode() == aiokafkas
