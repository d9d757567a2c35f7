from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.known_crc_algorithm import KnownCrcAlgorithm

T = TypeVar("T", bound="ConfirmedChecksum")


@_attrs_define
class ConfirmedChecksum:
    """The checksum of the whole file, in the algorithm of its plan.

    Attributes:
        algorithm (KnownCrcAlgorithm): The algorithms for files that come in parts that this version knows.
        value (str): Base64 of the big-endian digest.
    """

    algorithm: KnownCrcAlgorithm
    value: str

    def to_dict(self) -> dict[str, Any]:
        algorithm = self.algorithm.value

        value = self.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "algorithm": algorithm,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        algorithm = KnownCrcAlgorithm(d.pop("algorithm"))

        value = d.pop("value")

        confirmed_checksum = cls(
            algorithm=algorithm,
            value=value,
        )

        return confirmed_checksum
