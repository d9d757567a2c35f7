from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.tags import Tags
    from ..models.upload_checksum import UploadChecksum


T = TypeVar("T", bound="UploadRequest")


@_attrs_define
class UploadRequest:
    """The announcement of one file.

    Attributes:
        file_name (str): The name of the file, without folders. Up to 255 bytes of UTF-8. Stored in Unicode's NFC: a
            name that is sent decomposed comes back composed.
        type_ (str): The media type, such as `image/jpeg`, or the nature of the file: image, video, audio, document,
            text, archive. Empty, a wildcard or `application/octet-stream`: the extension decides. Parameters are ignored.
        extension (None | str | Unset): The extension, such as `.jpg`. Default: what file_name ends in. What libraries
            call the extension of this name is accepted, with its dot or without, and in any case.
        len_ (int | None | Unset): The bytes of the file. Only a relay that streams a file in parts may leave it out.
        checksum (None | Unset | UploadChecksum): The checksum of the file. S3 accepts no other bytes.
        multipart (bool | None | Unset): Whether to get a plan of parts, also for a file that one POST could send.
        max_len (int | None | Unset): Only without len: the most bytes that the file may have.
        path (None | str | Unset): The folder of the file, such as `trips/2026`. A label: no object key has it.
        tags (None | Tags | Unset): Labels of the file.
        on_behalf_of (None | Unset | UUID): Only for members of the group relays: the `sub` of the user who will own the
            file.
    """

    file_name: str
    type_: str
    extension: None | str | Unset = UNSET
    len_: int | None | Unset = UNSET
    checksum: None | Unset | UploadChecksum = UNSET
    multipart: bool | None | Unset = UNSET
    max_len: int | None | Unset = UNSET
    path: None | str | Unset = UNSET
    tags: None | Tags | Unset = UNSET
    on_behalf_of: None | Unset | UUID = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.tags import Tags
        from ..models.upload_checksum import UploadChecksum

        file_name = self.file_name

        type_ = self.type_

        extension: None | str | Unset
        if isinstance(self.extension, Unset):
            extension = UNSET
        else:
            extension = self.extension

        len_: int | None | Unset
        if isinstance(self.len_, Unset):
            len_ = UNSET
        else:
            len_ = self.len_

        checksum: dict[str, Any] | None | Unset
        if isinstance(self.checksum, Unset):
            checksum = UNSET
        elif isinstance(self.checksum, UploadChecksum):
            checksum = self.checksum.to_dict()
        else:
            checksum = self.checksum

        multipart: bool | None | Unset
        if isinstance(self.multipart, Unset):
            multipart = UNSET
        else:
            multipart = self.multipart

        max_len: int | None | Unset
        if isinstance(self.max_len, Unset):
            max_len = UNSET
        else:
            max_len = self.max_len

        path: None | str | Unset
        if isinstance(self.path, Unset):
            path = UNSET
        else:
            path = self.path

        tags: dict[str, Any] | None | Unset
        if isinstance(self.tags, Unset):
            tags = UNSET
        elif isinstance(self.tags, Tags):
            tags = self.tags.to_dict()
        else:
            tags = self.tags

        on_behalf_of: None | str | Unset
        if isinstance(self.on_behalf_of, Unset):
            on_behalf_of = UNSET
        elif isinstance(self.on_behalf_of, UUID):
            on_behalf_of = str(self.on_behalf_of)
        else:
            on_behalf_of = self.on_behalf_of

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "file_name": file_name,
                "type": type_,
            }
        )
        if extension is not UNSET:
            field_dict["extension"] = extension
        if len_ is not UNSET:
            field_dict["len"] = len_
        if checksum is not UNSET:
            field_dict["checksum"] = checksum
        if multipart is not UNSET:
            field_dict["multipart"] = multipart
        if max_len is not UNSET:
            field_dict["max_len"] = max_len
        if path is not UNSET:
            field_dict["path"] = path
        if tags is not UNSET:
            field_dict["tags"] = tags
        if on_behalf_of is not UNSET:
            field_dict["on_behalf_of"] = on_behalf_of

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.tags import Tags
        from ..models.upload_checksum import UploadChecksum

        d = dict(src_dict)
        file_name = d.pop("file_name")

        type_ = d.pop("type")

        def _parse_extension(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        extension = _parse_extension(d.pop("extension", UNSET))

        def _parse_len_(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        len_ = _parse_len_(d.pop("len", UNSET))

        def _parse_checksum(data: object) -> None | Unset | UploadChecksum:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                checksum_type_0 = UploadChecksum.from_dict(data)

                return checksum_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UploadChecksum, data)

        checksum = _parse_checksum(d.pop("checksum", UNSET))

        def _parse_multipart(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        multipart = _parse_multipart(d.pop("multipart", UNSET))

        def _parse_max_len(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_len = _parse_max_len(d.pop("max_len", UNSET))

        def _parse_path(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        path = _parse_path(d.pop("path", UNSET))

        def _parse_tags(data: object) -> None | Tags | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                tags_type_0 = Tags.from_dict(data)

                return tags_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Tags | Unset, data)

        tags = _parse_tags(d.pop("tags", UNSET))

        def _parse_on_behalf_of(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                on_behalf_of_type_0 = UUID(data)

                return on_behalf_of_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        on_behalf_of = _parse_on_behalf_of(d.pop("on_behalf_of", UNSET))

        upload_request = cls(
            file_name=file_name,
            type_=type_,
            extension=extension,
            len_=len_,
            checksum=checksum,
            multipart=multipart,
            max_len=max_len,
            path=path,
            tags=tags,
            on_behalf_of=on_behalf_of,
        )

        return upload_request
