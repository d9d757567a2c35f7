from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.known_actor import KnownActor
from ..models.known_status import KnownStatus
from ..types import UNSET, Unset

T = TypeVar("T", bound="Change")


@_attrs_define
class Change:
    """A change of the status.

    Attributes:
        status (KnownStatus | str): The status of a file. A newer service may send statuses that are not listed.
        at (datetime.datetime): When, in UTC.
        by (KnownActor | str): Who changed a status. A newer service may send actors that are not listed.
        details (str | Unset): A sentence for people.
    """

    status: KnownStatus | str
    at: datetime.datetime
    by: KnownActor | str
    details: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        status: str
        if isinstance(self.status, KnownStatus):
            status = self.status.value
        else:
            status = self.status

        at = self.at.isoformat()

        by: str
        if isinstance(self.by, KnownActor):
            by = self.by.value
        else:
            by = self.by

        details = self.details

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "status": status,
                "at": at,
                "by": by,
            }
        )
        if details is not UNSET:
            field_dict["details"] = details

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

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

        at = datetime.datetime.fromisoformat(d.pop("at"))

        def _parse_by(data: object) -> KnownActor | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_actor_type_0 = KnownActor(data)

                return componentsschemas_actor_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KnownActor | str, data)

        by = _parse_by(d.pop("by"))

        details = d.pop("details", UNSET)

        change = cls(
            status=status,
            at=at,
            by=by,
            details=details,
        )

        change.additional_properties = d
        return change

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
