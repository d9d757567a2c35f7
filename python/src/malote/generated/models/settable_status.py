from enum import StrEnum


class SettableStatus(StrEnum):
    COMPLETED = "completed"
    ERROR = "error"
    PROCESSING = "processing"
    QUARANTINED = "quarantined"
    UPLOADED = "uploaded"

    def __str__(self) -> str:
        return str(self.value)
