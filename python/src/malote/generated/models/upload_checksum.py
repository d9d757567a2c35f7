from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.known_checksum_algorithm import KnownChecksumAlgorithm
from ..types import UNSET, Unset

T = TypeVar("T", bound="UploadChecksum")


@_attrs_define
class UploadChecksum:
    """The checksum of the whole file.

    Attributes:
        algorithm (KnownChecksumAlgorithm): The algorithms of checksums that this version knows.
        value (None | str | Unset): Base64 of the big-endian digest. Only a plan may leave it out until it is confirmed.
    """

    algorithm: KnownChecksumAlgorithm
    value: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        algorithm = self.algorithm.value

        value: None | str | Unset
        if isinstance(self.value, Unset):
            value = UNSET
        else:
            value = self.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "algorithm": algorithm,
            }
        )
        if value is not UNSET:
            field_dict["value"] = value

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        algorithm = KnownChecksumAlgorithm(d.pop("algorithm"))

        def _parse_value(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        value = _parse_value(d.pop("value", UNSET))

        upload_checksum = cls(
            algorithm=algorithm,
            value=value,
        )

        return upload_checksum
