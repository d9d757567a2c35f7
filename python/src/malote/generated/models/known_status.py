from enum import StrEnum


class KnownStatus(StrEnum):
    COMPLETED = "completed"
    DELETED = "deleted"
    ERROR = "error"
    EXPIRED = "expired"
    PENDING = "pending"
    PROCESSING = "processing"
    QUARANTINED = "quarantined"
    UPLOADED = "uploaded"

    def __str__(self) -> str:
        return str(self.value)
