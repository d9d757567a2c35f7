from __future__ import annotations

import random
import zlib
from functools import cache

import pytest

from malote._core import checksums
from malote._core.checksums import base64_of_crc32, combine_crc32, digest_for


@pytest.mark.parametrize("sizes", [[0, 0], [1, 0], [0, 1], [3, 5], [1000, 1], [7, 65_537, 12]])
def test_the_checksum_of_the_whole_is_that_of_the_parts_together(sizes: list[int]) -> None:
    pieces = [random.Random(size).randbytes(size) for size in sizes]
    crc = 0
    for piece in pieces:
        crc = combine_crc32(crc, zlib.crc32(piece), len(piece))
    assert crc == zlib.crc32(b"".join(pieces))


def test_a_part_may_be_longer_than_4_gib() -> None:
    # The CRC-32 of n zero bytes after a prefix, by halves.
    @cache
    def zeros(size: int) -> int:
        if size <= 1 << 20:
            return zlib.crc32(bytes(size))
        return combine_crc32(zeros(size // 2), zeros(size - size // 2), size - size // 2)

    size = (5 << 30) + 3
    first = zlib.crc32(b"a")
    assert combine_crc32(first, zeros(size), size) == combine_crc32(
        combine_crc32(first, zeros(3), 3), zeros(5 << 30), 5 << 30
    )


# The check values of the catalogue of CRCs (https://reveng.sourceforge.io/crc-catalogue/), of "123456789".
@pytest.mark.parametrize(
    ("algorithm", "value"),
    [
        ("CRC32", "y/Q5Jg=="),
        ("CRC32C", "4waSgw=="),
        ("CRC64NVME", "rosUhgp5mIg="),
        ("SHA256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="),
    ],
)
@pytest.mark.parametrize("native", [True, False])
def test_the_check_value_of_each_algorithm(
    algorithm: str, value: str, native: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if native:
        assert checksums._native("crc64nvme") is not None
    else:
        monkeypatch.setattr(checksums, "_native", lambda _: None)
    digest = digest_for(algorithm)
    assert digest is not None
    for piece in (b"1234", b"", b"56789"):
        digest.update(piece)
    assert digest.value() == value


def test_crc32_is_written_with_all_its_bytes() -> None:
    assert base64_of_crc32(1) == "AAAAAQ=="
    assert digest_for("MD5") is None
