from enum import StrEnum


class KnownCrcAlgorithm(StrEnum):
    CRC32 = "CRC32"
    CRC32C = "CRC32C"
    CRC64NVME = "CRC64NVME"

    def __str__(self) -> str:
        return str(self.value)
