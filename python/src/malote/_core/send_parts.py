"""The parts of a plan, several at once."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from ..errors import MaloteError, StorageError
from ..generated.api.files import sign_upload_parts
from ..generated.models import PartsRequest, PartToSign, SignedPart, UploadPlan
from .call import call, network_error
from .check_response import require_stored
from .checksums import base64_of_crc32, crc32_of
from .io import Outgoing
from .job import Job
from .retrying import retrying

Arrived = dict[int, int]
"""The CRC-32 of each part that S3 has, by its number."""

_MOST_SIGNED = 100
"""The most parts that one request signs."""
_AHEAD = 256 * 1024 * 1024
"""Bytes that are read for their checksums before their batch is signed."""
_USABLE = 0.9
"""The share of a URL's life in which it is used."""


@dataclass
class _Part:
    number: int
    crc: int
    signed: SignedPart
    until: float
    """On the steady clock, so that a wrong clock does no harm."""


def range_of(job: Job, plan: UploadPlan, number: int) -> tuple[int, int]:
    """The first byte of a part and its size. The last part is shorter, and an empty file has one empty part."""
    start = (number - 1) * plan.part_size
    return start, max(0, min(plan.part_size, job.source.size - start))


def crc_of_part(job: Job, plan: UploadPlan, number: int) -> int:
    return crc32_of(job.source.chunks(*range_of(job, plan, number)))


async def send_parts(job: Job, plan: UploadPlan, arrived: Arrived) -> None:
    """Sends the parts that are not in `arrived`, and adds them to it. The parts are read for their checksums and signed
    in batches, so that a large file costs few requests.
    """
    io, connections = job.connection.io, job.connection.connections
    missing = deque(number for number in range(1, plan.part_count + 1) if number not in arrived)
    ready: deque[_Part] = deque()
    turn = io.lock()
    stopped = False

    async def next_part() -> _Part | None:
        async with turn:
            if stopped:
                return None
            if not ready:
                most = min(_MOST_SIGNED, 2 * connections, max(2, _AHEAD // max(1, plan.part_size)))
                numbers = [missing.popleft() for _ in range(min(most, len(missing)))]
                crcs = await io.run(lambda: [crc_of_part(job, plan, number) for number in numbers])
                ready.extend(await _sign(job, plan, dict(zip(numbers, crcs, strict=True))))
            return ready.popleft() if ready else None

    async def worker() -> None:
        nonlocal stopped
        try:
            while part := await next_part():
                await _send_part(job, plan, part)
                arrived[part.number] = part.crc
        except BaseException:
            # The other workers end after the part that they send.
            stopped = True
            raise

    try:
        await io.together([worker] * max(1, min(connections, len(missing))))
    finally:
        # The caller may have been interrupted while threads are sending.
        stopped = True


async def _sign(job: Job, plan: UploadPlan, crcs: dict[int, int]) -> list[_Part]:
    if not crcs:
        return []
    at = time.monotonic()
    parts = [PartToSign(number, base64_of_crc32(crc)) for number, crc in crcs.items()]
    page = await call(job.connection, sign_upload_parts, body=PartsRequest(file_id=plan.file_id, parts=parts))
    return [
        _Part(signed.part_number, crcs[signed.part_number], signed, at + _USABLE * signed.expires_in)
        for signed in page.parts
    ]


async def _send_part(job: Job, plan: UploadPlan, part: _Part) -> None:
    renewed = False

    async def attempt() -> None:
        nonlocal renewed
        if time.monotonic() >= part.until:
            [again] = await _sign(job, plan, {part.number: part.crc})
            part.signed, part.until = again.signed, again.until
        try:
            await _put(job, plan, part)
        except MaloteError as error:
            # Other bytes than the announced ones are refused each time.
            job.source.require_unchanged()
            if isinstance(error, StorageError) and error.is_signature and not renewed:
                error.retryable = renewed = True
                part.until = 0
            raise

    await retrying(job.connection.io, job.connection.policy, attempt)


async def _put(job: Job, plan: UploadPlan, part: _Part) -> None:
    start, size = range_of(job, plan, part.number)
    headers = {**part.signed.headers.to_dict(), "Content-Length": str(size)}
    chunks = _count(job, part.number, job.source.chunks(start, size))
    try:
        response = await job.connection.io.send(Outgoing("PUT", part.signed.url, headers, chunks))
    except httpx.TransportError as error:
        raise network_error(error, f"PUT of part {part.number} to S3") from None
    require_stored(response)


def _count(job: Job, number: int, chunks: Iterator[bytes]) -> Iterator[bytes]:
    sent = 0
    for chunk in chunks:
        yield chunk
        sent += len(chunk)
        job.progress.set(number, sent)
