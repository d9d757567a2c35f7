from enum import StrEnum


class KnownEventType(StrEnum):
    FILE_COMPLETED = "file.completed"
    FILE_DELETED = "file.deleted"
    FILE_ERROR = "file.error"
    FILE_EXPIRED = "file.expired"
    FILE_PENDING = "file.pending"
    FILE_PROCESSING = "file.processing"
    FILE_QUARANTINED = "file.quarantined"
    FILE_UPLOADED = "file.uploaded"

    def __str__(self) -> str:
        return str(self.value)
