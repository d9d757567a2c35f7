"""An upload from its announcement to its confirmation."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from uuid import UUID, uuid4

from .. import types
from ..generated.models import UploadPlan
from ..types import UploadedFile
from .call import Connection
from .job import Job, Progress
from .send_plan import send_in_parts, send_plan
from .send_single import send_single
from .source import open_source

MULTIPART_FROM = 32 * 1024 * 1024
_LONGEST_POST = 5 * 1024**3
"""S3's limit of one POST."""


async def upload(
    connection: Connection,
    source: types.Source,
    *,
    name: str | None,
    type: str | None,
    path: str | None,
    tags: Mapping[str, str] | None,
    on_behalf_of: UUID | str | None,
    idempotency_key: str | None,
    multipart_from: int,
    on_progress: types.OnProgress | None,
) -> UploadedFile:
    if idempotency_key is not None and not re.fullmatch(r"[!-~]{1,255}", idempotency_key):
        raise ValueError("idempotency_key must have 1 to 255 visible ASCII characters.")
    opened = await connection.io.run(lambda: open_source(source, name))
    job = Job(
        connection=connection,
        source=opened,
        type=type if type is not None else _type_of(opened.name),
        path=path,
        tags=None if tags is None else dict(tags),
        on_behalf_of=None if on_behalf_of is None else UUID(str(on_behalf_of)),
        key=idempotency_key or str(uuid4()),
        own_key=idempotency_key is not None,
        progress=Progress(opened.size, on_progress),
    )
    if opened.size >= multipart_from or opened.size > _LONGEST_POST:
        return await send_in_parts(job)
    outcome = await send_single(job)
    return await send_plan(job, outcome) if isinstance(outcome, UploadPlan) else outcome


def _type_of(name: str) -> str:
    """Without a type, the service decides by the extension. Of `a.csv.gz`, Python guesses the type of what is inside, and
    the service would refuse it.
    """
    guessed, compression = mimetypes.guess_type(name)
    return guessed if guessed and not compression else ""
