from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.known_status import KnownStatus

T = TypeVar("T", bound="OldestFile")


@_attrs_define
class OldestFile:
    """The oldest file that is not finished.

    Attributes:
        file_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower case.
        status (KnownStatus | str): The status of a file. A newer service may send statuses that are not listed.
        created_at (datetime.datetime): When the file was announced, in UTC.
        age_seconds (int): The seconds since created_at.
    """

    file_id: UUID
    status: KnownStatus | str
    created_at: datetime.datetime
    age_seconds: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        file_id = str(self.file_id)

        status: str
        if isinstance(self.status, KnownStatus):
            status = self.status.value
        else:
            status = self.status

        created_at = self.created_at.isoformat()

        age_seconds = self.age_seconds

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "file_id": file_id,
                "status": status,
                "created_at": created_at,
                "age_seconds": age_seconds,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        file_id = UUID(d.pop("file_id"))

        def _parse_status(data: object) -> KnownStatus | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_status_type_0 = KnownStatus(data)

                return componentsschemas_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KnownStatus | str, data)

        status = _parse_status(d.pop("status"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        age_seconds = d.pop("age_seconds")

        oldest_file = cls(
            file_id=file_id,
            status=status,
            created_at=created_at,
            age_seconds=age_seconds,
        )

        oldest_file.additional_properties = d
        return oldest_file

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
