from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="PartToSign")


@_attrs_define
class PartToSign:
    """One part to sign.

    Attributes:
        part_number (int): The number of the part, from 1.
        checksum (str): The checksum of the part, in the algorithm of the plan: base64 of the big-endian digest.
        size (int | None | Unset): The bytes of the part. Only for a file whose length is not known.
    """

    part_number: int
    checksum: str
    size: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        part_number = self.part_number

        checksum = self.checksum

        size: int | None | Unset
        if isinstance(self.size, Unset):
            size = UNSET
        else:
            size = self.size

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "part_number": part_number,
                "checksum": checksum,
            }
        )
        if size is not UNSET:
            field_dict["size"] = size

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        part_number = d.pop("part_number")

        checksum = d.pop("checksum")

        def _parse_size(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        size = _parse_size(d.pop("size", UNSET))

        part_to_sign = cls(
            part_number=part_number,
            checksum=checksum,
            size=size,
        )

        return part_to_sign
