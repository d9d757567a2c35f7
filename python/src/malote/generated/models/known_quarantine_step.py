from enum import StrEnum


class KnownQuarantineStep(StrEnum):
    ENTERING = "entering"
    HELD = "held"
    LEAVING = "leaving"

    def __str__(self) -> str:
        return str(self.value)
