from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.signed_part import SignedPart
    from ..models.uploaded_part import UploadedPart


T = TypeVar("T", bound="PartsView")


@_attrs_define
class PartsView:
    """The presigned PUTs, and the parts that S3 has.

    Attributes:
        file_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower case.
        parts (list[SignedPart]): A presigned PUT for each part of the request.
        uploaded (list[UploadedPart] | Unset): Only with `list`: the parts that S3 has.
        next_cursor (str | Unset): Present if there may be more. Send it as `cursor` for the next page.
    """

    file_id: UUID
    parts: list[SignedPart]
    uploaded: list[UploadedPart] | Unset = UNSET
    next_cursor: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        file_id = str(self.file_id)

        parts = []
        for parts_item_data in self.parts:
            parts_item = parts_item_data.to_dict()
            parts.append(parts_item)

        uploaded: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.uploaded, Unset):
            uploaded = []
            for uploaded_item_data in self.uploaded:
                uploaded_item = uploaded_item_data.to_dict()
                uploaded.append(uploaded_item)

        next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "file_id": file_id,
                "parts": parts,
            }
        )
        if uploaded is not UNSET:
            field_dict["uploaded"] = uploaded
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.signed_part import SignedPart
        from ..models.uploaded_part import UploadedPart

        d = dict(src_dict)
        file_id = UUID(d.pop("file_id"))

        parts = []
        _parts = d.pop("parts")
        for parts_item_data in _parts:
            parts_item = SignedPart.from_dict(parts_item_data)

            parts.append(parts_item)

        _uploaded = d.pop("uploaded", UNSET)
        uploaded: list[UploadedPart] | Unset = UNSET
        if _uploaded is not UNSET:
            uploaded = []
            for uploaded_item_data in _uploaded:
                uploaded_item = UploadedPart.from_dict(uploaded_item_data)

                uploaded.append(uploaded_item)

        next_cursor = d.pop("next_cursor", UNSET)

        parts_view = cls(
            file_id=file_id,
            parts=parts,
            uploaded=uploaded,
            next_cursor=next_cursor,
        )

        parts_view.additional_properties = d
        return parts_view

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
