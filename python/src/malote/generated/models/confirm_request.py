from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.confirmed_checksum import ConfirmedChecksum


T = TypeVar("T", bound="ConfirmRequest")


@_attrs_define
class ConfirmRequest:
    """The file whose bytes are in S3. Only a plan has more than file_id.

    Attributes:
        file_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower case.
        checksum (ConfirmedChecksum | None | Unset): The checksum of the whole, unless it was announced.
        len_ (int | None | Unset): The bytes of the file, unless they were announced.
    """

    file_id: UUID
    checksum: ConfirmedChecksum | None | Unset = UNSET
    len_: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.confirmed_checksum import ConfirmedChecksum

        file_id = str(self.file_id)

        checksum: dict[str, Any] | None | Unset
        if isinstance(self.checksum, Unset):
            checksum = UNSET
        elif isinstance(self.checksum, ConfirmedChecksum):
            checksum = self.checksum.to_dict()
        else:
            checksum = self.checksum

        len_: int | None | Unset
        if isinstance(self.len_, Unset):
            len_ = UNSET
        else:
            len_ = self.len_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "file_id": file_id,
            }
        )
        if checksum is not UNSET:
            field_dict["checksum"] = checksum
        if len_ is not UNSET:
            field_dict["len"] = len_

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.confirmed_checksum import ConfirmedChecksum

        d = dict(src_dict)
        file_id = UUID(d.pop("file_id"))

        def _parse_checksum(data: object) -> ConfirmedChecksum | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                checksum_type_0 = ConfirmedChecksum.from_dict(data)

                return checksum_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ConfirmedChecksum | None | Unset, data)

        checksum = _parse_checksum(d.pop("checksum", UNSET))

        def _parse_len_(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        len_ = _parse_len_(d.pop("len", UNSET))

        confirm_request = cls(
            file_id=file_id,
            checksum=checksum,
            len_=len_,
        )

        return confirm_request
