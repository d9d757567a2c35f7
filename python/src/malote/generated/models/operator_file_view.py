from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.known_error_code import KnownErrorCode
from ..models.known_quarantine_step import KnownQuarantineStep
from ..models.known_status import KnownStatus
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.change import Change
    from ..models.declared_checksum import DeclaredChecksum
    from ..models.tags import Tags
    from ..models.verified_checksum import VerifiedChecksum


T = TypeVar("T", bound="OperatorFileView")


@_attrs_define
class OperatorFileView:
    """The record of a file of any owner, as operators see it. It has no URL.

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
        owner (UUID): The id of a file or of a webhook, or the `sub` of a user: a UUID in lower case.
        attempts (int): How often movers have claimed the file since the last progress or retry.
        expires_at (datetime.datetime): When the form or the plan ends, in UTC.
        key_path (str): The key of the bytes that the client sent.
        dest_path (str): The key of the completed file.
        version (int): The number of writes of the record.
        allowed (list[KnownStatus | str]): The statuses that an operator may set now: `deleted` by DELETE
            /files/{file_id}, the others by POST /update-status.
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
        cause (str | Unset): Only with the status `error`: what happened inside the service.
        lease_owner (str | Unset): The message of the mover that works on the file, or did until lease_until.
        lease_until (datetime.datetime | Unset): When the lease of that mover ends, in UTC.
        check_at (datetime.datetime | Unset): When the reconciler looks at the file next, in UTC. Absent if it never
            does.
        quarantine_path (str | Unset): The key of the bytes in quarantine. Only if the file was ever quarantined.
        quarantine_step (KnownQuarantineStep | str | Unset): Where the bytes of a quarantined file are on their way to.
            A newer service may send values that are not listed.
        upload_id (str | Unset): The client's multipart upload to key_path. Absent when it is completed.
        copy_upload_id (str | Unset): The mover's multipart upload to dest_path. Absent when it is completed.
        purge_at (datetime.datetime | Unset): When the record may be removed, in UTC. Only of files that expired or were
            deleted.
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
    owner: UUID
    attempts: int
    expires_at: datetime.datetime
    key_path: str
    dest_path: str
    version: int
    allowed: list[KnownStatus | str]
    details: str | Unset = UNSET
    error_code: KnownErrorCode | str | Unset = UNSET
    retryable: bool | Unset = UNSET
    verified: VerifiedChecksum | Unset = UNSET
    served_type: str | Unset = UNSET
    checksum: DeclaredChecksum | Unset = UNSET
    path: str | Unset = UNSET
    tags: Tags | Unset = UNSET
    uploaded_by: str | Unset = UNSET
    cause: str | Unset = UNSET
    lease_owner: str | Unset = UNSET
    lease_until: datetime.datetime | Unset = UNSET
    check_at: datetime.datetime | Unset = UNSET
    quarantine_path: str | Unset = UNSET
    quarantine_step: KnownQuarantineStep | str | Unset = UNSET
    upload_id: str | Unset = UNSET
    copy_upload_id: str | Unset = UNSET
    purge_at: datetime.datetime | Unset = UNSET
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

        owner = str(self.owner)

        attempts = self.attempts

        expires_at = self.expires_at.isoformat()

        key_path = self.key_path

        dest_path = self.dest_path

        version = self.version

        allowed = []
        for allowed_item_data in self.allowed:
            allowed_item: str
            if isinstance(allowed_item_data, KnownStatus):
                allowed_item = allowed_item_data.value
            else:
                allowed_item = allowed_item_data
            allowed.append(allowed_item)

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

        cause = self.cause

        lease_owner = self.lease_owner

        lease_until: str | Unset = UNSET
        if not isinstance(self.lease_until, Unset):
            lease_until = self.lease_until.isoformat()

        check_at: str | Unset = UNSET
        if not isinstance(self.check_at, Unset):
            check_at = self.check_at.isoformat()

        quarantine_path = self.quarantine_path

        quarantine_step: str | Unset
        if isinstance(self.quarantine_step, Unset):
            quarantine_step = UNSET
        elif isinstance(self.quarantine_step, KnownQuarantineStep):
            quarantine_step = self.quarantine_step.value
        else:
            quarantine_step = self.quarantine_step

        upload_id = self.upload_id

        copy_upload_id = self.copy_upload_id

        purge_at: str | Unset = UNSET
        if not isinstance(self.purge_at, Unset):
            purge_at = self.purge_at.isoformat()

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
                "owner": owner,
                "attempts": attempts,
                "expires_at": expires_at,
                "key_path": key_path,
                "dest_path": dest_path,
                "version": version,
                "allowed": allowed,
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
        if cause is not UNSET:
            field_dict["cause"] = cause
        if lease_owner is not UNSET:
            field_dict["lease_owner"] = lease_owner
        if lease_until is not UNSET:
            field_dict["lease_until"] = lease_until
        if check_at is not UNSET:
            field_dict["check_at"] = check_at
        if quarantine_path is not UNSET:
            field_dict["quarantine_path"] = quarantine_path
        if quarantine_step is not UNSET:
            field_dict["quarantine_step"] = quarantine_step
        if upload_id is not UNSET:
            field_dict["upload_id"] = upload_id
        if copy_upload_id is not UNSET:
            field_dict["copy_upload_id"] = copy_upload_id
        if purge_at is not UNSET:
            field_dict["purge_at"] = purge_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.change import Change
        from ..models.declared_checksum import DeclaredChecksum
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

        owner = UUID(d.pop("owner"))

        attempts = d.pop("attempts")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        key_path = d.pop("key_path")

        dest_path = d.pop("dest_path")

        version = d.pop("version")

        allowed = []
        _allowed = d.pop("allowed")
        for allowed_item_data in _allowed:

            def _parse_allowed_item(data: object) -> KnownStatus | str:
                try:
                    if not isinstance(data, str):
                        raise TypeError()
                    componentsschemas_status_type_0 = KnownStatus(data)

                    return componentsschemas_status_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(KnownStatus | str, data)

            allowed_item = _parse_allowed_item(allowed_item_data)

            allowed.append(allowed_item)

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

        cause = d.pop("cause", UNSET)

        lease_owner = d.pop("lease_owner", UNSET)

        _lease_until = d.pop("lease_until", UNSET)
        lease_until: datetime.datetime | Unset
        if isinstance(_lease_until, Unset):
            lease_until = UNSET
        else:
            lease_until = datetime.datetime.fromisoformat(_lease_until)

        _check_at = d.pop("check_at", UNSET)
        check_at: datetime.datetime | Unset
        if isinstance(_check_at, Unset):
            check_at = UNSET
        else:
            check_at = datetime.datetime.fromisoformat(_check_at)

        quarantine_path = d.pop("quarantine_path", UNSET)

        def _parse_quarantine_step(data: object) -> KnownQuarantineStep | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_quarantine_step_type_0 = KnownQuarantineStep(data)

                return componentsschemas_quarantine_step_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KnownQuarantineStep | str | Unset, data)

        quarantine_step = _parse_quarantine_step(d.pop("quarantine_step", UNSET))

        upload_id = d.pop("upload_id", UNSET)

        copy_upload_id = d.pop("copy_upload_id", UNSET)

        _purge_at = d.pop("purge_at", UNSET)
        purge_at: datetime.datetime | Unset
        if isinstance(_purge_at, Unset):
            purge_at = UNSET
        else:
            purge_at = datetime.datetime.fromisoformat(_purge_at)

        operator_file_view = cls(
            file_id=file_id,
            file_name=file_name,
            status=status,
            created_at=created_at,
            updated_at=updated_at,
            extension=extension,
            type_=type_,
            len_=len_,
            history=history,
            owner=owner,
            attempts=attempts,
            expires_at=expires_at,
            key_path=key_path,
            dest_path=dest_path,
            version=version,
            allowed=allowed,
            details=details,
            error_code=error_code,
            retryable=retryable,
            verified=verified,
            served_type=served_type,
            checksum=checksum,
            path=path,
            tags=tags,
            uploaded_by=uploaded_by,
            cause=cause,
            lease_owner=lease_owner,
            lease_until=lease_until,
            check_at=check_at,
            quarantine_path=quarantine_path,
            quarantine_step=quarantine_step,
            upload_id=upload_id,
            copy_upload_id=copy_upload_id,
            purge_at=purge_at,
        )

        operator_file_view.additional_properties = d
        return operator_file_view

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
