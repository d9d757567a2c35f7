from enum import StrEnum


class KnownErrorCode(StrEnum):
    BYTES_MISSING = "bytes-missing"
    CHECKSUM_DIFFERS = "checksum-differs"
    DESTINATION_TAKEN = "destination-taken"
    NOT_MOVED = "not-moved"
    PARTS_DIFFER = "parts-differ"
    SET_BY_OPERATOR = "set-by-operator"
    SIZE_DIFFERS = "size-differs"
    TYPE_DIFFERS = "type-differs"

    def __str__(self) -> str:
        return str(self.value)
