from enum import StrEnum


class ListedStatus(StrEnum):
    COMPLETED = "completed"
    ERROR = "error"
    EXPIRED = "expired"
    PENDING = "pending"
    PROCESSING = "processing"
    QUARANTINED = "quarantined"
    UPLOADED = "uploaded"

    def __str__(self) -> str:
        return str(self.value)
