from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Unfinished")


@_attrs_define
class Unfinished:
    """The number of files in each status that is not final.

    Attributes:
        pending (int): Announced, without bytes.
        uploaded (int): Waiting for the mover.
        processing (int): Held by a mover.
        expired (int): Expired without bytes, and not cleaned up yet.
        quarantined (int): Quarantined or released, with bytes that have not moved yet.
        deleted (int): Deleted, with bytes that are still there.
    """

    pending: int
    uploaded: int
    processing: int
    expired: int
    quarantined: int
    deleted: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        pending = self.pending

        uploaded = self.uploaded

        processing = self.processing

        expired = self.expired

        quarantined = self.quarantined

        deleted = self.deleted

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "pending": pending,
                "uploaded": uploaded,
                "processing": processing,
                "expired": expired,
                "quarantined": quarantined,
                "deleted": deleted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        pending = d.pop("pending")

        uploaded = d.pop("uploaded")

        processing = d.pop("processing")

        expired = d.pop("expired")

        quarantined = d.pop("quarantined")

        deleted = d.pop("deleted")

        unfinished = cls(
            pending=pending,
            uploaded=uploaded,
            processing=processing,
            expired=expired,
            quarantined=quarantined,
            deleted=deleted,
        )

        unfinished.additional_properties = d
        return unfinished

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
