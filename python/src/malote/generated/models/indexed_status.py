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
    from ..models.verified_checksum import VerifiedChecksum


T = TypeVar("T", bound="IndexedStatus")


@_attrs_define
class IndexedStatus:
    """The status of one file of several: its Idempotency-Key needs no form any more.

    Attributes:
        index (int): The place of the file in the request, from 0.
        file_id (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower case.
        file_name (str): The name of the file, in NFC.
        status (KnownStatus | str): The status of a file. A newer service may send statuses that are not listed.
        created_at (datetime.datetime): When the file was announced, in UTC.
        updated_at (datetime.datetime): When the record last changed, in UTC.
        details (str | Unset): A sentence for people.
        error_code (KnownErrorCode | str | Unset): The reason of the status `error`. A newer service may send codes that
            are not listed.
        retryable (bool | Unset): Only with the status `error`: whether a retry may help.
        verified (VerifiedChecksum | Unset): The checksum of the whole file that S3 computed.
    """

    index: int
    file_id: UUID
    file_name: str
    status: KnownStatus | str
    created_at: datetime.datetime
    updated_at: datetime.datetime
    details: str | Unset = UNSET
    error_code: KnownErrorCode | str | Unset = UNSET
    retryable: bool | Unset = UNSET
    verified: VerifiedChecksum | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        index = self.index

        file_id = str(self.file_id)

        file_name = self.file_name

        status: str
        if isinstance(self.status, KnownStatus):
            status = self.status.value
        else:
            status = self.status

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

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

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "index": index,
                "file_id": file_id,
                "file_name": file_name,
                "status": status,
                "created_at": created_at,
                "updated_at": updated_at,
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

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.verified_checksum import VerifiedChecksum

        d = dict(src_dict)
        index = d.pop("index")

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

        indexed_status = cls(
            index=index,
            file_id=file_id,
            file_name=file_name,
            status=status,
            created_at=created_at,
            updated_at=updated_at,
            details=details,
            error_code=error_code,
            retryable=retryable,
            verified=verified,
        )

        indexed_status.additional_properties = d
        return indexed_status

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
