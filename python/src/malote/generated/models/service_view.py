from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    Self,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ServiceView")


@_attrs_define
class ServiceView:
    """What a client must know before it signs in. No member is a secret.

    Attributes:
        service (Literal['malote']): Always `malote`.
        version (str): The version of the service.
        region (str): The AWS region.
        user_pool_id (str): The Cognito user pool whose ID tokens the API accepts.
        client_id (str): The app client of the user pool with which web and mobile apps sign in.
        max_file_bytes (int): The bytes of the largest file.
        single_upload_bytes (int): The bytes of the largest file that one POST can send.
        min_part_bytes (int): The bytes of the smallest part. The last part may be smaller.
        allowed_types (list[str]): The accepted media types, such as `image/*`.
        denied_extensions (list[str]): The refused extensions, such as `.exe`, whatever the media type is.
        max_batch (int): The most files of one POST /uploads, and of one GET /consult-status.
        features (list[str]): What this version can do beyond single uploads, and `sign-up` where people may create
            their own accounts. Ignore names that you do not know.
        endpoint_url (str | Unset): The URL of Cognito. Only of a stack that does not run on AWS.
    """

    service: Literal["malote"]
    version: str
    region: str
    user_pool_id: str
    client_id: str
    max_file_bytes: int
    single_upload_bytes: int
    min_part_bytes: int
    allowed_types: list[str]
    denied_extensions: list[str]
    max_batch: int
    features: list[str]
    endpoint_url: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        service = self.service

        version = self.version

        region = self.region

        user_pool_id = self.user_pool_id

        client_id = self.client_id

        max_file_bytes = self.max_file_bytes

        single_upload_bytes = self.single_upload_bytes

        min_part_bytes = self.min_part_bytes

        allowed_types = self.allowed_types

        denied_extensions = self.denied_extensions

        max_batch = self.max_batch

        features = self.features

        endpoint_url = self.endpoint_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "service": service,
                "version": version,
                "region": region,
                "user_pool_id": user_pool_id,
                "client_id": client_id,
                "max_file_bytes": max_file_bytes,
                "single_upload_bytes": single_upload_bytes,
                "min_part_bytes": min_part_bytes,
                "allowed_types": allowed_types,
                "denied_extensions": denied_extensions,
                "max_batch": max_batch,
                "features": features,
            }
        )
        if endpoint_url is not UNSET:
            field_dict["endpoint_url"] = endpoint_url

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        service = cast(Literal["malote"], d.pop("service"))
        if service != "malote":
            raise ValueError(f"service must match const 'malote', got '{service}'")

        version = d.pop("version")

        region = d.pop("region")

        user_pool_id = d.pop("user_pool_id")

        client_id = d.pop("client_id")

        max_file_bytes = d.pop("max_file_bytes")

        single_upload_bytes = d.pop("single_upload_bytes")

        min_part_bytes = d.pop("min_part_bytes")

        allowed_types = cast(list[str], d.pop("allowed_types"))

        denied_extensions = cast(list[str], d.pop("denied_extensions"))

        max_batch = d.pop("max_batch")

        features = cast(list[str], d.pop("features"))

        endpoint_url = d.pop("endpoint_url", UNSET)

        service_view = cls(
            service=service,
            version=version,
            region=region,
            user_pool_id=user_pool_id,
            client_id=client_id,
            max_file_bytes=max_file_bytes,
            single_upload_bytes=single_upload_bytes,
            min_part_bytes=min_part_bytes,
            allowed_types=allowed_types,
            denied_extensions=denied_extensions,
            max_batch=max_batch,
            features=features,
            endpoint_url=endpoint_url,
        )

        service_view.additional_properties = d
        return service_view

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
