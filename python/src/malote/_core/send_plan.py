"""A file in parts."""

from __future__ import annotations

from ..errors import MaloteError, ServiceError, key_used
from ..generated.api.files import sign_upload_parts
from ..generated.models import KnownStatus, PartsRequest, StatusView, UploadPlan
from ..generated.types import UNSET, Unset
from ..types import UploadedFile
from .call import call
from .checksums import base64_of_crc32, combine_crc32, crc32_of
from .job import Job, wrong_algorithm
from .send_parts import Arrived, crc_of_part, range_of, send_parts

_ROUNDS = 3
"""How often parts that the service misses are sent again."""

_HAS_BYTES = frozenset({KnownStatus.UPLOADED, KnownStatus.PROCESSING, KnownStatus.COMPLETED})


async def send_in_parts(job: Job) -> UploadedFile:
    announced = await job.announce(multipart=True)
    if isinstance(announced, UploadPlan):
        return await send_plan(job, announced)
    if not isinstance(announced, StatusView):
        raise MaloteError("unexpected-response", "request_upload responded no plan.")
    return await _confirmed_earlier(job, announced)


async def send_plan(job: Job, plan: UploadPlan) -> UploadedFile:
    """Sends the parts that have not arrived, and confirms the whole with its checksum."""
    if plan.checksum.algorithm != "CRC32":
        raise wrong_algorithm(plan)
    arrived = await _arrived_parts(job, plan) if job.own_key else {}
    job.resumed = len(arrived) > 0
    for rounds_left in reversed(range(_ROUNDS)):
        await send_parts(job, plan, arrived)
        job.source.require_unchanged()
        crc = _whole(job, plan, arrived)
        try:
            return job.uploaded(await job.confirm(plan.file_id, crc), crc)
        except ServiceError as error:
            if not error.missing_parts or rounds_left == 0:
                raise
            for number in error.missing_parts:
                arrived.pop(number, None)
    raise AssertionError("unreachable")


def _whole(job: Job, plan: UploadPlan, arrived: Arrived) -> int:
    """The checksum of the whole, from those of its parts."""
    crc = 0
    for number in sorted(arrived):
        crc = combine_crc32(crc, arrived[number], range_of(job, plan, number)[1])
    return crc


async def _arrived_parts(job: Job, plan: UploadPlan) -> Arrived:
    """The parts of an earlier attempt that S3 has, each compared with the local bytes: those of two files must not be
    mixed.
    """
    arrived: Arrived = {}
    cursor: str | Unset = UNSET
    while True:
        page = await call(
            job.connection,
            sign_upload_parts,
            body=PartsRequest(file_id=plan.file_id, list_=True, cursor=cursor),
        )
        for part in page.uploaded or []:
            number = part.part_number
            # A part without a checksum cannot be compared, so it is sent again.
            if not part.checksum:
                continue
            if number > plan.part_count or part.size != range_of(job, plan, number)[1]:
                raise key_used()
            crc = await job.connection.io.run(lambda number=number: crc_of_part(job, plan, number))  # type: ignore[misc]
            if part.checksum != base64_of_crc32(crc):
                raise key_used()
            arrived[number] = crc
            job.progress.set(number, part.size)
        if not page.next_cursor:
            return arrived
        cursor = page.next_cursor


async def _confirmed_earlier(job: Job, file: StatusView) -> UploadedFile:
    """The key has no plan any more. If its file was confirmed with the checksum of these bytes, the same confirmation
    again returns its status.
    """
    source = job.source
    crc = await job.connection.io.run(lambda: crc32_of(source.chunks(0, source.size)))
    view = await job.confirm(file.file_id, crc)
    if view.status not in _HAS_BYTES:
        raise key_used()
    job.resumed = True
    return job.uploaded(view, crc)
