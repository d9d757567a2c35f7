from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.upload_request import UploadRequest


T = TypeVar("T", bound="UploadsRequest")


@_attrs_define
class UploadsRequest:
    """The announcement of several files.

    Attributes:
        files (list[UploadRequest]): The files, up to 50.
    """

    files: list[UploadRequest]

    def to_dict(self) -> dict[str, Any]:
        files = []
        for files_item_data in self.files:
            files_item = files_item_data.to_dict()
            files.append(files_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "files": files,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.upload_request import UploadRequest

        d = dict(src_dict)
        files = []
        _files = d.pop("files")
        for files_item_data in _files:
            files_item = UploadRequest.from_dict(files_item_data)

            files.append(files_item)

        uploads_request = cls(
            files=files,
        )

        return uploads_request
