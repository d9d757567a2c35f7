"""Checksums, as S3 computes them: base64 of the big-endian value."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Callable, Iterable
from typing import Protocol

_CRC32 = 0xEDB88320


def base64_of_crc32(crc: int) -> str:
    return base64.b64encode(crc.to_bytes(4, "big")).decode()


def crc32_of(chunks: Iterable[bytes]) -> int:
    crc = 0
    for chunk in chunks:
        crc = zlib.crc32(chunk, crc)
    return crc


def combine_crc32(first: int, second: int, second_bytes: int) -> int:
    """The CRC-32 of two pieces one after the other, from the CRC-32 of each and the length of the second. So the
    checksum of a whole file costs no second read of its bytes. (The method of zlib's crc32_combine, which Python's zlib
    does not have.)
    """
    return _times(_shift_of(second_bytes), first) ^ second


def _times(a: int, b: int) -> int:
    """The product of two polynomials modulo that of CRC-32, bits reflected: the highest bit is x^0."""
    product = 0
    for bit in range(31, -1, -1):
        if a >> bit & 1:
            product ^= b
        b = b >> 1 ^ (_CRC32 if b & 1 else 0)
    return product


def _shift_of(size: int) -> int:
    """x^(8 × size) modulo the polynomial."""
    shift, square = 1 << 31, 1 << 23
    while size:
        if size & 1:
            shift = _times(square, shift)
        square = _times(square, square)
        size >>= 1
    return shift


class Digest(Protocol):
    def update(self, chunk: bytes) -> None: ...

    def value(self) -> str: ...


def digest_for(algorithm: str) -> Digest | None:
    """None for an algorithm that this version does not know."""
    if algorithm == "SHA256":
        return _Sha256()
    if algorithm == "CRC32":
        return _Crc(zlib.crc32, 4)
    if algorithm == "CRC32C":
        return _Crc(_native("crc32c") or _table_crc(0x82F63B78, 32), 4)
    if algorithm == "CRC64NVME":
        return _Crc(_native("crc64nvme") or _table_crc(0x9A6C9329AC4BC9B5, 64), 8)
    return None


class _Sha256:
    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def update(self, chunk: bytes) -> None:
        self._hash.update(chunk)

    def value(self) -> str:
        return base64.b64encode(self._hash.digest()).decode()


class _Crc:
    def __init__(self, compute: Callable[[bytes, int], int], size: int) -> None:
        self._compute, self._size, self._crc = compute, size, 0

    def update(self, chunk: bytes) -> None:
        self._crc = self._compute(chunk, self._crc)

    def value(self) -> str:
        return base64.b64encode(self._crc.to_bytes(self._size, "big")).decode()


def _native(name: str) -> Callable[[bytes, int], int] | None:
    """awscrt's function, if the package was installed with `malote[crc]`."""
    try:
        from awscrt import checksums
    except ImportError:
        return None
    found: Callable[[bytes, int], int] | None = getattr(checksums, name, None)
    return found


def _table_crc(polynomial: int, bits: int) -> Callable[[bytes, int], int]:
    """A CRC in Python alone, at about 10 MiB/s."""
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (polynomial if byte & 1 else 0)
        table.append(byte)
    mask = (1 << bits) - 1

    def compute(chunk: bytes, crc: int) -> int:
        crc ^= mask
        for byte in chunk:
            crc = table[(crc ^ byte) & 255] ^ crc >> 8
        return crc ^ mask

    return compute
