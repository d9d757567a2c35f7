"""Every error of this package, except wrong arguments, which raise TypeError or ValueError."""

from __future__ import annotations

from uuid import UUID

from .generated.models import Fault, Problem, StatusView

_RETRYABLE = frozenset({408, 425, 429, 500, 502, 503, 504, 511})
# A 409 of these codes is over in a moment.
_PASSING = frozenset({"changed-meanwhile", "file-in-move"})
# S3's codes of a 400 that a repeat can mend: the bytes were damaged or cut off on their way.
_DAMAGED = frozenset({"BadDigest", "XAmzContentChecksumMismatch", "IncompleteBody", "RequestTimeout"})


class MaloteError(Exception):
    """Decide by `code`; the message is a sentence that says what to do. No message holds a token or a signed URL.

    Codes of this package: `network`, `timeout`, `no-token`, `file-changed`, `file-failed`, `key-used`,
    `not-completed`, `checksum-differs`, `wait-timeout`, `storage`, `unexpected-response`. All other codes are the
    service's (docs/problems.md). New codes may be added, so treat an unknown code by `retryable`.
    """

    def __init__(
        self, code: str, message: str, *, retryable: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.retryable = retryable
        """Whether the same call may succeed later. The client has repeated it as often as `retries` allows."""
        self.retry_after = retry_after
        """Seconds after which the same call may succeed."""
        self.exhausted = False
        """Whether the repeats are used up. A call that this one is a part of does not repeat it again."""


class ServiceError(MaloteError):
    """The service refused a request (RFC 9457). The message is the problem's `detail`, which says what to do."""

    def __init__(self, operation: str, problem: Problem, retry_after: float | None = None) -> None:
        code = str(problem.code)
        self.errors: list[Fault] = problem.errors or []
        """The faults of the input, each with a JSON pointer."""
        sentences = [problem.detail]
        # A single fault is the detail itself.
        sentences += [f"{fault.pointer}: {fault.detail}" for fault in self.errors if len(self.errors) > 1]
        super().__init__(
            code,
            f"{operation}: {' '.join(sentences)}",
            retryable=problem.status in _RETRYABLE or code in _PASSING,
            retry_after=retry_after,
        )
        self.status = problem.status
        self.problem = problem
        self.missing_parts: list[int] = problem.missing_parts or []
        """With `parts-missing`: the numbers of up to 100 parts to send again."""


class StorageError(MaloteError):
    """S3 refused the bytes. S3's own message is left out, because it may quote the URL."""

    def __init__(self, status: int, s3_code: str, retry_after: float | None = None) -> None:
        self.is_signature = status == 403 or s3_code == "ExpiredToken"
        """The URL or the form has expired. A new one mends it."""
        super().__init__(
            "storage",
            f"S3 responded {status} {s3_code}.",
            retryable=status in _RETRYABLE or s3_code in _DAMAGED,
            retry_after=retry_after,
        )
        self.status = status
        self.s3_code = s3_code


class FileFailed(MaloteError):
    """The file reached a status from which it is not completed by waiting: `error`, `expired`, `quarantined`."""

    def __init__(self, file: StatusView) -> None:
        reason = f": {file.details}" if file.details else "."
        super().__init__(
            "file-failed", f"The file is in {file.status}{reason}", retryable=bool(file.retryable)
        )
        self.file = file


def not_completed(file_id: UUID, status: str) -> MaloteError:
    return MaloteError(
        "not-completed",
        f"The file {file_id} is {status}, so there is nothing to download yet. Wait for it first.",
    )


def key_used() -> MaloteError:
    return MaloteError(
        "key-used",
        "This idempotency_key belongs to other bytes, or to an upload that has ended. Use another key.",
    )


def file_changed(name: str) -> MaloteError:
    return MaloteError("file-changed", f"{name} changed while it was sent. Upload it again.")
