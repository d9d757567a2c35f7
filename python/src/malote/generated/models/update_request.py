from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.settable_status import SettableStatus
from ..types import UNSET, Unset

T = TypeVar("T", bound="UpdateRequest")


@_attrs_define
class UpdateRequest:
    """The status to set.

    Attributes:
        file_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower case.
        status (SettableStatus): The statuses that an operator can set.
        details (None | str | Unset): The reason, which the owner reads.
    """

    file_id: UUID
    status: SettableStatus
    details: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        file_id = str(self.file_id)

        status = self.status.value

        details: None | str | Unset
        if isinstance(self.details, Unset):
            details = UNSET
        else:
            details = self.details

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "file_id": file_id,
                "status": status,
            }
        )
        if details is not UNSET:
            field_dict["details"] = details

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        file_id = UUID(d.pop("file_id"))

        status = SettableStatus(d.pop("status"))

        def _parse_details(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        details = _parse_details(d.pop("details", UNSET))

        update_request = cls(
            file_id=file_id,
            status=status,
            details=details,
        )

        return update_request
