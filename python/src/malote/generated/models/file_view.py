from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.known_error_code import KnownErrorCode
from ..models.known_status import KnownStatus
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.change import Change
    from ..models.declared_checksum import DeclaredChecksum
    from ..models.download import Download
    from ..models.tags import Tags
    from ..models.verified_checksum import VerifiedChecksum


T = TypeVar("T", bound="FileView")


@_attrs_define
class FileView:
    """The record of a file, as its owner sees it.

    Attributes:
        file_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower case.
        file_name (str): The name of the file, in NFC.
        status (KnownStatus | str): The status of a file. A newer service may send statuses that are not listed.
        created_at (datetime.datetime): When the file was announced, in UTC.
        updated_at (datetime.datetime): When the record last changed, in UTC.
        extension (str): The extension, with its dot and in lower case. Empty if there is none.
        type_ (str): The media type that was declared.
        len_ (int): The bytes of the file. 0 while the length of a streamed file is not known.
        history (list[Change]): The last 20 changes of the status, the oldest first.
        details (str | Unset): A sentence for people.
        error_code (KnownErrorCode | str | Unset): The reason of the status `error`. A newer service may send codes that
            are not listed.
        retryable (bool | Unset): Only with the status `error`: whether a retry may help.
        verified (VerifiedChecksum | Unset): The checksum of the whole file that S3 computed.
        served_type (str | Unset): The media type as which the file is downloaded. Only if its bytes are another format
            of the kind of `type`.
        checksum (DeclaredChecksum | Unset): The checksum of the whole file that the client declared.
        path (str | Unset): The folder of the file, such as `trips/2026`. A label: no object key has it.
        tags (Tags | Unset): Pairs of a key and a value, such as `album` and `summer`. They label files in lists.
        uploaded_by (str | Unset): The `sub` of the relay that uploaded the file on behalf of its owner. `inbox` if a
            system wrote it to inbox/ of the bucket.
        download (Download | Unset): A presigned GET. Everybody who has the URL may download the file until it expires.
    """

    file_id: UUID
    file_name: str
    status: KnownStatus | str
    created_at: datetime.datetime
    updated_at: datetime.datetime
    extension: str
    type_: str
    len_: int
    history: list[Change]
    details: str | Unset = UNSET
    error_code: KnownErrorCode | str | Unset = UNSET
    retryable: bool | Unset = UNSET
    verified: VerifiedChecksum | Unset = UNSET
    served_type: str | Unset = UNSET
    checksum: DeclaredChecksum | Unset = UNSET
    path: str | Unset = UNSET
    tags: Tags | Unset = UNSET
    uploaded_by: str | Unset = UNSET
    download: Download | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        file_id = str(self.file_id)

        file_name = self.file_name

        status: str
        if isinstance(self.status, KnownStatus):
            status = self.status.value
        else:
            status = self.status

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        extension = self.extension

        type_ = self.type_

        len_ = self.len_

        history = []
        for history_item_data in self.history:
            history_item = history_item_data.to_dict()
            history.append(history_item)

        details = self.details

        error_code: str | Unset
        if isinstance(self.error_code, Unset):
            error_code = UNSET
        elif isinstance(self.error_code, KnownErrorCode):
            error_code = self.error_code.value
        else:
            error_code = self.error_code

        retryable = self.retryable

        verified: dict[str, Any] | Unset = UNSET
        if not isinstance(self.verified, Unset):
            verified = self.verified.to_dict()

        served_type = self.served_type

        checksum: dict[str, Any] | Unset = UNSET
        if not isinstance(self.checksum, Unset):
            checksum = self.checksum.to_dict()

        path = self.path

        tags: dict[str, Any] | Unset = UNSET
        if not isinstance(self.tags, Unset):
            tags = self.tags.to_dict()

        uploaded_by = self.uploaded_by

        download: dict[str, Any] | Unset = UNSET
        if not isinstance(self.download, Unset):
            download = self.download.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "file_id": file_id,
                "file_name": file_name,
                "status": status,
                "created_at": created_at,
                "updated_at": updated_at,
                "extension": extension,
                "type": type_,
                "len": len_,
                "history": history,
            }
        )
        if details is not UNSET:
            field_dict["details"] = details
        if error_code is not UNSET:
            field_dict["error_code"] = error_code
        if retryable is not UNSET:
            field_dict["retryable"] = retryable
        if verified is not UNSET:
            field_dict["verified"] = verified
        if served_type is not UNSET:
            field_dict["served_type"] = served_type
        if checksum is not UNSET:
            field_dict["checksum"] = checksum
        if path is not UNSET:
            field_dict["path"] = path
        if tags is not UNSET:
            field_dict["tags"] = tags
        if uploaded_by is not UNSET:
            field_dict["uploaded_by"] = uploaded_by
        if download is not UNSET:
            field_dict["download"] = download

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.change import Change
        from ..models.declared_checksum import DeclaredChecksum
        from ..models.download import Download
        from ..models.tags import Tags
        from ..models.verified_checksum import VerifiedChecksum

        d = dict(src_dict)
        file_id = UUID(d.pop("file_id"))

        file_name = d.pop("file_name")

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

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        extension = d.pop("extension")

        type_ = d.pop("type")

        len_ = d.pop("len")

        history = []
        _history = d.pop("history")
        for history_item_data in _history:
            history_item = Change.from_dict(history_item_data)

            history.append(history_item)

        details = d.pop("details", UNSET)

        def _parse_error_code(data: object) -> KnownErrorCode | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_error_code_type_0 = KnownErrorCode(data)

                return componentsschemas_error_code_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KnownErrorCode | str | Unset, data)

        error_code = _parse_error_code(d.pop("error_code", UNSET))

        retryable = d.pop("retryable", UNSET)

        _verified = d.pop("verified", UNSET)
        verified: VerifiedChecksum | Unset
        if isinstance(_verified, Unset):
            verified = UNSET
        else:
            verified = VerifiedChecksum.from_dict(_verified)

        served_type = d.pop("served_type", UNSET)

        _checksum = d.pop("checksum", UNSET)
        checksum: DeclaredChecksum | Unset
        if isinstance(_checksum, Unset):
            checksum = UNSET
        else:
            checksum = DeclaredChecksum.from_dict(_checksum)

        path = d.pop("path", UNSET)

        _tags = d.pop("tags", UNSET)
        tags: Tags | Unset
        if isinstance(_tags, Unset):
            tags = UNSET
        else:
            tags = Tags.from_dict(_tags)

        uploaded_by = d.pop("uploaded_by", UNSET)

        _download = d.pop("download", UNSET)
        download: Download | Unset
        if isinstance(_download, Unset):
            download = UNSET
        else:
            download = Download.from_dict(_download)

        file_view = cls(
            file_id=file_id,
            file_name=file_name,
            status=status,
            created_at=created_at,
            updated_at=updated_at,
            extension=extension,
            type_=type_,
            len_=len_,
            history=history,
            details=details,
            error_code=error_code,
            retryable=retryable,
            verified=verified,
            served_type=served_type,
            checksum=checksum,
            path=path,
            tags=tags,
            uploaded_by=uploaded_by,
            download=download,
        )

        file_view.additional_properties = d
        return file_view

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
