from enum import StrEnum


class KnownErrorCode(StrEnum):
    BYTES_MISSING = "bytes-missing"
    CHECKSUM_DIFFERS = "checksum-differs"
    DESTINATION_TAKEN = "destination-taken"
    FILE_TOO_LARGE = "file-too-large"
    NAME_NOT_ACCEPTED = "name-not-accepted"
    NOT_MOVED = "not-moved"
    PARTS_DIFFER = "parts-differ"
    SET_BY_OPERATOR = "set-by-operator"
    SIZE_DIFFERS = "size-differs"
    TYPE_DIFFERS = "type-differs"
    TYPE_NOT_ALLOWED = "type-not-allowed"

    def __str__(self) -> str:
        return str(self.value)
