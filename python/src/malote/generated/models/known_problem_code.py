from enum import StrEnum


class KnownProblemCode(StrEnum):
    BAD_REQUEST = "bad-request"
    BYTES_NOT_FOUND = "bytes-not-found"
    CHANGED_MEANWHILE = "changed-meanwhile"
    CHECKSUM_NOT_FOR_PARTS = "checksum-not-for-parts"
    CHECKSUM_NOT_FOR_SIZE = "checksum-not-for-size"
    FILE_DELETED = "file-deleted"
    FILE_IN_MOVE = "file-in-move"
    FILE_NOT_FOUND = "file-not-found"
    FILE_TOO_LARGE = "file-too-large"
    FORBIDDEN = "forbidden"
    IDEMPOTENCY_CONFLICT = "idempotency-conflict"
    INTERNAL_ERROR = "internal-error"
    INVALID_REQUEST = "invalid-request"
    MALFORMED_JSON = "malformed-json"
    NOT_UPLOADED = "not-uploaded"
    PARTS_DIFFER = "parts-differ"
    PARTS_MISSING = "parts-missing"
    REQUEST_TOO_LARGE = "request-too-large"
    ROUTE_NOT_FOUND = "route-not-found"
    TOO_MANY_REQUESTS = "too-many-requests"
    TRANSITION_NOT_ALLOWED = "transition-not-allowed"
    TYPE_NOT_ALLOWED = "type-not-allowed"
    UNAUTHENTICATED = "unauthenticated"
    UNAVAILABLE = "unavailable"
    UNKNOWN_OWNER = "unknown-owner"
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type"
    UPLOAD_EXPIRED = "upload-expired"
    UPLOAD_NOT_OPEN = "upload-not-open"

    def __str__(self) -> str:
        return str(self.value)
