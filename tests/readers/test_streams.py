from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import zlib
from collections.abc import Callable
from functools import partial

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.readers import codecs
from broadsheet.readers.codecs import CODECS
from broadsheet.readers.faults import Fault
from broadsheet.readers.options import Limits
from broadsheet.readers.streams import Chunk, chunks


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "zst": zstd,
    "xz": partial(lzma.compress, preset=0),
    "bz2": bz2.compress,
}
TEXT = "".join(f"{n} Boote, {n * 7919 % 1009} Möwen\n" for n in range(30_000)).encode()

NOISE = hashlib.shake_256(b"").digest(300_000)
"""Bytes that take as much room when they are compressed."""


@pytest.fixture(params=["gz", "gz by zlib", *list(PACK)[1:]])
def ending(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a compression; gzip comes twice, because its faster library may not be installed."""
    if request.param == "gz by zlib":
        monkeypatch.setattr(codecs, "inflate", zlib)
    return str(request.param).partition(" ")[0]


def unpacked(data: bytes, ending: str, limits: Limits | None = None) -> tuple[bytes, list[Fault]]:
    found: list[Chunk] = list(chunks(io.BytesIO(data).read, ending, limits or Limits()))
    return b"".join(chunk.data for chunk in found), [chunk.fault for chunk in found if chunk.fault is not None]


def test_members_behind_each_other_and_padding(ending: str) -> None:
    pack = PACK[ending]
    packed = pack(TEXT[:100]) + pack(b"") + pack(TEXT[100:]) + bytes(10_000)
    assert unpacked(packed, ending) == (TEXT, [])


def test_members_of_all_sizes(ending: str) -> None:
    """Each way of feeding takes some of them."""
    parts = [NOISE[:size] for size in (0, 9, 16_000, 20_000, 60_000, 70_000, 200_000, 300_000)] * 2
    packed = b"".join(map(PACK[ending], parts))
    assert unpacked(packed, ending) == (b"".join(parts), [])


def test_skippable_frames_and_frames_without_a_size() -> None:
    streamed = zstandard.ZstdCompressor(level=12).compressobj()
    frame = streamed.compress(TEXT) + streamed.flush()
    skippable = b"\x5a\x2a\x4d\x18" + (700_000).to_bytes(4, "little") + bytes(700_000)
    assert unpacked(skippable + frame + skippable + zstd(b"x"), "zst") == (TEXT + b"x", [])


def test_a_cut_gives_what_stands_before_it_and_its_place(ending: str) -> None:
    packed = PACK[ending](TEXT)
    for size in (1, 7, len(packed) // 3, len(packed) - 1):
        data, [fault] = unpacked(packed[:size], ending)
        assert TEXT.startswith(data)
        assert fault.rule == "truncated"
        assert f"ends at byte {size:,}," in fault.message
    assert len(unpacked(packed[: len(packed) * 2 // 3], ending)[0]) > 50_000 or ending == "bz2"


def test_a_damaged_member_is_left_out_and_the_next_is_read(ending: str) -> None:
    members = [PACK[ending](TEXT[at : at + 5_000]) for at in range(0, 150_000, 5_000)]
    begin = sum(map(len, members[:17]))
    packed = bytearray(b"".join(members))
    packed[begin + len(members[17]) // 2] ^= 0x55
    data, [fault] = unpacked(bytes(packed), ending)
    assert data == TEXT[: 17 * 5_000] + TEXT[18 * 5_000 : 150_000]
    assert fault.rule == "damaged"
    assert f"begins at byte {begin:,}" in fault.message
    assert f"goes on at byte {begin + len(members[17]):,}" in fault.message


def test_a_flipped_bit_anywhere_is_told(ending: str) -> None:
    packed = PACK[ending](TEXT[:3_000])
    for at in range(0, len(packed), max(1, len(packed) // 80)):
        damaged = bytearray(packed)
        damaged[at] ^= 1 << at % 8
        data, faults = unpacked(bytes(damaged), ending)
        # Some bits of a gzip header say nothing: its time, its system.
        assert faults or data == TEXT[:3_000]


def test_a_long_member_is_not_held() -> None:
    packed = gzip.compress(TEXT * 30)
    sizes = [len(chunk.data) for chunk in chunks(io.BytesIO(packed).read, "gz", Limits())]
    assert sum(sizes) == 30 * len(TEXT) > 3 * max(sizes)


def test_a_bomb_is_stopped_before_it_fills_memory(ending: str) -> None:
    data, [fault] = unpacked(PACK[ending](bytes(70 << 20)), ending)
    assert fault.rule == "bomb"
    assert len(data) < 70 << 20


def test_many_small_members_are_a_bomb_too() -> None:
    packed = gzip.compress(bytes(1 << 20)) * 80
    data, [fault] = unpacked(packed, "gz")
    assert fault.rule == "bomb"
    assert len(data) < 70 << 20


def test_no_single_call_gives_much() -> None:
    for ending, pack in PACK.items():
        decoder = CODECS[ending].decoder()
        assert len(decoder.decompress(pack(bytes(8 << 20)), 1 << 20)) <= 1 << 20


@given(st.sampled_from(sorted(PACK)), st.binary(max_size=400))
def test_any_bytes_at_all(ending: str, data: bytes) -> None:
    """Law: whatever the bytes, reading ends, and says so where not all of them could be read."""
    found, faults = unpacked(data, ending)
    assert faults or not data.strip(b"\0") or PACK[ending](found)


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=5), st.sampled_from(sorted(PACK)), st.data())
def test_any_member_may_break(parts: list[bytes], ending: str, data: st.DataObject) -> None:
    """Law: no fault of one member changes what is read of the members before it."""
    members = [PACK[ending](part) for part in parts]
    packed = bytearray(b"".join(members))
    at = data.draw(st.integers(0, len(packed) - 1))
    packed[at] ^= data.draw(st.integers(1, 255))
    sound = 0
    while sound < len(members) and sum(map(len, members[: sound + 1])) <= at:
        sound += 1
    assert unpacked(bytes(packed), ending)[0].startswith(b"".join(parts[:sound]))
