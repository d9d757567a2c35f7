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

if TYPE_CHECKING:
    from ..models.form_fields import FormFields


T = TypeVar("T", bound="IndexedForm")


@_attrs_define
class IndexedForm:
    """The presigned POST of one file of several.

    Attributes:
        index (int): The place of the file in the request, from 0.
        file_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower case.
        file_name (str): The name of the file, in NFC.
        extension (str): The extension, with its dot and in lower case. Empty if there is none.
        type_ (str): The media type.
        method (Literal['POST']): The HTTP method with which the bytes are sent.
        url (str): The URL to send the form to.
        fields (FormFields): The fields of a presigned POST. Send them as they are.
        expires_at (datetime.datetime): When the form expires, in UTC.
        expires_in (int): The seconds until expires_at, for a client whose clock is wrong.
    """

    index: int
    file_id: UUID
    file_name: str
    extension: str
    type_: str
    method: Literal["POST"]
    url: str
    fields: FormFields
    expires_at: datetime.datetime
    expires_in: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        index = self.index

        file_id = str(self.file_id)

        file_name = self.file_name

        extension = self.extension

        type_ = self.type_

        method = self.method

        url = self.url

        fields = self.fields.to_dict()

        expires_at = self.expires_at.isoformat()

        expires_in = self.expires_in

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "index": index,
                "file_id": file_id,
                "file_name": file_name,
                "extension": extension,
                "type": type_,
                "method": method,
                "url": url,
                "fields": fields,
                "expires_at": expires_at,
                "expires_in": expires_in,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.form_fields import FormFields

        d = dict(src_dict)
        index = d.pop("index")

        file_id = UUID(d.pop("file_id"))

        file_name = d.pop("file_name")

        extension = d.pop("extension")

        type_ = d.pop("type")

        method = cast(Literal["POST"], d.pop("method"))
        if method != "POST":
            raise ValueError(f"method must match const 'POST', got '{method}'")

        url = d.pop("url")

        fields = FormFields.from_dict(d.pop("fields"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        expires_in = d.pop("expires_in")

        indexed_form = cls(
            index=index,
            file_id=file_id,
            file_name=file_name,
            extension=extension,
            type_=type_,
            method=method,
            url=url,
            fields=fields,
            expires_at=expires_at,
            expires_in=expires_in,
        )

        indexed_form.additional_properties = d
        return indexed_form

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
