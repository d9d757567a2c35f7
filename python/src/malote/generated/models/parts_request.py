from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.part_to_sign import PartToSign


T = TypeVar("T", bound="PartsRequest")


@_attrs_define
class PartsRequest:
    """The parts to sign, or a page of the parts that S3 has.

    Attributes:
        file_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower case.
        parts (list[PartToSign] | None | Unset): The parts to sign, up to 100.
        list_ (bool | None | Unset): Whether to list the parts that S3 has.
        cursor (None | str | Unset): The next_cursor of the page before this one.
    """

    file_id: UUID
    parts: list[PartToSign] | None | Unset = UNSET
    list_: bool | None | Unset = UNSET
    cursor: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        file_id = str(self.file_id)

        parts: list[dict[str, Any]] | None | Unset
        if isinstance(self.parts, Unset):
            parts = UNSET
        elif isinstance(self.parts, list):
            parts = []
            for parts_type_0_item_data in self.parts:
                parts_type_0_item = parts_type_0_item_data.to_dict()
                parts.append(parts_type_0_item)

        else:
            parts = self.parts

        list_: bool | None | Unset
        if isinstance(self.list_, Unset):
            list_ = UNSET
        else:
            list_ = self.list_

        cursor: None | str | Unset
        if isinstance(self.cursor, Unset):
            cursor = UNSET
        else:
            cursor = self.cursor

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "file_id": file_id,
            }
        )
        if parts is not UNSET:
            field_dict["parts"] = parts
        if list_ is not UNSET:
            field_dict["list"] = list_
        if cursor is not UNSET:
            field_dict["cursor"] = cursor

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.part_to_sign import PartToSign

        d = dict(src_dict)
        file_id = UUID(d.pop("file_id"))

        def _parse_parts(data: object) -> list[PartToSign] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                parts_type_0 = []
                _parts_type_0 = data
                for parts_type_0_item_data in _parts_type_0:
                    parts_type_0_item = PartToSign.from_dict(parts_type_0_item_data)

                    parts_type_0.append(parts_type_0_item)

                return parts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[PartToSign] | None | Unset, data)

        parts = _parse_parts(d.pop("parts", UNSET))

        def _parse_list_(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        list_ = _parse_list_(d.pop("list", UNSET))

        def _parse_cursor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        cursor = _parse_cursor(d.pop("cursor", UNSET))

        parts_request = cls(
            file_id=file_id,
            parts=parts,
            list_=list_,
            cursor=cursor,
        )

        return parts_request
