from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.part_headers import PartHeaders


T = TypeVar("T", bound="SignedPart")


@_attrs_define
class SignedPart:
    """The presigned PUT of one part.

    Attributes:
        part_number (int): The number of the part, from 1.
        url (str): The URL to send the part to, as the body of a PUT.
        size (int): The exact Content-Length of that PUT. It is signed.
        headers (PartHeaders): The headers of a presigned PUT. Send them as they are.
        expires_at (datetime.datetime): When the URL expires, in UTC.
        expires_in (int): The seconds until expires_at, for a client whose clock is wrong.
    """

    part_number: int
    url: str
    size: int
    headers: PartHeaders
    expires_at: datetime.datetime
    expires_in: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        part_number = self.part_number

        url = self.url

        size = self.size

        headers = self.headers.to_dict()

        expires_at = self.expires_at.isoformat()

        expires_in = self.expires_in

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "part_number": part_number,
                "url": url,
                "size": size,
                "headers": headers,
                "expires_at": expires_at,
                "expires_in": expires_in,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.part_headers import PartHeaders

        d = dict(src_dict)
        part_number = d.pop("part_number")

        url = d.pop("url")

        size = d.pop("size")

        headers = PartHeaders.from_dict(d.pop("headers"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        expires_in = d.pop("expires_in")

        signed_part = cls(
            part_number=part_number,
            url=url,
            size=size,
            headers=headers,
            expires_at=expires_at,
            expires_in=expires_in,
        )

        signed_part.additional_properties = d
        return signed_part

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
