from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    Self,
    TypeVar,
    cast,
)
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.plan_checksum import PlanChecksum


T = TypeVar("T", bound="UploadPlan")


@_attrs_define
class UploadPlan:
    """The plan of a file that comes in parts. POST /upload-parts signs a URL for each part.

    Attributes:
        file_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower case.
        file_name (str): The name of the file, in NFC.
        extension (str): The extension, with its dot and in lower case. Empty if there is none.
        type_ (str): The media type.
        method (Literal['PUT']): The HTTP method with which the bytes are sent.
        part_size (int): The bytes of each part but the last.
        part_count (int): The number of parts, or the largest number if the length is not known.
        checksum (PlanChecksum): The checksums of a plan.
        expires_at (datetime.datetime): When the plan ends, in UTC.
        expires_in (int): The seconds until expires_at, for a client whose clock is wrong.
        max_len (int | Unset): Only if the length is not known: the most bytes that the file may have.
    """

    file_id: UUID
    file_name: str
    extension: str
    type_: str
    method: Literal["PUT"]
    part_size: int
    part_count: int
    checksum: PlanChecksum
    expires_at: datetime.datetime
    expires_in: int
    max_len: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        file_id = str(self.file_id)

        file_name = self.file_name

        extension = self.extension

        type_ = self.type_

        method = self.method

        part_size = self.part_size

        part_count = self.part_count

        checksum = self.checksum.to_dict()

        expires_at = self.expires_at.isoformat()

        expires_in = self.expires_in

        max_len = self.max_len

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "file_id": file_id,
                "file_name": file_name,
                "extension": extension,
                "type": type_,
                "method": method,
                "part_size": part_size,
                "part_count": part_count,
                "checksum": checksum,
                "expires_at": expires_at,
                "expires_in": expires_in,
            }
        )
        if max_len is not UNSET:
            field_dict["max_len"] = max_len

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.plan_checksum import PlanChecksum

        d = dict(src_dict)
        file_id = UUID(d.pop("file_id"))

        file_name = d.pop("file_name")

        extension = d.pop("extension")

        type_ = d.pop("type")

        method = cast(Literal["PUT"], d.pop("method"))
        if method != "PUT":
            raise ValueError(f"method must match const 'PUT', got '{method}'")

        part_size = d.pop("part_size")

        part_count = d.pop("part_count")

        checksum = PlanChecksum.from_dict(d.pop("checksum"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        expires_in = d.pop("expires_in")

        max_len = d.pop("max_len", UNSET)

        upload_plan = cls(
            file_id=file_id,
            file_name=file_name,
            extension=extension,
            type_=type_,
            method=method,
            part_size=part_size,
            part_count=part_count,
            checksum=checksum,
            expires_at=expires_at,
            expires_in=expires_in,
            max_len=max_len,
        )

        upload_plan.additional_properties = d
        return upload_plan

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
