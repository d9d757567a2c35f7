from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.oldest_file import OldestFile
    from ..models.unfinished import Unfinished


T = TypeVar("T", bound="OperationsView")


@_attrs_define
class OperationsView:
    """What is not finished.

    Attributes:
        unfinished (Unfinished): The number of files in each status that is not final.
        complete (bool): False if there are more files than one call reads. Each count is then a minimum.
        at (datetime.datetime): When the files were counted, in UTC.
        oldest (OldestFile | Unset): The oldest file that is not finished.
    """

    unfinished: Unfinished
    complete: bool
    at: datetime.datetime
    oldest: OldestFile | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        unfinished = self.unfinished.to_dict()

        complete = self.complete

        at = self.at.isoformat()

        oldest: dict[str, Any] | Unset = UNSET
        if not isinstance(self.oldest, Unset):
            oldest = self.oldest.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "unfinished": unfinished,
                "complete": complete,
                "at": at,
            }
        )
        if oldest is not UNSET:
            field_dict["oldest"] = oldest

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.oldest_file import OldestFile
        from ..models.unfinished import Unfinished

        d = dict(src_dict)
        unfinished = Unfinished.from_dict(d.pop("unfinished"))

        complete = d.pop("complete")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        _oldest = d.pop("oldest", UNSET)
        oldest: OldestFile | Unset
        if isinstance(_oldest, Unset):
            oldest = UNSET
        else:
            oldest = OldestFile.from_dict(_oldest)

        operations_view = cls(
            unfinished=unfinished,
            complete=complete,
            at=at,
            oldest=oldest,
        )

        operations_view.additional_properties = d
        return operations_view

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
