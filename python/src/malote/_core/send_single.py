"""A file in one presigned POST."""

from __future__ import annotations

from collections.abc import Iterator

import httpx

from ..errors import MaloteError, StorageError, key_used
from ..generated.models import StatusView, UploadForm, UploadPlan
from ..types import UploadedFile
from .call import network_error
from .check_response import require_stored
from .checksums import crc32_of
from .io import Outgoing
from .job import Job
from .retrying import retrying


async def send_single(job: Job) -> UploadedFile | UploadPlan:
    """The checksum is declared with the announcement, so that S3 refuses other bytes. Returns a plan if the deployment
    accepts no POST of this size.

    Each attempt asks for a form with the same idempotency key. So an expired form is replaced, and a file that has
    arrived although the response was lost is found.
    """
    io, source = job.connection.io, job.source
    crc = await io.run(lambda: crc32_of(source.chunks(0, source.size)))
    renewed = False

    async def attempt() -> StatusView | UploadPlan:
        nonlocal renewed
        announced = await job.announce(multipart=False, crc=crc)
        if isinstance(announced, UploadPlan):
            return announced
        if isinstance(announced, StatusView):
            job.resumed = True
            return await _there_or(job, announced, key_used())
        try:
            await _post(job, announced)
        except MaloteError as error:
            # Other bytes than the announced ones are refused each time.
            source.require_unchanged()
            if not isinstance(error, StorageError):
                # The bytes may have arrived although the response did not.
                return await _there_or(job, announced, error)
            # Once: a second form that S3 refuses is refused for another reason than its age.
            if error.is_signature and not renewed:
                error.retryable = renewed = True
            raise
        return await job.confirm(announced.file_id)

    outcome = await retrying(io, job.connection.policy, attempt)
    return outcome if isinstance(outcome, UploadPlan) else job.uploaded(outcome, crc)


async def _there_or(job: Job, file: UploadForm | StatusView, error: MaloteError) -> StatusView:
    view = await job.confirm_if_there(file.file_id)
    if view is None:
        raise error
    return view


async def _post(job: Job, form: UploadForm) -> None:
    """S3 ignores the fields after the file, so the file is the last one. httpx knows the length of the whole, without
    which S3 refuses the request (411), and reads the file as it sends it.
    """
    with job.source.open() as reader:
        encoded = httpx.Request(
            "POST",
            form.url,
            data=form.fields.to_dict(),
            files={"file": ("file", reader, "application/octet-stream")},
        )
        headers = {name: encoded.headers[name] for name in ("Content-Type", "Content-Length")}
        stream = encoded.stream
        assert isinstance(stream, httpx.SyncByteStream)  # noqa: S101, for the types
        counted = _count(job, iter(stream), int(headers["Content-Length"]) - job.source.size)
        try:
            response = await job.connection.io.send(Outgoing("POST", form.url, headers, counted))
        except httpx.TransportError as error:
            raise network_error(error, "POST to S3") from None
    require_stored(response)


def _count(job: Job, chunks: Iterator[bytes], overhead: int) -> Iterator[bytes]:
    sent = -overhead
    for chunk in chunks:
        yield chunk
        sent += len(chunk)
        job.progress.set(1, min(max(sent, 0), job.source.size))
