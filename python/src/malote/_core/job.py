"""One upload under way."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from uuid import UUID

from ..errors import MaloteError, ServiceError
from ..generated.api.files import confirm_upload, request_upload
from ..generated.models import (
    ConfirmedChecksum,
    ConfirmRequest,
    KnownChecksumAlgorithm,
    KnownCrcAlgorithm,
    StatusView,
    Tags,
    UploadChecksum,
    UploadForm,
    UploadPlan,
    UploadRequest,
)
from ..generated.types import UNSET
from ..types import OnProgress, UploadedFile
from .call import Connection, call
from .checksums import base64_of_crc32
from .source import OpenedSource

_ABSENT = frozenset({"not-uploaded", "upload-expired"})


class Progress:
    """The bytes that S3 has or is being sent, of all requests together."""

    def __init__(self, total: int, report: OnProgress | None) -> None:
        self._total, self._report = total, report
        self._pieces: dict[int, int] = {}
        self._lock = threading.Lock()

    def set(self, piece: int, done: int) -> None:
        if self._report is None:
            return
        with self._lock:
            self._pieces[piece] = done
            self._report(sum(self._pieces.values()), self._total)


@dataclass
class Job:
    connection: Connection
    source: OpenedSource
    type: str
    path: str | None
    tags: dict[str, str] | None
    on_behalf_of: UUID | None
    key: str
    own_key: bool
    """Whether the caller chose the key, so that there may be an earlier attempt."""
    progress: Progress
    resumed: bool = field(default=False)

    async def announce(
        self, *, multipart: bool, crc: int | None = None
    ) -> UploadForm | UploadPlan | StatusView:
        """A form, a plan, or the status of a file whose bytes have arrived, or cannot arrive any more."""
        value = UNSET if crc is None else base64_of_crc32(crc)
        request = UploadRequest(
            file_name=self.source.name,
            len_=self.source.size,
            type_=self.type,
            checksum=UploadChecksum(KnownChecksumAlgorithm.CRC32, value),
            multipart=True if multipart else UNSET,
            path=UNSET if self.path is None else self.path,
            tags=UNSET if self.tags is None else Tags.from_dict(self.tags),
            on_behalf_of=UNSET if self.on_behalf_of is None else self.on_behalf_of,
        )
        return await call(self.connection, request_upload, body=request, idempotency_key=self.key)

    async def confirm(self, file_id: UUID, crc: int | None = None) -> StatusView:
        """The same confirmation again has the same effect, so its response may be lost."""
        checksum = UNSET if crc is None else ConfirmedChecksum(KnownCrcAlgorithm.CRC32, base64_of_crc32(crc))
        return await call(self.connection, confirm_upload, body=ConfirmRequest(file_id, checksum))

    async def confirm_if_there(self, file_id: UUID) -> StatusView | None:
        """Confirms a file whose bytes may have arrived. None if they have not."""
        try:
            return await self.confirm(file_id)
        except ServiceError as error:
            if error.code in _ABSENT:
                return None
            raise

    def uploaded(self, view: StatusView, crc: int) -> UploadedFile:
        return UploadedFile(
            view.file_id, view.file_name, self.source.size, view.status, base64_of_crc32(crc), self.resumed
        )


def wrong_algorithm(plan: UploadPlan) -> MaloteError:
    return MaloteError(
        "unexpected-response", f"The plan wants {plan.checksum.algorithm}, and CRC32 was announced."
    )
