from enum import StrEnum


class KnownChecksumAlgorithm(StrEnum):
    CRC32 = "CRC32"
    CRC32C = "CRC32C"
    CRC64NVME = "CRC64NVME"
    SHA256 = "SHA256"

    def __str__(self) -> str:
        return str(self.value)
